// Asking a colleague about a chat that one keeps, and answering.
import { askForm } from './dialogs.js';
import { byId, el, newId, toast } from './dom.js';
import { toWhom } from './pass-dialogs.js';
import { say } from './words.js';

/** Give what an agent may wish. `page`: {ask, opened, agent} of the desk. */
export function asking(page) {
  document.addEventListener('asking', async ({ detail: { done, ...frame } }) => {
    const answer = await page.ask(frame);
    done(Boolean(answer));
    if (answer && frame.type === 'answer') toast(say('ask_answered'));
  });
  return {
    async ask() {
      const conversation = page.opened();
      const found = await page.ask({ type: 'colleagues' });
      if (!found) return;
      found.agents = found.agents.filter(({ id }) => id !== page.agent().id);
      const given = await askForm(byId('pass-dialog'), 'pass-heading', 'ask', [
        el('p', {}, say('ask_text')),
        el('label', { class: 'field' }, say('pass_to'), toWhom(found)),
        el(
          'label',
          { class: 'field' },
          say('ask_question'),
          el('textarea', { rows: '3', maxlength: '1000', name: 'text', required: true }),
        ),
      ]);
      if (given && (await page.ask({ type: 'ask', conversation, client_id: newId(), ...given }))) toast(say('ask_done'));
    },
  };
}
