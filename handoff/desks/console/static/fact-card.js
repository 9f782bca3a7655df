// <fact-card>: what an agent must not have to ask for.
import { el } from './dom.js';
import { dayAndTime, gathered, nameOf, say, target, word } from './words.js';

const OF_CUSTOMER = ['customer', 'customer_language', 'platform', 'channel'];

class FactCard extends HTMLElement {
  #chat = null;
  #due = null;

  show(chat, now) {
    if (this.#chat === chat.facts) return this.tick(now);
    this.#chat = chat.facts;
    const { card } = chat;
    this.#due = el('span', { class: 'due' });
    this.replaceChildren(
      el('h2', {}, say('question')),
      el('blockquote', { class: 'original' }, card.question || say('no_question')),
      this.#list(chat),
      ...gatheredOf(chat.gathered || []),
      el('h2', {}, say('tried')),
      listOf(chat.tried),
      el('h2', {}, say('earlier_tickets')),
      listOf(chat.tickets.map((ticket) => `${ticket.number} · ${ticket.question || say(`state_${ticket.state}`)}`)),
    );
    return this.tick(now);
  }

  tick(now) {
    if (!this.#chat) return;
    const { since_ms: since, due_ms: due, answered_ms: answered } = this.#chat.card;
    const { text, level } = target(since, due, now, answered);
    this.#due.textContent = `${dayAndTime(due)} (${text})`;
    this.#due.className = `due ${level}`;
  }

  relabel() {
    this.#chat = null;
  }

  #list({ card, ticket, facts, met_person: met }) {
    const rows = [
      ['ticket', ticket || say('no_ticket')],
      ['customer', nameOf(card)],
      ['reason', word('reason', card.reason)],
      ['priority', el('span', { class: `priority ${card.priority}` }, word('priority', card.priority))],
      ['department', word('department', card.department)],
      ['customer_language', word('language', card.language)],
      ['platform', word('platform', card.platform)],
      ['channel', word('channel', card.channel)],
      ['waiting_since', dayAndTime(card.since_ms)],
      ['target', this.#due],
      ['held_by', card.agent_name || say('none')],
    ].filter(([name]) => !facts.led || OF_CUSTOMER.includes(name));
    if (card.skills?.length) rows.push(['skills', card.skills.map((skill) => word('skill', skill)).join(', ')]);
    if (met && met !== card.agent_name) rows.push(['met_person', met]);
    const pairs = rows.flatMap(([name, value]) => [el('dt', {}, say(name)), el('dd', {}, value)]);
    return el('dl', {}, ...pairs);
  }
}

/** What the complaint form has asked so far: nobody should have to ask it again. */
function gatheredOf(answers) {
  if (!answers.length) return [];
  const pairs = answers.map(gathered).flatMap(([field, said]) => [el('dt', {}, field), el('dd', {}, said)]);
  return [el('h2', {}, say('gathered')), el('dl', {}, ...pairs)];
}

function listOf(lines) {
  if (!lines.length) return el('p', { class: 'none' }, say('none'));
  return el('ul', { class: 'plain-list' }, ...lines.map((each) => el('li', {}, each)));
}

customElements.define('fact-card', FactCard);
