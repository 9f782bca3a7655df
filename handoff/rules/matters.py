"""Tickets within a conversation: news about them, and what customers do to them."""

from dataclasses import replace

from handoff.rules.conversation import Conversation, State, Wanted
from handoff.rules.danger import is_asked
from handoff.rules.drafts import is_open
from handoff.rules.effects import DoDeed, Effect, Say
from handoff.rules.events import TicketNews
from handoff.rules.handoffs import MENU, PERSON, Result
from handoff.rules.messages import Speaker
from handoff.rules.status import ask_status
from handoff.rules.tables import Tables
from handoff.rules.ticket_fields import LONGEST

BY_BUTTON = frozenset({"appeal"})
ADDED = ("ticket_answer_added", "ticket_words_added")
"""News after which files are still taken for the ticket."""


def told(conversation: Conversation, event: TicketNews, now_ms: int, tables: Tables) -> Result:
    """Said in any state. A chat that was forgotten meanwhile is told in the ticket's language."""
    state = replace(conversation, wanted=_wanted_after(conversation.wanted, event))
    if conversation.greeted or not event.language:
        return state, [event.said]
    return state, [replace(event.said, language=event.language)]


def _wanted_after(wanted: Wanted | None, event: TicketNews) -> Wanted | None:
    if event.said.text == "ticket_waiting_user":
        return Wanted("answer", event.said.values["number"], event.ticket_id)
    is_added = event.said.text in ADDED
    if is_added and (wanted is None or wanted.is_given):
        return Wanted("answer", event.said.values["number"], event.ticket_id, is_given=True)
    is_other = wanted is None or wanted.ticket_id != event.ticket_id
    return wanted if is_other or is_added else None


def pressed(conversation: Conversation, argument: str, now_ms: int, tables: Tables) -> Result:
    """``<deed>:<number>``, under a message about a ticket; the next words are its reason."""
    kind, _, number = argument.partition(":")
    if kind not in BY_BUTTON or not number:
        return conversation, [Say("button_too_old", buttons=(MENU, PERSON))]
    asked = Say("ticket_appeal_why", {"number": number}, (PERSON,), Speaker.SYSTEM)
    return replace(conversation, wanted=Wanted(kind, number)), [asked]


def heard(conversation: Conversation, text: str, *, with_files: bool) -> Result | None:
    """Words or files that a ticket waits for; None if they are for the bot."""
    wanted = conversation.wanted
    is_file = with_files and not text and conversation.state is State.QUEUED
    if wanted is None or wanted.is_given or not (conversation.state is State.BOT or is_file):
        return None
    if is_asked(conversation) or not (text or (with_files and wanted.kind == "answer")):
        return None
    said = text[: LONGEST["words"]]
    if conversation.first_question == text:
        conversation = replace(conversation, first_question="")
    if wanted.kind == "answer":
        given = replace(wanted, is_given=True)
        return replace(conversation, wanted=given), [
            DoDeed(wanted.number, "answer", {"text": said})
        ]
    effects: list[Effect] = [
        DoDeed(wanted.number, wanted.kind, {"why": said}),
        Say("ticket_appeal_noted", {"number": wanted.number}, speaker=Speaker.SYSTEM),
    ]
    return replace(conversation, wanted=None), effects


def about(conversation: Conversation, text: str, now_ms: int, tables: Tables) -> Result | None:
    """Words that name a ticket go onto it; a question about it is answered with where it stands.

    None in a form, where the number may be an answer, and for who wants to complain anew.
    """
    number = tables.wishes.ticket_named(text)
    is_free = conversation.state in (State.BOT, State.QUEUED) and not is_asked(conversation)
    if not number or not is_free or is_open(conversation) or tables.wishes.wants_complaint(text):
        return None
    if conversation.first_question == text:
        conversation = replace(conversation, first_question="")
    if tables.forms.words.is_told("question", text):
        return ask_status(conversation, number, now_ms)
    return conversation, [DoDeed(number, "answer", {"text": text[: LONGEST["words"]]})]
