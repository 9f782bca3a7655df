// Pictures that customers sent: small ones, and none that may distress before somebody asks for it.
import { el } from './dom.js';
import { say } from './words.js';

/** The small picture of `file`, whose download is at `href`; null where it is none. */
export function smallPicture(file, href, hide) {
  if (!isPicture(file)) return null;
  return el('img', { class: 'small-picture', src: `${href}/thumbnail`, alt: '', loading: 'lazy', onerror: hide });
}

/** A button that shows the small picture and hides it again; null where there is none. */
export function coveredPicture(file, href) {
  if (!isPicture(file)) return null;
  const place = el('span', {});
  const button = el('button', { type: 'button', class: 'plain' });
  const draw = (isShown) => {
    const wish = isShown ? 'hide_picture' : 'show_picture';
    const gone = () => place.replaceChildren(say('file_gone'));
    const small = isShown ? smallPicture(file, href, gone) : '';
    if (small) small.addEventListener('load', () => place.scrollIntoView({ block: 'nearest' }));
    place.replaceChildren(small);
    button.textContent = say(wish);
    button.setAttribute('aria-expanded', String(isShown));
    button.setAttribute('aria-label', say(`${wish}_name`, { name: file.name }));
  };
  button.addEventListener('click', () => draw(button.getAttribute('aria-expanded') !== 'true'));
  draw(false);
  return el('span', { class: 'covered' }, button, place);
}

/** Why nothing is shown, once for several files. */
export const coverNote = (files) => (files.some(isPicture) ? el('p', { class: 'cover-note' }, say('covered')) : null);

/** What stands in a download link before somebody opens what it leads to. */
export const linkWarning = () => el('span', { class: 'link-warning' }, say('may_distress'));

const isPicture = (file) => (file.media_type || '').startsWith('image/');
