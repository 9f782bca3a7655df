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
from handoff.rules.forms_drafts import Draft, Fact
from handoff.rules.forms_replies import Turn


def facts_in(tracker: Tracker, draft: Draft, words: str, asked: str = "") -> list[Fact]:
    """Return what `words` say about fields of the draft's type; `asked` is the open one."""
    found = fields_of(
        live.now.tables.fields_of(draft["type"]),
        words,
        now_ms=now_ms_of(tracker),
        zone=_zone(tracker),
        language=draft["language"],
        words=live.now.vocabulary,
        asked=asked,
    )
    return [Fact(*fact) for fact in found]


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
