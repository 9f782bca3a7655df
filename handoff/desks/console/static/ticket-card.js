// <ticket-card>: everything about one ticket, and the steps that are possible now.
import { ask } from './desk-bar.js';
import { askDiscard } from './dialogs.js';
import { el, newId, toast } from './dom.js';
import { coverNote, coveredPicture, linkWarning, smallPicture } from './proof.js';
import { askDeed } from './ticket-deed.js';
import { historyOf, spoken } from './ticket-history.js';
import { dayAndTime, gathered, say, target, word } from './words.js';

const problem = (text) => toast(text, 'problem');

class TicketCard extends HTMLElement {
  #number = '';
  #ticket = null;

  async load(number) {
    this.#number = number;
    const ticket = await ask(`/api/desk/tickets/${encodeURIComponent(number)}`, (text) => this.#gone(text));
    if (ticket) this.#show(ticket);
  }

  #gone(text) {
    this.replaceChildren(back(), el('p', { class: 'banner', role: 'alert' }, text));
  }

  #show(ticket) {
    this.#ticket = ticket;
    document.title = `${ticket.number} · Footbridge`;
    this.replaceChildren(
      back(),
      el(
        'h1',
        {},
        `${ticket.number} · ${ticket.title || say('no_type')} `,
        el('span', { class: 'state' }, say(`state_${ticket.state}`)),
      ),
      this.#steps(ticket),
      el('div', { class: 'columns' }, el('div', {}, ...main(ticket)), el('aside', { 'aria-label': say('facts') }, facts(ticket), ...beside(ticket))),
    );
  }

  #steps(ticket) {
    const buttons = ticket.deeds
      .filter((deed) => !deed.empty)
      .map((deed) =>
        el('button', { class: deed.kind === (ticket.mine ? 'resolve' : 'take') ? 'primary' : 'plain', onclick: () => this.#do(deed) }, deed.label),
      );
    const chat = ticket.in_chat ? el('p', { class: 'banner' }, say('open_chat_first'), ' ', el('a', { href: `/desk?chat=${encodeURIComponent(ticket.conversation)}` }, say('open_chat'))) : null;
    const phone = ticket.phone_back ? el('p', { class: 'banner' }, say('phone_back')) : null;
    const mails = ticket.mails.map(({ state, error }) =>
      el('p', { class: 'banner' }, say(state === 'failed' ? 'mail_given_up' : 'mail_trouble', { why: error })),
    );
    return el('section', { class: 'steps', 'aria-label': say('steps') }, ...[chat, phone, ...mails, ...buttons].filter(Boolean));
  }

  async #do(deed) {
    const seen = this.#ticket.version;
    const id = newId();
    const send = async (fields, refused) => {
      const body = JSON.stringify({ kind: deed.kind, id, seen, fields });
      const path = `/api/desk/tickets/${encodeURIComponent(this.#number)}/deeds`;
      const headers = { 'Content-Type': 'application/json' };
      return ask(path, refused, { method: 'POST', body, headers });
    };
    const after = deed.fields.length ? await askDeed(deed, this.#ticket, send) : await send({}, problem);
    if (!after) return this.#ticket.version === seen ? this.load(this.#number) : undefined;
    if (after.masked) toast(say('card_masked'), 'problem');
    if (after.moved) return this.#gone(say('ticket_moved'));
    this.#show(after);
    toast(say('step_done'));
    this.querySelector('h1').setAttribute('tabindex', '-1');
    this.querySelector('h1').focus();
    return undefined;
  }
}

const back = () => el('p', {}, el('a', { href: '/desk/tickets' }, say('to_list')));

function main(ticket) {
  const words = ticket.description.length ? ticket.description : [ticket.question].filter(Boolean);
  const parts = [
    el('h2', {}, say('words')),
    ...(words.length ? words.map((each) => el('blockquote', { class: 'original' }, each)) : [el('p', { class: 'none' }, say('no_words'))]),
  ];
  if (ticket.values.length) parts.push(el('h2', {}, say('complaint')), pairs(ticket.values.map(gathered)));
  if (ticket.evidence.length) {
    const note = ticket.covered ? [coverNote(ticket.evidence)].filter(Boolean) : [];
    parts.push(el('h2', {}, say('evidence')), ...note, list(ticket.evidence.map((file) => proof(ticket, file))));
  }
  if (ticket.finding || ticket.outcome) parts.push(el('h2', {}, say('decision')), decision(ticket));
  if (ticket.objects.length) parts.push(el('h2', {}, say('objects')), list(ticket.objects.map(judged)));
  parts.push(el('h2', {}, say('history')), historyOf(ticket));
  return parts;
}

/** A file as a download with a small picture or, if covered, a way to it; of a deleted one only that it was there. */
function proof({ conversation, number, covered }, file) {
  if (file.discarded) return say('file_discarded');
  const href = `/api/desk/files/${encodeURIComponent(conversation)}/${encodeURIComponent(file.key)}`;
  const hide = ({ target: small }) => small.remove();
  const small = covered ? null : smallPicture(file, href, hide);
  const link = el('a', { href, download: file.name }, small, file.name, ...(covered ? [linkWarning()] : []));
  const away = el('button', { type: 'button', class: 'quiet', 'aria-label': say('discard_name', { name: file.name }) }, say('discard_file'));
  const item = el('span', { class: 'proof', 'data-file': file.key }, link, covered ? coveredPicture(file, href) : null, away);
  away.addEventListener('click', () => discard(number, file, item));
  return item;
}

