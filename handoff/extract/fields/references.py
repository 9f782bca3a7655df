"""Numbers of transactions and orders, never those of cards or of anything else."""

import re
from collections.abc import Iterator

from handoff.extract.fields.message import Candidate, FieldLike, Message
from handoff.extract.fields.names import find_names
from handoff.extract.found import Card, Email, Link, Phone, Reference
from handoff.extract.references import find_references

# Of two in the same place the first: 快递单号 is no 单号.
_MEANINGS = ("other", "transaction", "order", "ticket")
# By type of field: what its number may be called, the surest first.
_MAY_BE = {"transaction_ref": ("transaction", "order", ""), "order_ref": ("order", "")}
_WHOLE = re.compile(r"[A-Za-z0-9]+(?:[ -]?[A-Za-z0-9]+){0,19}")
_HASHTAG = re.compile(r"[a-z]{3,}", re.ASCII)
_LOOK_BACK = 40


def read_reference(field: FieldLike, message: Message) -> list[Candidate]:
    """Return the numbers that may be meant, those that are called what the field asks for first."""
    is_answer = message.asked == field.name
    called = [
        (_meaning(message, reference), Candidate(reference.value, reference.start, reference.end))
        for reference in _references(message, is_answer=is_answer)
    ]
    for meaning in _MAY_BE[field.type]:
        fitting = [candidate for name, candidate in called if name == meaning]
        if fitting:
            return fitting
    return list(_answered(message)) if is_answer and not called else []


def meant_as(message: Message, meaning: str) -> list[Candidate]:
    """Return the numbers that the message calls so: "ticket", for one."""
    return [
        Candidate(reference.value, reference.start, reference.end)
        for reference in _references(message, is_answer=False)
        if _meaning(message, reference) == meaning
    ]


def _references(message: Message, *, is_answer: bool) -> Iterator[Reference]:
    names = [] if is_answer else find_names(message)
    for reference in find_references(message.text):
        is_name = any(n.start < reference.end and reference.start < n.end for n in names)
        is_other = any(
            isinstance(each, (Link, Email, Phone)) and each.overlaps(reference)
            for each in message.found
            if not (is_answer and isinstance(each, Phone))
        )
        is_shaped = is_answer or reference.is_named or _looks_like_one(reference.value)
        if is_shaped and not (is_name or is_other or _is_no_reference(message, reference)):
            yield reference


def _meaning(message: Message, reference: Reference) -> str:
    """Return what the nearest word before it calls it, or nothing."""
    first = max(message.sentence(reference.start, reference.end)[0], reference.start - _LOOK_BACK)
    before = message.text[first : reference.start]
    ends = {
        meaning: max(
            (end for _, end in message.words.clue("references", meaning).spans(before)), default=-1
        )
        for meaning in _MEANINGS
    }
    nearest = max(ends, key=lambda meaning: ends[meaning])
    return nearest if ends[nearest] >= 0 else ""


def _looks_like_one(value: str) -> bool:
    return not _HASHTAG.search(value) and sum(map(str.isdigit, value)) >= 5


def _is_no_reference(message: Message, reference: Reference) -> bool:
    is_tag = message.text[: reference.start].endswith("#") and _HASHTAG.search(reference.value)
    return bool(is_tag) or _is_iban(reference.value)


def _is_iban(value: str) -> bool:
    """Whether it is an account of a bank: two letters, two digits and a sum that comes out."""
    plain = value.replace("-", "").upper()
    if not re.fullmatch(r"[A-Z]{2}\d{2}[A-Z0-9]{10,30}", plain):
        return False
    return int("".join(str(int(sign, 36)) for sign in plain[4:] + plain[:4])) % 97 == 1


def _answered(message: Message) -> Iterator[Candidate]:
    """Yield an answer that is nothing but a number, also one in groups: 2026 1102 887."""
    written = message.text.strip().rstrip(".!。")
    value = written.replace(" ", "")
    if any(isinstance(each, (Card, Link, Email)) for each in message.found) or _is_iban(value):
        return
    words = re.findall(r"[A-Za-z]{3,}", written)
    if (
        _WHOLE.fullmatch(written)
        and not words
        and 6 <= len(value) <= 40
        and re.search(r"\d", value)
    ):
        start = message.text.index(written)
        yield Candidate(value, start, start + len(written))
