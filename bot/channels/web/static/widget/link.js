// The connection: a session over HTTP, then a WebSocket that is opened again whenever it is lost.

const ANSWER_MS = 10000;
const PING_MS = 20000;
// A restart takes seconds, so for the first minute nobody waits long; then it is an outage.
const FIRST_WAITS_MS = 4000;
const FIRST_TRIES = 16;
const LONGEST_WAIT_MS = 30000;
const BAD_TOKEN = 4401;
const TOO_MANY = 4429;
const RESTART = 1012;

/**
 * States: idle, connecting, online, waiting (until `nextTryAt`). `after` is the highest sequence
 * number that was received: it is what makes coming back free of gaps and doubles.
 */
class Link {
  state = "idle";
  nextTryAt = 0;
  after = 0;
  conversation = "";
  // Why there is no talk now, as `noticeOf` keeps it.
  notice = null;
  #options;
  #socket = null;
  #failures = 0;
  #timers = {};
  #isRenewed = false;

  constructor(options) {
    this.#options = options;
    addEventListener("online", () => this.retryNow());
    addEventListener("offline", () => this.state === "online" && this.drop());
    document.addEventListener("visibilitychange", () => document.hidden || this.retryNow());
  }

  language() {
    return this.#options.language();
  }

  start() {
    if (this.state === "idle") this.#connect();
  }

  retryNow() {
    if (this.state === "waiting") this.#connect();
  }

  send(frame) {
    if (this.state !== "online") return false;
    this.#socket.send(JSON.stringify(frame));
    return true;
  }

  /** Give the socket up without waiting for its goodbye, which a dead network never brings. */
  drop() {
    this.#lose(0);
  }

  async #connect() {
    clearTimeout(this.#timers.retry);
    this.#become("connecting");
    if (!this.#isRenewed) {
      const waitS = await this.#openSession();
      if (waitS !== 0) return this.#waitFor(waitS ? waitS * 1000 : this.#backoff());
    }
    this.#openSocket();
  }

  /** 0 when there is a session, the seconds to wait when told so, null when it failed. */
  async #openSession() {
    const { base, language, platform, account, role, memory } = this.#options;
    this.notice = null;
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), ANSWER_MS);
    try {
      const response = await fetch(`${base}/api/web/session`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({
          language: language(),
          platform,
          account,
          role,
          token: memory.get("token"),
        }),
        credentials: "omit",
        signal: stop.signal,
      });
      const answer = await response.json();
      this.notice = answer.text ? noticeOf(answer) : null;
      if (!response.ok) return answer.retry_after_s || null;
      memory.set("token", answer.token);
      this.#isRenewed = true;
      return 0;
    } catch {
      return null;
    } finally {
      clearTimeout(timer);
    }
  }

  #openSocket() {
    const { base, language, memory } = this.#options;
    const socket = new WebSocket(`${base.replace(/^http/, "ws")}/api/web/socket`);
    this.#socket = socket;
    this.#timers.answer = setTimeout(() => this.drop(), ANSWER_MS);
    socket.onopen = () => {
      const token = memory.get("token");
      const hello = { type: "hello", token, after: this.after, language: language() };
      socket.send(JSON.stringify(hello));
    };
    socket.onmessage = (event) => this.#hear(JSON.parse(event.data));
    socket.onclose = (event) => this.#lose(event.code);
  }

  #hear(frame) {
    clearTimeout(this.#timers.answer);
    clearTimeout(this.#timers.ping);
    this.#timers.ping = setTimeout(() => this.#ping(), PING_MS);
    if (frame.type === "ready") {
      this.#failures = 0;
      this.notice = null;
      // Another conversation than before: its numbers start anew.
      const isOther = this.conversation !== "" && this.conversation !== frame.conversation;
      if (frame.reset || isOther) this.after = 0;
      this.conversation = frame.conversation;
      this.#options.onFrame({ ...frame, reset: frame.reset || isOther });
      this.#become("online");
      return;
    }
    if (frame.type === "entry") {
      if (frame.seq <= this.after) return;
      this.after = frame.seq;
    }
    if (frame.type === "refused" && !frame.client_id) this.notice = noticeOf(frame);
    this.#options.onFrame(frame);
  }

  #ping() {
    this.send({ type: "ping" });
    this.#timers.answer = setTimeout(() => this.drop(), ANSWER_MS);
  }

  #lose(code) {
    const socket = this.#socket;
    if (!socket) return;
    this.#socket = null;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
    clearTimeout(this.#timers.answer);
    clearTimeout(this.#timers.ping);
    if (code === BAD_TOKEN) this.#isRenewed = false;
    // Its time was that of a connection that is gone.
    if (this.notice && this.notice.until) this.notice = null;
    this.#waitFor(this.#waitAfter(code));
  }

  #waitAfter(code) {
    if (code === TOO_MANY) return LONGEST_WAIT_MS;
    // All widgets lose the service at the same moment; they come back spread out.
    if (code === RESTART) return 200 + Math.random() * 2000;
    return this.#backoff();
  }

  #backoff() {
    const most = this.#failures < FIRST_TRIES ? FIRST_WAITS_MS : LONGEST_WAIT_MS;
    const longest = Math.min(most, 1000 * 2 ** this.#failures);
    this.#failures += 1;
    return longest * (0.5 + Math.random() / 2);
  }

  #waitFor(ms) {
    this.nextTryAt = Date.now() + ms;
    this.#timers.retry = setTimeout(() => this.#connect(), ms);
    this.#become("waiting");
  }

  #become(state) {
    this.state = state;
    this.#options.onChange();
  }
}
