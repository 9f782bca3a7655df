"""What each button does that a customer presses."""

from collections.abc import Callable
from dataclasses import replace

from handoff.rules import after_care, matters, notices, purpose, ratings, silence
from handoff.rules.conversation import Conversation
from handoff.rules.danger import after_button, answered_check, is_asked
from handoff.rules.draft_deeds import complaint_pressed, form_pressed
from handoff.rules.drafts import lacks_form, say_open
from handoff.rules.effects import ButtonOf, Effect, Put, Record, Say
from handoff.rules.events import ButtonPressed
from handoff.rules.forms_kept import tell_expired
from handoff.rules.handoffs import MENU, PERSON, Result
from handoff.rules.language import met, speak
from handoff.rules.matter import begin_anew, turned_to
from handoff.rules.messages import Entry, Speaker
from handoff.rules.status import ask_status, with_tickets
from handoff.rules.tables import Tables
from handoff.rules.topics import answer_topic, object_to_answer, one_more_miss, say_menu
from handoff.rules.waiting import choose


def pressed(
    conversation: Conversation, event: ButtonPressed, now_ms: int, tables: Tables
) -> Result:
    verb = event.button.partition(":")[0]
    conversation = met(conversation, event.language)
    said: list[Effect] = []
    if event.label:
        said.append(
            Put(Entry(event.message_id, Speaker.CUSTOMER, event.label, event.at_ms,
                      conversation.customer_name))
        )  # fmt: skip
    said += silence.is_over(conversation)
    is_for_bot = verb not in ("language", "here") and event.button != "danger:yes"
    if conversation.has_person and is_for_bot:
        return conversation, [*said, _with_person(conversation)]
    if verb != "rate":
        conversation = ratings.without_wish(conversation)
    conversation, told = tell_expired(conversation)
    said += told
    if handler := _BUTTONS.get(verb):
        state, effects = handler(conversation, event, now_ms, tables)
        is_asked_again = is_asked(state) or lacks_form(state)
        if verb not in ("form", "complaint", "status", "purpose") and not is_asked_again:
            effects += say_open(state)
    else:
        return conversation, [*said, Say("button_too_old", buttons=(MENU, PERSON))]
    return state, said + effects + after_button(conversation, effects, now_ms)


def _with_person(conversation: Conversation) -> Say:
    """A button of the bot, pressed while a person listens; its label is in the transcript."""
    name = conversation.handoff.first_name if conversation.handoff else ""
    return Say("button_with_person", {"name": name}, speaker=Speaker.SYSTEM)


def _argument(event: ButtonPressed) -> str:
    return event.button.partition(":")[2]


def _danger(
    conversation: Conversation, event: ButtonPressed, now_ms: int, tables: Tables
) -> Result:
    argument = _argument(event)
    in_danger = argument == "yes"
    if not in_danger and not is_asked(conversation):
        return conversation, [Say("button_too_old", buttons=(MENU, PERSON))]
    return answered_check(conversation, now_ms, tables, in_danger=in_danger, by="button")


def _person(
    conversation: Conversation, event: ButtonPressed, now_ms: int, tables: Tables
) -> Result:
    return after_care.ask_person(conversation, "", now_ms, tables)


def _menu(conversation: Conversation, event: ButtonPressed, now_ms: int, tables: Tables) -> Result:
    argument = _argument(event)
    if argument in tables.categories:
        topics = tables.topics_of(argument, conversation.platform)
        buttons = tuple(ButtonOf(f"topic:{topic}") for topic in topics)
        browsing = replace(conversation, browses=True)
        return browsing, [Say("menu_topics", buttons=(*buttons, MENU, PERSON))]
    return conversation, [say_menu(conversation, tables)]


def _topic(conversation: Conversation, event: ButtonPressed, now_ms: int, tables: Tables) -> Result:
    argument = _argument(event)
    if argument not in tables.topics:
        return one_more_miss(conversation, now_ms, tables)
    conversation = turned_to(conversation, argument, tables)
    return with_tickets(answer_topic(conversation, argument, (), tables), argument, now_ms)


def _helped(
    conversation: Conversation, event: ButtonPressed, now_ms: int, tables: Tables
) -> Result:
    argument = _argument(event)
    topic = conversation.last_topics[0] if conversation.last_topics else ""
    recorded = Record("helped", {"topic": topic, "yes": argument == "yes"})
    if argument == "yes":
        done = replace(begin_anew(conversation), answered_in="")
        done, asked = ratings.ask_of_bot(done, topic, now_ms, tables)
        return done, [recorded, Say("glad_it_helped"), *asked]
    state, effects = object_to_answer(conversation, now_ms, tables, did_not_help=True)
    return state, [recorded, *effects]


def _complaint(
    conversation: Conversation, event: ButtonPressed, now_ms: int, tables: Tables
) -> Result:
    argument = _argument(event)
    kind = tables.complaint_types.get(argument)
    if kind is None or not kind.is_on(conversation.platform):
        return one_more_miss(conversation, now_ms, tables)
    return complaint_pressed(conversation, event, argument, now_ms, tables)


def _status(
    conversation: Conversation, event: ButtonPressed, now_ms: int, tables: Tables
) -> Result:
    number = _argument(event)
    return ask_status(conversation, "" if number == "all" else number, now_ms)


def _queue(conversation: Conversation, event: ButtonPressed, now_ms: int, tables: Tables) -> Result:
    return choose(conversation, _argument(event), now_ms, tables)


def _here(conversation: Conversation, event: ButtonPressed, now_ms: int, tables: Tables) -> Result:
    """With the agent it is said; once the chat was closed over it, the chat goes on."""
    if conversation.has_person:
        name = conversation.handoff.first_name if conversation.handoff else ""
        thanks = Say("still_here", {"name": name}, speaker=Speaker.SYSTEM)
        return conversation, [thanks]
    again = after_care.heard(conversation, "", now_ms, tables)
    return again or (conversation, [Say("button_too_old", buttons=(MENU, PERSON))])


def _language(
    conversation: Conversation, event: ButtonPressed, now_ms: int, tables: Tables
) -> Result:
    return speak(conversation, _argument(event), tables)


def _ticket(
    conversation: Conversation, event: ButtonPressed, now_ms: int, tables: Tables
) -> Result:
    return matters.pressed(conversation, _argument(event), now_ms, tables)


_BUTTONS: dict[str, Callable[[Conversation, ButtonPressed, int, Tables], Result]] = {
    "person": _person,
    "menu": _menu,
    "topic": _topic,
    "helped": _helped,
    "complaint": _complaint,
    "queue": _queue,
    "solved": after_care.pressed,
    "rate": ratings.pressed,
    "here": _here,
    "danger": _danger,
    "language": _language,
    "status": _status,
    "ticket": _ticket,
    "notice": notices.pressed,
    "form": form_pressed,
    "purpose": purpose.pressed,
}
