"""Fields that grow from message to message: which of them a message is for, and what it adds."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from handoff.rules.cards import has_masked_card
from handoff.rules.forms_drafts import Draft, Fact
from handoff.rules.forms_lists import (
    PICTURE,
    SHOWN_BAD,
    Listed,
    addresses_in,
    list_of,
    more_of,
    named_in,
)
from handoff.rules.forms_tables import EVIDENCE, FormField, FormTables

Says = tuple[tuple[str, dict[str, str]], ...]
MOST = "url_list"
"""The type of field whose most counts for every list."""
LONGEST_WORDS = 1_000
_SEVERAL = 2


@dataclass(frozen=True)
class Added:
    """``field`` has grown, empty if none has; ``facts`` are those about other fields, ``beside``
    the words beside the list, or all of a message with one thing."""

    draft: Draft
    facts: list[Fact]
    field: str = ""
    says: Says = ()
    beside: str = ""


def add_listed(
    draft: Draft, words: str, facts: Sequence[Fact], tables: FormTables, source: str
) -> Added:
    """What a message adds to a list, whatever question is open.

    More than fits is left out and told; what is there already counts once.
    """
    if _is_one_answer(draft, words, tables):
        lists = {each.name for each in tables.fields_of(draft["type"]) if each.is_list}
        return Added(draft, [fact for fact in facts if fact.field not in lists])
    each, listed = _meant(draft, words, facts, tables)
    if each is None or not listed.found or has_masked_card(words):
        return Added(draft, list(facts))
    others = [fact for fact in facts if fact.field != each.name]
    known = [] if draft["changing"] and draft["open"] == each.name else listed_in(draft, each)
    new = more_of(known, listed.found)
    room = max(0, tables.limits[MOST][1] - len(known))
    kind = _kind(draft, each, facts)
    entry = {
        "value": _value(each, [*known, *new[:room]], kind),
        "words": _words(draft, each, listed, is_first=not known),
        "approximate": False,
        "source": source,
    }
    values = {**draft["values"], each.name: entry}
    skipped = [name for name in draft["skipped"] if name != each.name]
    grown = {**draft, "values": values, "skipped": skipped}
    doubles = listed.doubles + len(listed.found) - len(new)
    counts = {"new": min(room, len(new)), "total": len(known) + min(room, len(new)),
              "doubles": doubles, "left": max(0, len(new) - room)}  # fmt: skip
    beside = words if len(listed.found) == 1 else listed.rest
    return Added(grown, others, each.name, _told(counts, listed.bad), beside)


def listed_in(draft: Draft, each: FormField) -> list[str]:
    """What the list of a field holds."""
    return refs_of(draft["values"].get(each.name, {}).get("value"))


def refs_of(value: object) -> list[str]:
    """What a value of any type names: none, one or several."""
    if isinstance(value, Mapping):
        return refs_of(value.get("ref"))
    if isinstance(value, list):
        return [str(one) for one in value if one]
    return [value] if isinstance(value, str) and value else []


def kind_told(draft: Draft, each: FormField) -> str:
    """The kind of an object, as far as it was told; another object begins with its kind."""
    value = draft["values"].get(each.name, {}).get("value") or {}
    return str(value.get("kind", "")) if isinstance(value, dict) and not draft["changing"] else ""


def read_named(draft: Draft, each: FormField, words: str, tables: FormTables) -> Listed:
    """The objects in an answer, by the ways in which their kind is named."""
    ways = tables.objects.get(kind_told(draft, each), ((), ()))[1]
    return named_in(words, ways, tables.limits["url"][1])


def shows_object(draft: Draft, each: FormField, tables: FormTables) -> bool:
    """Whether a picture names what the open question asks for."""
    ways = tables.objects.get(kind_told(draft, each), ((), ()))[1]
    return each.type == "object_ref" and PICTURE in ways and not listed_in(draft, each)


def _is_one_answer(draft: Draft, words: str, tables: FormTables) -> bool:
    """Whether the only address is what a question asks for that is not about a list."""
    each = tables.field_of(draft["type"], draft["open"])
    takes_one = each is not None and each.type in ("url", "short_text")
    return takes_one and len(addresses_in(words)) == 1


def _meant(
    draft: Draft, words: str, facts: Sequence[Fact], tables: FormTables
) -> tuple[FormField | None, Listed]:
    """The list that a message is for, and what it adds."""
    longest = tables.limits["url"][1]
    lists = {each.name: each for each in tables.fields_of(draft["type"]) if each.is_list}
    told = {fact.field: refs_of(fact.value) for fact in facts if fact.field in lists}
    told = {name: refs for name, refs in told.items() if refs}
    each = lists.get(draft["open"])
    if each and set(told) <= {each.name}:
        if each.type == "object_ref" and kind_told(draft, each):
            return each, read_named(draft, each, words, tables)
        listed = list_of(words, with_numbers=each.type == "url_list", longest=longest)
        return each, _with(listed, told.get(each.name, ()))
    if len(told) > 1:
        return None, Listed()
    listed = list_of(words, with_numbers=False, longest=longest)
    if told:
        [(name, refs)] = told.items()
        return lists[name], _with(listed, refs)
    return _grown(draft, listed, lists.values()), listed


def _grown(draft: Draft, listed: Listed, lists: Iterable[FormField]) -> FormField | None:
    """More of what there is a list of; several addresses in one message are objects at once."""
    each = next(iter(lists), None)
    if each is None:
        return None
    known = len(listed_in(draft, each))
    is_proof = each.many and draft["open"] == EVIDENCE and known < _SEVERAL
    is_list = known > 0 or (each.many and len(listed.found) >= _SEVERAL)
    return each if is_list and not is_proof else None


def _with(listed: Listed, refs: Iterable[str]) -> Listed:
    """What the reader of facts has found besides."""
    found = (*listed.found, *more_of(listed.found, refs))
    return Listed(found, listed.doubles, listed.bad, listed.rest)


def _kind(draft: Draft, each: FormField, facts: Sequence[Fact]) -> str:
    own = [fact.value.get("kind") for fact in facts if fact.field == each.name
           and isinstance(fact.value, Mapping)]  # fmt: skip
    return kind_told(draft, each) or next((str(kind) for kind in own if kind), "")


def _value(each: FormField, refs: list[str], kind: str) -> Any:
    if each.type == "url_list":
        return refs
    return {"kind": kind, "ref": refs if len(refs) > 1 else "".join(refs)}


def _words(draft: Draft, each: FormField, listed: Listed, *, is_first: bool) -> str:
    """What was said beside the list: the list is the value. What could not be read was told."""
    before = "" if is_first else draft["values"].get(each.name, {}).get("words", "")
    said = [part for part in (before, listed.rest) if part]
    return " ".join(dict.fromkeys(said))[:LONGEST_WORDS]


def _told(counts: dict[str, int], bad: tuple[str, ...]) -> Says:
    """Nothing about one plain address; else how many there are, and what was not taken."""
    if counts["total"] == 1 and not (counts["doubles"] or bad):
        return ()
    values = {name: str(count) for name, count in counts.items()}
    values["bad"] = ", ".join(bad[:SHOWN_BAD])
    if len(bad) > SHOWN_BAD:
        values["bad"] += " …"
    if counts["left"]:
        text = "form_listed_full"
    elif not counts["new"]:
        text = "form_listed_known"
    else:
        text = "form_listed_doubles" if counts["doubles"] else "form_listed"
    says: Says = ((text, values),)
    return (*says, ("form_left_out", {"bad": values["bad"]})) if bad else says
