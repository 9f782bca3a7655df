// Where the reader is in the messages. What is new comes into view only for one who follows the
// talk, and never pushes the start of an answer out of it: that is where reading begins.

const NEAR_END_PX = 60;
const AIR_PX = 8;

/** Scrolls the log of `entries`; `down` is the hint that there is more below. */
class Reading {
  #entries;
  #log;
  #down;
  #isFollowing = true;
  // The entry whose start stays in view.
  #answer = "";
  #top = 0;

  constructor(entries, down) {
    this.#entries = entries;
    this.#log = entries.node;
    this.#down = down;
    down.addEventListener("click", () => this.toEnd());
    this.#log.addEventListener("scroll", () => this.#onScroll());
    // A card, a line or a longer text below takes height away: what was in view stays there.
    new ResizeObserver(() => this.#isFollowing && this.follow()).observe(this.#log);
  }

  /** Make a change to the messages; who follows the talk goes on following it. */
  keep(change) {
    const wasFollowing = this.#isFollowing;
    change();
    if (wasFollowing) this.follow();
  }

  /** As `keep`, for a change that brings `entry`; `isPast` if it was said before this visit. */
  bring(entry, isPast, change) {
    this.#hold(entry, isPast);
    this.keep(change);
    const isInView = this.#isFollowing && entry.id === this.#answer;
    if (!isInView && this.#below() > 1) this.#down.hidden = false;
  }

  /** To the end, but no further than the start of the answer. */
  follow() {
    const node = this.#answer && this.#entries.nodeOf(this.#answer);
    const end = this.#log.scrollHeight - this.#log.clientHeight;
    const start = node ? node.offsetTop - this.#log.offsetTop - AIR_PX : end;
    this.#log.scrollTop = Math.min(start, end);
    this.#top = this.#log.scrollTop;
    this.#isFollowing = true;
    if (this.#below() <= 1) this.#down.hidden = true;
  }

  /** To the very end, as the reader wishes. */
  toEnd() {
    this.#answer = "";
    this.follow();
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

  #onScroll() {
    const { scrollTop } = this.#log;
    if (scrollTop === this.#top) return;
    const isDown = scrollTop > this.#top;
    const isNearEnd = this.#below() < NEAR_END_PX;
    // A window that shrinks meanwhile is not a wish to leave the end; only a reader goes up.
    this.#isFollowing = isNearEnd || (this.#isFollowing && isDown && !this.#answer);
    this.#answer = "";
    this.#top = scrollTop;
    if (isNearEnd) this.#down.hidden = true;
  }
}
