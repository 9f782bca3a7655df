// The line above the field: what is wrong with the connection, and when it is tried again.

class Line {
  node;
  #texts;
  #key = "";
  #words = el("p", { class: "words" });
  #tryNow;

  constructor(texts, tryNow) {
    this.#texts = texts;
    this.#tryNow = el("button", { type: "button", class: "chip", onclick: tryNow });
    this.node = el("div", { class: "line", role: "status" }, this.#words, this.#tryNow);
  }

  draw({ state, notice, nextTryAt }) {
    const isWaiting = state === "waiting";
    this.node.hidden = state === "online" && !notice;
    this.#tryNow.hidden = !isWaiting;
    this.#tryNow.textContent = this.#texts("try_now");
    const other = { name: isWaiting ? "offline" : "connecting", until: 0 };
    const shown = notice && state !== "connecting" ? notice : other;
    // A notice that names its own time needs no second one.
    this.#say(shown, isWaiting && !shown.until ? nextTryAt : 0);
  }

  #say(shown, next) {
    const key = [this.node.hidden, this.#texts.language(), shown.name, shown.until, next].join();
    // Written only when it changes: a screen reader would say it again.
    if (key === this.#key) return;
    this.#key = key;
    const words = () => wordsOf(shown, this.#texts);
    this.#words.replaceChildren(...(shown.until ? countdown(words) : [words()]));
    if (next) this.#words.append(" ", this.#untilNext(next));
  }

  #untilNext(next) {
    const [, seen] = countdown(() => this.#texts("next_try", { seconds: secondsTo(next) }));
    return seen;
  }
}
