"""Values that are put right in words: "it is 350, not 250", "the amount is 350"."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from handoff.rules.forms_drafts import Draft
from handoff.rules.forms_fields import asked_field, named_field
from handoff.rules.forms_tables import FormTables

READ_ALONE = frozenset({"amount", "datetime"})
"""Types whose values can be told from any other words."""
READ_NAMED = READ_ALONE | {"contact", "order_ref", "transaction_ref", "url"}
"""Types whose values are found beside the name of the field; other words may say anything."""
READ_INSTEAD = READ_NAMED | {"username"}
_TOKEN = re.compile(r"[\w.,@-]*\w", re.ASCII)
_HAN = re.compile("[\u3400-\u9fff]{2,}")


def meant_by(draft: Draft, words: str, tables: FormTables) -> tuple[str, str]:
    """The field that the words are for, empty if none is known, and what of them tells its value.

    The open field, but for a wish to change another one or to put a value right.
    """
    if replaced := replaced_in(draft, words, tables):
        return replaced
    asked = asked_field(draft, words, tables)
    if asked or draft["open"]:
        return asked, words
    each = tables.field_of(draft["type"], named_field(draft, words, tables))
    return (each.name if each and each.type in READ_NAMED else ""), words


def replaced_in(draft: Draft, words: str, tables: FormTables) -> tuple[str, str] | None:
    """The only field that holds what is said to be wrong, and the words without that."""
    for old, rest in tables.words.without_wrong(words):
        held = [
            name
            for name, entry in draft["values"].items()
            if _type_of(draft, name, tables) in READ_INSTEAD and _holds(entry, old)
        ]
        if len(held) == 1 and rest:
            return held[0], rest
    return None


def correctable(draft: Draft, words: str, tables: FormTables) -> list[str]:
    """The answered fields that "actually it is 350" may be for, where no question is open."""
    if draft["open"] or not tables.words.is_told("correction", words):
        return []
    return [name for name in draft["values"] if _type_of(draft, name, tables) in READ_ALONE]


def _type_of(draft: Draft, name: str, tables: FormTables) -> str:
    each = tables.field_of(draft["type"], name)
    return each.type if each else ""


def _holds(entry: Mapping[str, Any], old: str) -> bool:
    value = entry["value"]
    told = value["amount"] if isinstance(value, Mapping) and "amount" in value else value
    return bool(set(_tokens(old)) & {*_tokens(str(told)), *_tokens(entry["words"])})


def _tokens(written: str) -> Iterator[str]:
    """Words and numbers, 250 and 250.00 alike."""
    for token in (*_TOKEN.findall(written.casefold()), *_HAN.findall(written)):
        plain = token.lstrip("@").replace(",", ".")
        yield re.sub(r"\.0+$", "", plain)
