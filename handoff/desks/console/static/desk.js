// The desk: what the server says goes to the parts of the page, what the agent does goes back.
import { showAlarms } from './alarm-count.js';
import { ring, setSound, showCount, soundIsOn } from './alerts.js';
import { asking } from './asking.js';
import './chat-list.js';
import './chat-talk.js';
import { Connection } from './connection.js';
import { askDiscard, askHandBack, askResolve, showFailed } from './dialogs.js';
import { byId, isVisible, toast } from './dom.js';
import './fact-card.js';
import { forgetDrafts, keep, kept } from './kept.js';
import { leading } from './leading.js';
import { passing } from './passing.js';
import { language, loadWords, say } from './words.js';

const connection = new Connection();
const chats = new Map();
let agent = { id: '', name: '', supervisor: false };
let lists = { waiting: [], mine: [], asked: [] };
// The page of a ticket leads to its chat; a reload later does not.
let opened = new URLSearchParams(location.search).get('chat') ?? kept('opened');
history.replaceState(null, '', location.pathname);
let showsFacts = false;
let known = new Set();
let skew = 0;
let givesFiles = false;

const now = () => Date.now() + skew;
const isMine = (conversation) => lists.mine.some((card) => card.conversation === conversation);

function chatOf(conversation) {
  if (!chats.has(conversation)) chats.set(conversation, { conversation, entries: [], facts: null });
  return chats.get(conversation);
}

// What the server says.

connection.addEventListener('ready', ({ detail }) => {
  agent = detail.agent;
  givesFiles = detail.files;
  skew = detail.now - Date.now();
  chats.clear();
  byId('who').textContent = agent.name;
  for (const id of ['failed', 'figures', 'report', 'ratings', 'team']) byId(id).hidden = !agent.supervisor;
  if (agent.supervisor && !byId('notices').querySelector('.alarm-count')) showAlarms(byId('notices'));
  letChoosePresence(true);
  for (const id of ['banner', 'not-live']) byId(id).hidden = true;
  if (opened) open(opened, { quiet: true });
});

connection.addEventListener('lists', ({ detail }) => {
  lists = detail;
  byId('presence').value = detail.presence;
  byId('presence').closest('label').dataset.presence = detail.presence;
  byId('away').hidden = detail.presence !== 'away';
  const ids = new Set([...detail.waiting, ...detail.mine, ...detail.asked].map((card) => card.conversation));
  if ([...ids].some((id) => !known.has(id)) && known.size) ring();
  known = ids;
  draw();
});

connection.addEventListener('conversation', ({ detail }) => {
  Object.assign(chatOf(detail.conversation), {
    facts: detail,
    card: detail.card,
    ticket: detail.ticket,
    tried: detail.tried,
    tickets: detail.tickets,
    met_person: detail.met_person,
    left: null,
  });
  draw();
});

connection.addEventListener('entries', ({ detail }) => {
  const chat = chatOf(detail.conversation);
  const last = chat.entries.at(-1)?.seq ?? 0;
  const fresh = detail.entries.filter((entry) => entry.seq > last);
  chat.entries.push(...fresh);
  if (last && fresh.some((entry) => entry.from === 'customer')) ring();
  draw();
});

connection.addEventListener('left', ({ detail }) => {
  const chat = chats.get(detail.conversation);
  if (!chat) return;
  if (detail.conversation === opened) chat.left = { holder: detail.holder };
  else chats.delete(detail.conversation);
  draw();
});

connection.addEventListener('trouble', ({ detail }) => showBanner(detail.on ? say('trouble') : ''));
connection.addEventListener('content', ({ detail: { problem } }) => {
  byId('not-live').textContent = say('not_live', { problem });
  byId('not-live').hidden = !problem;
});
connection.addEventListener('offline', ({ detail }) => {
  letChoosePresence(false);
  showBanner(say('offline', { seconds: detail.seconds }));
});
connection.addEventListener('signed-out', () => {
  document.querySelector('.desk').inert = true;
  document.querySelector('.bar').inert = true;
  byId('signed-out').hidden = false;
});

// What the agent sees.

function draw() {
  const unread = countUnread();
  byId('asked').hidden = !lists.asked.length;
  for (const kind of ['mine', 'asked', 'waiting']) {
    byId(kind).show(lists[kind], { opened, unread, now: now(), moves: kind === 'waiting' && agent.supervisor });
  }
  const total = [...unread.values()].reduce((sum, count) => sum + count, 0);
  showCount(total + lists.asked.length, lists.waiting.length);
  byId('led').mark(opened);
  drawOpened();
}

function drawOpened() {
  const chat = opened ? chats.get(opened) : null;
  const ready = Boolean(chat?.card);
  byId('empty').hidden = ready;
  byId('talk').hidden = !ready;
  byId('facts').hidden = !ready;
  if (!ready) return showView('lists');
  showView(showsFacts ? 'facts' : 'chat');
  const mine = isMine(opened) && !chat.left;
  const { asked } = lists.asked.find(({ conversation }) => conversation === opened) ?? {};
  const filesOf = givesFiles ? `/api/desk/files/${encodeURIComponent(opened)}` : null;
  byId('talk').show({ ...chat, mine, asked, showsFacts, mayPass: mine || (agent.supervisor && !chat.facts.led) }, { ...agent, filesOf, covered: chat.facts.covered }, now());
  byId('facts').show(chat, now());
  return undefined;
}

