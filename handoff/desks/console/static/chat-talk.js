// <chat-talk>: the opened conversation; who said what, and the box to answer in.
import { el } from './dom.js';
import { icon } from './icons.js';
import './asked-box.js';
import './reply-box.js';
import { discarded, line } from './lines.js';
import { nameOf, say, target } from './words.js';

const NEAR_END_PX = 80;

class ChatTalk extends HTMLElement {
  #parts = null;
  #chat = null;
  #shown = 0;

  /**
   * Show `chat`: {conversation, card, state, entries, mine, left, showsFacts, mayPass}; `agent` is who is
   * signed in.
   */
  show(chat, agent, now) {
    this.#build();
    const isOther = this.#chat?.conversation !== chat.conversation;
    this.#chat = chat;
    this.#showHead(chat);
    if (isOther) this.#startOver();
    // The box first: it takes room from the log, which would then no longer show its end.
    this.#parts.asked.show(chat);
    this.#parts.box.show(chat);
    this.#addLines(chat, agent, isOther);
    this.tick(now);
  }

  tick(now) {
    if (!this.#chat?.card) return;
    const { card } = this.#chat;
    const { text, level } = target(card.since_ms, card.due_ms, now, card.answered_ms);
    this.#parts.due.textContent = text;
    this.#parts.due.className = `due ${level}`;
  }

  /** Draw everything again, in another language. */
  relabel() {
    this.replaceChildren();
    this.#parts = null;
    this.#chat = null;
  }

  focusBox() {
    this.#parts?.box.focusText();
  }

  #build() {
    if (this.#parts) return;
    const button = (name, look, ...drawing) =>
      el('button', { class: look, onclick: () => this.#wish(name) }, ...drawing, say(name));
    this.#parts = {
      back: button('back', 'plain way', icon('back')),
      facts: button('facts', 'plain way'),
      name: el('h1', { class: 'talk-name' }),
      ticket: el('a', { class: 'chip' }),
      due: el('span', { class: 'due' }),
      take: button('take', 'primary'),
      ask: button('ask', 'plain'),
      put_back: button('put_back', 'plain'),
      pass_on: button('pass_on', 'plain'),
      hand_back: button('hand_back', 'plain'),
      resolve: button('resolve', 'primary'),
      left: el('p', { class: 'left-note', role: 'status' }),
      log: el('div', { class: 'log', role: 'log', tabindex: '0', 'aria-label': say('transcript') }),
      more: el('button', { class: 'more', hidden: true, onclick: () => this.#toEnd() }, say('new_lines')),
      asked: el('asked-box', { hidden: true }),
      box: el('reply-box'),
    };
    const parts = this.#parts;
    parts.log.addEventListener('scroll', () => this.#atEnd() && (parts.more.hidden = true));
    this.append(
      el(
        'div',
        { class: 'talk-head' },
        el('div', { class: 'talk-who' }, parts.back, parts.name, parts.ticket, parts.due),
        el(
          'div',
          { class: 'actions' },
          parts.facts,
          parts.take,
          parts.ask,
          parts.put_back,
          parts.pass_on,
          parts.hand_back,
          parts.resolve,
        ),
      ),
      parts.left,
      el('div', { class: 'log-frame' }, parts.log, parts.more),
      parts.asked,
      parts.box,
    );
  }

  #showHead(chat) {
    const parts = this.#parts;
    parts.facts.setAttribute('aria-pressed', String(chat.showsFacts));
    parts.name.textContent = nameOf(chat.card);
    parts.ticket.textContent = chat.ticket;
    parts.ticket.href = `/desk/tickets/${encodeURIComponent(chat.ticket)}`;
    parts.ticket.hidden = !chat.ticket;
    parts.take.hidden = chat.mine || Boolean(chat.left) || Boolean(chat.asked);
    parts.ask.hidden = !chat.mine;
    parts.take.textContent = say(chat.facts.led ? 'take_over' : 'take');
    parts.due.hidden = chat.facts.led;
    parts.put_back.hidden = !chat.mine;
    parts.pass_on.hidden = !chat.mayPass;
    parts.hand_back.hidden = !chat.mine;
    parts.resolve.hidden = !chat.mine;
    parts.resolve.textContent = say(chat.facts.complaint ? 'end_chat' : 'resolve');
    parts.left.hidden = !chat.left;
    if (!chat.left) return;
    const { holder } = chat.left;
    parts.left.textContent = holder ? say('left_to', { name: holder }) : say('left');
  }

  #startOver() {
    this.#shown = 0;
    this.#parts.log.replaceChildren();
    this.#parts.more.hidden = true;
  }

  #addLines(chat, agent, isOther) {
    const fresh = chat.entries.filter((entry) => entry.seq > this.#shown);
    if (!fresh.length) return;
    const isOwn = fresh.some((entry) => entry.id.startsWith(`console:${agent.id}:`));
    const wasAtEnd = isOther || isOwn || this.#atEnd();
    for (const entry of fresh) this.#add(entry, agent);
    this.#shown = fresh.at(-1).seq;
    if (wasAtEnd) this.#toEnd();
    else this.#parts.more.hidden = false;
  }

  // An edit changes the line it belongs to, and keeps the old words readable.
  #add(entry, agent) {
    const { log } = this.#parts;
    const old = entry.edits
      ? [...log.children].find((each) => each.dataset.id === entry.edits)
      : null;
    const made = line(entry, agent, old?.dataset.text);
    const gone = entry.discards && log.querySelector(`[data-file="${entry.discards}"]`);
    if (gone) gone.replaceChildren(...discarded());
    if (old) old.replaceWith(made);
    else log.append(made);
  }

  #atEnd() {
    const { log } = this.#parts;
    return log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_END_PX;
  }

  #toEnd() {
    const { log, more } = this.#parts;
    log.scrollTop = log.scrollHeight;
    more.hidden = true;
  }

  #wish(name) {
    this.dispatchEvent(new CustomEvent('wish', { detail: name, bubbles: true }));
  }
}

customElements.define('chat-talk', ChatTalk);
