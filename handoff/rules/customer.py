"""What customers do: open the chat, write, edit, press buttons."""

from dataclasses import replace

from handoff.rules import after_care, matters, ratings, sent_files, silence
from handoff.rules.asking import ask
from handoff.rules.closed import say_greeting
from handoff.rules.conversation import Conversation, Question, State
from handoff.rules.danger import after_button, heard_danger
from handoff.rules.draft_deeds import files_sent, resume, say_in_line, say_paused
from handoff.rules.drafts import is_open, say_open
from handoff.rules.effects import Effect, Put, Say
from handoff.rules.events import CustomerEdited, CustomerOpened, CustomerWrote
from handoff.rules.forms_kept import tell_expired
from handoff.rules.handoffs import MENU, PERSON, Result, hand_off, say_place
from handoff.rules.language import as_spoken, met, speak
from handoff.rules.left_messages import heard_message
from handoff.rules.messages import Audience, Entry, Speaker
from handoff.rules.status import ask_status
from handoff.rules.tables import Tables
from handoff.rules.topics import one_more_miss, say_menu
from handoff.rules.waiting import choose
from handoff.rules.wishes import is_ticket_number, without_command

CARD_MASKED = Say("card_masked", speaker=Speaker.SYSTEM)


def opened(
    conversation: Conversation, event: CustomerOpened, now_ms: int, tables: Tables
) -> Result:
    """Greeted once. Opened again, the conversation goes on where and in the language it was."""
    platform = event.platform or conversation.platform
    role = event.role or conversation.role
    known = replace(conversation, platform=platform, role=role, answered_in="")
    if not known.greeted:
        new = met(known, event.language)
        return new, [say_greeting(now_ms, new.language, tables, (MENU, PERSON))]
    if known.has_person:
        return known, []
    if known.waits:
        return known, [say_place(known, now_ms)]
    known, told = tell_expired(known)
    return known, [*told, *(say_open(known) or [say_menu(known, tables)])]


def wrote(conversation: Conversation, event: CustomerWrote, now_ms: int, tables: Tables) -> Result:
    known = replace(
        conversation,
        platform=event.platform or conversation.platform,
        customer_name=event.name or conversation.customer_name,
        handle=event.handle or conversation.handle,
        role=event.role or conversation.role,
    )
    known = met(known, event.language)
    known, kept = sent_files.files_sent(known, event.files)
    said = _shown(known, event) + kept + silence.is_over(known)
    if event.refused and not event.text:
        return known, said
    if not tables.wishes.is_danger(event.text):
        known, told = tell_expired(known)
        said += told
    if tables.wishes.is_danger(event.text):
        known = as_spoken(known, event.text, tables)
        state, effects = heard_danger(known, event.text, now_ms, tables)
    elif known.has_person:
        state, effects = known, []
    elif language := tables.wishes.language_wished(event.text):
        state, effects = speak(known, language, tables)
        effects += say_open(state) + after_button(known, effects, now_ms)
    else:
        state, effects = _for_bot(_heard(known, event.text), event, now_ms, tables)
    return state, said + effects


def _shown(conversation: Conversation, event: CustomerWrote) -> list[Effect]:
    """What was sent, and for agents alone what of it was not taken."""
    shown: list[Effect] = []
    if event.text or not event.refused:
        name, files = conversation.customer_name, event.files
        entry = Entry(
            event.message_id, Speaker.CUSTOMER, event.text, event.at_ms, name, files=files
        )
        shown.append(Put(entry))
    if event.refused:
        what = {"file": event.refused}
        shown.append(Say("desk_file_refused", what, (), Speaker.SYSTEM, Audience.DESK))
    if event.masked:
        shown.append(CARD_MASKED)
    return shown


