"""Reads one answer for one field: the value, or why it cannot be one.

Values are JSON: text for words, names, numbers and addresses; ``{"amount": "12.50", "currency":
"EUR"}`` (the currency empty if it was not told); an ISO 8601 time, day, week, month or year for
datetimes; ``true`` and ``false``; the id of an option; a list of addresses; ``{"kind", "ref"}`` for
an object (either empty while it is not known; ``ref`` a list where several of the kind are named);
``null`` for what the customer does not know or has not got.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from decimal import Decimal, InvalidOperation
from typing import Any

from handoff.rules.cards import has_masked_card
from handoff.rules.forms_lists import addresses_in, list_of
from handoff.rules.forms_tables import FormField, FormTables

CHAT = "chat"
"""The value of a contact that is the chat itself."""
MOST_WORDS_AROUND = 4
"""Words of an answer in which a bare number is taken for the reference that was asked for."""


@dataclass(frozen=True)
class Taken:
    """A value for the draft."""

    value: Any
    approximate: bool = False


@dataclass(frozen=True)
class Refused:
    """``text`` is the id of the text that says why, with an example."""

    text: str
    values: dict[str, str] = field(default_factory=dict)


Read = Taken | Refused

_HAN = re.compile("[\u3400-\u9fff]")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"\+?\d[\d\s()./-]{5,24}\d")
_NUMBER_OF = re.compile(r"[\s:#.]*(?:number|nummer|no|nr|id|编号|号码?)?[\s:#.]*$")
_USERNAME = re.compile(r"@?([\w.-]+)")
_REFERENCE = re.compile(r"[A-Za-z0-9-]+")
_NUMBER = re.compile(r"\d{1,3}(?:[., ']\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d+(?:[.,]\d{1,2})?(?!\d)")
_WEEK = re.compile(r"(\d{4})-W(\d{2})")
_LONGER = re.compile(r"(\d{4})(?:-(\d{2}))?")
_ARTICLE = re.compile(r"^(a|an|the|my|een|de|het|mijn|一个|一条|我的) ?(?=.)")
_SIGNS = {"€": "EUR", "eur": "EUR", "$": "USD", "usd": "USD", "dollar": "USD", "£": "GBP",
          "gbp": "GBP", "pound": "GBP", "¥": "CNY", "￥": "CNY", "cny": "CNY", "rmb": "CNY",
          "元": "CNY", "块": "CNY", "coins": "coins", "munten": "coins", "金币": "coins",
          "diamonds": "diamonds", "diamanten": "diamonds", "钻石": "diamonds"}  # fmt: skip


def read_answer(each: FormField, words: str, tables: FormTables) -> Read:
    """The value of ``words`` as an answer to the question for ``each``."""
    words = words.strip()
    if has_masked_card(words):
        return Refused("form_refused_card")
    if each.unknown and tables.words.is_said("unknown", words):
        return Taken(None)
    if each.none and tables.words.is_said("none", words):
        return Taken(None)
    return _READERS[each.type](each, words, tables)


def check_value(each: FormField, value: Any, tables: FormTables, now_ms: int) -> bool:
    """Whether a value that was found in a message, or comes from a channel, fits the field."""
    if value is None:
        return each.unknown or each.none
    if each.type == "datetime":
        return is_past(value, now_ms)
    if each.type == "choice":
        return value in (each.options or ())
    if each.type == "boolean":
        return isinstance(value, bool)
    if each.type == "url_list":
        return isinstance(value, list) and bool(value)
    if each.type == "object_ref":
        return isinstance(value, dict) and bool(value.get("ref") or value.get("kind"))
    if each.type == "amount":
        return isinstance(value, dict) and bool(value.get("amount"))
    if each.type == "attachment_list":
        return False
    if not isinstance(value, str) or has_masked_card(value):
        return False
    return value == CHAT or isinstance(read_answer(each, value, tables), Taken)


def is_past(value: object, now_ms: int) -> bool:
    """Whether what an ISO time names began before now."""
    at = began_ms(value)
    return at is not None and at <= now_ms


def began_ms(value: object) -> int | None:
    """Unix time in ms of the beginning of an ISO time, day, week, month or year, or None.

    What has no zone is meant in the one where it begins first.
    """
    written = str(value)
    try:
        if week := _WEEK.fullmatch(written):
            at = datetime.fromisocalendar(int(week[1]), int(week[2]), 1)
        elif longer := _LONGER.fullmatch(written):
            at = datetime(int(longer[1]), int(longer[2] or 1), 1)  # noqa: DTZ001  # see below
        else:
            at = datetime.fromisoformat(written)
    except ValueError:
        return None
    zone = at.tzinfo or timezone(timedelta(hours=14))
    return int(at.replace(tzinfo=zone).timestamp() * 1000)


def weight_of(words: str) -> int:
    """Characters, of which a Chinese one counts twice: it says as much."""
    return len(words) + len(_HAN.findall(words))


def _text(each: FormField, words: str, tables: FormTables) -> Read:
    least, most = tables.limits.get(each.type, (1, 4000))
    if len(words) > most:
        return Refused("form_refused_too_long", {"length": str(len(words)), "limit": str(most)})
    letters = [sign for sign in words.casefold() if sign.isalnum()]
    if not letters or (least > 1 and len(set(letters)) < 3):
        return Refused("form_refused_no_words")
    if weight_of(words) < least:
        limit = least // 2 if _HAN.search(words) else least
        return Refused("form_refused_too_short", {"limit": str(limit)})
    return Taken(words)


def _username(each: FormField, words: str, tables: FormTables) -> Read:
    least, most = tables.limits[each.type]
    match = _USERNAME.fullmatch(words.strip("\"'“”‘’.,!。！"))
    if not match or not least <= len(match[1]) <= most:
        return Refused("form_refused_username")
    return Taken(match[1])


def _contact(each: FormField, words: str, tables: FormTables) -> Read:
    if tables.words.is_said("chat", words):
        return Taken(CHAT)
    if email := _EMAIL.search(words):
        return Taken(email.group())
    least, most = tables.limits[each.type]
    for phone in _PHONE.finditer(words):
        digits = re.sub(r"\D", "", phone.group())
        if _is_of_object(words[: phone.start()], tables):
            continue
        if least <= len(digits) <= most:
            return Taken(("+" if phone.group().startswith("+") else "") + digits)
    return Refused("form_refused_contact")


def _is_of_object(before: str, tables: FormTables) -> bool:
    """Whether words end by naming what can be reported: "listing", "advertentienummer"."""
    named = _NUMBER_OF.sub("", before.casefold()).rstrip(" :#")
    labels = (
        label for kind in tables.objects for label in tables.labels.get(f"form_object_{kind}", ())
    )
    return any(named.endswith(label) for label in labels)


def _url(each: FormField, words: str, tables: FormTables) -> Read:
    urls = addresses_in(words, tables.limits["url"][1])
    return Taken(urls[0]) if urls else Refused("form_refused_url")


def _url_list(each: FormField, words: str, tables: FormTables) -> Read:
    listed = list_of(words, with_numbers=True, longest=tables.limits["url"][1])
    return Taken(list(listed.found)) if listed.found else Refused("form_refused_url_list")


def _reference(each: FormField, words: str, tables: FormTables) -> Read:
    least, most = tables.limits[each.type]
    found = [
        token
        for token in _REFERENCE.findall(words)
        if least <= len(token) <= most and any(sign.isdigit() for sign in token)
    ]
    # In a longer sentence it may be the name of a device, or a date.
    is_plain = len(words.split()) <= MOST_WORDS_AROUND
    return Taken(found[0]) if len(found) == 1 and is_plain else Refused("form_refused_reference")


def _amount(each: FormField, words: str, tables: FormTables) -> Read:
    numbers = list(_NUMBER.finditer(words))
    if len(numbers) != 1:
        return Refused("form_refused_amount")
    value = _decimal(numbers[0].group())
    if value is None or value <= 0:
        return Refused("form_refused_amount")
    low = words.casefold()
    currency = next((code for sign, code in _SIGNS.items() if sign in low), "")
    return Taken({"amount": f"{value:f}", "currency": currency})


def _decimal(written: str) -> Decimal | None:
    """Of two marks the last is the decimal one; a single mark before three digits is none."""
    plain = written.replace("'", "").replace(" ", "")
    head, mark, tail = plain.rpartition("." if plain.rfind(".") > plain.rfind(",") else ",")
    if mark and len(tail) != 3:
        plain = f"{re.sub('[.,]', '', head)}.{tail}"
    else:
        plain = re.sub("[.,]", "", plain)
    try:
        return Decimal(plain)
    except InvalidOperation:
        return None


def _datetime(each: FormField, words: str, tables: FormTables) -> Read:
    """Times in words are found by the reader of facts; only ISO dates are read here."""
    return Refused("form_refused_datetime") if began_ms(words) is None else Taken(words)


def _choice(each: FormField, words: str, tables: FormTables) -> Read:
    number = words.strip(".) ")
    if number.isascii() and number.isdigit() and 1 <= int(number) <= len(each.options):
        return Taken(each.options[int(number) - 1])
    said = words.casefold().strip(" .!。！")
    for option in each.options:
        if said == option or said in tables.labels.get(f"form_option_{each.name}_{option}", ()):
            return Taken(option)
    return Refused("form_refused_choice")


def _boolean(each: FormField, words: str, tables: FormTables) -> Read:
    if tables.words.is_said("yes", words):
        return Taken(True)
    if tables.words.is_said("no", words):
        return Taken(False)
    return Refused("form_refused_boolean")


def _object(each: FormField, words: str, tables: FormTables) -> Read:
    """The kind by its name, else what identifies it."""
    said = _ARTICLE.sub("", words.casefold().strip(" .!。！"))
    for kind in tables.objects:
        if said in tables.labels.get(f"form_object_{kind}", ()):
            return Taken({"kind": kind, "ref": ""})
    urls = addresses_in(words, tables.limits["url"][1])
    least, most = tables.limits["short_text"]
    ref = urls[0] if urls else words
    if not least <= len(ref) <= max(most, len(urls[0]) if urls else 0):
        return Refused("form_refused_object")
    if not any(sign.isalnum() for sign in ref):
        return Refused("form_refused_object")
    return Taken({"kind": "", "ref": ref})


def _files(each: FormField, words: str, tables: FormTables) -> Read:
    """Files come by another way; of words only addresses are evidence."""
    urls = addresses_in(words, tables.limits["url"][1])
    return Taken(urls) if urls else Refused("form_refused_evidence")


_READERS: dict[str, Callable[[FormField, str, FormTables], Read]] = {
    "free_text": _text,
    "short_text": _text,
    "username": _username,
    "contact": _contact,
    "url": _url,
    "url_list": _url_list,
    "transaction_ref": _reference,
    "order_ref": _reference,
    "amount": _amount,
    "datetime": _datetime,
    "choice": _choice,
    "boolean": _boolean,
    "attachment_list": _files,
    "object_ref": _object,
}
FIELD_TYPES = frozenset(_READERS)
"""The types of fields that can be read."""
