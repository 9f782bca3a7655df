// The desk's labels in the agent's language, and ids and times in words.
import { keep, kept } from './kept.js';

const LANGUAGES = ['en', 'nl', 'zh'];
let labels = {};

export const language = () => (LANGUAGES.includes(kept('language')) ? kept('language') : 'en');

export async function loadWords(chosen = language()) {
  const answer = await fetch(`/api/desk/labels?language=${chosen}`);
  if (!answer.ok) throw new Error(`labels: ${answer.status}`);
  labels = await answer.json();
  keep('language', chosen);
  document.documentElement.lang = chosen;
  for (const element of document.querySelectorAll('[data-label]')) {
    element.textContent = say(element.dataset.label);
  }
  for (const element of document.querySelectorAll('[data-label-for]')) {
    element.setAttribute('aria-label', say(element.dataset.labelFor));
  }
}

/** A label by its name without `desk_`, its braces filled. */
export function say(name, values = {}) {
  const template = labels[`desk_${name}`] ?? readable(name);
  return template.replace(/\{(\w+)\}/g, (all, key) => values[key] ?? all);
}

/** An id of the catalogue in words; one that the content team added since is made readable. */
export function word(kind, id) {
  return labels[`desk_${kind}_${id}`] ?? readable(id);
}

const readable = (id) => id.charAt(0).toUpperCase() + id.slice(1).replaceAll('_', ' ');

/** Who the customer is; guests are told apart by the end of their conversation's id. */
export function nameOf(card) {
  return card.customer || say('guest', { code: card.conversation.slice(-4) });
}

/** A duration in its largest unit; `ms` is positive. */
export function span(ms) {
  const seconds = Math.floor(ms / 1000);
  if (seconds < 60) return say('seconds', { count: seconds });
  if (seconds < 3600) return say('minutes', { count: Math.floor(seconds / 60) });
  if (seconds < 172_800) return say('hours', { count: Math.floor(seconds / 3600) });
  return say('days', { count: Math.floor(seconds / 86_400) });
}

/** The time of a moment, with its day unless that is today; 24 hours, in the agent's zone. */
export function dayAndTime(ms) {
  const time = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' };
  const isToday = new Date(ms).toDateString() === new Date().toDateString();
  const day = isToday ? {} : { day: 'numeric', month: 'short' };
  return new Intl.DateTimeFormat(document.documentElement.lang, { ...day, ...time }).format(ms);
}

/** The Monday of an ISO week, as an ISO day: 2026-11-16 for 2026-W47. */
function monday(year, week) {
  // 4 January is always in the first week.
  const fourth = new Date(Date.UTC(year, 0, 4));
  const back = (fourth.getUTCDay() + 6) % 7;
  return new Date(Date.UTC(year, 0, 4 - back + 7 * (week - 1))).toISOString().slice(0, 10);
}

/** An ISO day, time or week that a customer named; a time at midnight is a day, months and years stay as they are. */
export function named(iso) {
  const week = /^(\d{4})-W(\d\d)$/.exec(iso);
  if (week) return say('week_of', { day: named(monday(Number(week[1]), Number(week[2]))) });
  if (!/^\d{4}-\d\d-\d\d/.test(iso)) return iso;
  const isDay = !iso.includes('T') || iso.includes('T00:00');
  const day = { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' };
  const time = isDay ? {} : { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' };
  // Noon: a day is the same one in the zone of whoever reads it.
  const at = new Date(isDay ? `${iso.slice(0, 10)}T12:00` : iso);
  return new Intl.DateTimeFormat(document.documentElement.lang, { ...day, ...time }).format(at);
}

/** A field of a complaint and what was gathered for it: as it was understood, and in the customer's words. */
export function gathered({ label, value, words, approximate, is_time: isTime }) {
  const shown = isTime ? named(value) : value;
  const about = approximate ? `${say('approximate')} ` : '';
  if (!shown) return [label, words];
  return [label, `${about}${shown}${words && words !== value && words !== shown ? ` (“${words}”)` : ''}`];
}

/** What is left until `due`, and how worrying that is: ok, near (less than a fifth left), over; of one answered, whether in time. */
export function target(since, due, now, answered = 0) {
  if (answered && answered <= due) return { text: say('answered_in_time'), level: 'ok' };
  if (answered) return { text: say('answered_late', { time: span(answered - due) }), level: 'over' };
  const left = due - now;
  if (left < 0) return { text: say('overdue', { time: span(-left) }), level: 'over' };
  const level = left < (due - since) / 5 ? 'near' : 'ok';
  return { text: say('due_in', { time: span(left) }), level };
}
