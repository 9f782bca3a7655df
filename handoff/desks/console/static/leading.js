// Chats that the bot leads: the list of them, and taking one, be it from the bot or from the line.
import { byId, toast } from './dom.js';
import './led-list.js';
import { say } from './words.js';

/** Give what an agent may wish. `page`: {connection, ask, opened, chat, took} of the desk. */
export function leading(page) {
  const list = byId('led');
  page.connection.addEventListener('ready', ({ detail }) => {
    if (detail.takes_over) list.begin(async () => (await page.ask({ type: 'led' }, { quiet: true }))?.led);
  });
  return {
    async take() {
      const conversation = page.opened();
      const { led } = page.chat(conversation).facts;
      if (!(await page.ask({ type: led ? 'take_over' : 'claim', conversation }))) return;
      toast(say(led ? 'taken_over' : 'taken'));
      page.took();
    },
  };
}
