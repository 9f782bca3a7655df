"""What customers do: open the chat, write, edit, press buttons."""

from collections.abc import Callable
from dataclasses import replace

from handoff.rules import matters
from handoff.rules.conversation import Conversation, Question, State, go
from handoff.rules.danger import after_button, answered_check, heard_danger, is_asked
from handoff.rules.effects import (
    AskAssistant,
    ButtonOf,
    ChangeTicket,
    Effect,
    Put,
    Record,
    Say,
    SetTimer,
)
from handoff.rules.events import ButtonPressed, CustomerEdited, CustomerOpened, CustomerWrote
from handoff.rules.handoffs import (
    LATE,
    MENU,
    PERSON,
    SLOW,
    SLOW_AFTER_MS,
    STILL_SLOW,
    Result,
    answer_wait,
    hand_off,
    say_place,
)
from handoff.rules.matter import begin_anew
from handoff.rules.messages import Audience, Entry, Speaker
from handoff.rules.signals import LANGUAGES
from handoff.rules.tables import Tables
from handoff.rules.topics import answer_topic, object_to_answer, one_more_miss, say_again, say_menu
from handoff.rules.wishes import without_command

MOST_TURNS = 40
"""Questions in one dialogue of the assistant before a fresh one is begun."""


def opened(
    conversation: Conversation, event: CustomerOpened, now_ms: int, tables: Tables
) -> Result:
    """Greeted once. Opened again, the conversation goes on where and in the language it was."""
    known = replace(conversation, platform=event.platform or conversation.platform)
    if not known.greeted:
        return _met(known, event.language), [Say("greeting", buttons=(MENU, PERSON))]
    if known.has_person:
        return known, []
    if known.state is State.QUEUED:
        return known, [say_place(known, now_ms)]
    return known, [say_menu(known, tables)]


def wrote(conversation: Conversation, event: CustomerWrote, now_ms: int, tables: Tables) -> Result:
    known = replace(conversation, platform=event.platform or conversation.platform)
    known = _met(known, event.language)
    said = _shown(known, event)
    if event.refused and not event.text:
        return known, said
    if tables.wishes.is_danger(event.text):
        known = _as_spoken(known, event.text, tables)
        state, effects = heard_danger(known, event.text, now_ms, tables)
    elif known.has_person:
        state, effects = known, []
    elif language := tables.wishes.language_wished(event.text):
        state, effects = _language(known, language, now_ms, tables)
        effects += after_button(known, effects, now_ms)
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
    return shown


def _for_bot(
    conversation: Conversation, event: CustomerWrote, now_ms: int, tables: Tables
) -> Result:
    if tables.wishes.wants_person(event.text):
        known = _as_spoken(conversation, event.text, tables)
        return hand_off(known, "user_request", now_ms, tables)
    if conversation.state is State.WRAP_UP:
        conversation = go(conversation, State.BOT, handoff=None)
    text = without_command(event.text)
    if text:
        return ask(conversation, event.message_id, text, now_ms)
    if event.files:
        return conversation, [Say("file_received", buttons=(PERSON,))]
    return one_more_miss(conversation, now_ms, tables)


def ask(conversation: Conversation, ask_id: str, text: str, now_ms: int) -> Result:
    """Ask the assistant, and let a timer tell the customer if it takes too long."""
    conversation = _remembering(conversation)
    effects: list[Effect] = [AskAssistant(ask_id, text)]
    if not conversation.pending:
        effects.append(SetTimer(SLOW, ask_id, now_ms + SLOW_AFTER_MS))
    elif _was_told_before(conversation):
        effects.append(SetTimer(STILL_SLOW, ask_id, now_ms + SLOW_AFTER_MS))
    pending = (*conversation.pending, Question(ask_id, text))
    return replace(conversation, pending=pending), effects


def _remembering(conversation: Conversation) -> Conversation:
    """Count the turn; a long dialogue gives way to a fresh one between two matters.

    The assistant reads and writes its whole memory at every turn: a turn of a dialogue of 80 takes
    five times as long as one of 20.
    """
    if conversation.turns >= MOST_TURNS and not conversation.pending and not conversation.misses:
        return replace(conversation, dialogue=conversation.dialogue + 1, turns=1)
    return replace(conversation, turns=conversation.turns + 1)


def _was_told_before(conversation: Conversation) -> bool:
    """That it takes longer, and nothing was written since then that waits to be told again."""
    is_late = conversation.timers.get(SLOW, "").endswith(LATE)
    again = conversation.timers.get(STILL_SLOW)
    return is_late and not any(question.ask_id == again for question in conversation.pending)


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
    said: list[Effect] = [Put(entry)]
    if tables.wishes.is_danger(event.text):
        known = _as_spoken(conversation, event.text, tables)
        state, effects = heard_danger(known, event.text, now_ms, tables)
    elif tables.wishes.wants_person(event.text):
        heard = _as_spoken(_heard(conversation, event.text), event.text, tables)
        state, effects = hand_off(heard, "user_request", now_ms, tables)
    else:
        state, effects = conversation, []
    return state, said + effects


def pressed(
    conversation: Conversation, event: ButtonPressed, now_ms: int, tables: Tables
) -> Result:
    verb, _, argument = event.button.partition(":")
    conversation = _met(conversation, event.language)
    said: list[Effect] = []
    if event.label:
        said.append(
            Put(Entry(event.message_id, Speaker.CUSTOMER, event.label, event.at_ms,
                      conversation.customer_name))
        )  # fmt: skip
    if conversation.has_person and verb != "language" and event.button != "danger:yes":
        return conversation, [*said, _with_person(conversation)]
    handler = _BUTTONS.get(verb)
    if handler is None:
        return conversation, [*said, Say("button_too_old", buttons=(MENU, PERSON))]
    state, effects = handler(conversation, argument, now_ms, tables)
    return state, said + effects + after_button(conversation, effects, now_ms)


