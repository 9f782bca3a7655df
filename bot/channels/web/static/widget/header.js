// The top of the window: who speaks, in which language, and the way out.

/** `actions`: close, choose(language). */
class Header {
  node;
  #texts;
  #title = el("h2", { id: "title" });
  #subtitle = el("p", { class: "subtitle" });
  #avatar = el("span", { class: "avatar", "aria-hidden": "true" });
  #close;
  #list;
  #code = el("span", { class: "code", "aria-hidden": "true" });

  constructor(texts, { close, choose }) {
    this.#texts = texts;
    this.#close = el("button", { type: "button", class: "round", onclick: close }, icon("close"));
    this.#list = el("select", { onchange: (event) => choose(event.target.value) });
    for (const [code, labels] of Object.entries(LABELS)) {
      this.#list.append(el("option", { value: code, lang: code }, labels.language_name));
    }
    const titles = el("div", { class: "titles" }, this.#title, this.#subtitle);
    // The list lies unseen over its short name, which leaves the room to the words beside it.
    const language = el("div", { class: "language" }, this.#code, icon("down"), this.#list);
    this.node = el("header", {}, this.#avatar, titles, language, this.#close);
  }

  draw({ state, agent }) {
    this.#title.textContent = this.#texts("title");
    this.#close.setAttribute("aria-label", this.#texts("close"));
    this.#list.setAttribute("aria-label", this.#texts("language"));
    this.#list.value = this.#texts.language();
    this.#code.textContent = this.#texts("language_short");
    const person = state === "agent" && agent;
    const speaker = person ? this.#texts("agent_here", { name: agent }) : this.#texts("bot_here");
    this.#subtitle.textContent = speaker;
    this.#avatar.classList.toggle("person", Boolean(person));
    this.#avatar.replaceChildren(person ? [...agent][0].toUpperCase() : icon("bridge"));
  }
}
