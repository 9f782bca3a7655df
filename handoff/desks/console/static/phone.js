// A complaint from the phone: the form of its type, all at once, and the number to read out.
import { ask, signedIn } from './desk-bar.js';
import { byId, el, newId, toast } from './dom.js';
import { dayAndTime, language, loadWords, say, word } from './words.js';

const HEADERS = { 'Content-Type': 'application/json' };
const problem = (text) => toast(text, 'problem');
let choices = null;
let fields = [];
let id = newId();

const about = (name) => byId('about').elements[name].value;

function select(name, label, options) {
  return el('label', {}, el('span', {}, label), el('select', { name }, ...options.map((one) => el('option', { value: one.id }, one.label))));
}

function drawAbout() {
  const languages = ['en', 'nl', 'zh'].map((code) => ({ id: code, label: word('language', code) }));
  const platforms = choices.platforms.map((one) => ({ id: one, label: word('platform', one) }));
  byId('about').replaceChildren(
    select('spoken', say('customer_language'), languages),
    select('platform', say('platform'), platforms),
    select('type', say('type'), []),
    el('label', {}, el('span', {}, say('customer')), el('input', { name: 'customer', maxlength: 80, autocomplete: 'off' })),
  );
  byId('about').elements.spoken.value = language();
  if (choices.platform) byId('about').elements.platform.value = choices.platform;
  for (const name of ['spoken', 'type']) byId('about').elements[name].addEventListener('change', drawFields);
  byId('about').elements.platform.addEventListener('change', drawTypes);
  byId('about').addEventListener('submit', (event) => event.preventDefault());
}

async function drawTypes() {
  const offered = choices.types.filter(({ platforms }) => platforms.includes(about('platform')));
  byId('about').elements.type.replaceChildren(
    el('option', { value: '' }, say('phone_choose')),
    ...offered.map((one) => el('option', { value: one.id }, one.label)),
  );
  await drawFields();
}

async function drawFields() {
  const kind = about('type');
  if (!kind) {
    byId('answers').replaceChildren();
    return;
  }
  const typed = collected();
  const query = new URLSearchParams({ platform: about('platform'), spoken: about('spoken') });
  const form = await ask(`/api/desk/phone/${encodeURIComponent(kind)}?${query}`, problem);
  if (!form) return;
  fields = form.fields;
  byId('answers').replaceChildren(...fields.map(part), el('button', { class: 'primary' }, say('phone_store')));
  put(typed);
}

function part(field) {
  const { name, label, question, needed } = field;
  const box = el(
    'div',
    { class: field.type === 'free_text' ? 'wide asked' : 'asked', 'data-field': name },
    el('span', { class: 'name', id: `name-${name}` }, needed ? `${label} *` : label),
    question ? el('span', { class: 'small', lang: about('spoken') }, question) : null,
    ...inputs(field),
    el('p', { class: 'refusal', role: 'alert', hidden: true }),
  );
  return box;
}

/** Fields of the page for one of the form; a choice stands beside words where both may answer. */
function inputs({ name, type, choices: offered }) {
  const named = { 'aria-labelledby': `name-${name}`, autocomplete: 'off' };
  const listed = [el('option', { value: '' }, ''), ...offered.map((one) => el('option', { value: one.id }, one.label))];
  const pick = offered.length ? el('select', { name: `${name}:pick`, ...named }, ...listed) : null;
  if (type === 'choice' || type === 'boolean') return [pick];
  if (type === 'datetime') {
    return [el('input', { type: 'date', name: `${name}:day`, ...named }), el('input', { type: 'time', name: `${name}:hour`, ...named }), pick];
  }
  const isLong = type === 'free_text' || type === 'url_list';
  const words = isLong ? el('textarea', { name, rows: 4, ...named }) : el('input', { type: 'text', name, ...named });
  return [pick, words];
}

function answerOf({ name, type }, data) {
  const pick = data.get(`${name}:pick`) ?? '';
  const words = data.get(name) ?? '';
  if (type === 'object_ref') return { kind: pick, ref: words };
  if (type === 'datetime' && data.get(`${name}:day`)) return moment(data.get(`${name}:day`), data.get(`${name}:hour`));
  return words || pick;
}

/** A day, or a time with the zone of the browser. */
function moment(day, hour) {
  if (!hour) return day;
  const minutes = -new Date(`${day}T${hour}`).getTimezoneOffset();
  const pad = (number) => String(Math.floor(Math.abs(number))).padStart(2, '0');
  return `${day}T${hour}:00${minutes < 0 ? '-' : '+'}${pad(minutes / 60)}:${pad(minutes % 60)}`;
}

const collected = () => [...new FormData(byId('answers'))];

/** What was typed stays when another type has the same field. */
function put(typed) {
  for (const [name, value] of typed) {
    const box = byId('answers').elements[name];
    if (box && !box.value) box.value = value;
  }
}

async function store(event) {
  event.preventDefault();
  const data = new FormData(byId('answers'));
  const answers = Object.fromEntries(fields.map((field) => [field.name, answerOf(field, data)]));
  const given = { id, type: about('type'), language: about('spoken'), platform: about('platform'), customer: about('customer'), answers };
  const button = byId('answers').querySelector('button');
  button.disabled = true;
  const after = await ask('/api/desk/phone', problem, { method: 'POST', body: JSON.stringify(given), headers: HEADERS });
  button.disabled = false;
  if (after) tell(after);
}

function tell(after) {
  for (const box of document.querySelectorAll('[data-field]')) {
    const why = after.wrong?.[box.dataset.field] ?? '';
    box.querySelector('.refusal').textContent = why;
    box.querySelector('.refusal').hidden = !why;
  }
  if (after.wrong) {
    document.querySelector('.refusal:not([hidden])').parentElement.querySelector('input, select, textarea').focus();
    return;
  }
  id = newId();
  byId('about').hidden = true;
  byId('answers').replaceChildren();
  const { number, first_ms: first, resolution_ms: resolution, department } = after;
  const again = el('button', { class: 'plain', onclick: startAnew }, say('phone_next'));
  byId('stored').replaceChildren(
    el('h2', {}, say('phone_stored')),
    el('p', { class: 'read-out' }, number),
    el('p', {}, say('phone_tell', { team: word('department', department), first: dayAndTime(first), resolution: dayAndTime(resolution) })),
    el('p', { class: 'buttons' }, el('a', { class: 'button', href: `/desk/tickets/${number}` }, say('phone_open')), again),
  );
  byId('stored').hidden = false;
  byId('stored').focus();
}

async function startAnew() {
  byId('stored').hidden = true;
  byId('about').hidden = false;
  byId('about').elements.customer.value = '';
  byId('about').elements.type.value = '';
  await drawFields();
  byId('about').elements.type.focus();
}

await loadWords();
document.querySelector('desk-bar').show(await signedIn());
document.title = `${say('phone')} · Footbridge`;
choices = await ask('/api/desk/phone', problem);
if (choices) {
  drawAbout();
  byId('answers').addEventListener('submit', store);
  await drawTypes();
}
