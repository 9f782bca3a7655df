// Figures of the pages for leads: tables, and bars that show the same as the number beside them.
import { el } from './dom.js';
import { language } from './words.js';

const SVG = 'http://www.w3.org/2000/svg';
const BAR = 240;

/** A bar as long as its share of `most`; only a picture of the number beside it. */
export function bar(count, most) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', `0 0 ${BAR} 14`);
  svg.setAttribute('class', 'bar-chart');
  svg.setAttribute('aria-hidden', 'true');
  const rect = document.createElementNS(SVG, 'rect');
  rect.setAttribute('width', String(most ? Math.max(2, (BAR * count) / most) : 0));
  rect.setAttribute('height', '14');
  rect.setAttribute('rx', '3');
  svg.append(rect);
  return svg;
}

/** A table with a heading of its own; on a small screen it scrolls by itself. */
export function table(caption, heads, rows) {
  const head = el('tr', {}, ...heads.map((name) => el('th', { scope: 'col' }, name)));
  const body = rows.map((cells) => el('tr', {}, ...cells.map((cell, n) => el(n ? 'td' : 'th', n ? {} : { scope: 'row' }, cell))));
  const made = el('table', { class: 'rows' }, el('caption', {}, caption), el('thead', {}, head), el('tbody', {}, ...body));
  return el('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': caption }, made);
}

/** A share between 0 and 1, as people of the language write it. */
export const percent = (part) => new Intl.NumberFormat(language(), { style: 'percent' }).format(part);
