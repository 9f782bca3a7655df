// What customers think of agents and of the bot, each apart: figures of a period and the latest words.
import { ask, signedIn } from './desk-bar.js';
import { byId, el, toast } from './dom.js';
import { bar } from './svg.js';
import { percent, table } from './tables.js';
import { dayAndTime, language, loadWords, say, word } from './words.js';

const BEST = 5;
const PARTS = [
  ['agents', 'by_agent', (name) => name],
  ['departments', 'by_department', (name) => word('department', name)],
  ['languages', 'by_language', (name) => word('language', name)],
];

function drawPeriod({ first, last }) {
  const day = (name, value) => el('label', {}, say(`${name}_day`), el('input', { type: 'date', name, value, required: true }));
  byId('period').replaceChildren(day('first', first), day('last', last), el('button', { class: 'primary' }, say('show')));
}

async function show(event) {
  event?.preventDefault();
  const given = event ? new URLSearchParams(new FormData(byId('period'))) : new URLSearchParams(location.search);
  const ratings = await ask(`/api/desk/ratings?${given}`, (text) => toast(text, 'problem'));
  if (!ratings) return;
  if (event) history.replaceState(null, '', `?${given}`);
  drawPeriod(ratings);
  byId('none').hidden = ratings.total.length > 0;
  byId('none').textContent = say('ratings_none');
  const parts = ['agent', 'bot'].flatMap((of) => partsOf(of, ratings));
  byId('figures').replaceChildren(...parts, ...(ratings.said.length ? [said(ratings)] : []));
}

/** Everything about agents, or about the bot: the sum first, then what it is made of. */
function partsOf(of, ratings) {
  const total = ratings.total.find((one) => one.of === of);
  if (!total) return [];
  const tables = PARTS.map(([part, caption, nameOf]) => [caption, nameOf, ratings[part].filter((one) => one.of === of)])
    .filter(([, , rows]) => rows.length)
    .map(([caption, nameOf, rows]) => figures(`${say(`ratings_of_${of}`)}: ${say(`ratings_${caption}`)}`, rows, nameOf));
  return [figures(say(`ratings_of_${of}`), [total], () => say('report_total')), ...tables];
}

function figures(caption, rows, nameOf) {
  const mean = (value) => new Intl.NumberFormat(language(), { minimumFractionDigits: 1, maximumFractionDigits: 2 }).format(value);
  const heads = ['name', 'count', 'mean', 'good'].map((name) => say(`ratings_${name}`));
  const cells = (row) => [
    nameOf(row.name),
    String(row.count),
    el('span', { class: 'with-bar' }, mean(row.mean), bar(row.mean, BEST)),
    percent(row.good / row.count),
  ];
  return table(caption, heads, rows.map(cells));
}

function said({ said: lines }) {
  const heads = [say('ratings_at'), say('ratings_score'), say('ratings_name'), say('ratings_words'), say('ticket')];
  const rows = lines.map((line) => [
    dayAndTime(line.at_ms),
    String(line.score),
    [line.agent || say('from_bot'), word('department', line.department), word('language', line.language)].join(' · '),
    line.words,
    line.number ? el('a', { href: `/desk/tickets/${line.number}` }, line.number) : say('none'),
  ]);
  return table(say('ratings_said'), heads, rows);
}

await loadWords();
document.querySelector('desk-bar').show(await signedIn());
document.title = `${say('ratings')} · Footbridge`;
byId('period').addEventListener('submit', show);
await show();
