// Tables of the pages for leads, and shares as people of the language write them.
import { el } from './dom.js';
import { language } from './words.js';

/** A table with a heading of its own; on a small screen it scrolls by itself. */
export function table(caption, heads, rows) {
  const head = el('tr', {}, ...heads.map((name) => el('th', { scope: 'col' }, name)));
  const body = rows.map((cells) => el('tr', {}, ...cells.map((cell, n) => el(n ? 'td' : 'th', n ? {} : { scope: 'row' }, cell))));
  const made = el('table', { class: 'rows' }, el('caption', {}, caption), el('thead', {}, head), el('tbody', {}, ...body));
  return el('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': caption }, made);
}

/** A share between 0 and 1. */
export const percent = (part) => new Intl.NumberFormat(language(), { style: 'percent' }).format(part);
