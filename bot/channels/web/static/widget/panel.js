// The window: header, what is going on now, messages, the line about the connection, the way to a
// person, and where one writes.

/** Draws; decides nothing. `actions`: close, choose(language), press(button), tryNow. */
class Panel {
  node;
  reading;
  #texts;
  #header;
  #card;
  #line;
  #menu = el("div", { class: "menu" });
  #person = el("span");

  constructor(texts, actions, entries, uploads, composer) {
    this.#texts = texts;
    this.#header = new Header(texts, actions);
    this.#card = new Card(texts, actions.press);
    this.#line = new Line(texts, actions.tryNow);
    this.reading = new Reading(entries, texts);
    this.#menu.append(this.#buildPerson(actions.press));
    const { node: body } = this.reading;
    const dialog = { class: "panel", id: "panel", role: "dialog", "aria-labelledby": "title" };
    this.node = el("div", dialog, this.#header.node, this.#card.node, body);
    this.node.append(this.#line.node, this.#menu, uploads.node, composer.node);
    if (FILES) this.#letDrop(uploads);
  }

  #letDrop(uploads) {
    const over = (event) => {
      if (!event.dataTransfer.types.includes("Files")) return;
      // Else the browser would leave the page to show the file.
      event.preventDefault();
      this.node.classList.toggle("drop", event.type === "dragover");
      if (event.type === "drop") uploads.take(event.dataTransfer.files);
    };
    for (const type of ["dragover", "dragleave", "drop"]) this.node.addEventListener(type, over);
  }

  #buildPerson(press) {
    const ask = () => press({ id: "person:now", label: this.#texts("talk_to_person") });
    const button = el("button", { type: "button", class: "chip", onclick: ask });
    button.append(icon("person"), this.#person);
    return button;
  }

  /** Everything that depends on language or state; `status` is the last status frame. */
  draw(status, link) {
    this.node.lang = this.#texts.language();
    this.#header.draw(status);
    this.#card.draw(status);
    this.#line.draw(link);
    this.reading.draw();
    this.#person.textContent = this.#texts("talk_to_person");
    // One who waits for a person or talks to one needs no way there.
    this.#menu.hidden = status.state === "queued" || status.state === "agent";
  }
}