/** On a small screen, what is shown: lists, chat or facts. The keyboard goes along. */
function showView(view) {
  const before = document.body.dataset.view;
  document.body.dataset.view = view;
  if (before === 'lists' && view === 'chat' && !isVisible(byId('mine'))) byId('conversation').focus();
}

/** Lines of customers after the last one this browser has shown, per chat of the agent's own. */
function countUnread() {
  const counts = new Map();
  for (const { conversation } of lists.mine) {
    const chat = chats.get(conversation);
    if (!chat?.entries.length) continue;
    if (conversation === opened && document.hasFocus()) markSeen(chat);
    const seen = Number(kept(`seen:${conversation}`));
    const fresh = chat.entries.filter((entry) => entry.from === 'customer' && entry.seq > seen);
    counts.set(conversation, fresh.length);
  }
  return counts;
}

function markSeen(chat) {
  const last = chat.entries.at(-1)?.seq;
  if (last) keep(`seen:${chat.conversation}`, String(last));
}

function letChoosePresence(isOn) {
  for (const id of ['presence', 'be-available']) byId(id).disabled = !isOn;
}

function showBanner(text) {
  byId('banner').textContent = text;
  byId('banner').hidden = !text;
}

function tick() {
  for (const part of ['mine', 'asked', 'waiting', 'talk', 'facts']) if (!byId(part).hidden) byId(part).tick(now());
}

// What the agent does.

/** Ask the server; true when it was done. A refusal is shown in its own words. */
async function ask(frame, { quiet = false } = {}) {
  const answer = await connection.ask(frame);
  if (answer.type === 'done') return answer;
  if (!quiet) toast(answer.type === 'refused' ? answer.text : say('try_again'), 'problem');
  return null;
}

async function open(conversation, options) {
  const before = opened;
  opened = conversation;
  showsFacts = false;
  keep('opened', conversation);
  if (before !== conversation && !isMine(before)) chats.delete(before);
  draw();
  if (await ask({ type: 'open', conversation }, options)) return draw();
  if (opened === conversation) close();
  return undefined;
}

function close() {
  chats.delete(opened);
  opened = '';
  keep('opened', '');
  draw();
}

/** Back to the lists of a small screen. Chats of one's own stay as they are. */
async function leave() {
  const conversation = opened;
  opened = '';
  keep('opened', '');
  draw();
  if (byId('mine').focusChat(conversation)) return;
  byId('waiting').focusChat(conversation);
  await ask({ type: 'close' }, { quiet: true });
  if (opened !== conversation && !isMine(conversation)) chats.delete(conversation);
}

function took() {
  showsFacts = false;
  draw();
  byId('talk').focusBox();
}

const handing = passing({ connection, ask, open, close, opened: () => opened, chat: chatOf });
const wishes = {
  ...handing.wishes,
  ...asking({ ask, opened: () => opened, agent: () => agent }),
  ...leading({ connection, ask, opened: () => opened, chat: chatOf, took }),
  back: leave,
  facts() {
    showsFacts = !showsFacts;
    draw();
  },
  async hand_back() {
    const conversation = opened;
    const given = await askHandBack();
    if (!given || !(await ask({ type: 'hand_back', conversation, ...given }))) return;
    toast(say('handed_back'));
    if (opened === conversation) close();
  },
  async resolve() {
    const conversation = opened;
    const { card, facts } = chats.get(conversation);
    const given = await askResolve(card, facts);
    if (!given || !(await ask({ type: 'resolve', conversation, ...given }))) return;
    toast(say(facts.complaint ? 'chat_ended' : 'resolved'));
    if (opened === conversation) close();
  },
};

async function discard({ detail: { key, name } }) {
  const conversation = opened;
  const given = await askDiscard(name);
  if (given && (await ask({ type: 'discard_file', conversation, key, ...given }))) toast(say('discard_done'));
}

async function send({ detail: { done, ...frame } }) {
  done(Boolean(await ask(frame)));
}

async function failed() {
  const answer = await ask({ type: 'dead_letters' });
  const replay = async (id) => (await ask({ type: 'replay', dead_letter: id }))?.dead_letters;
  if (answer) showFailed(answer.dead_letters, replay);
}

async function signOut() {
  const answer = await fetch('/desk/sign-out', { method: 'POST' });
  if (answer.ok) forgetDrafts();
}

async function changeLanguage({ target }) {
  await loadWords(target.value);
  for (const id of ['talk', 'facts', 'led']) byId(id).relabel();
  handing.relabel();
  draw();
  connection.open();
}

function listen() {
  document.addEventListener('choose', ({ detail }) => open(detail));
  document.addEventListener('wish', ({ detail }) => wishes[detail]());
  document.addEventListener('send', send);
  document.addEventListener('discard', discard);
  byId('presence').addEventListener('change', ({ target }) => ask({ type: 'presence', value: target.value }));
  byId('language').addEventListener('change', changeLanguage);
  byId('sound').addEventListener('change', ({ target }) => setSound(target.checked));
  byId('failed').addEventListener('click', failed);
  byId('sign-out').addEventListener('click', signOut);
  window.addEventListener('focus', draw);
  setInterval(tick, 1000);
}

byId('language').value = language();
byId('sound').checked = soundIsOn();
await loadWords();
listen();
draw();
connection.open();
