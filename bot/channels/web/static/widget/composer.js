// Where the customer writes. Enter sends, Shift+Enter makes a new line. What is not sent yet outlives
// a reload of the tab; it is put back into the field, where only the customer can send it.

const COUNT_FROM = 0.9;
const DRAFT = "draft";

/** Calls `onSend(text)` with what was written, never with blanks and never with too much. */
class Composer {
  node;
  #field = el("textarea", { rows: "1", enterkeyhint: "send", "aria-describedby": "count" });
  #count = el("p", { class: "count", id: "count", hidden: true });
  #clip = el("button", { type: "button", class: "clip", hidden: !FILES }, icon("clip"));
  #button = el("button", { type: "submit", class: "send" }, icon("send"));
  #texts;
  #drafts;
  #onSend;

  constructor(texts, drafts, uploads, onSend) {
    this.#texts = texts;
    this.#drafts = drafts;
    this.#field.value = drafts.get(DRAFT) || "";
    this.#onSend = onSend;
    const row = el("div", { class: "field" }, this.#clip, this.#field, this.#button);
    this.node = el("form", { class: "composer", novalidate: true }, row, this.#count);
    this.node.addEventListener("submit", (event) => this.#send(event));
    this.#field.addEventListener("input", () => this.#changed());
    this.#field.addEventListener("keydown", (event) => this.#onKey(event));
    this.#clip.addEventListener("click", () => uploads.pick());
    if (FILES) this.#field.addEventListener("paste", (event) => this.#paste(event, uploads));
  }

  label() {
    this.#field.setAttribute("aria-label", this.#texts("message_label"));
    this.#field.placeholder = this.#texts("placeholder");
    this.#button.setAttribute("aria-label", this.#texts("send"));
    this.#clip.setAttribute("aria-label", this.#texts("file_add"));
    this.#update();
  }

  focus() {
    this.#field.focus();
  }

  /** Put a text back to be changed, before anything that is being written. */
  fill(text) {
    this.#field.value = [text, this.#field.value].filter(Boolean).join("\n");
    this.#changed();
    this.focus();
  }

  /** Office programs put a picture of the text beside the text: then the text is meant. */
  #paste(event, uploads) {
    const { files, types } = event.clipboardData;
    if (!files.length || types.includes("text/plain")) return;
    event.preventDefault();
    uploads.take(files);
  }

  #onKey(event) {
    // While an input method is open (Chinese), Enter chooses a word and sends nothing.
    const isComposing = event.isComposing || event.keyCode === 229;
    if (event.key === "Enter" && !event.shiftKey && !isComposing) this.#send(event);
  }

  #send(event) {
    event.preventDefault();
    const text = this.#field.value.trim();
    if (!text || this.#left() < 0) return;
    this.#field.value = "";
    this.#changed();
    this.#onSend(text);
  }

  #changed() {
    if (this.#field.value) this.#drafts.set(DRAFT, this.#field.value);
    else this.#drafts.remove(DRAFT);
    this.#update();
  }

  /** Characters as the service counts them: an emoji is one or a few, never halves. */
  #left() {
    return MAX_TEXT - [...this.#field.value.trim()].length;
  }

  #update() {
    const left = this.#left();
    this.#count.hidden = left > MAX_TEXT * (1 - COUNT_FROM);
    this.#count.classList.toggle("over", left < 0);
    const name = left < 0 ? "count_over" : "count_left";
    const words = this.#texts(name, { count: Math.abs(left) });
    this.#count.textContent = this.#count.hidden ? "" : words;
    this.#field.setAttribute("aria-invalid", String(left < 0));
    this.#button.disabled = left < 0 || left === MAX_TEXT;
    this.#field.style.height = "auto";
    this.#field.style.height = `${Math.min(this.#field.scrollHeight, 140)}px`;
  }
}
