// Small hands for building the page. Text goes in as text, never as HTML.

/** An element: `el('p', {class: 'x', onclick: f}, 'text', child)`; null children are left out. */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === 'function') element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

export const byId = (id) => document.getElementById(id);

export const isVisible = (element) => element.getClientRects().length > 0;

/** A random id. `crypto.randomUUID` is missing on pages that are served without TLS. */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** A short message at the edge of the screen, read out by screen readers. */
export function toast(text, kind = 'info') {
  const box = el('p', { class: `toast ${kind}` }, text);
  byId('toasts').append(box);
  setTimeout(() => box.remove(), kind === 'problem' ? 10_000 : 4_000);
}
