"""One turn of the complaint form: is a message an answer, a question in between, or a way out?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from rasa_sdk import Action, Tracker

from actions.feedback import ActionObjectToAnswer, ActionTellHelped
from actions.form_facts import facts_in, facts_of_turn, now_ms_of, told_before
from actions.form_meant import answer_in, is_aside, is_meant_to_leave, tells_more, types_meant
from actions.form_questions import question_in, take_with_question
from actions.form_tables import live
from actions.handoff_request import (
    ActionCheckDanger,
    ActionRequestHandoff,
    ActionWelcomeBack,
)
from actions.signals import intent_of, language_of, metadata_of, words_of
from actions.smalltalk import ActionSay, ActionShowMenu
from actions.topics import ActionAnswerTopic, ActionDecline
from handoff.rules.forms import add_evidence, open_form, press, resume, take_answer
from handoff.rules.forms_answers import keep_beside
from handoff.rules.forms_drafts import Draft, with_story
from handoff.rules.forms_replies import Reply, Turn
from handoff.rules.forms_steps import ask_again
from handoff.rules.forms_types import offer_types
from handoff.rules.signals import LANGUAGES

LEAVES: dict[str, Callable[[Draft], Action]] = {
    "EXTERNAL_handoff_ended": lambda draft: ActionWelcomeBack(),
    "request_human": ActionRequestHandoff,
    "report_danger": ActionRequestHandoff,
    "report_ongoing_loss": ActionRequestHandoff,
    "legal_or_press": ActionRequestHandoff,
    "unsupported_language": ActionRequestHandoff,
    "maybe_danger": ActionCheckDanger,
}
"""Intents that leave the form, and what is done then; the service keeps the draft."""
ASIDES: dict[str, Action] = {
    "faq": ActionAnswerTopic(),
    "out_of_scope": ActionDecline(),
    "ask_menu": ActionShowMenu(),
    "ask_wait": ActionSay(),
    "helped_yes": ActionTellHelped(),
    "not_my_question": ActionObjectToAnswer(),
    **{
        intent: ActionSay()
        for intent in ("goodbye", "greet", "hold_on", "insult", "small_talk", "thanks")
    },
}
"""Intents that are answered in between; the open question is asked again after that."""


@dataclass(frozen=True)
class Turned:
    """What becomes of a message: the turn of the form, None if it is left; and what is done
    beside it."""

    turn: Turn | None
    beside: Action | None = None


def begin(tracker: Tracker, kind: str) -> Turn:
    """Open the form of a type; its story is what was asked before, if anything, and the message."""
    words, metadata = words_of(tracker), metadata_of(tracker)
    before = str(metadata.get("story") or "").strip()
    story = list(dict.fromkeys(each for each in (before, words) if each))
    sent = metadata.get("evidence")
    return _open(tracker, {"type": kind, "description": story, "evidence": sent})


def go_on(tracker: Tracker) -> Turn | None:
    """Open what `/form_open` asks for: a type, or a draft of before; None for no known type."""
    named = _entities(tracker)
    draft = named.get("draft") or {}
    kind, tables = str(named.get("type") or draft.get("type") or ""), live.now.tables
    if kind not in tables.types:
        return None
    if draft.get("values") or draft.get("open") or draft.get("step") in ("summary", "confirmed"):
        return resume({**draft, "type": kind}, tables, now_ms_of(tracker))
    turn = _open(tracker, {**draft, "type": kind})
    return replace(turn, draft={**turn.draft, "id": str(draft.get("id") or "")})


def _open(tracker: Tracker, about: dict[str, Any]) -> Turn:
    """Open the form of what is known: ``type``, and maybe ``description``, ``evidence``,
    ``language`` and ``platform``, as in a draft."""
    metadata, story = metadata_of(tracker), about.get("description") or []
    language = _language(tracker, str(about.get("language") or "en"))
    draft = {"type": about["type"], "language": language}
    return open_form(
        about["type"],
        live.now.tables,
        story=story,
        # The first fact about a field counts: what was said last is meant.
        facts=[fact for words in reversed(story) for fact in facts_in(tracker, draft, words)],
        known={"account_name": str(metadata.get("customer_handle") or "")},
        evidence=about.get("evidence"),
        language=language,
        platform=str(about.get("platform") or metadata.get("platform") or ""),
        now_ms=now_ms_of(tracker),
    )


def take_turn(tracker: Tracker) -> Turned:
    """Take a message in mid-form."""
    draft: Draft | None = tracker.get_slot("draft")
    if draft is None:
        return Turned(None, ASIDES["faq"])
    tables, now_ms = live.now.tables, now_ms_of(tracker)
    if draft["type"] not in tables.types:
        # Somebody has taken the type out of the table while it was being asked for.
        return Turned(Turn(draft, Reply("person", reason="bot_error")))
    draft = _with_id(draft, tracker)
    named, intent = _entities(tracker), intent_of(tracker)
    if intent == "form_button":
        pressed = press(draft, str(named.get("button") or ""), tables, now_ms)
        return Turned(told_before(tracker, draft, pressed))
    if intent == "evidence_added":
        count = int(named.get("count") or 0)
        return Turned(add_evidence(draft, count, named.get("kinds") or [], tables, now_ms))
    if intent == "form_open":
        return Turned(go_on(tracker) or ask_again(draft, tables))
    words = answer_in(draft, words_of(tracker))
    facts = facts_of_turn(tracker, draft, words)
    if intent in LEAVES and is_meant_to_leave(tracker, draft, words, facts):
        kept = keep_beside(draft, words, facts, tables, now_ms)
        return Turned(None, LEAVES[intent](kept))
    language = _language(tracker, draft["language"])
    kinds = types_meant(tracker, draft, words, facts)
    if kinds is not None:
        return Turned(offer_types({**draft, "language": language}, words, kinds, tables))
    if question := question_in(tracker, draft, words):
        turn, beside = take_with_question(tracker, draft, question, language)
        return Turned(told_before(tracker, draft, turn), beside)
    if intent in ASIDES and is_aside(tracker, draft, words, facts):
        return Turned(ask_again(draft, tables), ASIDES[intent])
    if tells_more(tracker, draft, words, facts):
        more = ask_again(with_story(draft, words, tables), tables)
        return Turned(replace(more, says=(("form_added", {}),)))
    taken = take_answer(draft, words, tables, facts, language=language, now_ms=now_ms)
    return Turned(told_before(tracker, draft, taken))


def _with_id(draft: Draft, tracker: Tracker) -> Draft:
    """The service gives a draft its id, which the assistant learns with the next message."""
    given = str(metadata_of(tracker).get("draft_id") or "")
    return {**draft, "id": given} if given and not draft["id"] else draft


def _entities(tracker: Tracker) -> dict[str, Any]:
    """What a command of the service names: `/form_open{"type": ...}`."""
    entities = (tracker.latest_message or {}).get("entities") or []
    named: dict[str, Any] = {}
    for entity in entities:
        name, value = str(entity.get("entity")), entity.get("value")
        named[name] = [*named[name], value] if name == "kinds" and name in named else value
        if name == "kinds" and not isinstance(named[name], list):
            named[name] = [value]
    return named


def _language(tracker: Tracker, otherwise: str) -> str:
    found = language_of(tracker)
    return found if found in LANGUAGES else otherwise
