// Where the customer stands in line, in a line or two; what that means is told to who asks.

/** `press(button)` when the customer wants to leave the line. */
class Card {
  node;
  #texts;
  #head = el("h3");
  #facts = el("p", { class: "facts" });
  #hint = el("p", { class: "hint", id: "card-hint", hidden: true });
  #cancel = el("button", { type: "button", class: "chip" });
  #about = el("button", { type: "button", class: "round", "aria-controls": "card-hint" });

  constructor(texts, press) {
    this.#texts = texts;
    const cancel = () => press({ id: "queue:cancel", label: texts("queue_cancel") });
    this.#cancel.addEventListener("click", cancel);
    this.#about.addEventListener("click", () => this.#tell(this.#hint.hidden));
    this.#about.append(icon("about"));
    const place = el("div", { class: "place" }, this.#head, this.#facts);
    this.node = el("section", { class: "card", hidden: true, "aria-labelledby": "card-head" });
    this.node.append(place, this.#cancel, this.#about, this.#hint);
    this.#head.id = "card-head";
    this.#tell(false);
  }

  draw(status) {
    const isQueued = status.state === "queued";
    this.node.hidden = !isQueued && status.state !== "left_message";
    if (this.node.hidden) return this.#tell(false);
    this.#head.textContent = isQueued ? this.#place(status) : this.#texts("left_title");
    const wait = this.#range(status) || this.#time(status);
    this.#facts.textContent = joined([wait, status.ticket], " · ");
    const ticket = status.ticket && this.#texts("ticket", status);
    const hint = isQueued ? this.#meaning(status) : this.#texts("left_hint");
    this.#hint.textContent = joined([ticket, hint], "\n");
    this.#about.setAttribute("aria-label", this.#texts(isQueued ? "queue_about" : "left_about"));
    this.#cancel.textContent = this.#texts("queue_cancel");
    this.#cancel.hidden = !isQueued;
  }

  #place({ place }) {
    return place ? this.#texts("queue_place", { place }) : this.#texts("queue_joined");
  }

  /** How long it will probably take: said rather than the time by which we aim to answer. */
  #range({ range }) {
    if (!range) return "";
    const isLong = range.unit === "hours";
    return isLong ? this.#texts("queue_hours", range) : this.#texts("queue_minutes", range);
  }

  #meaning({ range, by }) {
    if (!range) return this.#texts("queue_hint");
    return this.#texts("queue_range_hint", { time: momentOf(by, this.#texts) });
  }

  #time({ by, late }) {
    const time = by && momentOf(by, this.#texts);
    return time && this.#texts(late ? "queue_late" : "queue_by", { time });
  }

  #tell(isTold) {
    this.#hint.hidden = !isTold;
    this.#about.setAttribute("aria-expanded", String(isTold));
  }
}

function joined(parts, between) {
  return parts.filter(Boolean).join(between);
}
