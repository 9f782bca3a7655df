"""The draft of a complaint: one JSON object, never changed in place.

``{"id", "type", "language", "platform", "description": [str], "values": {field: {"value", "words",
"source", "approximate"}}, "skipped": [field], "open": field, "failures": int, "changing": bool,
"evidence": {"count", "kinds"}, "step": "asking" | "summary" | "confirmed"}``; see
``docs/complaints.md``.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from handoff.rules.forms_lists import more_of
from handoff.rules.forms_tables import (
    DESCRIPTION,
    EVIDENCE,
    PLATFORM,
    Condition,
    Effect,
    FormField,
    FormTables,
)
from handoff.rules.forms_values import Taken, began_ms, check_value, read_answer, weight_of

Draft = dict[str, Any]
HOUR_MS = 3_600_000


class Fact(NamedTuple):
    """What a message says about a field: its value, and the words that say so."""

    field: str
    value: Any
    words: str
    approximate: bool = False


def new_draft(kind: str, language: str, platform: str) -> Draft:
    """An empty draft; the service gives it its id."""
    return {
        "id": "", "type": kind, "language": language, "platform": platform, "description": [],
        "values": {}, "skipped": [], "open": "", "failures": 0, "changing": False,
        "evidence": {"count": 0, "kinds": []}, "step": "asking",
    }  # fmt: skip


def with_story(draft: Draft, words: str, tables: FormTables) -> Draft:
    """The words added as they are; a bare wish to complain is no story."""
    words = words.strip()
    if not words or words in draft["description"] or tables.words.is_said("bare_wish", words):
        return draft
    return {**draft, "description": [*draft["description"], words]}


def with_value(
    draft: Draft, each: FormField, found: Taken, words: str, source: str, tables: FormTables
) -> Draft:
    """The draft with an answer, which also stands for the common field that it ``fills``."""
    if each.name == DESCRIPTION:
        return with_story(draft, words, tables)
    entry = {
        "value": found.value,
        "words": words.strip(),
        "approximate": found.approximate,
        "source": source,
    }
    values = {**draft["values"], each.name: entry}
    stands_for = draft["values"].get(each.fills, {})
    if each.fills and stands_for.get("source") != "channel":
        values[each.fills] = entry
    skipped = [name for name in draft["skipped"] if name != each.name]
    platform = found.value if each.name == PLATFORM else draft["platform"]
    return {**draft, "values": values, "skipped": skipped, "platform": platform}


def with_facts(
    draft: Draft,
    facts: Iterable[Fact],
    tables: FormTables,
    source: str,
    now_ms: int,
    *,
    overwrite: Collection[str],
) -> tuple[Draft, list[str]]:
    """What a message says about any field, and which fields it filled.

    What is known already stays, but for the fields to ``overwrite``; lists of addresses grow.
    """
    filled = []
    for fact in facts:
        each = tables.field_of(draft["type"], fact.field)
        value: Any = None if each and each.none and fact.value == "none" else fact.value
        if each is None or not check_value(each, value, tables, now_ms):
            continue
        known = draft["values"].get(each.name, {}).get("value")
        if each.type == "url_list":
            known = known or []
            value = [*known, *more_of(known, value)][: tables.limits[each.type][1]]
        elif is_answered(draft, each, tables) and each.name not in overwrite:
            continue
        elif each.type == "object_ref" and known:
            value = {name: value[name] or known[name] for name in ("kind", "ref")}
        elif each.type == "amount" and known and not value["currency"]:
            # "350, not 250" is about the same money.
            value = {**value, "currency": known["currency"]}
        taken = Taken(value, bool(fact.approximate))
        draft = with_value(draft, each, taken, fact.words, source, tables)
        filled.append(each.name)
    return draft, filled


def with_known(draft: Draft, known: Mapping[str, str], tables: FormTables) -> Draft:
    """What the channel knows of the customer, and what is taken unless said otherwise."""
    form = tables.types[draft["type"]]
    usual = {each.name: each.default for each in tables.common if each.default}
    if form.purpose:
        usual["purpose"] = form.purpose
    if len(form.platforms) == 1:
        usual[PLATFORM] = form.platforms[0]
    if draft["platform"]:
        known = {**known, PLATFORM: draft["platform"]}
    for each in tables.common:
        for words, source in ((known.get(each.name), "channel"), (usual.get(each.name), "story")):
            read = read_answer(each, words, tables) if words else None
            if isinstance(read, Taken) and each.name not in draft["values"]:
                draft = with_value(draft, each, read, "", source, tables)
    return draft


def is_answered(draft: Draft, each: FormField, tables: FormTables) -> bool:
    """Whether nothing is left to ask about the field."""
    if each.name in draft["skipped"]:
        return True
    if each.name == DESCRIPTION:
        told = sum(weight_of(words) for words in draft["description"])
        return told >= tables.limits[each.type][0]
    if each.name == EVIDENCE:
        return bool(draft["evidence"]["count"]) or EVIDENCE in draft["values"]
    if each.name == PLATFORM:
        return bool(draft["platform"])
    value = draft["values"].get(each.name)
    if value is not None and each.type == "object_ref":
        return bool(value["value"]["kind"] and value["value"]["ref"])
    return value is not None


def next_field(draft: Draft, tables: FormTables) -> FormField | None:
    """The field to ask about now, or None when all is known.

    A field that another answer may make needless waits for that answer.
    """
    if loss := loss_of(draft, tables):
        asked = [tables.field_of(draft["type"], name) for name in loss.asks]
        return next((each for each in asked if each and not is_answered(draft, each, tables)), None)
    left = [
        each
        for each in tables.fields_of(draft["type"])
        if each.is_asked
        and not is_answered(draft, each, tables)
        and not (each.unless and holds(draft, each.unless, 0))
    ]
    names = {each.name for each in left}
    ready = (each for each in left if not (each.unless and each.unless.field in names))
    return next(ready, None) or next(iter(left), None)


def holds(draft: Draft, condition: Condition, now_ms: int) -> bool:
    """Whether the answers fulfil the condition."""
    value = draft["values"].get(condition.field, {}).get("value")
    if value is None or value not in condition.values:
        return False
    if not condition.within_hours:
        return True
    at = str(draft["values"].get("occurred_at", {}).get("value") or "")
    began = began_ms(at)
    # A day without a time may have been its last hour.
    hours = condition.within_hours + (24 if "T" not in at or "T00:00" in at else 0)
    return began is not None and began > now_ms - hours * HOUR_MS


def with_loss(draft: Draft, words: str, tables: FormTables) -> Draft:
    """The draft with words that tell of a running loss as part of its story, however short."""
    hears = any(each.heard == "ongoing_loss" for each in tables.types[draft["type"]].bypass)
    story = draft["description"]
    is_new = hears and not _tells_loss(story, tables) and _tells_loss([*story, words], tables)
    return with_story(draft, words, tables) if is_new else draft


def loss_of(draft: Draft, tables: FormTables) -> Effect | None:
    """What is to be done where money or the account is being lost right now, or None."""
    told = _tells_loss(draft["description"], tables)
    bypass = tables.types[draft["type"]].bypass
    return next((each for each in bypass if told and each.heard == "ongoing_loss"), None)


def _tells_loss(story: Sequence[str], tables: FormTables) -> bool:
    """Whether something is being lost: that it goes on may be told apart from what is lost."""

    def is_told(name: str) -> bool:
        return any(tables.words.is_told(name, words) for words in story)

    return is_told("ongoing_loss") or (is_told("going_on") and is_told("loss"))


def effects_of(draft: Draft, tables: FormTables, now_ms: int) -> list[Effect]:
    """All that the answers so far change for the ticket; those with a ``reason`` first."""
    form = tables.types[draft["type"]]
    found = [
        each
        for each in (*form.bypass, *form.raises)
        if each.condition and holds(draft, each.condition, now_ms)
    ]
    loss = loss_of(draft, tables)
    return [loss, *found] if loss else found
