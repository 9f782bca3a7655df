// The element that joins the parts, and the start of it all on the page.

class FootbridgeChat extends HTMLElement {
  #memory;
  #language;
  #link;
  #outbox;
  #entries;
  #uploads;
  #panel;
  #composer;
  #launcher = el("button", { type: "button", class: "launcher", "aria-controls": "panel" });
  #status = { state: "bot", place: null, by: null, agent: "", ticket: "" };
  #lastOfHistory = 0;
  #past = 0;
  #hasAsked = false;
  #isOpen = false;

  /** `options`: base (address of the service), language, platform, account, role, theme (auto,
      light, dark). */
  begin({ base, language, platform, account, role, theme }) {
    this.#memory = new Memory(`footbridge:${base}:`, () => localStorage);
    const drafts = new Memory(`footbridge:${base}:`, () => sessionStorage);
    this.#language = new Language(this.#memory, language);
    const { texts } = this.#language;
    this.#link = new Link({
      ...{ base, platform, account, role, memory: this.#memory, language: texts.language },
      onFrame: (frame) => this.#hear(frame),
      onChange: () => this.#onConnection(),
    });
    this.#build(texts, drafts, base);
    this.#outbox = new Outbox(this.#memory, this.#link, () => this.#drawUnsent());
    this.#follow(theme);
    this.#redraw();
    this.#drawUnsent();
    if (this.#memory.get("token")) this.#link.start();
    if (this.#memory.get("open")) this.#show();
  }

  #build(texts, drafts, base) {
    const press = (button) => this.#press(button);
    const retry = () => {
      this.#outbox.retry();
      this.#composer.focus();
    };
    const edit = (clientId) => this.#composer.fill(this.#outbox.remove(clientId).text);
    const tryNow = () => this.#link.retryNow();
    const choose = (wanted) => this.#choose(wanted);
    this.#entries = new Entries(texts, { press, retry, edit });
    const token = () => this.#memory.get("token");
    const onRemoved = () => this.#composer.focus();
    const options = { base, token, language: texts.language, onRemoved };
    this.#uploads = new Uploads(texts, this.#link, options);
    const say = (text) => this.#say({ type: "message", text });
    this.#composer = new Composer(texts, drafts, this.#uploads, say);
    const actions = { press, tryNow, choose, close: () => this.close() };
    this.#panel = new Panel(texts, actions, this.#entries, this.#uploads, this.#composer);
    this.#panel.node.hidden = true;
    this.texts = texts;
    this.#mount();
  }

  #mount() {
    this.#launcher.addEventListener("click", () => (this.#isOpen ? this.close() : this.open()));
    const badge = el("span", { class: "badge", hidden: true });
    this.#launcher.append(icon("chat"), icon("close"), badge);
    const frame = el("aside", { class: "frame" }, this.#panel.node, this.#launcher);
    frame.addEventListener("keydown", (event) => event.key === "Escape" && this.close());
    // The page sees only this element as the target: its shortcuts would fire while one types.
    for (const type of ["keydown", "keypress", "keyup"]) {
      frame.addEventListener(type, (event) => event.stopPropagation());
    }
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(CSS);
    const root = this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [sheet];
    root.append(frame);
  }

