// Where the reader is in the messages. What is new comes into view only for one who follows the
// talk, and never pushes the start of an answer out of it: that is where reading begins. As long as
// the end is out of view, a button says so.

const NEAR_END_PX = 60;
// Under the last message is nothing but air.
const END_PX = 20;
const AIR_PX = 8;
// Of a page that was read, so much stays in view.
const OVERLAP_PX = 48;

/** Scrolls the log of `entries`; `node` is the log with the button that there is more below. */
class Reading {
  node;
  #entries;
  #log;
  #texts;
  #words = el("span");
  #down = el("button", { type: "button", class: "chip", hidden: true }, icon("down"));
  #isFollowing = true;
  #isNews = false;
  // The entry whose start stays in view.
  #answer = "";
  #top = 0;

  constructor(entries, texts) {
    this.#entries = entries;
    this.#log = entries.node;
    this.#texts = texts;
    this.#down.append(this.#words);
    this.#down.addEventListener("click", () => this.#goOn());
    this.#log.addEventListener("scroll", () => this.#onScroll());
    const hint = el("div", { class: "down", role: "status" }, this.#down);
    this.node = el("div", { class: "body" }, this.#log, hint);
    // A card, a line or a longer text below takes height away: what was in view stays there.
    new ResizeObserver(() => this.keep(() => {})).observe(this.#log);
  }

  /** In the language of the moment. */
  draw() {
    this.#words.textContent = this.#texts(this.#isNews ? "new_messages" : "more_below");
  }

  /** Make a change to the messages; who follows the talk goes on following it. */
  keep(change) {
    const wasFollowing = this.#isFollowing;
    change();
    if (wasFollowing) this.follow();
    else this.#mark();
  }

  /** As `keep`, for a change that brings `entry`; `isPast` if it was said before this visit. */
  bring(entry, isPast, change) {
    this.#hold(entry, isPast);
    const isInView = this.#isFollowing && entry.id === this.#answer;
    this.keep(change);
    if (!isInView && this.#below() > END_PX) this.#isNews = true;
    this.#mark();
  }

  /** To the end, but no further than the start of the answer. */
  follow() {
    const node = this.#answer && this.#entries.nodeOf(this.#answer);
    const end = this.#log.scrollHeight - this.#log.clientHeight;
    const start = node ? node.offsetTop - this.#log.offsetTop - AIR_PX : end;
    this.#log.scrollTop = Math.min(start, end);
    this.#top = this.#log.scrollTop;
    this.#isFollowing = true;
    this.#mark();
  }

  /** To the very end, as the reader wishes. */
  toEnd() {
    this.#answer = "";
    this.follow();
  }

  /** A page further in a long answer; past all of it where something new is waiting. */
  #goOn() {
    if (this.#isNews) return this.toEnd();
    const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const top = Math.max(OVERLAP_PX, this.#log.clientHeight - OVERLAP_PX);
    this.#log.scrollBy({ top, behavior: isStill ? "instant" : "smooth" });
  }

  #hold(entry, isPast) {
    // An answer that is not in view to its end, or in a closed window, is still to be read.
    const isUnread = this.#below() > 1 || this.#log.clientHeight === 0;
    if (entry.from === "customer") this.#answer = "";
    else if (isPast || !this.#answer || !isUnread) this.#answer = entry.id;
  }

  #below() {
    return this.#log.scrollHeight - this.#log.scrollTop - this.#log.clientHeight;
  }

  /** Says that there is more below, to eyes and screen readers, until the end was in view. */
  #mark() {
    const isMore = this.#below() > END_PX;
    if (!isMore) this.#isNews = false;
    const hadFocus = this.#down.matches(":focus");
    this.#down.hidden = !isMore;
    this.node.classList.toggle("has-more", isMore);
    this.draw();
    if (hadFocus && !isMore) this.#log.focus({ preventScroll: true });
  }

  #onScroll() {
    const { scrollTop } = this.#log;
    if (scrollTop === this.#top) return;
    const isDown = scrollTop > this.#top;
    const isNearEnd = this.#below() < NEAR_END_PX;
    // A window that shrinks meanwhile is not a wish to leave the end; only a reader goes up.
    this.#isFollowing = isNearEnd || (this.#isFollowing && isDown && !this.#answer);
    this.#answer = "";
    this.#top = scrollTop;
    this.#mark();
  }
}
