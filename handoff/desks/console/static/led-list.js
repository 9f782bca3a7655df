// <led-list>: what the bot leads at this moment, looked for as long as the list is open.
import { el } from './dom.js';
import { nameOf, say, span, word } from './words.js';

const LOOK_MS = 5_000;

class LedList extends HTMLElement {
  #ask = null;
  #found = [];
  #opened = '';
  #timer = null;
  #list = null;

  /** Let the list ask by `ask()`, which resolves with what was found or null. */
  begin(ask) {
    this.#ask = ask;
    this.hidden = false;
    this.#build();
  }

  /** Mark the chat that is shown. */
  mark(opened) {
    this.#opened = opened;
    for (const button of this.querySelectorAll('.chat-item')) {
      button.toggleAttribute('data-opened', button.dataset.conversation === opened);
    }
  }

  /** Draw it again, in another language. */
  relabel() {
    if (this.#ask) this.#build();
  }

  #build() {
    const isOpen = this.querySelector('details')?.open ?? false;
    this.#list = el('ul', { class: 'chat-items' });
    const details = el(
      'details',
      { ontoggle: ({ target }) => this.#look(target.open) },
      el('summary', {}, say('led')),
      this.#list,
      el('p', { class: 'none' }, say('led_empty')),
    );
    this.replaceChildren(details);
    this.#draw();
    details.open = isOpen;
  }

  async #look(isOpen) {
    clearTimeout(this.#timer);
    if (!isOpen) return;
    this.#found = (await this.#ask()) ?? this.#found;
    this.#draw();
    clearTimeout(this.#timer);
    if (this.querySelector('details').open) this.#timer = setTimeout(() => this.#look(true), LOOK_MS);
  }

  #draw() {
    const focused = this.contains(document.activeElement) ? document.activeElement.dataset.conversation : '';
    this.#list.replaceChildren(...this.#found.map((each) => this.#item(each)));
    this.querySelector('.none').hidden = this.#found.length > 0;
    this.mark(this.#opened);
    if (focused) [...this.querySelectorAll('.chat-item')].find((each) => each.dataset.conversation === focused)?.focus();
  }

  #item({ card, state, topics, misses, objections }) {
    const trouble = misses + objections;
    const about = [word('language', card.language), state === 'bot' ? topics.join(', ') : say('led_form')];
    const choose = () =>
      this.dispatchEvent(new CustomEvent('choose', { detail: card.conversation, bubbles: true }));
    return el(
      'li',
      {},
      el(
        'button',
        { class: 'chat-item', 'data-conversation': card.conversation, onclick: choose },
        el(
          'span',
          { class: 'line' },
          el('strong', { class: 'name' }, nameOf(card)),
          trouble ? el('span', { class: 'due near' }, say('led_trouble', { count: trouble })) : null,
        ),
        el('span', { class: 'question' }, card.question || say('no_question')),
        el('span', { class: 'line small' }, about.filter(Boolean).join(' · ')),
        el('span', { class: 'line small' }, say('led_said', { time: span(Math.max(0, Date.now() - card.since_ms)) })),
      ),
    );
  }
}

customElements.define('led-list', LedList);
