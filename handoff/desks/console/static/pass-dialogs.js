// The dialogs of passing on: to whom, whether to put back, and the team of a lead.
import { askForm } from './dialogs.js';
import { byId, el } from './dom.js';
import { nameOf, say, word } from './words.js';

/** A choice of colleagues on duty and departments. */
export function toWhom({ agents, departments }) {
  const option = (value, text) => el('option', { value }, text);
  const group = (label, options) => (options.length ? el('optgroup', { label: say(label) }, ...options) : null);
  const onDuty = agents.filter((each) => each.presence !== 'away');
  return el(
    'select',
    { name: 'to', required: true },
    group('pass_agents', onDuty.map((each) => option(`agent:${each.id}`, `${each.name} · ${load(each)}`))),
    group('pass_departments', departments.map((id) => option(`department:${id}`, word('department', id)))),
  );
}

/** Ask to whom, and of a chat that waits also why; resolves with {to, note} or null. */
export function askPassOn(found, { waits }) {
  const note = el('textarea', { rows: '3', maxlength: '1000', name: 'note', required: waits });
  return askForm(byId('pass-dialog'), 'pass-heading', 'pass_on', [
    el('p', {}, say(waits ? 'pass_waiting_text' : 'pass_on_text')),
    el('label', { class: 'field' }, say('pass_to'), toWhom(found)),
    el('label', { class: 'field' }, say(waits ? 'pass_why' : 'pass_note'), note),
  ]);
}

/** Ask before a chat is put back; resolves with {} or null. */
export function askPutBack() {
  return askForm(byId('pass-dialog'), 'pass-heading', 'put_back', [el('p', {}, say('put_back_text'))]);
}

/** Show who is on duty and holds what; `move(card)` asks to whom. */
export function showTeam(agents, move) {
  const dialog = byId('pass-dialog');
  const chat = (card) => {
    const give = () => {
      dialog.close();
      move(card);
    };
    const button = el('button', { class: 'plain', onclick: give }, say('pass_on'));
    return el('li', {}, `${nameOf(card)} · ${word('department', card.department)}`, button);
  };
  const row = (each) =>
    el(
      'li',
      {},
      el('strong', {}, each.name),
      el('span', { class: 'small' }, `${say(each.presence)} · ${load(each)}`),
      each.chats.length ? el('ul', { class: 'team-chats' }, ...each.chats.map(chat)) : null,
    );
  dialog.replaceChildren(
    el('h2', { id: 'pass-heading' }, say('team')),
    agents.length ? el('ul', { class: 'letters-list' }, ...agents.map(row)) : el('p', {}, say('team_empty')),
    el('div', { class: 'buttons' }, el('button', { class: 'plain', onclick: () => dialog.close() }, say('close'))),
  );
  dialog.showModal();
}

const load = ({ load: held, capacity }) => say('load', { load: held, capacity });
