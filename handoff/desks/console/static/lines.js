// One line of a transcript.
import { el } from './dom.js';
import { icon } from './icons.js';
import { coverNote, coveredPicture, linkWarning, smallPicture } from './proof.js';
import { dayAndTime, say, word } from './words.js';

/** The element of `entry`; `was` is its text before an edit, if it replaces a line. */
export function line(entry, agent, was) {
  const kind = entry.internal ? 'internal' : entry.from;
  const box = el(
    'article',
    { class: `said ${kind}`, 'data-id': entry.edits || entry.id, 'data-text': entry.text },
    head(entry, agent),
    entry.text ? el('p', { class: 'words' }, entry.text) : null,
    was !== undefined ? el('p', { class: 'was' }, say('edited', { text: was })) : null,
    files(entry.files, agent),
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

/**
 * Names, kinds and sizes; a small picture, a download and a way to delete where the service gives
 * files out. `filesOf` is an address or null; pictures that are `covered` are shown on request only.
 */
function files(list, { filesOf, covered }) {
  if (!list.length) return null;
  const note = filesOf && covered ? coverNote(list) : null;
  return el('div', {}, note, el('ul', { class: 'files' }, ...list.map((file) => fileItem(file, filesOf, covered))));
}

function fileItem(file, filesOf, covered) {
  const facts = [file.kind && word('file_kind', file.kind), size(file.size)].filter(Boolean);
  const label = `${file.name} (${facts.join(', ')})`;
  if (!filesOf) return el('li', {}, icon('file'), label);
  const href = `${filesOf}/${encodeURIComponent(file.key)}`;
  const ask = () => item.dispatchEvent(new CustomEvent('discard', { detail: file, bubbles: true }));
  const away = { class: 'quiet', 'aria-label': say('discard_name', { name: file.name }), onclick: ask };
  const hide = ({ target }) => target.replaceWith(icon('file'));
  const link = covered
    ? el('a', { href, download: file.name }, icon('file'), label, linkWarning())
    : el('a', { href, download: file.name }, smallPicture(file, href, hide) || icon('file'), label);
  const item = el(
    'li',
    { 'data-file': file.key },
    link,
    covered ? coveredPicture(file, href) : null,
    el('button', { type: 'button', ...away }, say('discard_file')),
  );
  return item;
}

/** What stands in place of a file that was deleted. */
export function discarded() {
  return [icon('file'), say('file_discarded')];
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
