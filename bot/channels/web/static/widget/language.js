// Which language the frame speaks: that of the conversation as soon as the service tells it, before
// that what was chosen here once, else that of the page.

class Language {
  /** A function from a label's name to its text, in the language of the moment. */
  texts;
  #memory;
  #page;
  #chosen;
  #spoken;
  // Chosen a moment ago: what the service still tells of before must not undo it.
  #wished = "";

  constructor(memory, page) {
    this.#memory = memory;
    this.#page = LABELS[page] ? page : "en";
    this.#chosen = memory.get("language");
    this.#spoken = memory.get("spoken");
    this.texts = makeTexts(() => this.#now());
  }

  /** Whether the service has told the language of a conversation. */
  get isTold() {
    return Boolean(this.#spoken);
  }

  /** The customer's choice; `isOnItsWay` if the service is going to hear of it. */
  choose(language, isOnItsWay) {
    this.#chosen = language;
    this.#memory.set("language", language);
    if (!isOnItsWay) return;
    this.#wished = this.#spoken === language ? "" : language;
    this.#speak(language);
  }

  /** After coming back, `language` is the choice that is still on its way, or "". */
  expect(language) {
    this.#wished = language;
  }

  /** As in ready and status: null before the conversation. Says whether the language changed. */
  told(language) {
    // A service older than this widget tells nothing.
    if (language === undefined) return false;
    if (this.#wished && this.#wished !== language) return false;
    this.#wished = "";
    const before = this.#now();
    this.#speak(language);
    return this.#now() !== before;
  }

  /** Kept, so that a window that is loaded again speaks it from the first moment. */
  #speak(language) {
    this.#spoken = language;
    if (language) this.#memory.set("spoken", language);
    else this.#memory.remove("spoken");
  }

  #now() {
    return [this.#spoken, this.#chosen, this.#page].find((name) => LABELS[name]);
  }
}

function makeTexts(language) {
  const texts = (name, values = {}) =>
    LABELS[language()][name].replace(/\{(\w+)\}/g, (whole, key) =>
      key in values ? String(values[key]) : whole,
    );
  texts.language = language;
  return texts;
}

/** The time of day as the customer writes it, in the language of `texts`. */
function timeOf(at, texts) {
  const language = texts.language();
  // Of the customer's own settings the one in this language: it knows 12 or 24 hours.
  const own = (navigator.languages || []).find((name) => name.startsWith(language));
  const options = { hour: "2-digit", minute: "2-digit" };
  return new Date(at).toLocaleTimeString(own || language, options);
}

/** The same, with its day where that is not today: hours that begin tomorrow are told today. */
function momentOf(at, texts) {
  const isToday = new Date(at).toDateString() === new Date().toDateString();
  if (isToday) return timeOf(at, texts);
  const day = new Date(at).toLocaleDateString(texts.language(), { weekday: "long" });
  return `${day} ${timeOf(at, texts)}`;
}
