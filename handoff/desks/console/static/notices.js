// Notices for customers: what is posted, what leads are alarmed of, and the form for a new one.
import { ask, signedIn } from './desk-bar.js';
import { askLift } from './dialogs.js';
import { byId, el, newId, toast } from './dom.js';
import { dayAndTime, language, loadWords, say } from './words.js';

const LANGUAGES = ['en', 'nl', 'zh'];
const LONGEST = 600;
const HEADERS = { 'Content-Type': 'application/json' };
const problem = (text) => toast(text, 'problem');
let shown = null;

async function change(path, body, refused = problem) {
  const after = await ask(path, refused, { method: 'POST', body: JSON.stringify(body), headers: HEADERS });
  if (after) draw(after);
  return after;
}

function drawAlarms(found) {
  shown = found;
  const alarms = found.alarms.map(alarm);
  byId('alarms').hidden = !alarms.length;
  byId('alarms').replaceChildren(el('h2', {}, say('alarms')), ...alarms);
}

function draw(found) {
  drawAlarms(found);
  const notices = found.notices.map(posted);
  const all = notices.length ? notices : [el('p', { class: 'none' }, say('notice_none'))];
  byId('posted').replaceChildren(el('h2', {}, say('notice_list')), ...all);
}

// Alarms.

function alarm({ id, title, about, platform, department, priority, at_ms: at, seen_by: seen, tickets }) {
  const faults = shown.notices.filter((notice) => notice.kind === 'fault' && !notice.over_ms);
  const facts = [priority, title, about, department, platform ? say(`platform_${platform}`) : ''];
  const matter = facts.filter(Boolean).join(' · ');
  const numbers = tickets.flatMap((number) => [el('a', { href: `/desk/tickets/${number}` }, number), ' ']);
  return el(
    'article',
    { class: seen ? 'notice over' : 'notice alarm', 'data-alarm': id },
    el('h3', {}, matter),
    el('p', {}, `${say('alarm_many', { count: tickets.length })} · ${dayAndTime(at)}`),
    el('p', {}, ...numbers),
    seen ? el('p', { class: 'small' }, say('alarm_seen_by', { name: seen })) : seeing(id, faults),
  );
}

function seeing(id, faults) {
  const choice = el(
    'select',
    { name: 'fault' },
    el('option', { value: '' }, say('alarm_no_fault')),
    ...faults.map((fault) => el('option', { value: fault.id }, `${fault.title}: ${fault.text[language()]}`)),
  );
  const go = el('button', { class: 'primary', onclick: () => change(`/api/desk/alarms/${id}`, { fault: choice.value }) }, say('alarm_see'));
  return el('p', { class: 'buttons' }, el('label', {}, el('span', {}, say('alarm_tie')), choice), go);
}

// What is posted.

function posted(notice) {
  const { kind, text, topics, starts_ms: starts, ends_ms: ends, over_ms: over } = notice;
  const when = over ? say('notice_over', { time: dayAndTime(over) }) : `${dayAndTime(starts)} – ${dayAndTime(ends)}`;
  const waits = notice.listeners + notice.tickets;
  return el(
    'article',
    { class: over ? 'notice over' : 'notice', 'data-notice': notice.id },
    el('h3', {}, headingOf(notice)),
    el('p', {}, text[language()]),
    el('p', { class: 'small' }, [when, notice.posted_by, ...topics].join(' · ')),
    notice.late ? el('p', { class: 'due over' }, say('notice_late')) : null,
    waits ? el('p', { class: 'small' }, say('notice_waits', { customers: notice.listeners, tickets: notice.tickets })) : null,
    over || !shown.kinds.includes(kind) ? null : deeds(notice),
  );
}

const headingOf = ({ kind, title }) => [say(`notice_kind_${kind}`), title].filter(Boolean).join(' · ');

