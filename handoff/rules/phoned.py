"""A complaint that an agent types in for somebody on the phone: the same tables, all at once.

The answers are the customer's words for each field, or the id of an option; ``yes`` and ``no``;
``unknown`` and ``none`` where the field allows them; an ISO day or time; ``{"kind", "ref"}`` for an
object.
"""

from collections.abc import Mapping
from typing import Any

from handoff.rules.cards import has_masked_card
from handoff.rules.forms_drafts import (
    Draft,
    holds,
    is_answered,
    new_draft,
    with_known,
    with_story,
    with_value,
)
from handoff.rules.forms_replies import options_of
from handoff.rules.forms_tables import DESCRIPTION, EVIDENCE, PLATFORM, FormField, FormTables
from handoff.rules.forms_values import Refused, Taken, check_value, read_answer

NEEDED = Refused("form_refused_needed")
"""What is refused if nothing was typed in."""
UNKNOWN, NONE = "unknown", "none"
Answers = Mapping[str, Any]


def asked_by_phone(kind: str, tables: FormTables) -> list[FormField]:
    """The fields of a type; files cannot be told, and the platform is chosen with the type."""
    return [each for each in tables.fields_of(kind) if each.name not in (EVIDENCE, PLATFORM)]


def choices_by_phone(each: FormField, platform: str, tables: FormTables) -> list[str]:
    """What may be chosen as the answer to a field, or as the kind of an object."""
    if each.type == "contact":
        return []
    left = [UNKNOWN] if each.unknown else []
    options = options_of(new_draft("", "", platform), each, tables)
    return [*options, *left]


def phoned_draft(
    kind: str, answers: Answers, tables: FormTables, *, language: str, platform: str, now_ms: int
) -> tuple[Draft, dict[str, Refused]]:
    """The draft, and for each field that is missing or wrong the reason.

    Raises ``KeyError`` for a type that is not in the tables.
    """
    draft = with_known(new_draft(kind, language, platform), {}, tables)
    wrong: dict[str, Refused] = {}
    for each in asked_by_phone(kind, tables):
        given = answers.get(each.name)
        if given in (None, "", {"kind": "", "ref": ""}):
            continue
        read = _read(each, given, draft, tables, now_ms)
        if isinstance(read, Refused):
            wrong[each.name] = read
        elif each.name == DESCRIPTION:
            draft = with_story(draft, str(given), tables)
        else:
            words = given if read.value is not None and _is_words(each) else ""
            draft = with_value(draft, each, read, words, "answer", tables)
    for each in asked_by_phone(kind, tables):
        if _is_missing(each, draft, tables) and each.name not in wrong:
            wrong[each.name] = NEEDED
    return {**draft, "step": "confirmed"}, wrong


def _read(
    each: FormField, given: Any, draft: Draft, tables: FormTables, now_ms: int
) -> Taken | Refused:
    """The answer, read as in the chat; what a page chose is looked at as well."""
    if each.type == "object_ref":
        return _read_object(each, given, draft, tables)
    if not isinstance(given, str):
        return NEEDED
    if given == UNKNOWN and each.unknown:
        return Taken(None)
    if given == NONE and each.none:
        return Taken(None)
    if each.type == "boolean" and given in ("yes", "no"):
        return Taken(given == "yes")
    read = read_answer(each, given, tables)
    if each.type == "contact" and isinstance(read, Taken) and read.value == "chat":
        return Refused("form_refused_contact")  # there is no chat on the phone
    if isinstance(read, Taken) and not check_value(each, read.value, tables, now_ms):
        return Refused(f"form_refused_{each.type}")
    return read


def _read_object(each: FormField, given: Any, draft: Draft, tables: FormTables) -> Taken | Refused:
    kind = given.get("kind") if isinstance(given, dict) else None
    ref = str(given.get("ref") or "") if isinstance(given, dict) else ""
    if has_masked_card(ref):
        return Refused("form_refused_card")
    if kind not in tables.objects_for(each, draft["platform"]):
        return Refused("form_refused_choice")
    read = read_answer(each, ref, tables)
    if isinstance(read, Refused):
        return read
    return Taken({"kind": kind, "ref": read.value["ref"] or ref})


def _is_words(each: FormField) -> bool:
    return each.type not in ("choice", "boolean", "datetime", "object_ref")


def _is_missing(each: FormField, draft: Draft, tables: FormTables) -> bool:
    if not each.required or is_answered(draft, each, tables):
        return False
    return not (each.unless and holds(draft, each.unless, 0))
