// Files on their way: each is a line above the field, from being picked until its entry is in the
// log. One at a time, in order, and always under the same client_id: sent again, it is no second one.

const MOST_TRIES = 4;
const AGAIN_MS = 3000;

/**
 * `options`: base, token(), language() and onRemoved(), when the button in use goes. States: waiting,
 * sending, later (is sent again by itself), stored (waits for its entry), file_failed (waits for the
 * customer), refused and file_too_big (for good).
 */
class Uploads {
  node = el("ul", { class: "uploads" });
  #items = [];
  #texts;
  #link;
  #options;
  #request = null;

  constructor(texts, link, options) {
    this.#texts = texts;
    this.#link = link;
    this.#options = options;
    addEventListener("beforeunload", (event) => this.#isBusy() && event.preventDefault());
  }

  pick() {
    const picker = el("input", { type: "file", multiple: true, accept: FILES.accept });
    picker.onchange = () => this.take(picker.files);
    picker.click();
  }

  take(files) {
    for (const file of files) this.#add({ client_id: newId(), file, tries: 0 });
    this.pump();
  }

  /** The next one, if there is a connection; called again whenever that may have come back. */
  pump() {
    const next = this.#items.find((item) => item.state === "waiting");
    if (next && !this.#request && this.#link.state === "online") this.#send(next);
  }

  /** Its entry has arrived, or the customer does not want it any more. */
  remove(clientId) {
    const item = this.#items.find((other) => other.client_id === clientId);
    if (!item) return;
    this.#items = this.#items.filter((other) => other !== item);
    if (item.state === "sending") this.#end()?.abort();
    const hadFocus = item.node.contains(item.node.getRootNode().activeElement);
    item.node.remove();
    // A button that is gone must not take the keyboard's place in the page with it.
    if (hadFocus) this.#options.onRemoved();
    this.pump();
  }

  label() {
    for (const item of this.#items) this.#draw(item);
  }

  #isBusy() {
    return this.#items.some(({ state }) => ["waiting", "sending", "later"].includes(state));
  }

  #add(item) {
    const button = (look, onclick) => el("button", { type: "button", class: look, onclick });
    item.bar = el("progress", { max: "1", value: "0", "aria-label": item.file.name });
    item.words = el("span", { class: "words", role: "status" });
    item.away = button("away", () => this.remove(item.client_id));
    item.away.append(icon("close"));
    item.again = button("chip", () => this.#retry(item));
    const what = el("span", { class: "what" }, item.file.name);
    item.node = el("li", {}, what, item.away, item.bar, item.words, item.again);
    this.#items.push(item);
    this.node.append(item.node);
    const isTooBig = item.file.size > FILES.mb * 1048576;
    this.#become(item, isTooBig ? "file_too_big" : "waiting");
  }

  #send(item) {
    const form = new FormData();
    const { base, token, language } = this.#options;
    const fields = { token: token(), client_id: item.client_id, language: language() };
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    form.append("file", item.file);
    const request = new XMLHttpRequest();
    this.#request = request;
    request.upload.onprogress = ({ loaded, total }) => (item.bar.value = loaded / total);
    request.onloadend = () => this.#request === request && this.#answered(item, this.#end());
    request.open("POST", `${base}/api/web/files`);
    request.responseType = "json";
    request.send(form);
    this.#become(item, "sending");
  }

  #end() {
    const request = this.#request;
    this.#request = null;
    return request;
  }

  #answered(item, { status, response }) {
    const { stored, text, retry_after_s: seconds } = response || {};
    if (stored) this.#become(item, "stored");
    else if (text && !seconds) this.#become(item, "refused", text);
    else this.#again(item, status, seconds);
    this.pump();
  }

  /** Lost on the way, or to be sent later: by itself, but not for ever. */
  #again(item, status, seconds) {
    // Without a connection nothing was tried in vain.
    if (!seconds && this.#link.state === "online") item.tries += 1;
    if (item.tries >= MOST_TRIES || status === 401) return this.#become(item, "file_failed");
    this.#become(item, "later");
    const retry = () => item.state === "later" && this.#retry(item);
    setTimeout(retry, seconds ? seconds * 1000 : AGAIN_MS);
  }

  #retry(item) {
    if (item.state === "file_failed") item.tries = 0;
    this.#become(item, "waiting");
    this.pump();
  }

  #become(item, state, text = "") {
    Object.assign(item, { state, text });
    this.#draw(item);
  }

  #draw({ file, state, text, bar, words, away, again }) {
    const label = { stored: "sent", later: "waiting" }[state] || state;
    words.textContent = text || this.#texts(label, { limit: FILES.mb });
    away.setAttribute("aria-label", this.#texts("file_remove", { name: file.name }));
    again.textContent = this.#texts("retry");
    again.hidden = state !== "file_failed";
    bar.hidden = state !== "sending";
  }
}