function deeds(notice) {
  const { id, kind, ends_ms: ends } = notice;
  const end = el('input', { type: 'datetime-local', 'aria-label': say('notice_end'), value: local(ends) });
  const path = `/api/desk/notices/${id}`;
  const back = kind === 'news' ? 'notice_stop' : 'notice_lift';
  // The end of news is told to nobody; that of the others to all who wait, and cannot be called back.
  const lift = async () => {
    if (kind === 'news' || (await askLift({ ...notice, heading: headingOf(notice) }))) await change(`${path}/lift`, {});
  };
  return el(
    'p',
    { class: 'buttons' },
    el('button', { class: 'primary', onclick: lift }, say(back)),
    end,
    el('button', { class: 'plain', onclick: () => change(`${path}/end`, { ends_ms: moment(end.value) }) }, say('notice_extend')),
  );
}

// A new one.

function drawForm() {
  if (!shown.kinds.length) return;
  const kind = choice('kind', shown.kinds.map((id) => ({ id, label: say(`notice_kind_${id}`) })));
  const subject = choice('subject', [{ id: '', label: say('notice_no_subject') }, ...shown.subjects]);
  const texts = LANGUAGES.map((code) =>
    el('label', { class: 'wide' }, el('span', {}, say(`language_${code}`)), el('textarea', { name: code, rows: 3, maxlength: LONGEST, required: true, lang: code })),
  );
  const times = ['starts', 'ends'].map((name) =>
    el('label', {}, el('span', {}, say(`notice_${name}`)), el('input', { type: 'datetime-local', name, required: name === 'ends' })),
  );
  const topics = el('select', { name: 'topics', multiple: true, size: 6 }, ...shown.topics.map(({ id, label }) => el('option', { value: id }, label)));
  const refusal = el('p', { class: 'refusal', role: 'alert', hidden: true });
  const form = el(
    'form',
    { class: 'posting', onsubmit: post },
    kind,
    subject,
    el('p', { class: 'small', id: 'hint' }),
    ...texts,
    ...times,
    el('label', { class: 'wide' }, el('span', {}, say('notice_topics')), topics),
    refusal,
    el('button', { class: 'primary' }, say('notice_post')),
  );
  const hint = () => {
    form.querySelector('#hint').textContent = say(`notice_hint_${form.elements.kind.value}`);
  };
  form.elements.kind.addEventListener('change', hint);
  let id = newId();

  async function post(event) {
    event.preventDefault();
    const data = new FormData(form);
    refusal.hidden = true;
    const after = await change(
      '/api/desk/notices',
      {
        id,
        kind: data.get('kind'),
        subject: data.get('subject'),
        text: Object.fromEntries(LANGUAGES.map((code) => [code, data.get(code)])),
        topics: data.getAll('topics'),
        starts_ms: data.get('starts') ? moment(data.get('starts')) : 0,
        ends_ms: moment(data.get('ends')),
      },
      (text) => {
        refusal.textContent = text;
        refusal.hidden = false;
      },
    );
    if (!after) return;
    id = newId();
    form.reset();
    hint();
    toast(say('notice_posted'));
  }

  byId('new').hidden = false;
  byId('new').replaceChildren(el('h2', {}, say('notice_new')), form);
  hint();
}

function choice(name, choices) {
  const options = choices.map(({ id, label }) => el('option', { value: id }, label));
  return el('label', {}, el('span', {}, say(`notice_${name}`)), el('select', { name }, ...options));
}

const moment = (value) => new Date(value).getTime() || null;

/** A moment as a field for day and time has it, in the zone of the browser. */
function local(ms) {
  const at = new Date(ms);
  return new Date(ms - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

await loadWords();
document.querySelector('desk-bar').show(await signedIn());
document.title = `${say('notices')} · Footbridge`;
// An alarm comes up by itself; what is being typed below stays.
document.addEventListener('alarms', async () => {
  const now = await ask('/api/desk/notices', problem);
  if (now) drawAlarms(now);
});
const found = await ask('/api/desk/notices', problem);
if (found) {
  draw(found);
  drawForm();
}
