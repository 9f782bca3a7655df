"""One turn of the complaint form: is a message an answer, a question in between, or a way out?"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

from rasa_sdk import Action, Tracker

from actions.feedback import ActionObjectToAnswer, ActionTellHelped
from actions.form_facts import facts_in, facts_of_turn, now_ms_of, told_before
from actions.form_questions import question_in, take_with_question
from actions.form_tables import live
from actions.handoff_request import (
    ActionCheckDanger,
    ActionRequestHandoff,
    ActionWelcomeBack,
    told_of,
)
from actions.signals import intent_of, language_of, metadata_of, words_of
from actions.smalltalk import ActionSay, ActionShowMenu
from actions.topics import ActionAnswerTopic, ActionDecline, what_is_meant
from handoff.rules.forms import add_evidence, open_form, press, resume, take_answer
from handoff.rules.forms_drafts import Draft, Fact
from handoff.rules.forms_lists import list_of
from handoff.rules.forms_replies import Reply, Turn, open_field
from handoff.rules.forms_steps import ask_again
from handoff.rules.forms_tables import DESCRIPTION, FormField
from handoff.rules.forms_values import Taken, read_answer
from handoff.rules.shown import Told
from handoff.rules.signals import LANGUAGES

LEAVES: dict[str, Action] = {
    "EXTERNAL_handoff_ended": ActionWelcomeBack(),
    "request_human": ActionRequestHandoff(),
    "report_danger": ActionRequestHandoff(),
    "report_ongoing_loss": ActionRequestHandoff(),
    "legal_or_press": ActionRequestHandoff(),
    "unsupported_language": ActionRequestHandoff(),
    "maybe_danger": ActionCheckDanger(),
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
NAMELIKE = frozenset({"unsupported_language", "legal_or_press"})
"""Intents that names and numbers are mistaken for."""
ANSWERS = ("yes", "no", "skip", "unknown", "measure")
STEERING = ("yes", "no", "skip", "cancel", "pause", "resume", "help")
QUESTIONS = frozenset({"faq", "out_of_scope"})
PLAIN_ANSWERS = frozenset({"free_text", "short_text", "object_ref"})
"""Types of fields that any words could answer."""
SHORT = 40
"""Characters up to which words can be small talk, and an answer is no cry for help by its shape."""
MOST_BESIDE = 3
"""Words that may stand beside a link or an account that is an answer; a Chinese sign is one."""
_ADDRESS = re.compile(r"[\w.+-]*(?:://|www\.|@)[^\s,;，。；]*", re.ASCII)
_WORD = re.compile(r"[\u3400-\u9fff]|[^\W\d_\u3400-\u9fff]+")
_NAME = re.compile(r"[A-Z][\w.'’-]+( (?:[A-Z][\w.'’-]*|de|den|der|van|von|la|da|bin)){1,4}")
"""A name as people write it, such as Jonas Berg or Anna van der Meer."""
SURE_OF_WISH = 0.4
"""How sure the wish for a person must be. Outside of a form hardly a doubt is needed; here most
words are answers, and plain wishes were found before."""
SURE = 0.8
"""How sure small talk must be where any words could be the answer."""


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
    words = words_of(tracker)
    facts = facts_of_turn(tracker, draft, words)
    if intent in LEAVES and _leaves(tracker, draft, words, facts):
        return Turned(None, LEAVES[intent])
    language = _language(tracker, draft["language"])
    if question := question_in(tracker, draft, words):
        turn, beside = take_with_question(tracker, draft, question, language)
        return Turned(told_before(tracker, draft, turn), beside)
    if intent in ASIDES and _is_aside(tracker, draft, words, facts):
        return Turned(ask_again(draft, tables), ASIDES[intent])
    taken = take_answer(draft, words, tables, facts, language=language, now_ms=now_ms)
    return Turned(told_before(tracker, draft, taken))


def _leaves(tracker: Tracker, draft: Draft, words: str, facts: list[Fact]) -> bool:
    """Whether the intent is meant; a short answer of the right shape only looks like one."""
    each, intent = open_field(draft, live.now.tables), intent_of(tracker)
    if intent == "EXTERNAL_handoff_ended":
        return True
    if intent == "request_human" and _confidence(tracker) < SURE_OF_WISH:
        return False
    if told_of(tracker) is Told.REPORT:
        return False
    if any(live.now.tables.words.is_said(name, words) for name in (*ANSWERS, "pause", "resume")):
        return False
    if _is_bare_list(words) or _only_names(words):
        return False
    if each and each.type == "short_text" and _NAME.fullmatch(words):
        return False
    if len(words) <= SHORT and _fits(each, words, facts):
        return False
    # Names and numbers are of no language and may be those of a lawyer; a story is.
    is_name = intent in NAMELIKE and each is not None and each.type != "free_text"
    return not is_name


def _confidence(tracker: Tracker) -> float:
    return float((tracker.latest_message or {})["intent"].get("confidence") or 0.0)


def _only_names(words: str) -> bool:
    """Whether it is a link, an account or an address and hardly a word beside it.

    No model has read such words before, so what it takes them for means nothing.
    """
    rest = _ADDRESS.sub(" ", words)
    return rest != words and len(_WORD.findall(rest)) <= MOST_BESIDE


def _is_aside(tracker: Tracker, draft: Draft, words: str, facts: list[Fact]) -> bool:
    each, intent = open_field(draft, live.now.tables), intent_of(tracker)
    words_of_form = live.now.tables.words
    # "Ok thanks" after a question in between answers no question for a device.
    steering = STEERING if each is None or each.type == "boolean" else STEERING[1:]
    if any(words_of_form.is_said(name, words) for name in steering):
        return False
    if _is_bare_list(words) or _fits(each, words, facts) or words == _before(tracker):
        return False
    if intent in QUESTIONS:
        return _is_question(tracker, each, words)
    if each is None or each.type not in PLAIN_ANSWERS:
        return not facts
    return len(words) <= SHORT and _confidence(tracker) >= SURE


def _is_bare_list(words: str) -> bool:
    """Whether there is nothing but addresses: whatever these seem to speak of, they are reports."""
    listed = list_of(words, with_numbers=False)
    return bool(listed.found) and not listed.rest


def _is_question(tracker: Tracker, each: FormField | None, words: str) -> bool:
    """What asks for something is answered, unless the field asks for a question itself."""
    if not live.now.tables.words.is_told("question", words):
        return False
    if each is None or each.type not in PLAIN_ANSWERS:
        return True
    if each.type == "free_text" and each.name != DESCRIPTION:
        return False
    if each.type == "short_text" and words.endswith(("?", "？")):
        return True
    return what_is_meant(tracker, sure=True, may_answer=True)[0] == "answer"


def _fits(each: FormField | None, words: str, facts: list[Fact]) -> bool:
    """Whether the words have the shape that the open question asks for."""
    if each is None or each.type in PLAIN_ANSWERS:
        return False
    if any(fact.field == each.name for fact in facts):
        return True
    return isinstance(read_answer(each, words, live.now.tables), Taken)


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


def _before(tracker: Tracker) -> str:
    """The customer's words before these: who says it twice means it as the answer."""
    said = [event for event in tracker.events or [] if event.get("event") == "user"]
    return str(said[-2].get("text") or "").strip() if len(said) > 1 else ""


def _language(tracker: Tracker, otherwise: str) -> str:
    found = language_of(tracker)
    return found if found in LANGUAGES else otherwise
