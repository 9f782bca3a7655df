// The history of a ticket: every change and contact, who it was, and whether the customer was told.
import { el } from './dom.js';
import { dayAndTime, say, word } from './words.js';

const CHAT_OUTCOMES = ['answered', 'solved', 'declined', 'passed_on', 'no_reply'];
const SHOWN = ['name', 'what', 'text', 'left_message', 'why', 'how', 'without', 'finding', 'measure', 'reason', 'rule', 'result', 'number', 'owner'];
/** What several texts of one step are told apart by. */
const NAMED = ['what', 'why', 'how', 'without', 'finding', 'measure', 'reason', 'owner'];

export function historyOf(ticket) {
  const lines = [...ticket.history].reverse().map(line);
  return el('ol', { class: 'history' }, ...lines);
}

function line({ at, kind, actor, customer, visible, to_tell: toTell, change, types }) {
  const who = actor || (customer ? say('the_customer') : say('service'));
  return el(
    'li',
    {},
    el('strong', {}, kind ? say(`deed_${kind}`) : say('deed_chat')),
    el('span', { class: 'small' }, `${dayAndTime(at)} · ${who}`),
    visible ? el('span', { class: 'told' }, say('seen_by_customer')) : null,
    toTell ? el('span', { class: 'told' }, say('tell_by_phone')) : null,
    ...details(kind, change, types).map((text) => el('p', {}, text)),
  );
}

/** How a chat ended: an outcome of the desk in words, else what was written. */
export const spoken = (outcome) => (CHAT_OUTCOMES.includes(outcome) ? say(`outcome_${outcome}`) : outcome);

function details(kind, change, types) {
  const said = SHOWN.filter((name) => change[name] && change[name] !== '–').map((name) => named(name, change[name]));
  if (change.party_kind) said.unshift(say(`party_kind_${change.party_kind}`));
  if (kind === 'resolve') said.unshift(say(`result_${change.outcome}`));
  if (kind === 'chat' && change.outcome) said.push(spoken(change.outcome));
  if (kind === 'reclassify') said.unshift(types.map((title) => title || say('no_type')).join(' → '));
  if (kind === 'bundled') said.push(say('object_customers', { count: change.customers }));
  if (['change_priority', 'bundled'].includes(kind)) said.unshift(`${change.was} → ${change.priority}`);
  if (kind === 'change_department') said.unshift(`${word('department', change.was)} → ${word('department', change.department)}`);
  if (change.state && kind !== 'stored') said.unshift(say(`state_${change.state}`));
  if (kind === 'improve') said.unshift(say(`action_${change.action}`));
  if (change.until) said.push(`${say(kind === 'improve' ? 'due' : 'waits_until')} ${dayAndTime(change.until)}`);
  if (kind === 'discard_file') said.push(say(`discard_${change.discarded}`));
  if (change.object_outcome) said.push(`${say(`object_${change.object_outcome}`)}: ${change.objects.length}`);
  return said;
}

function named(name, value) {
  if (name === 'rule') return `${say('rule')}: ${value}`;
  return NAMED.includes(name) ? `${say(`field_${name}`)}: ${value}` : String(value);
}
