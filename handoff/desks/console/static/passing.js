// Chats that change hands: offers, passing on, putting back, and who holds what.
import { askPassOn, askPutBack, showTeam } from './pass-dialogs.js';
import { byId, newId, toast } from './dom.js';
import './offer.js';
import { say } from './words.js';

/**
 * Let the page deal with offers, and give what an agent may wish for the opened chat.
 * `page`: {connection, ask, open, close, opened, chat} of the desk.
 */
export function passing(page) {
  const offer = byId('offer');
  let said = '';

  const drawAway = () => {
    byId('away').querySelector('p').textContent = say(said ? `said_${said}` : 'away_notice');
  };

  page.connection.addEventListener('offer', ({ detail }) => {
    said = detail.said;
    drawAway();
    offer.show(detail.card, detail.left_ms);
  });
  // A new connection starts afresh: what stands is told again.
  page.connection.addEventListener('ready', () => offer.show(null, 0));

  // The button goes away with its notice; the keyboard goes to where the choice can be changed.
  byId('be-available').addEventListener('click', async () => {
    if (await page.ask({ type: 'presence', value: 'available' })) byId('presence').focus();
  });

  document.addEventListener('offer-wish', async ({ detail: { name, card } }) => {
    const { conversation } = card;
    if (name === 'refuse') return page.ask({ type: 'refuse', conversation });
    if (!(await page.ask({ type: 'claim', conversation }))) return undefined;
    toast(say('taken'));
    return page.open(conversation);
  });

  /** As the card stood when it was chosen: whoever comes second must not undo what the first has done. */
  async function passOn({ conversation, department, agent_id: holder }) {
    const found = await page.ask({ type: 'colleagues' });
    if (!found) return;
    const given = await askPassOn(found, { waits: !holder });
    if (!given) return;
    const frame = { type: 'pass_on', conversation, client_id: newId(), seen_in: department };
    if (!(await page.ask({ ...frame, ...given }))) return;
    toast(say('passed_on'));
    if (page.opened() === conversation) page.close();
  }

  document.addEventListener('move', ({ detail }) => passOn(detail));
  byId('team').addEventListener('click', async () => {
    const found = await page.ask({ type: 'colleagues' });
    if (found) showTeam(found.agents, passOn);
  });
  setInterval(() => offer.tick(), 1000);

  return {
    relabel() {
      offer.relabel();
      drawAway();
    },
    wishes: {
      pass_on: () => passOn(page.chat(page.opened()).card),
      async put_back() {
        const conversation = page.opened();
        if (!(await askPutBack()) || !(await page.ask({ type: 'put_back', conversation }))) return;
        toast(say('put_back_done'));
        if (page.opened() === conversation) page.close();
      },
    },
  };
}
