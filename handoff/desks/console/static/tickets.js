// The list of tickets with its filters, or one ticket, by the address of the page.
import { ask, signedIn } from './desk-bar.js';
import { byId, el, toast } from './dom.js';
import './ticket-card.js';
import { dayAndTime, loadWords, say, target, word } from './words.js';

const problem = (text) => toast(text, 'problem');
const CHOSEN = ['state', 'type', 'department', 'priority', 'agent'];
const COLUMNS = ['number', 'question', 'type', 'state', 'department', 'priority', 'agent', 'due'];
let more = '';
let skew = 0;

const now = () => Date.now() + skew;

// The list.

function select(name, choices) {
  const wanted = new URLSearchParams(location.search).get(name) ?? '';
  const options = [el('option', { value: '' }, say('any')), ...choices.map(({ id, label }) => option(id, label, wanted))];
  return el('label', {}, say(name === 'spoken' ? 'customer_language' : name), el('select', { name }, ...options));
}

const option = (id, label, wanted) => el('option', { value: id, selected: id === wanted }, label);

function field(name, attributes = {}) {
  const value = new URLSearchParams(location.search).get(name) ?? '';
  return el('label', {}, say(name), el('input', { name, type: 'search', value, maxlength: 100, ...attributes }));
}

async function drawFilters() {
  const choices = await ask('/api/desk/ticket-choices', problem);
  if (!choices) return;
  const wanted = new URLSearchParams(location.search);
  const scopes = ['open', 'ended', 'all'].map((id) => option(id, say(`scope_${id}`), wanted.get('scope')));
  const languages = ['en', 'nl', 'zh'].map((id) => ({ id, label: word('language', id) }));
  byId('filters').replaceChildren(
    field('number', { size: 11 }),
    field('text'),
    el('label', {}, say('scope'), el('select', { name: 'scope' }, ...scopes)),
    ...CHOSEN.map((name) => select(name, choices[name])),
    select('spoken', languages),
    el(
      'label',
      { class: 'switch' },
      el('input', { type: 'checkbox', name: 'overdue', value: '1', checked: wanted.get('overdue') === '1' }),
      say('overdue_only'),
    ),
    el('button', { class: 'primary' }, say('search')),
  );
}

function chosen() {
  const given = new URLSearchParams(new FormData(byId('filters')));
  for (const [name, value] of [...given]) if (!value.trim()) given.delete(name);
  return given;
}

async function search(event) {
  event?.preventDefault();
  const given = event ? chosen() : new URLSearchParams(location.search);
  if (event) history.replaceState(null, '', given.size ? `?${given}` : location.pathname);
  const page = await ask(`/api/desk/tickets?${given}`, problem);
  if (!page) return;
  skew = page.now - Date.now();
  byId('rows').replaceChildren(head(), el('tbody', {}, ...page.tickets.map(row)));
  follow(page);
  byId('none').hidden = page.tickets.length > 0;
  byId('rows').closest('.scroll').hidden = page.tickets.length === 0;
}

async function showMore() {
  const given = new URLSearchParams(location.search);
  given.set('after', more);
  const page = await ask(`/api/desk/tickets?${given}`, problem);
  if (!page) return;
  const rows = page.tickets.map(row);
  byId('rows').querySelector('tbody').append(...rows);
  rows[0]?.querySelector('a').focus();
  follow(page);
}

function follow(page) {
  more = page.more;
  byId('more').hidden = !more;
}

function head() {
  const cells = COLUMNS.map((name) => el('th', { scope: 'col' }, say(name)));
  return el('thead', {}, el('tr', {}, ...cells));
}

function row(ticket) {
  const due = el('span', { class: 'due' });
  const isOpen = !['resolved', 'closed', 'cancelled', 'merged'].includes(ticket.state);
  if (isOpen) {
    const { text, level } = target(ticket.created_ms, ticket.due_ms, now());
    due.textContent = text;
    due.className = `due ${level}`;
  } else {
    due.textContent = dayAndTime(ticket.updated_ms);
    due.className = 'small';
  }
  const cells = [
    el('a', { href: `/desk/tickets/${ticket.number}` }, ticket.number),
    el('span', { class: 'question' }, ticket.question || say('no_words')),
    ticket.title || say('no_type'),
    say(`state_${ticket.state}`),
    word('department', ticket.department),
    el('span', { class: `priority ${ticket.priority}` }, ticket.priority),
    ticket.agent_name || say('nobody'),
    due,
  ];
  return el('tr', {}, ...cells.map((cell, n) => el(n ? 'td' : 'th', n ? {} : { scope: 'row' }, cell)));
}

// The page.

async function start() {
  await loadWords();
  const agent = await signedIn();
  document.querySelector('desk-bar').show(agent);
  const number = location.pathname.split('/')[3];
  if (number) {
    byId('card').hidden = false;
    await byId('card').load(decodeURIComponent(number));
    return;
  }
  document.title = `${say('tickets')} · Footbridge`;
  byId('list').hidden = false;
  byId('filters').addEventListener('submit', search);
  byId('more').addEventListener('click', showMore);
  await drawFilters();
  await search();
}

await start();