  /** Dark or light as the page says, else as the system says, also when that changes. */
  #follow(theme) {
    const system = matchMedia("(prefers-color-scheme: dark)");
    const apply = () => {
      const isDark = theme === "dark" || (theme !== "light" && system.matches);
      this.shadowRoot.querySelector(".frame").dataset.theme = isDark ? "dark" : "light";
    };
    system.addEventListener("change", apply);
    apply();
  }

  /** Open the window; a page may call this and `close` on the element, from a link of its own. */
  open() {
    this.#show();
    this.#composer.focus();
  }

  #show() {
    if (this.#isOpen) return;
    this.#isOpen = true;
    this.#memory.set("open", true);
    this.#panel.node.hidden = false;
    this.#link.start();
    this.#askGreeting();
    this.#redraw();
    this.#panel.reading.follow();
  }

  close() {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#memory.remove("open");
    this.#panel.node.hidden = true;
    this.#redraw();
    this.#launcher.focus();
  }

  #choose(wanted) {
    const hasBegun = this.#link.after > 0 || this.#hasAsked || this.#language.isTold;
    this.#language.choose(wanted, hasBegun);
    // What the bot says follows the labels; without a label the choice is no message of its own.
    if (hasBegun) this.#outbox.add({ type: "button", button: `language:${wanted}`, text: "" });
    this.#relabel();
  }

  #relabel() {
    this.#redraw();
    this.#keeping(() => this.#entries.relabel());
    this.#drawUnsent();
    this.#uploads.label();
  }

  #press({ id, label }) {
    this.#say({ type: "button", button: id, text: label });
  }

  #say(item) {
    this.#outbox.add(item);
    this.#panel.reading.toEnd();
  }

  #askGreeting() {
    const isNew = this.#link.state === "online" && this.#link.after === 0;
    if (!isNew || !this.#isOpen) return;
    this.#hasAsked = this.#link.send({ type: "open", language: this.texts.language() });
  }

  #onConnection() {
    if (!this.#outbox) return;
    if (this.#link.state === "online") {
      if (!this.#lastOfHistory) this.#askGreeting();
      this.#outbox.pump();
      this.#uploads.pump();
    } else this.#outbox.pause();
    this.#drawUnsent();
    this.#redraw();
  }

  #hear(frame) {
    const hears = {
      ready: () => this.#begun(frame),
      entry: () => this.#add(frame),
      status: () => this.#setStatus(frame),
      typing: () => this.#keeping(() => this.#entries.setTyping(frame.on)),
      stored: () => this.#outbox.stored(frame.client_id),
      refused: () => this.#refused(frame),
    };
    // A newer service may say more than this widget knows.
    if (hears[frame.type]) hears[frame.type]();
  }

  #begun(frame) {
    if (frame.reset) this.#entries.clear();
    if (this.#link.after === 0) this.#past = frame.last;
    this.#language.expect(this.#outbox.wish("language"));
    if (this.#language.told(frame.language)) this.#relabel();
    this.#entries.setTyping(false);
    this.#lastOfHistory = frame.last;
    this.#entries.setBusy(frame.last > this.#link.after);
  }

  #add(entry) {
    const prefix = `web:${this.#link.conversation}:`;
    this.#panel.reading.bring(entry, entry.seq <= this.#past, () => {
      this.#entries.add(entry);
      const clientId = entry.id.startsWith(prefix) ? entry.id.slice(prefix.length) : "";
      this.#outbox.remove(clientId);
      this.#uploads.remove(clientId);
    });
    if (entry.seq >= this.#lastOfHistory) this.#entries.setBusy(false);
    this.#drawLauncher();
  }

  #setStatus(status) {
    this.#entries.setBusy(false);
    this.#status = status;
    if (this.#language.told(status.language)) this.#relabel();
    else this.#keeping(() => this.#redraw());
  }

  #refused(frame) {
    if (frame.client_id) return this.#outbox.refused(frame.client_id, noticeOf(frame));
    this.#redraw();
    const { notice } = this.#link;
    if (!notice.until) return;
    setTimeout(() => {
      if (this.#link.notice === notice) this.#link.notice = null;
      this.#askGreeting();
      this.#redraw();
    }, notice.until - Date.now());
  }

  #keeping(change) {
    this.#panel.reading.keep(change);
  }

  #drawUnsent() {
    if (!this.#outbox) return;
    const stateOf = (item) => this.#stateOf(item);
    this.#keeping(() => this.#entries.setUnsent(this.#outbox.items, stateOf));
  }

  /** Without a connection nothing is sent at the time it names, and the line tells another one. */
  #stateOf(item) {
    const isLost = this.#link.state !== "online";
    if (item.state === "failed" || item.state === "stored") return item.state;
    if (isLost) return "waiting";
    if (item.state === "later") return "later";
    return this.#outbox.isOnItsWay(item) ? "sending" : "waiting";
  }

  #redraw() {
    const focused = this.shadowRoot.activeElement;
    this.#panel.draw(this.#status, this.#link);
    this.#composer.label();
    this.#entries.node.setAttribute("aria-label", this.texts("messages"));
    this.#drawLauncher();
    // A button that is gone must not take the keyboard's place in the page with it.
    if (focused && !focused.isConnected) this.#entries.node.focus();
  }

  #drawLauncher() {
    if (this.#isOpen && this.#entries.newest) this.#memory.set("seen", this.#entries.newest);
    const count = this.#isOpen ? 0 : this.#entries.countAfter(this.#memory.get("seen") || 0);
    const badge = this.#launcher.querySelector(".badge");
    badge.hidden = count === 0;
    badge.textContent = String(count);
    const name = this.#isOpen ? "close" : count ? "open_unread" : "open";
    this.#launcher.setAttribute("aria-label", this.texts(name, { count }));
    this.#launcher.setAttribute("aria-expanded", String(this.#isOpen));
    const frame = this.shadowRoot.querySelector(".frame");
    frame.setAttribute("aria-label", this.texts("title"));
    frame.lang = this.texts.language();
  }
}

// The page names its wishes on the script element: data-language, data-platform, data-theme,
// data-account, the name of the account that its visitor is signed in with, and data-role, what
// they are there.
const script = document.currentScript;

function boot() {
  if (document.querySelector("footbridge-chat")) return;
  customElements.define("footbridge-chat", FootbridgeChat);
  const chat = document.createElement("footbridge-chat");
  document.body.append(chat);
  chat.begin({
    base: new URL(script.src).origin,
    language: (script.dataset.language || navigator.language).slice(0, 2),
    platform: script.dataset.platform || "",
    account: script.dataset.account || "",
    role: script.dataset.role || "",
    theme: script.dataset.theme || "auto",
  });
}

if (document.body) boot();
else addEventListener("DOMContentLoaded", boot);
