// The messages: what was said, by whom, and what of the customer's own is still on its way.

// Each of these has a place of its own in the frame, where it stays in view: in the messages too it
// would stand there twice, and after a while many times.
const IN_FRAME = ["person:now", "queue:cancel"];

/**
 * Keeps the entries in order and draws them. `actions`: press(button), retry(), edit(client_id).
 */
class Entries {
  node;
  #shown = [];
  #list = el("div", { class: "entries" });
  #unsent = el("div", { class: "unsent" });
  #unsentKey = "[]";
  #typing = el("div", { class: "typing", hidden: true });
  #texts;
  #actions;

  constructor(texts, actions) {
    this.#texts = texts;
    this.#actions = actions;
    const live = { role: "log", "aria-live": "polite", "aria-relevant": "additions" };
    this.node = el("div", { class: "log", tabindex: "0", ...live });
    this.node.append(this.#list, this.#unsent, this.#typing);
  }

  /** The newest number of an entry that the customer did not write. */
  get newest() {
    const others = this.#shown.filter((entry) => entry.from !== "customer");
    return others.length ? others[others.length - 1].seq : 0;
  }

  countAfter(seq) {
    return this.#shown.filter((entry) => entry.from !== "customer" && entry.seq > seq).length;
  }

  nodeOf(id) {
    return this.#list.children[this.#shown.findIndex((entry) => entry.id === id)];
  }

  clear() {
    this.#shown = [];
    this.#list.replaceChildren();
  }

  add(entry) {
    const old = entry.edits && this.#shown.findIndex((other) => other.id === entry.edits);
    if (entry.edits && old >= 0) {
      const { text, buttons, files } = entry;
      this.#shown[old] = { ...this.#shown[old], text, buttons, files, isEdited: true };
      this.#list.children[old].replaceWith(this.#draw(this.#shown[old], this.#shown[old - 1]));
      return;
    }
    const previous = this.#shown[this.#shown.length - 1];
    this.#shown.push({ ...entry, isEdited: Boolean(entry.edits) });
    this.#list.append(this.#draw(this.#shown[this.#shown.length - 1], previous));
  }

  /** Our own words in the language of the moment; what was said and what has focus stay. */
  relabel() {
    this.node.setAttribute("aria-label", this.#texts("messages"));
    this.#shown.forEach((entry, at) => {
      const node = this.#list.children[at];
      const files = node.querySelectorAll(".file");
      files.forEach((file, number) => reword(file, this.#nameOf(entry.files[number])));
      reword(node.querySelector(".name"), this.#speaker(entry));
      reword(node.querySelector("time"), timeOf(entry.at, this.#texts));
      reword(node.querySelector(".edited"), this.#texts("edited"));
    });
    reword(this.#typing.querySelector(".quiet"), this.#texts("typing"));
  }

  /** `stateOf(item)`: later, failed, stored, sending or waiting (for connection or turn). */
  setUnsent(items, stateOf) {
    const shown = items.filter((item) => item.text);
    const states = shown.map((item) => [item.client_id, stateOf(item), item.notice]);
    const key = JSON.stringify([this.#texts.language(), ...states]);
    // Drawn only when it changes: a screen reader would say it again.
    if (key === this.#unsentKey) return;
    this.#unsentKey = key;
    this.#unsent.replaceChildren(...shown.map((item) => this.#drawUnsent(item, stateOf(item))));
  }

  /** While history is read in, a screen reader keeps quiet. */
  setBusy(isBusy) {
    this.node.setAttribute("aria-busy", String(isBusy));
  }

  setTyping(isOn) {
    this.#typing.hidden = !isOn;
    const dots = el("span", { class: "dots", "aria-hidden": "true" }, el("i"), el("i"), el("i"));
    const words = el("span", { class: "quiet" }, this.#texts("typing"));
    this.#typing.replaceChildren(...(isOn ? [markOf("bot", ""), dots, words] : []));
  }

  #draw(entry, previous) {
    const isFollowUp =
      previous && previous.from === entry.from && previous.name === entry.name && !entry.isEdited;
    const node = el("div", { class: "entry", "data-from": entry.from, "data-id": entry.id });
    if (isFollowUp) node.classList.add("follow-up");
    const bubble = el("div", { class: "bubble" }, ...withLinks(entry.text));
    const files = entry.files.map((file) => el("span", { class: "file" }, this.#nameOf(file)));
    bubble.append(...files);
    node.append(this.#drawWho(entry), bubble);
    const buttons = entry.buttons.filter((button) => !IN_FRAME.includes(button.id));
    if (buttons.length) node.append(this.#drawButtons(buttons));
    return node;
  }

  #speaker(entry) {
    const names = {
      bot: this.#texts("bot"),
      customer: this.#texts("you"),
      agent: this.#texts("agent_mark", { name: entry.name }),
      system: this.#texts("notice"),
    };
    return names[entry.from];
  }

  #drawWho(entry) {
    const time = el("time", { datetime: entry.at }, timeOf(entry.at, this.#texts));
    const who = el("p", { class: "who" }, markOf(entry.from, entry.name));
    who.append(el("span", { class: "name" }, this.#speaker(entry)), time);
    if (entry.isEdited) who.append(el("span", { class: "edited" }, this.#texts("edited")));
    return who;
  }

  #nameOf(file) {
    const size = `${Math.max(1, Math.round(file.size / 1024))} kB`;
    return `${this.#texts("file", { name: file.name })} (${size})`;
  }

  #drawButtons(buttons) {
    const row = el("div", { class: "choices" });
    for (const button of buttons) {
      const press = () => this.#actions.press(button);
      row.append(el("button", { type: "button", class: "chip", onclick: press }, button.label));
    }
    return row;
  }

  #drawUnsent(item, state) {
    const node = el("div", { class: "entry", "data-from": "customer", "data-state": state });
    const bubble = el("div", { class: "bubble" }, ...withLinks(item.text));
    node.append(bubble, el("p", { class: "state" }, ...this.#describe(item, state)));
    if (state === "failed") node.append(this.#drawFailed(item));
    return node;
  }

  #describe(item, state) {
    const words = () => wordsOf(item.notice, this.#texts);
    if (state === "failed") return [words()];
    if (state === "later") return countdown(words);
    return [this.#texts(state === "stored" ? "sent" : state)];
  }

  #drawFailed(item) {
    const { retry, edit } = this.#actions;
    const again = el("button", { type: "button", class: "chip", onclick: retry });
    const change = el("button", { type: "button", class: "chip" });
    again.textContent = this.#texts("retry");
    change.textContent = this.#texts("edit");
    change.addEventListener("click", () => edit(item.client_id));
    return el("div", { class: "choices" }, again, change);
  }
}

/** The small round mark of who speaks: the bridge for the bot, the initial for a person. */
function markOf(from, name) {
  if (from === "customer" || from === "system") return "";
  const mark = el("span", { class: `mark mark-${from}`, "aria-hidden": "true" });
  if (from === "bot") mark.append(icon("bridge"));
  else if (name) mark.append([...name][0].toUpperCase());
  else mark.append(icon("person"));
  return mark;
}

/** Other words in the same node: a change that is for the eyes, not news to be read aloud. */
function reword(node, words) {
  if (node) node.firstChild.data = words;
}
