// The dialogs: hand back, resolve, delete a file, lift a notice, undelivered messages.
import { byId, el } from './dom.js';
import { dayAndTime, say } from './words.js';

const REASONS = ['answered', 'bot_can', 'wish', 'silent'];
const TELLS_WHAT = ['answered', 'bot_can'];
const WHY_DISCARD = ['identity', 'child_safety'];
const OUTCOMES = ['answered', 'solved', 'declined', 'passed_on', 'no_reply'];
const OF_COMPLAINT = ['answered', 'passed_on', 'no_reply'];

/** Ask why the chat goes back; resolves with {reason, done} or null. */
export function askHandBack() {
  const done = el('textarea', { rows: '3', maxlength: '1000', name: 'done' });
  const reasons = radios('hand_back_reason', 'reason', REASONS, 'back');
  // The bot goes on from what was done; who wishes for the bot or went silent may have got nothing.
  reasons.addEventListener('change', ({ target }) => (done.required = TELLS_WHAT.includes(target.value)));
  return askForm(byId('hand-back-dialog'), 'hand-back-heading', 'hand_back', [
    el('p', {}, say('hand_back_text')),
    reasons,
    el('label', { class: 'field' }, say('hand_back_done'), done),
  ]);
}

/** Ask for the outcome, with the question that was asked before the agent's eyes. A chat decides no complaint. */
export function askResolve({ question }, { complaint, ticket }) {
  return askForm(byId('resolve-dialog'), 'resolve-heading', complaint ? 'end_chat' : 'resolve', [
    complaint ? el('p', {}, say('end_chat_text', { number: ticket })) : null,
    el('p', {}, say('resolve_question')),
    el('blockquote', { class: 'original' }, question || say('no_question')),
    radios('outcome', 'outcome', complaint ? OF_COMPLAINT : OUTCOMES, 'outcome'),
  ]);
}

/** Ask why the file `name` must go; resolves with {why} or null. */
export function askDiscard(name) {
  return askForm(byId('discard-dialog'), 'discard-heading', 'discard', [
    el('blockquote', { class: 'original' }, name),
    el('p', {}, say('discard_text')),
    radios('discard_question', 'why', WHY_DISCARD, 'discard'),
  ]);
}

/** Ask before all who wait for the end of a notice are told; resolves with {} or null. */
export function askLift({ heading, listeners, tickets }) {
  return askForm(byId('lift-dialog'), 'lift-heading', 'notice_lift', [
    el('blockquote', { class: 'original' }, heading),
    el('p', {}, say('notice_lift_text', { customers: listeners, tickets })),
  ]);
}

/** Show what was not delivered; `replay(id)` resolves with the letters that are left. */
export function showFailed(letters, replay) {
  const dialog = byId('failed-dialog');
  const close = el('button', { class: 'plain', onclick: () => dialog.close() }, say('close'));
  const draw = (left) =>
    dialog.replaceChildren(
      el('h2', { id: 'failed-heading' }, say('failed_title')),
      left.length ? table(left, replay, draw) : el('p', {}, say('failed_empty')),
      el('div', { class: 'buttons' }, close),
    );
  draw(letters);
  dialog.showModal();
}

/** A dialog with a form; resolves with what was given, or null. */
export function askForm(dialog, headingId, name, parts) {
  return new Promise((resolve) => {
    const cancel = el('button', { type: 'button', class: 'plain', onclick: () => dialog.close() }, say('cancel'));
    const form = el(
      'form',
      { method: 'dialog', onsubmit: () => resolve(Object.fromEntries(new FormData(form))) },
      el('h2', { id: headingId }, say(name)),
      ...parts,
      el('div', { class: 'buttons' }, cancel, el('button', { class: 'primary' }, say(name))),
    );
    dialog.replaceChildren(form);
    // Also after Escape; a promise that was kept already is not changed by this.
    dialog.addEventListener('close', () => resolve(null), { once: true });
    dialog.showModal();
  });
}

function radios(legend, name, values, prefix) {
  const choices = values.map((value) =>
    el(
      'label',
      { class: 'choice' },
      el('input', { type: 'radio', name, value, required: true }),
      say(`${prefix}_${value}`),
    ),
  );
  return el('fieldset', {}, el('legend', {}, say(legend)), ...choices);
}

function table(letters, replay, draw) {
  const rows = letters.map((letter) => {
    const again = async (event) => {
      event.target.disabled = true;
      draw((await replay(letter.id)) ?? letters);
    };
    return el(
      'li',
      {},
      el('strong', {}, letter.lane),
      el('span', { class: 'small' }, `${dayAndTime(letter.at_ms)} · ${letter.error}`),
      el('button', { class: 'plain', onclick: again }, say('failed_again')),
    );
  });
  return el('ul', { class: 'letters-list' }, ...rows);
}
