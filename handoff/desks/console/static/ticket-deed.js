// The dialog of a step: its fields as the server describes them. What was typed stays after a refusal.
import { byId, el } from './dom.js';
import { say } from './words.js';

const TEMPLATES = {
  ask_customer: ['what'],
  ask_party: ['what'],
  statement: ['text'],
  note: ['text'],
  resolve: ['finding', 'measure', 'reason'],
};
const LONGEST = { long: 900, words: 5000 };

/** Ask for the fields and send them; what came back, or null after a cancel. A decision shows the question. */
export function askDeed(deed, ticket, send) {
  const dialog = byId('deed');
  return new Promise((resolve) => {
    const refusal = el('p', { class: 'refusal', role: 'alert', hidden: true });
    const go = el('button', { class: 'primary' }, deed.label);
    const form = el(
      'form',
      { method: 'dialog', onsubmit: submit },
      el('h2', { id: 'deed-heading' }, deed.label),
      deed.told.length ? el('p', { class: 'small' }, told(deed, ticket)) : null,
      ...(deed.kind === 'resolve' && ticket.question ? pinned(ticket.question) : []),
      ...deed.fields.map((field) => part(deed.kind, field, ticket)),
      refusal,
      el('div', { class: 'buttons' }, el('button', { type: 'button', class: 'plain', onclick: () => dialog.close() }, say('cancel')), go),
    );

    async function submit(event) {
      event.preventDefault();
      go.disabled = true;
      refusal.hidden = true;
      const after = await send(given(form, deed.fields), (text) => {
        refusal.textContent = text;
        refusal.hidden = false;
      });
      go.disabled = false;
      if (!after) return;
      resolve(after);
      dialog.close();
    }

    dialog.replaceChildren(form);
    dialog.addEventListener('close', () => resolve(null), { once: true });
    dialog.showModal();
  });
}

/** What of the dialog the customer hears, or has to be told on the phone. */
const told = (deed, ticket) => say(ticket.phone_back ? 'customer_hears_not' : 'customer_hears', { fields: deed.told.join(' · ') });

const pinned = (question) => [el('p', {}, say('resolve_question')), el('blockquote', { class: 'original' }, question)];

function part(kind, field, ticket) {
  const { name, label } = field;
  if (field.kind === 'objects') return objects(field, ticket);
  if (field.kind === 'flag') {
    return el('label', { class: 'choice' }, el('input', { type: 'checkbox', name }), label);
  }
  const box = input(field);
  const inside = [el('span', {}, label), box];
  const known = TEMPLATES[kind]?.includes(name) ? `template_${kind}_${name}` : '';
  const opening = known ? el('button', { type: 'button', class: 'quiet small', onclick: () => put(box, say(known)) }, say('templates')) : null;
  return el('div', { class: 'field' }, el('label', {}, ...inside), opening);
}

function put(box, text) {
  if (!box.value.includes(text)) box.value = box.value ? `${box.value}\n${text}` : text;
  box.focus();
  const gap = box.value.indexOf('…');
  if (gap >= 0) box.setSelectionRange(gap, gap + 1);
}

function input({ name, kind, needed, choices }) {
  if (choices.length || !['text', 'long', 'words', 'time'].includes(kind)) {
    // Nothing is chosen for the agent, unless there is no choice.
    const none = needed && choices.length === 1 ? [] : [el('option', { value: '' }, needed ? '' : say('none'))];
    const offered = choices.map(({ id, label }) => el('option', { value: id }, label));
    return el('select', { name, required: needed }, ...none, ...offered);
  }
  if (kind === 'time') return el('input', { type: 'datetime-local', name, required: needed });
  if (LONGEST[kind]) return el('textarea', { name, rows: 3, maxlength: LONGEST[kind], required: needed });
  return el('input', { type: 'text', name, maxlength: 300, required: needed });
}

/** A box for each reported object; with many, one button ticks all that have no outcome yet. */
function objects({ label, choices }, ticket) {
  const open = new Set(ticket.objects.filter(({ outcome }) => !outcome).map(({ object }) => object));
  const boxes = choices.map(({ id }) => el('input', { type: 'checkbox', name: 'objects', value: id }));
  const lines = boxes.map((box, at) => el('label', { class: 'choice' }, box, el('span', { class: 'object' }, choices[at].label)));
  const tick = () => boxes.forEach((box) => { box.checked = open.has(box.value); });
  const all = open.size > 1 ? el('button', { type: 'button', class: 'quiet small', onclick: tick }, say('objects_open', { count: open.size })) : null;
  return el('fieldset', { class: 'objects' }, el('legend', {}, label), all, ...lines);
}

function given(form, fields) {
  const data = new FormData(form);
  const values = {};
  for (const { name, kind } of fields) {
    if (kind === 'objects') values[name] = data.getAll(name);
    else if (kind === 'flag') values[name] = data.has(name);
    else if (kind === 'time') values[name] = data.get(name) ? new Date(data.get(name)).getTime() : null;
    else values[name] = data.get(name) ?? '';
  }
  return values;
}
