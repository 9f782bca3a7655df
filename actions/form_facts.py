"""What the customer's words say about the fields of a form."""

from __future__ import annotations

import time
from datetime import timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from rasa_sdk import Tracker

from actions.form_tables import live
from actions.signals import metadata_of
from handoff.extract.facts import fields_of
from handoff.rules.forms import read_again
from handoff.rules.forms_corrections import correctable, meant_by
from handoff.rules.forms_drafts import Draft, Fact
from handoff.rules.forms_replies import Turn
from handoff.rules.routes import EMERGENCY as SAFETY
from handoff.rules.shown import Told, what_is_told


def facts_in(tracker: Tracker, draft: Draft, words: str, asked: str = "") -> list[Fact]:
    """Return what `words` say about fields of the draft's type; `asked` is the open one.

    Fear for money says nothing about a danger that would bring a person.
    """
    found = fields_of(
        live.now.tables.fields_of(draft["type"]),
        words,
        now_ms=now_ms_of(tracker),
        zone=_zone(tracker),
        language=draft["language"],
        words=live.now.vocabulary,
        asked=asked,
    )
    facts = [Fact(*fact) for fact in found]
    if what_is_told(words, live.now.tables.words) is not Told.MONEY:
        return facts
    bypass = live.now.tables.types[draft["type"]].bypass
    grave = {e.condition.field for e in bypass if e.condition and e.reason == SAFETY}
    return [fact for fact in facts if fact.field not in grave]


def facts_of_turn(tracker: Tracker, draft: Draft, words: str) -> list[Fact]:
    """Return what a message in mid-form says, as an answer to what it is for.

    "Actually it is 350" is for the only field whose value it can be.
    """
    tables = live.now.tables
    asked, telling = meant_by(draft, words, tables)
    facts = facts_in(tracker, draft, telling, asked)
    if facts or asked:
        return facts
    names = correctable(draft, words, tables)
    found = [f for name in names for f in facts_in(tracker, draft, words, name)]
    right = [fact for fact in found if fact.field in names and fact.value is not None]
    return right if len(right) == 1 else []


def told_before(tracker: Tracker, before: Draft, turn: Turn) -> Turn:
    """Return the turn with what was said before about fields of a type that was just chosen.

    Answers to questions that the new type does not ask are read as well, the story last.
    """
    if turn.draft["type"] == before["type"]:
        return turn
    kept = turn.draft["values"]
    answers = [entry["words"] for name, entry in before["values"].items() if name not in kept]
    said = [words for words in (*answers, *reversed(before["description"])) if words]
    facts = [fact for words in said for fact in facts_in(tracker, turn.draft, words)]
    return read_again(turn, said, facts, live.now.tables, now_ms_of(tracker))


def now_ms_of(tracker: Tracker) -> int:
    """Return when the customer wrote."""
    return int(metadata_of(tracker).get("at_ms") or time.time() * 1000)


def _zone(tracker: Tracker) -> tzinfo:
    try:
        return ZoneInfo(str(metadata_of(tracker).get("timezone") or "UTC"))
    except (ZoneInfoNotFoundError, ValueError):
        return timezone.utc
