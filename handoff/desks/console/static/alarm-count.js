// How many alarms no lead has seen, beside the way to the notices; looked up again and again. The
// document hears `alarms` when there are others than before.
import { el } from './dom.js';
import { say } from './words.js';

const LOOK_EVERY_MS = 4_000;

/** Keep the number behind `way`, an element, for as long as the page is open. */
export async function showAlarms(way) {
  const badge = el('span', { class: 'alarm-count', role: 'status', hidden: true });
  way.append(' ', badge);
  let known = null;
  const look = async () => {
    const answer = await fetch('/api/desk/alarms').catch(() => null);
    if (!answer?.ok) return;
    const { alarms, newest } = await answer.json();
    const now = `${alarms}:${newest}`;
    if (known !== null && known !== now) document.dispatchEvent(new CustomEvent('alarms'));
    known = now;
    badge.hidden = alarms === 0;
    badge.textContent = alarms;
    badge.setAttribute('aria-label', say('alarm_count', { count: alarms }));
  };
  setInterval(look, LOOK_EVERY_MS);
  await look();
}
