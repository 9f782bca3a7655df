// What the customer sent and the service has not yet confirmed: in order, one at a time, and always
// under the same client_id, so that sending again never makes a second message.

const UNSENT = "unsent:";
const CONFIRM_MS = 10000;

/**
 * Items: {client_id, at, type, text, button?, state, notice}. States: sending, later (is sent again
 * by itself), failed (waits for the customer), stored (waits for its entry from the log).
 */
class Outbox {
  items;
  #memory;
  #link;
  #onChange;
  #inFlight = "";
  #timer = 0;

  constructor(memory, link, onChange) {
    this.#memory = memory;
    this.#link = link;
    this.#onChange = onChange;
    this.items = memory
      .all(UNSENT)
      .sort((one, other) => one.at - other.at)
      .map((item) => ({ ...item, state: "sending", notice: null }));
  }

  add(item) {
    const last = this.items[this.items.length - 1];
    const at = Math.max(Date.now(), last ? last.at + 1 : 0);
    const kept = { client_id: newId(), at, ...item };
    this.#memory.set(UNSENT + kept.client_id, kept);
    this.items.push({ ...kept, state: "sending", notice: null });
    this.retry();
  }

  /** The argument of the last button `verb:argument` that is still on its way, or "". */
  wish(verb) {
    const isWish = ({ button, state }) => state !== "failed" && button?.startsWith(`${verb}:`);
    const wishes = this.items.filter(isWish);
    return wishes.length ? wishes[wishes.length - 1].button.slice(verb.length + 1) : "";
  }

  /** Sent to the service, not answered yet. */
  isOnItsWay(item) {
    return this.#inFlight === item.client_id;
  }

  /** Try again from the first one that waits; the order never changes. */
  retry() {
    for (const item of this.items) {
      if (item.state === "failed") Object.assign(item, { state: "sending", notice: null });
    }
    this.pump();
  }

  pump() {
    // What failed waits for the customer and holds up nothing: a cry for a person must get through.
    const next = this.items.find((item) => item.state !== "stored" && item.state !== "failed");
    if (next && !this.#inFlight && next.state === "sending") this.#send(next);
    this.#onChange();
  }

  #send(item) {
    const { client_id, type, text, button } = item;
    const body = type === "button" ? { button, label: text } : { text };
    if (!this.#link.send({ type, client_id, language: this.#link.language(), ...body })) return;
    this.#inFlight = client_id;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#link.drop(), CONFIRM_MS);
  }

  /** The connection is gone: whatever was on its way is sent again when it is back. */
  pause() {
    this.#inFlight = "";
    clearTimeout(this.#timer);
  }

  stored(clientId) {
    this.#answered(clientId);
    this.#memory.remove(UNSENT + clientId);
    const item = this.#find(clientId);
    if (item) item.state = "stored";
    // Without words it will not come back as an entry.
    if (item && !item.text) this.remove(clientId);
    this.pump();
  }

  /** Not taken: `notice` says why, and until when if it is sent again by itself. */
  refused(clientId, notice) {
    this.#answered(clientId);
    const item = this.#find(clientId);
    if (!item) return;
    Object.assign(item, { state: notice.until ? "later" : "failed", notice });
    if (notice.until) setTimeout(() => this.#sendLater(item), notice.until - Date.now());
    this.pump();
  }

  /** Take one out: its entry has arrived, or the customer wants to write it anew. */
  remove(clientId) {
    const item = this.#find(clientId);
    if (!item) return null;
    this.items = this.items.filter((other) => other !== item);
    this.#memory.remove(UNSENT + clientId);
    if (this.#inFlight === clientId) this.#answered(clientId);
    this.pump();
    return item;
  }

  #sendLater(item) {
    if (item.state === "later") Object.assign(item, { state: "sending", notice: null });
    this.pump();
  }

  #answered(clientId) {
    if (this.#inFlight !== clientId) return;
    this.#inFlight = "";
    clearTimeout(this.#timer);
  }

  #find(clientId) {
    return this.items.find((item) => item.client_id === clientId);
  }
}
