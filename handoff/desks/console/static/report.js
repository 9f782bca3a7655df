// The report: figures of a period with their charts, each beside a table that says the same.
import { ask, signedIn } from './desk-bar.js';
import { byId, el, toast } from './dom.js';
import { bar } from './svg.js';
import { percent, table } from './tables.js';
import { loadWords, named, say } from './words.js';

const FIGURES = ['opened', 'resolved', 'repeated', 'reopened'];
const SHARES = [
  ['answered_in_time', 'with_answer'],
  ['resolved_in_time', 'with_outcome'],
];
let titles = {};

const nameOf = (type) => titles[type] || say('no_type');
const causeOf = (cause) => (cause ? say(`cause_${cause}`) : say('report_no_cause'));

function drawPeriod({ first, last }) {
  const day = (name, value) => el('label', {}, say(`${name}_day`), el('input', { type: 'date', name, value, required: true }));
  byId('period').replaceChildren(
    day('first', first),
    day('last', last),
    el('button', { class: 'primary' }, say('show')),
    el('a', { class: 'button', id: 'csv', href: `/api/desk/report.csv?first=${first}&last=${last}`, download: '' }, say('as_csv')),
  );
}

async function show(event) {
  event?.preventDefault();
  const given = event ? new URLSearchParams(new FormData(byId('period'))) : new URLSearchParams(location.search);
  const report = await ask(`/api/desk/report?${given}`, (text) => toast(text, 'problem'));
  if (!report) return;
  if (event) history.replaceState(null, '', `?${given}`);
  drawPeriod(report);
  const isEmpty = !report.kinds.length && !report.improvements.length;
  byId('none').hidden = !isEmpty;
  byId('none').textContent = say('report_empty');
  byId('figures').replaceChildren(...(isEmpty ? [] : [byType(report), byWeek(report), improvements(report)]));
}

function share(kind, met, of) {
  if (!kind[of]) return '–';
  return `${percent(kind[met] / kind[of])} (${kind[met]}/${kind[of]})`;
}

function byType({ kinds, total }) {
  const most = Math.max(...kinds.map((kind) => kind.opened), 1);
  const row = (name, kind, chart) => [
    name,
    el('span', { class: 'with-bar' }, String(kind.opened), chart),
    ...FIGURES.slice(1).map((figure) => String(kind[figure])),
    ...SHARES.map(([met, of]) => share(kind, met, of)),
  ];
  const heads = [say('type'), ...FIGURES.map((name) => say(`report_${name}`)), ...SHARES.map(([name]) => say(`report_${name}`))];
  const rows = kinds.map((kind) => row(nameOf(kind.type), kind, bar(kind.opened, most)));
  return table(say('report_by_type'), heads, [...rows, row(say('report_total'), total, null)]);
}

function byWeek({ lines }) {
  const most = Math.max(...lines.map((line) => line.count), 1);
  const rows = lines.map((line) => [
    named(line.week),
    nameOf(line.type),
    causeOf(line.cause),
    el('span', { class: 'with-bar' }, String(line.count), bar(line.count, most)),
  ]);
  const heads = [say('report_week'), say('type'), say('report_cause'), say('report_count')];
  return table(say('report_by_week'), heads, rows);
}

function improvements({ improvements: open }) {
  const rows = open.map((one) => [
    el('a', { href: `/desk/tickets/${one.number}` }, one.number),
    say(`action_${one.action}`),
    one.what,
    one.owner,
    one.due,
  ]);
  if (!rows.length) return el('p', {}, `${say('report_improvements')}: ${say('none')}`);
  const heads = [say('number'), say('field_action'), say('field_what'), say('field_owner'), say('report_due')];
  return table(say('report_improvements'), heads, rows);
}

await loadWords();
document.querySelector('desk-bar').show(await signedIn());
document.title = `${say('report')} · Footbridge`;
const choices = await ask('/api/desk/ticket-choices', () => {});
titles = Object.fromEntries((choices?.type ?? []).map(({ id, label }) => [id, label]));
byId('period').addEventListener('submit', show);
await show();
