// <chat-offer>: a chat that is offered to this agent, with the seconds left to take it.
import { ring } from './alerts.js';
import { el } from './dom.js';
import { nameOf, say, word } from './words.js';

class ChatOffer extends HTMLElement {
  #card = null;
  #ends = 0;
  #left = null;

  /** Show what is on offer for `leftMs` more; null shows nothing. */
  show(card, leftMs) {
    this.#card = card;
    this.#ends = Date.now() + leftMs;
    this.#draw();
    if (card) ring();
  }

  /** Draw it again, in another language. */
  relabel() {
    this.#draw();
  }

  /** Move the seconds on. When they are over the server says what is next. */
  tick() {
    if (!this.#card) return;
    const seconds = Math.max(0, Math.ceil((this.#ends - Date.now()) / 1000));
    this.#left.textContent = say('offer_left', { count: seconds });
  }

  #draw() {
    const card = this.#card;
    this.hidden = !card;
    if (!card) return this.replaceChildren();
    const button = (name, label, look) =>
      el('button', { class: look, onclick: () => this.#wish(name) }, say(label));
    // Read out once; the seconds are not, or a screen reader would never be still.
    this.#left = el('span', { class: 'small', 'aria-hidden': 'true' });
    const where = [card.priority, word('department', card.department), word('language', card.language)];
    this.replaceChildren(
      el(
        'div',
        { class: 'offer-text', role: 'status' },
        el('strong', {}, `${say('offer')}: ${nameOf(card)}`),
        el('span', { class: 'question' }, card.question || say('no_question')),
        el('span', { class: 'small' }, where.join(' · ')),
        this.#left,
      ),
      el('div', { class: 'buttons' }, button('refuse', 'not_now', 'plain'), button('take', 'offer_take', 'primary')),
    );
    this.tick();
    return undefined;
  }

  #wish(name) {
    this.dispatchEvent(new CustomEvent('offer-wish', { detail: { name, card: this.#card }, bubbles: true }));
  }
}

customElements.define('chat-offer', ChatOffer);
