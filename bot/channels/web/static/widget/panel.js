// The window: header, what is going on now, messages, and the line about the connection.

/** Draws; decides nothing. `actions`: close, choose(language), press(button), tryNow. */
class Panel {
  node;
  reading;
  #texts;
  #actions;
  #parts;
  #ticker = 0;

  constructor(texts, actions, entries, composer) {
    this.#texts = texts;
    this.#actions = actions;
    this.#parts = this.#build(entries);
    const { header, card, body, line, menu } = this.#parts;
    this.node = el("div", { class: "panel", role: "dialog", "aria-labelledby": "title" });
    this.node.append(header, card, body, line, menu, composer.node);
    this.node.id = "panel";
  }

  #build(entries) {
    const title = el("h2", { id: "title" });
    const subtitle = el("p", { class: "subtitle" });
    const avatar = el("span", { class: "avatar", "aria-hidden": "true" });
    const close = el("button", { type: "button", class: "round", onclick: this.#actions.close });
    close.append(icon("close"));
    const language = this.#buildLanguage();
    const header = el("header", {}, avatar, el("div", { class: "titles" }, title, subtitle));
    header.append(language, close);
    const down = el("button", { type: "button", class: "chip down", hidden: true });
    this.reading = new Reading(entries, down);
    return {
      ...{ header, title, subtitle, avatar, close, language, down },
      ...this.#buildLine(),
      body: el("div", { class: "body" }, entries.node, down),
      card: el("section", { class: "card", hidden: true }),
      menu: el("div", { class: "menu" }),
    };
  }

  #buildLine() {
    const reason = el("span");
    // The countdown is for the eyes: read aloud every second it would drown the messages.
    const when = el("span", { class: "when", "aria-hidden": "true" });
    const tryNow = el("button", { type: "button", class: "chip", onclick: this.#actions.tryNow });
    const line = el("div", { class: "line", role: "status" }, reason, when, tryNow);
    return { reason, when, tryNow, line };
  }

  #buildLanguage() {
    const choose = (event) => this.#actions.choose(event.target.value);
    const list = el("select", { class: "language", onchange: choose });
    for (const [code, labels] of Object.entries(LABELS)) {
      list.append(el("option", { value: code, lang: code }, labels.language_name));
    }
    return list;
  }

  /** Everything that depends on language or state; `status` is the last status frame. */
  draw(status, link) {
    const { title, close, language, down } = this.#parts;
    this.node.lang = this.#texts.language();
    title.textContent = this.#texts("title");
    close.setAttribute("aria-label", this.#texts("close"));
    language.setAttribute("aria-label", this.#texts("language"));
    language.value = this.#texts.language();
    down.replaceChildren(icon("down"), this.#texts("new_messages"));
    this.#drawSpeaker(status);
    this.#drawCard(status);
    this.#drawMenu(status);
    this.drawLine(link);
  }

  #drawSpeaker({ state, agent }) {
    const { subtitle, avatar } = this.#parts;
    const isAgent = state === "agent" && agent;
    subtitle.textContent = isAgent
      ? this.#texts("agent_here", { name: agent })
      : this.#texts("bot_here");
    avatar.classList.toggle("person", Boolean(isAgent));
    avatar.replaceChildren(isAgent ? [...agent][0].toUpperCase() : icon("bridge"));
  }

  #drawCard({ state, place, ticket }) {
    const { card } = this.#parts;
    const isQueued = state === "queued";
    card.hidden = !isQueued && state !== "left_message";
    if (card.hidden) return card.replaceChildren();
    const queued = place ? this.#texts("queue_place", { place }) : this.#texts("queue_joined");
    const head = el("h3", {}, isQueued ? queued : this.#texts("left_title"));
    const hint = el("p", { class: "hint" }, this.#texts(isQueued ? "queue_hint" : "left_hint"));
    card.replaceChildren(head);
    if (ticket) card.append(el("p", { class: "ticket" }, this.#texts("ticket", { ticket })));
    card.append(hint);
    if (isQueued) card.append(this.#button("queue:cancel", "queue_cancel"));
  }

  #drawMenu({ state }) {
    const { menu } = this.#parts;
    menu.hidden = state === "queued" || state === "agent";
    menu.replaceChildren(this.#button("person:now", "talk_to_person", "person"));
  }

  #button(id, name, drawing) {
    const label = this.#texts(name);
    const press = () => this.#actions.press({ id, label });
    const button = el("button", { type: "button", class: "chip", onclick: press });
    button.append(...(drawing ? [icon(drawing)] : []), label);
    return button;
  }

  /** Says what is wrong with the connection, and when it is tried again. */
  drawLine(link) {
    const { line, reason, when, tryNow } = this.#parts;
    clearTimeout(this.#ticker);
    const isWaiting = link.state === "waiting";
    line.hidden = link.state === "online" && !link.notice;
    tryNow.hidden = when.hidden = !isWaiting;
    const text = link.notice || this.#texts(isWaiting ? "offline" : "connecting");
    // Written only when it changes: a screen reader would say it again.
    if (reason.textContent !== text) reason.textContent = text;
    if (!isWaiting) return;
    const seconds = Math.max(1, Math.ceil((link.nextTryAt - Date.now()) / 1000));
    when.textContent = this.#texts("next_try", { seconds });
    tryNow.textContent = this.#texts("try_now");
    this.#ticker = setTimeout(() => this.drawLine(link), 1000);
  }
}
