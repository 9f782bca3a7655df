// One line of a transcript.
import { el } from './dom.js';
import { icon } from './icons.js';
import { dayAndTime, say } from './words.js';

/** The element of `entry`; `was` is its text before an edit, if it replaces a line. */
export function line(entry, agent, was) {
  const kind = entry.internal ? 'internal' : entry.from;
  const box = el(
    'article',
    { class: `said ${kind}`, 'data-id': entry.edits || entry.id, 'data-text': entry.text },
    head(entry, agent),
    entry.text ? el('p', { class: 'words' }, entry.text) : null,
    was !== undefined ? el('p', { class: 'was' }, say('edited', { text: was })) : null,
    files(entry.files, agent.filesOf),
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
    entry.internal ? el('span', { class: 'lock' }, icon('lock'), say('internal')) : null,
    el(
      'span',
      { class: 'speaker' },
      entry.from === 'bot' ? icon('bot') : null,
      own ? `${name} (${say('you')})` : name,
    ),
    el('time', { datetime: new Date(entry.at).toISOString() }, dayAndTime(entry.at)),
  );
}

/** Names and sizes; links where the service gives files out. `filesOf` is an address or null. */
function files(list, filesOf) {
  if (!list.length) return null;
  const items = list.map((file) => {
    const label = `${file.name} (${size(file.size)})`;
    const href = filesOf && `${filesOf}/${encodeURIComponent(file.key)}`;
    return el('li', {}, icon('file'), href ? el('a', { href, download: file.name }, label) : label);
  });
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
