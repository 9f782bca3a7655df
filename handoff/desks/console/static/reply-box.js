// <reply-box>: two boxes that look nothing alike, each with a draft of its own, so that a note
// can never turn into a reply by a slip: switching modes never carries the words across.
import { el, newId } from './dom.js';
import { icon } from './icons.js';
import { keepDraft, keptDraft } from './kept.js';
import { nameOf, say } from './words.js';

const MOST_LETTERS = 4000;
const COUNT_FROM = 3600;
const MODES = ['reply', 'note'];

class ReplyBox extends HTMLElement {
  #chat = null;
  #mode = 'reply';
  #parts = null;
  #busy = false;

  show(chat) {
    if (!this.#parts) this.#build();
    const isOther = this.#chat?.conversation !== chat.conversation;
    this.#chat = chat;
    this.hidden = Boolean(chat.left || chat.facts.led || chat.asked);
    if (isOther) this.#choose(chat.mine ? 'reply' : 'note');
    this.#refresh();
  }

  focusText() {
    this.#choose(this.#chat?.mine ? 'reply' : 'note');
    this.#parts?.text.focus();
  }

  #build() {
    const tabs = MODES.map((mode) => this.#tab(mode));
    this.#parts = {
      text: el('textarea', {
        rows: '3',
        maxlength: String(MOST_LETTERS),
        oninput: () => this.#typed(),
        onkeydown: (event) => this.#key(event),
      }),
      hint: el('p', { class: 'hint', id: 'reply-hint' }),
      count: el('span', { class: 'letters', role: 'status' }),
      send: el('button', { class: 'primary send', onclick: () => this.#send() }),
    };
    const { text, hint, count, send } = this.#parts;
    text.setAttribute('aria-describedby', 'reply-hint');
    const modes = el('fieldset', { class: 'modes' }, el('legend', { class: 'hidden' }, say('mode')), ...tabs);
    this.append(modes, text, el('div', { class: 'under' }, hint, count, send));
  }

  #tab(mode) {
    const radio = el('input', {
      type: 'radio',
      name: 'mode',
      value: mode,
      onchange: () => this.#choose(mode),
    });
    const drawing = icon(mode === 'note' ? 'lock' : 'talk');
    return el('label', { class: `mode ${mode}` }, radio, drawing, say(`mode_${mode}`));
  }

  #choose(mode) {
    this.#mode = mode;
    if (!this.#parts || !this.#chat) return;
    this.#parts.text.value = keptDraft(this.#draftKey());
    this.#refresh();
  }

  #refresh() {
    const { text, hint, send } = this.#parts;
    const name = nameOf(this.#chat.card);
    const isNote = this.#mode === 'note';
    const blocked = !isNote && !this.#chat.mine;
    this.dataset.mode = this.#mode;
    for (const radio of this.querySelectorAll('input[type=radio]')) radio.checked = radio.value === this.#mode;
    text.disabled = blocked;
    text.readOnly = this.#busy;
    text.setAttribute('aria-label', say(`mode_${this.#mode}`));
    if (blocked) hint.textContent = say('take_first');
    else hint.textContent = isNote ? say('note_hint') : say('reply_hint', { name });
    send.textContent = this.#label(isNote, name);
    send.disabled = blocked || this.#busy || !text.value.trim();
    const left = MOST_LETTERS - text.value.length;
    this.#parts.count.textContent = text.value.length > COUNT_FROM ? say('letters_left', { count: left }) : '';
  }

  #label(isNote, name) {
    if (this.#busy) return say('sending');
    return isNote ? say('save_note') : say('send', { name });
  }

  #typed() {
    keepDraft(this.#draftKey(), this.#parts.text.value);
    this.#refresh();
  }

  #key(event) {
    // While an input method composes (Chinese), Enter chooses a word and must not send.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.#send();
  }

  #send() {
    const { text } = this.#parts;
    const words = text.value.trim();
    if (!words || this.#busy || text.disabled) return;
    const detail = { type: this.#mode, conversation: this.#chat.conversation, text: words };
    detail.client_id = this.#clientId(words);
    const draft = this.#draftKey();
    this.#busy = true;
    this.#refresh();
    detail.done = (stored) => this.#sent(draft, stored);
    this.dispatchEvent(new CustomEvent('send', { detail, bubbles: true }));
  }

  #sent(draft, stored) {
    this.#busy = false;
    if (stored) {
      keepDraft(draft, '');
      keepDraft(`${draft}:id`, '');
    }
    if (draft === this.#draftKey()) {
      if (stored) this.#parts.text.value = '';
      this.#parts.text.focus();
    }
    this.#refresh();
  }

  // The same words sent again after a lost answer keep their id, so they cannot arrive twice.
  #clientId(words) {
    const key = `${this.#draftKey()}:id`;
    const [id, of] = JSON.parse(keptDraft(key) || '["", ""]');
    if (id && of === words) return id;
    const fresh = newId();
    keepDraft(key, JSON.stringify([fresh, words]));
    return fresh;
  }

  #draftKey() {
    return `${this.#chat.conversation}:${this.#mode}`;
  }
}

customElements.define('reply-box', ReplyBox);
