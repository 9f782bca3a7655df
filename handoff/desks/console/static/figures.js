// Figures about handoffs. The server says what is shown and in which words; here it is drawn.
import { ask, signedIn } from './desk-bar.js';
import { byId, el, toast } from './dom.js';
import { bar, columns } from './svg.js';
import { table } from './tables.js';
import { loadWords, say } from './words.js';

const RANGES = ['today', 'week'];
let wanted = new URLSearchParams(location.search);

function drawPeriod({ first, last }) {
  const day = (name, value) => el('label', {}, say(`${name}_day`), el('input', { type: 'date', name, value, required: true }));
  const range = (name) => {
    const isShown = (wanted.get('range') ?? (wanted.has('first') ? '' : 'week')) === name;
    const show = () => load(new URLSearchParams({ range: name }));
    return el('button', { type: 'button', 'aria-pressed': String(isShown), onclick: show }, say(`figures_${name}`));
  };
  const sheet = (name) =>
    el('a', { class: 'button', href: `/api/desk/figures/${name}.csv?first=${first}&last=${last}`, download: '' }, say(`figures_${name}_csv`));
  byId('period').replaceChildren(
    ...RANGES.map(range),
    day('first', first),
    day('last', last),
    el('button', { class: 'primary' }, say('show')),
    sheet('handoffs'),
    sheet('agents'),
  );
}

async function load(period) {
  const view = await ask(`/api/desk/figures?${period}`, (text) => toast(text, 'problem'));
  if (!view) return;
  wanted = period;
  history.replaceState(null, '', `?${period}`);
  drawPeriod(view);
  const isEmpty = !view.tables.length;
  byId('none').hidden = !isEmpty;
  byId('none').textContent = say('report_empty');
  byId('figures').replaceChildren(...(isEmpty ? [] : [tiles(view), ...view.charts.map(chart), ...view.tables.map(counts)]));
}

function tiles({ tiles: all }) {
  return el('dl', { class: 'tiles' }, ...all.map(({ label, value }) => el('div', {}, el('dt', {}, label), el('dd', {}, value))));
}

function chart(drawn) {
  const keys = drawn.series.map(({ label }, n) => el('span', { class: `series-${n}` }, label));
  const [first, last] = [drawn.columns[0], drawn.columns.at(-1)];
  return el(
    'figure',
    { class: 'chart' },
    el('figcaption', {}, drawn.title),
    el('div', { class: 'axis' }, el('span', {}, drawn.most), el('span', { class: 'keys' }, ...keys)),
    columns(drawn),
    el('div', { class: 'axis' }, el('span', {}, first), first === last ? null : el('span', {}, last)),
  );
}

function counts({ caption, heads, rows, bars }) {
  const withBars = rows.map(([name, count, ...rest], n) => [name, el('span', { class: 'with-bar' }, count, bar(bars[n], 1)), ...rest]);
  return table(caption, heads, withBars);
}

await loadWords();
document.querySelector('desk-bar').show(await signedIn());
document.title = `${say('figures')} · Footbridge`;
byId('period').addEventListener('submit', (event) => {
  event.preventDefault();
  load(new URLSearchParams(new FormData(byId('period'))));
});
await load(wanted);
