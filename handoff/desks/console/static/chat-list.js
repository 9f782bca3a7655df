// <chat-list>: one of the two lists at the left, with clocks.
import { el } from './dom.js';
import { dayAndTime, nameOf, say, span, target, word } from './words.js';

class ChatList extends HTMLElement {
  #items = new Map();
  #list = null;

  /** Show `cards` in their order; items stay the same elements, so focus stays where it is. `moves`: each may be passed on. */
  show(cards, { opened, unread, now, moves = false }) {
    this.#build(cards.length);
    const order = cards.map((card) => this.#item(card, opened, unread.get(card.conversation) ?? 0));
    for (const [conversation, item] of this.#items) {
      if (!cards.some((card) => card.conversation === conversation)) {
        item.element.remove();
        this.#items.delete(conversation);
      }
    }
    order.forEach((item, place) => {
      if (this.#list.children[place] !== item) this.#list.insertBefore(item, this.#list.children[place] ?? null);
    });
    for (const { move, card } of this.#items.values()) {
      move.hidden = !moves;
      move.textContent = say('pass_on');
      move.setAttribute('aria-label', `${say('pass_on')}: ${nameOf(card)}`);
    }
    this.tick(now);
  }

  /** Put the keyboard on a chat of this list; false if it is not in it. */
  focusChat(conversation) {
    const item = this.#items.get(conversation);
    item?.button.focus();
    return Boolean(item);
  }

  /** Move the clocks on. */
  tick(now) {
    const name = this.dataset.kind === 'mine' ? 'since' : 'waits';
    for (const { card, clock, due, mark } of this.#items.values()) {
      const closed = card.opens_ms > now && say('closed_until', { time: dayAndTime(card.opens_ms) });
      mark.textContent = [card.again && say('again'), card.has_message && say('has_message'), closed].filter(Boolean).join(' · ');
      mark.hidden = !mark.textContent;
      clock.textContent = say(name, { time: span(Math.max(0, now - card.since_ms)) });
      const { text, level } = target(card.since_ms, card.due_ms, now, card.answered_ms);
      due.textContent = text;
      due.className = `due ${level}`;
    }
  }

  #build(count) {
    if (!this.#list) {
      this.#list = el('ul', { class: 'chat-items' });
      const heading = el('h2', {}, el('span', { class: 'heading' }), el('span', { class: 'count' }));
      this.append(heading, this.#list, el('p', { class: 'none' }));
      this.addEventListener('keydown', (event) => this.#move(event));
    }
    const kind = this.dataset.kind;
    this.querySelector('.heading').textContent = say(kind);
    this.querySelector('.count').textContent = String(count);
    const none = this.querySelector('.none');
    none.textContent = say(`${kind}_empty`);
    none.hidden = count > 0;
    this.#list.hidden = count === 0;
  }

  #item(card, opened, unread) {
    const known = this.#items.get(card.conversation) ?? this.#newItem(card.conversation);
    known.card = card;
    known.name.textContent = nameOf(card);
    known.question.textContent = card.asked?.text || card.question || say('no_question');
    known.priority.textContent = card.priority;
    known.priority.className = `priority ${card.priority}`;
    const where = [word('department', card.department), word('language', card.language)];
    known.place.textContent = where.join(' · ');
    known.unread.textContent = unread ? say('unread', { count: unread }) : '';
    known.unread.hidden = !unread;
    known.button.toggleAttribute('data-opened', card.conversation === opened);
    if (card.conversation === opened) known.button.setAttribute('aria-current', 'true');
    else known.button.removeAttribute('aria-current');
    return known.element;
  }

  #newItem(conversation) {
    const parts = {
      name: el('strong', { class: 'name' }),
      unread: el('span', { class: 'unread' }),
      priority: el('span', { class: 'priority' }),
      question: el('span', { class: 'question' }),
      place: el('span', { class: 'place' }),
      mark: el('span', { class: 'line small mark' }),
      clock: el('span', { class: 'clock' }),
      due: el('span', { class: 'due' }),
    };
    parts.button = el(
      'button',
      { class: 'chat-item', onclick: () => this.#choose(conversation) },
      el('span', { class: 'line' }, parts.name, parts.unread, parts.priority),
      parts.question,
      el('span', { class: 'line small' }, parts.place),
      parts.mark,
      el('span', { class: 'line small' }, parts.clock, parts.due),
    );
    parts.move = el('button', { class: 'plain move', hidden: true, onclick: () => this.#pass(parts.card) });
    parts.element = el('li', {}, parts.button, parts.move);
    this.#items.set(conversation, parts);
    return parts;
  }

  #choose(conversation) {
    this.dispatchEvent(new CustomEvent('choose', { detail: conversation, bubbles: true }));
  }

  #pass(card) {
    this.dispatchEvent(new CustomEvent('move', { detail: card, bubbles: true }));
  }

  // Arrow keys go through the list; Tab stays the way between the parts of the page.
  #move(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const buttons = [...this.querySelectorAll('.chat-item')];
    const at = buttons.indexOf(document.activeElement);
    if (!step || at < 0) return;
    event.preventDefault();
    buttons[(at + step + buttons.length) % buttons.length].focus();
  }
}

customElements.define('chat-list', ChatList);
