// The socket: comes back by itself, asks for the answer to each wish, starts afresh each time.
import { newId } from './dom.js';
import { language } from './words.js';

const SIGNED_OUT = 4401;
const LONGEST_WAIT_S = 30;
const ANSWER_MS = 15_000;

export class Connection extends EventTarget {
  #socket = null;
  #pending = new Map();
  #failures = 0;
  #ended = false;
  #timer = 0;

  /** Connect now; also after a change of language, which the server must know. */
  open() {
    clearTimeout(this.#timer);
    this.#drop();
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
    const address = `${scheme}://${location.host}/api/desk/socket?language=${language()}`;
    const socket = new WebSocket(address);
    this.#socket = socket;
    socket.onmessage = (message) => this.#take(JSON.parse(message.data));
    socket.onclose = (event) => this.#lost(socket, event.code);
  }

  /** Send a frame; resolves with the answer, or with a refusal when none can come. */
  ask(frame) {
    const ref = newId();
    return new Promise((resolve) => {
      if (this.#socket?.readyState !== WebSocket.OPEN) return resolve({ type: 'lost' });
      const timer = setTimeout(() => this.#answer({ ref, type: 'lost' }), ANSWER_MS);
      this.#pending.set(ref, { resolve, timer });
      this.#socket.send(JSON.stringify({ ...frame, ref }));
    });
  }

  #take(frame) {
    if (frame.type === 'ready') this.#failures = 0;
    if (frame.ref !== undefined) this.#answer(frame);
    else this.dispatchEvent(new CustomEvent(frame.type, { detail: frame }));
  }

  #answer(frame) {
    const waiting = this.#pending.get(frame.ref);
    if (!waiting) return;
    this.#pending.delete(frame.ref);
    clearTimeout(waiting.timer);
    waiting.resolve(frame);
  }

  #drop() {
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
    for (const ref of [...this.#pending.keys()]) this.#answer({ ref, type: 'lost' });
  }

  async #lost(socket, code) {
    if (socket !== this.#socket || this.#ended) return;
    this.#drop();
    if (code === SIGNED_OUT || (await this.#isSignedOut())) return this.#end();
    const seconds = Math.min(LONGEST_WAIT_S, 2 ** this.#failures);
    this.#failures += 1;
    // A little chance, so that all desks do not come back in the same moment.
    const wait = Math.ceil(seconds * (0.75 + Math.random() / 2));
    this.dispatchEvent(new CustomEvent('offline', { detail: { seconds: wait } }));
    this.#timer = setTimeout(() => this.open(), wait * 1000);
    return undefined;
  }

  // A failed handshake does not say why, so ask in a way that does.
  async #isSignedOut() {
    try {
      return (await fetch('/api/desk/session')).status === 401;
    } catch {
      return false;
    }
  }

  #end() {
    this.#ended = true;
    this.dispatchEvent(new CustomEvent('signed-out'));
  }
}
