// <asked-box>: open questions to colleagues under a chat: taken back by who asked, answered by who was asked.
import { el, newId } from './dom.js';
import { keepDraft, keptDraft } from './kept.js';
import { say, word } from './words.js';

const nameOf = ({ to, name }) => name || word('department', to.replace('department:', ''));

class AskedBox extends HTMLElement {
  #shown = '';

  /** Show `chat`: {conversation, mine, left, asked, facts}; `asked` is the question to this agent, if any. */
  show(chat) {
    const questions = chat.mine ? chat.facts.questions : [];
    const shown = JSON.stringify([document.documentElement.lang, chat.conversation, questions, chat.asked?.id, chat.left]);
    if (shown === this.#shown) return;
    this.#shown = shown;
    const asked = chat.left ? null : chat.asked;
    this.hidden = !questions.length && !asked;
    this.replaceChildren(
      ...questions.map((each) => this.#open(chat.conversation, each)),
      ...(asked ? [this.#toAnswer(chat.conversation, asked)] : []),
    );
  }

  #open(conversation, question) {
    const withdraw = () => this.#send({ type: 'withdraw', conversation, question: question.id });
    return el(
      'p',
      { class: 'asked-open' },
      el('span', {}, say('ask_open', { name: nameOf(question), text: question.text })),
      el('button', { class: 'plain', onclick: withdraw }, say('ask_withdraw')),
    );
  }

  #toAnswer(conversation, question) {
    const draft = `${conversation}:answer:${question.id}`;
    const text = el('textarea', {
      rows: '3',
      maxlength: '4000',
      required: true,
      'aria-label': say('ask_answer'),
      placeholder: say('ask_answer'),
      oninput: () => keepDraft(draft, text.value),
    });
    text.value = keptDraft(draft);
    const id = newId();
    const answer = (event) => {
      event.preventDefault();
      const words = text.value.trim();
      if (words) this.#send({ type: 'answer', conversation, client_id: id, question: question.id, text: words }, draft);
    };
    return el(
      'form',
      { class: 'asked-of-you', onsubmit: answer },
      el('p', { role: 'status' }, say('ask_of_you', { name: question.by_name, text: question.text })),
      text,
      el('div', { class: 'under' }, el('span', { class: 'grow' }), el('button', { class: 'primary' }, say('ask_send'))),
    );
  }

  #send(frame, draft = '') {
    const done = (isDone) => isDone && draft && keepDraft(draft, '');
    this.dispatchEvent(new CustomEvent('asking', { detail: { ...frame, done }, bubbles: true }));
  }
}

customElements.define('asked-box', AskedBox);