/** Ask why, and delete the file for good. */
async function discard(number, file, item) {
  const chosen = await askDiscard(file.name);
  if (!chosen) return;
  const body = JSON.stringify({ key: file.key, why: chosen.why });
  const path = `/api/desk/tickets/${encodeURIComponent(number)}/discard`;
  const headers = { 'Content-Type': 'application/json' };
  if (!(await ask(path, problem, { method: 'POST', body, headers }))) return;
  item.replaceChildren(say('file_discarded'));
  toast(say('discard_done'));
}

function judged({ object, outcome, reason, customers }) {
  const others = customers > 1 ? say('object_customers', { count: customers }) : '';
  return [object, outcome ? say(`object_${outcome}`) : say('nobody'), reason, others].filter(Boolean).join(' · ');
}

function decision(ticket) {
  const heard = (ticket.heard || []).map((kind) => say(`party_kind_${kind}`)).join(', ');
  return pairs([
    [say('outcome'), ticket.finding ? say(`result_${ticket.outcome}`) : spoken(ticket.outcome)],
    [say('field_finding'), ticket.finding],
    [say('field_measure'), ticket.measure],
    [say('report_cause'), ticket.cause ? say(`cause_${ticket.cause}`) : ''],
    [say('field_reason'), ticket.why],
    [say('rule'), ticket.rule],
    [say('heard'), heard],
  ]);
}

function facts(ticket) {
  const isOpen = !['resolved', 'closed', 'cancelled', 'merged'].includes(ticket.state);
  const { text, level } = target(ticket.created_ms, ticket.due_ms, ticket.now);
  return pairs([
    [say('due'), isOpen ? el('span', { class: `due ${level}` }, `${dayAndTime(ticket.due_ms)} (${text})`) : ''],
    [say('first_answer'), ticket.response_due_ms && !ticket.responded_ms ? dayAndTime(ticket.response_due_ms) : ''],
    [say('settled_by'), isOpen && ticket.resolution_due_ms ? dayAndTime(ticket.resolution_due_ms) : ''],
    [say('waits_until'), isOpen && ticket.until_ms ? dayAndTime(ticket.until_ms) : ''],
    [say('held_by'), ticket.agent_name || say('nobody')],
    [say('department'), word('department', ticket.department)],
    [say('also_inform'), ticket.also_inform.map((each) => word('department', each)).join(', ')],
    [say('priority'), el('span', { class: `priority ${ticket.priority}` }, word('priority', ticket.priority))],
    [say('first_type'), ticket.first_type === ticket.type ? '' : ticket.first_title || say('no_type')],
    [say('field_fault'), ticket.fault],
    [say('customer'), ticket.customer],
    [say('account'), ticket.account],
    [say('customer_language'), word('language', ticket.language)],
    [say('platform'), ticket.platform ? word('platform', ticket.platform) : ''],
    [say('channel'), ticket.channel ? word('channel', ticket.channel) : ''],
    [say('reason'), ticket.reason ? word('reason', ticket.reason) : ''],
    [say('created'), dayAndTime(ticket.created_ms)],
    [say('opened_again'), ticket.reopened ? say('times', { count: ticket.reopened }) : ''],
  ]);
}

function beside(ticket) {
  const parts = [];
  if (ticket.parties.length) parts.push(el('h2', {}, say('parties')), list(ticket.parties.map(party)));
  if (ticket.statements.length) parts.push(el('h2', {}, say('statements')), list(ticket.statements.map(statement)));
  if (ticket.improvements.length) parts.push(el('h2', {}, say('improvements')), list(ticket.improvements.map(improvement)));
  parts.push(el('h2', {}, say('related')), list(ticket.related.map(other)));
  return parts;
}

function party({ kind, name, due_ms: due, heard_ms: heard, result }) {
  const when = heard ? `${say('deed_party_heard')} ${dayAndTime(heard)}` : `${say('waits_until')} ${dayAndTime(due)}`;
  return [say(`party_kind_${kind}`), name, when, result].filter(Boolean).join(' · ');
}

const statement = ({ party: kind, text, at_ms: at }) => `${say(`party_kind_${kind}`)} · ${dayAndTime(at)} · “${text}”`;

function improvement({ action, what, owner, due_ms: due, done_ms: done }) {
  return [say(`action_${action}`), what, owner, done ? say('done') : dayAndTime(due)].join(' · ');
}

function other(ticket) {
  const said = [ticket.title || say('no_type'), say(`state_${ticket.state}`), ticket.cause ? say(`cause_${ticket.cause}`) : '', ticket.question];
  return el('span', {}, el('a', { href: `/desk/tickets/${ticket.number}` }, ticket.number), ` · ${said.filter(Boolean).join(' · ')}`);
}

function pairs(rows) {
  const shown = rows.filter(([, value]) => value);
  return el('dl', {}, ...shown.flatMap(([name, value]) => [el('dt', {}, name), el('dd', {}, value)]));
}

function list(lines) {
  if (!lines.length) return el('p', { class: 'none' }, say('none'));
  return el('ul', { class: 'plain-list' }, ...lines.map((line) => el('li', {}, line)));
}

customElements.define('ticket-card', TicketCard);