def _for_bot(
    conversation: Conversation, event: CustomerWrote, now_ms: int, tables: Tables
) -> Result:
    if tables.wishes.wants_person(event.text):
        known = as_spoken(conversation, event.text, tables)
        return after_care.ask_person(known, event.text, now_ms, tables)
    if tables.wishes.wants_security(event.text):
        return hand_off(conversation, "security_emergency", now_ms, tables)
    text = without_command(event.text)
    if of_person := after_care.heard(conversation, text, now_ms, tables):
        return of_person
    if again := after_care.by_number(conversation, text, now_ms, tables):
        return again
    conversation, ended = after_care.to_bot(conversation)
    if rated := ratings.heard(conversation, text, now_ms, tables):
        return rated[0], ended + rated[1]
    state, effects = _with_bot(ratings.without_wish(conversation), event, text, now_ms, tables)
    return state, ended + effects


def _with_bot(
    conversation: Conversation, event: CustomerWrote, text: str, now_ms: int, tables: Tables
) -> Result:
    wished = _by_words(conversation, event, now_ms, tables)
    if wished is not None:
        return wished
    with_files = bool(event.files)
    if left := heard_message(conversation, text, now_ms, with_files=with_files):
        return left
    if given := matters.heard(conversation, text, with_files=with_files):
        return given
    if added := matters.about(conversation, text, now_ms, tables):
        return added
    state, effects = files_sent(conversation, event, now_ms)
    if text:
        asked = Question(event.message_id, text)
        state, more = ask(state, asked, now_ms, at_ms=event.at_ms)
        return state, effects + more
    if effects:
        return state, effects
    if event.files:
        return conversation, sent_files.say_kept(conversation, now_ms)
    return one_more_miss(conversation, now_ms, tables)


def _by_words(
    conversation: Conversation, event: CustomerWrote, now_ms: int, tables: Tables
) -> Result | None:
    """What plain words ask for whatever the assistant makes of them: the status, what
    one who waits can do, the form again."""
    number = tables.wishes.status_wished(event.text)
    # In a form a number alone is an answer.
    if number is not None and not (is_open(conversation) and is_ticket_number(event.text)):
        return ask_status(conversation, number, now_ms)
    if conversation.waits and (choice := tables.wishes.waiting_wished(event.text)):
        return choose(conversation, choice, now_ms, tables)
    form = conversation.form
    if form is None or is_open(conversation):
        return None
    words = tables.forms.words
    answer = words.after_going_on(event.text)
    goes_on = tables.wishes.wants_form(event.text) or bool(answer)
    rests = words.is_said("pause", event.text) or words.is_said("cancel", event.text)
    if not goes_on and not rests:
        return None
    if conversation.waits:
        return (conversation, [say_in_line(form)]) if not answer else None
    if conversation.state is not State.BOT:
        return None
    if rests:
        return conversation, [say_paused(form)]
    return resume(conversation, event.message_id, now_ms, answer=answer)


def edited(
    conversation: Conversation, event: CustomerEdited, now_ms: int, tables: Tables
) -> Result:
    """Shown as a new version; who reads it sees both. A cry for help counts here as well."""
    entry = Entry(
        f"{event.message_id}:edit:{event.at_ms}",
        Speaker.CUSTOMER,
        event.text,
        event.at_ms,
        conversation.customer_name,
        edits=event.message_id,
    )
    said: list[Effect] = [Put(entry), *([CARD_MASKED] if event.masked else [])]
    said += silence.is_over(conversation)
    if tables.wishes.is_danger(event.text):
        known = as_spoken(conversation, event.text, tables)
        state, effects = heard_danger(known, event.text, now_ms, tables)
    elif tables.wishes.wants_person(event.text):
        heard = as_spoken(_heard(conversation, event.text), event.text, tables)
        state, effects = hand_off(heard, "user_request", now_ms, tables)
    else:
        state, effects = conversation, []
    return state, said + effects


def _heard(conversation: Conversation, text: str) -> Conversation:
    return replace(
        conversation,
        last_question=text,
        first_question=conversation.first_question or text,
        browses=False,
    )
