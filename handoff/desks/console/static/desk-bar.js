// <desk-bar>: the head of the pages about tickets: ways, language, who is signed in.
import { showAlarms } from './alarm-count.js';
import { el } from './dom.js';
import { forgetDrafts, keep, kept } from './kept.js';
import { say } from './words.js';

const WAYS = [
  ['chats', '/desk'],
  ['tickets', '/desk/tickets'],
  ['phone', '/desk/phone'],
  ['notices', '/desk/notices'],
  ['figures', '/desk/figures'],
  ['report', '/desk/report'],
  ['ratings', '/desk/ratings'],
];
const FOR_LEADS = ['figures', 'report', 'ratings'];
const LANGUAGES = [
  ['en', 'English'],
  ['nl', 'Nederlands'],
  ['zh', '中文'],
];

class DeskBar extends HTMLElement {
  /** Draw it for the agent, once the words are there. */
  show(agent) {
    const here = location.pathname;
    const ways = WAYS.filter(([name]) => !FOR_LEADS.includes(name) || agent.supervisor).map(([name, path]) => {
      const isHere = path === '/desk' ? here === path : here.startsWith(path);
      return el('a', { href: path, 'aria-current': isHere ? 'page' : null }, say(name));
    });
    if (agent.supervisor) showAlarms(ways[WAYS.findIndex(([name]) => name === 'notices')]);
    const choose = el(
      'select',
      { id: 'language', onchange: change },
      ...LANGUAGES.map(([id, name]) => el('option', { value: id, lang: id, selected: id === document.documentElement.lang }, name)),
    );
    this.replaceChildren(
      el(
        'header',
        { class: 'bar' },
        el('span', { class: 'brand' }, el('img', { src: '/desk/static/icon.svg', alt: '', width: 28, height: 28 }), 'Footbridge'),
        el('nav', { class: 'ways', 'aria-label': say('title') }, ...ways),
        el('span', { class: 'grow' }),
        el('label', {}, el('span', { class: 'hidden' }, say('language')), choose),
        el('span', { class: 'who' }, agent.name),
        el('button', { class: 'quiet', onclick: signOut }, say('sign_out')),
      ),
    );
  }
}

function change({ target }) {
  keep('language', target.value);
  location.reload();
}

async function signOut() {
  const answer = await fetch('/desk/sign-out', { method: 'POST' });
  if (!answer.ok) return;
  forgetDrafts();
  location.assign('/desk');
}

/** Who is signed in; goes to the sign-in hint of the desk if nobody is. */
export async function signedIn() {
  const answer = await fetch('/api/desk/session');
  if (answer.ok) return answer.json();
  location.assign('/desk');
  return new Promise(() => {});
}

/** Ask the server; null after a refusal, which is given to `refused` in its own words. */
export async function ask(path, refused, options = {}) {
  const joint = path.includes('?') ? '&' : '?';
  const language = kept('language') || 'en';
  try {
    const answer = await fetch(`${path}${joint}language=${language}`, options);
    const said = await answer.json();
    if (answer.ok) return said;
    refused(said.refused ?? trouble(options));
  } catch {
    refused(trouble(options));
  }
  return null;
}

/** Only who sends something has a text that could be lost. */
const trouble = ({ method }) => say(method ? 'try_again' : 'not_loaded');

customElements.define('desk-bar', DeskBar);
