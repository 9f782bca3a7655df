// The messages: what was said, by whom, and what of the customer's own is still on its way.

/**
 * Keeps the entries in order and draws them. `actions`: press(button), retry(), edit(client_id).
 */
class Entries {
  node;
  #shown = [];
  #list = el("div", { class: "entries" });
  #unsent = el("div", { class: "unsent" });
  #typing = el("div", { class: "typing", hidden: true });
  #texts;
  #actions;

  constructor(texts, actions) {
    this.#texts = texts;
    this.#actions = actions;
    this.node = el("div", { class: "log", role: "log", "aria-live": "polite", tabindex: "0" });
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

  /** Draw all anew, in the language that is chosen now. */
  redraw() {
    this.node.setAttribute("aria-label", this.#texts("messages"));
    const nodes = this.#shown.map((entry, at) => this.#draw(entry, this.#shown[at - 1]));
    this.#list.replaceChildren(...nodes);
    this.setTyping(!this.#typing.hidden);
  }

  setUnsent(items, isOnItsWay) {
    const shown = items.filter((item) => item.text);
    this.#unsent.replaceChildren(...shown.map((item) => this.#drawUnsent(item, isOnItsWay(item))));
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
    for (const file of entry.files) bubble.append(this.#drawFile(file));
    node.append(this.#drawWho(entry), bubble);
    if (entry.buttons.length) node.append(this.#drawButtons(entry.buttons));
    return node;
  }

  #drawWho(entry) {
    const names = {
      bot: this.#texts("bot"),
      customer: this.#texts("you"),
      agent: this.#texts("agent_mark", { name: entry.name }),
      system: this.#texts("notice"),
    };
    const time = el("time", { datetime: entry.at }, this.#time(entry.at));
    const who = el("p", { class: "who" }, markOf(entry.from, entry.name));
    who.append(el("span", { class: "name" }, names[entry.from]), time);
    if (entry.isEdited) who.append(el("span", {}, this.#texts("edited")));
    return who;
  }

  #time(at) {
    const language = this.#texts.language();
    // Of the customer's own settings the one in this language: it knows 12 or 24 hours.
    const own = (navigator.languages || []).find((name) => name.startsWith(language));
    const options = { hour: "2-digit", minute: "2-digit" };
    return new Date(at).toLocaleTimeString(own || language, options);
  }

  #drawFile(file) {
    const size = `${Math.max(1, Math.round(file.size / 1024))} kB`;
    return el("span", { class: "file" }, `${this.#texts("file", { name: file.name })} (${size})`);
  }

  #drawButtons(buttons) {
    const row = el("div", { class: "choices" });
    for (const button of buttons) {
      const press = () => this.#actions.press(button);
      row.append(el("button", { type: "button", class: "chip", onclick: press }, button.label));
    }
    return row;
  }

  #drawUnsent(item, isOnItsWay) {
    const node = el("div", { class: "entry", "data-from": "customer", "data-state": item.state });
    const bubble = el("div", { class: "bubble" }, ...withLinks(item.text));
    const state = el("p", { class: "state" }, this.#stateOf(item, isOnItsWay));
    node.append(bubble, state);
    if (item.state === "failed") node.append(this.#drawFailed(item));
    return node;
  }

  #stateOf(item, isOnItsWay) {
    if (item.reason) return item.reason;
    if (item.state === "stored") return this.#texts("sent");
    return this.#texts(isOnItsWay ? "sending" : "waiting");
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
