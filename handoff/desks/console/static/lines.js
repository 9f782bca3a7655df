// One line of a transcript.
import { el } from './dom.js';
import { dayAndTime, say } from './words.js';

const MARKS = { customer: '', bot: '🤖', agent: '', system: '' };

/** The element of `entry`; `was` is its text before an edit, if it replaces a line. */
export function line(entry, agent, was) {
  const kind = entry.internal ? 'internal' : entry.from;
  const box = el(
    'article',
    { class: `said ${kind}`, 'data-id': entry.edits || entry.id, 'data-text': entry.text },
    head(entry, agent),
    entry.text ? el('p', { class: 'words' }, entry.text) : null,
    was !== undefined ? el('p', { class: 'was' }, say('edited', { text: was })) : null,
    files(entry.files),
    choices(entry.buttons),
  );
  return box;
}

function head(entry, agent) {
  const own = entry.from === 'agent' && entry.id.startsWith(`console:${agent.id}:`);
  const role = say(`from_${entry.from}`);
  const name = entry.name && entry.name !== role ? `${entry.name} · ${role}` : role;
  return el(
    'header',
    { class: 'by' },
    entry.internal ? el('span', { class: 'lock' }, el('span', { 'aria-hidden': 'true' }, '🔒 '), say('internal')) : null,
    el('span', { class: 'speaker' }, el('span', { 'aria-hidden': 'true' }, MARKS[entry.from]), own ? `${name} (${say('you')})` : name),
    el('time', { datetime: new Date(entry.at).toISOString() }, dayAndTime(entry.at)),
  );
}

function files(list) {
  if (!list.length) return null;
  const items = list.map((file) =>
    el('li', {}, el('span', { 'aria-hidden': 'true' }, '📎 '), `${file.name} (${size(file.size)})`),
  );
  return el('ul', { class: 'files' }, ...items);
}

function choices(labels) {
  if (!labels.length) return null;
  const items = labels.map((label) => el('li', {}, label));
  return el('ul', { class: 'choices', 'aria-label': say('choices') }, ...items);
}

function size(bytes) {
  if (bytes < 1_000_000) return `${Math.max(1, Math.round(bytes / 1000))} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