def _with_person(conversation: Conversation) -> Say:
    """A button of the bot, pressed while a person listens; its label is in the transcript."""
    name = conversation.handoff.first_name if conversation.handoff else ""
    return Say("button_with_person", {"name": name}, speaker=Speaker.SYSTEM)


def _danger(conversation: Conversation, argument: str, now_ms: int, tables: Tables) -> Result:
    in_danger = argument == "yes"
    if not in_danger and not is_asked(conversation):
        return conversation, [Say("button_too_old", buttons=(MENU, PERSON))]
    return answered_check(conversation, now_ms, tables, in_danger=in_danger, by="button")


def _person(conversation: Conversation, argument: str, now_ms: int, tables: Tables) -> Result:
    return hand_off(conversation, "user_request", now_ms, tables)


def _menu(conversation: Conversation, argument: str, now_ms: int, tables: Tables) -> Result:
    if argument in tables.categories:
        topics = tables.topics_of(argument, conversation.platform)
        buttons = tuple(ButtonOf(f"topic:{topic}") for topic in topics)
        return conversation, [Say("menu_topics", buttons=(*buttons, MENU, PERSON))]
    return conversation, [say_menu(conversation, tables)]


def _topic(conversation: Conversation, argument: str, now_ms: int, tables: Tables) -> Result:
    if argument not in tables.topics:
        return one_more_miss(conversation, now_ms, tables)
    return answer_topic(conversation, argument, (), tables)


def _helped(conversation: Conversation, argument: str, now_ms: int, tables: Tables) -> Result:
    topic = conversation.last_topics[0] if conversation.last_topics else ""
    recorded = Record("helped", {"topic": topic, "yes": argument == "yes"})
    if argument == "yes":
        return begin_anew(conversation), [recorded, Say("glad_it_helped")]
    state, effects = object_to_answer(conversation, now_ms, tables, did_not_help=True)
    return state, [recorded, *effects]


def _complaint(conversation: Conversation, argument: str, now_ms: int, tables: Tables) -> Result:
    kind = tables.complaint_types.get(argument)
    if kind is None or not kind.is_on(conversation.platform):
        return one_more_miss(conversation, now_ms, tables)
    if not conversation.first_question:
        # By buttons alone nothing was said: the card must not be empty.
        title = kind.title.get(conversation.language, "")
        conversation = replace(conversation, first_question=title)
    return hand_off(conversation, "complaint_needs_decision", now_ms, tables, complaint=argument)


def _queue(conversation: Conversation, argument: str, now_ms: int, tables: Tables) -> Result:
    return answer_wait(conversation, now_ms, cancel=argument == "cancel")


def _solved(conversation: Conversation, argument: str, now_ms: int, tables: Tables) -> Result:
    handoff = conversation.handoff
    if conversation.state is not State.WRAP_UP or handoff is None:
        return conversation, [Say("button_too_old", buttons=(MENU, PERSON))]
    recorded = Record("solved", {"yes": argument == "yes", "department": handoff.department})
    if argument == "yes":
        done = go(conversation, State.BOT, handoff=None)
        closed = ChangeTicket(handoff.id, {"state": "closed"})
        return done, [recorded, closed, Say("solved_thanks", buttons=(MENU,))]
    again = replace(conversation, first_question=handoff.question)
    state, effects = hand_off(
        again, "repeated_contact", now_ms, tables, department=handoff.department
    )
    return state, [recorded, *effects]


def _language(conversation: Conversation, argument: str, now_ms: int, tables: Tables) -> Result:
    if argument not in LANGUAGES:
        buttons = tuple(ButtonOf(f"language:{code}", f"language_{code}") for code in LANGUAGES)
        return conversation, [Say("choose_language", buttons=buttons, speaker=Speaker.SYSTEM)]
    chosen = replace(conversation, language=argument, chose_language=True)
    again = say_again(chosen, tables) if argument != conversation.language else []
    return chosen, [Say("language_set", speaker=Speaker.SYSTEM), *again]


_BUTTONS: dict[str, Callable[[Conversation, str, int, Tables], Result]] = {
    "person": _person,
    "menu": _menu,
    "topic": _topic,
    "helped": _helped,
    "complaint": _complaint,
    "queue": _queue,
    "solved": _solved,
    "danger": _danger,
    "language": _language,
    "ticket": matters.pressed,
}


def _heard(conversation: Conversation, text: str) -> Conversation:
    return replace(
        conversation,
        last_question=text,
        first_question=conversation.first_question or text,
    )


def _as_spoken(conversation: Conversation, text: str, tables: Tables) -> Conversation:
    """In the language of a plain wish, so that help is read at once; what was chosen stays."""
    language = tables.wishes.language_of(text)
    if not language or conversation.chose_language:
        return conversation
    return replace(conversation, language=language)


def _met(conversation: Conversation, language: str) -> Conversation:
    """At the first sign of life the language hint counts; later what was spoken or chosen."""
    if conversation.greeted:
        return conversation
    return replace(conversation, greeted=True, language=_spoken(language, conversation.language))


def _spoken(language: str, otherwise: str) -> str:
    """A language hint such as ``nl-BE``, if it is one that the bot speaks."""
    code = language.split("-")[0].split("_")[0].lower()
    return code if code in LANGUAGES else otherwise
