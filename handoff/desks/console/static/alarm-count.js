// How many alarms no lead has seen, beside the way to the notices; looked up now and then.
import { el } from './dom.js';
import { say } from './words.js';

const LOOK_EVERY_MS = 30_000;

/** Keep the number behind `way`, an element, for as long as the page is open. */
export async function showAlarms(way) {
  const badge = el('span', { class: 'alarm-count', role: 'status', hidden: true });
  way.append(' ', badge);
  const look = async () => {
    const answer = await fetch('/api/desk/alarms').catch(() => null);
    if (!answer?.ok) return;
    const { alarms } = await answer.json();
    badge.hidden = alarms === 0;
    badge.textContent = alarms;
    badge.setAttribute('aria-label', say('alarm_count', { count: alarms }));
  };
  setInterval(look, LOOK_EVERY_MS);
  await look();
}
