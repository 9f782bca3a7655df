"""Options of a choice, and yes or no, said in free words."""

import re
from collections.abc import Iterator, Mapping

from handoff.extract.fields.message import Candidate, FieldLike, Message, lies_within
from handoff.extract.found import Email, Handle, Link
from handoff.extract.vocabulary import Words

_NUMBER = re.compile(
    r"\s*(?:(?:option|optie|number|nummer|nr\.?|no\.?|选项?|第)\s*)?(\d{1,2})\s*(?:个|项|号)?[.!。]?\s*",
    re.I,
)
_BEGINNING = 12


def read_choice(field: FieldLike, message: Message) -> list[Candidate]:
    """Return the options that are named, as their ids; more than one fits no field."""
    is_answer = message.asked == field.name
    named = message.words.choices.get(field.name, {})
    heard = {option: named.get(option, Words()) for option in field.options}
    found = _heard(message, heard, is_answer=is_answer)
    if found or not is_answer:
        return found
    return list(_by_place(field, message)) or list(_by_name(field, message))


def read_boolean(field: FieldLike, message: Message) -> list[Candidate]:
    """Return true and false as they are said; a bare yes or no only answers the open question."""
    is_answer = message.asked == field.name
    found = _heard(message, message.words.choices.get(field.name, {}), is_answer=is_answer)
    if is_answer:
        found += _bare(message)
    return [Candidate(each.value == "yes", each.start, each.end) for each in found]


def _bare(message: Message) -> list[Candidate]:
    """Return the yes or no that begins or ends an answer, unless it asks or is not known."""
    said = ("yes", "no", "unknown")
    answers = {word: message.words.answers.get(word, Words()) for word in said}
    heard = _spans(message, answers)
    text = message.text.rstrip(" .!。！")
    if message.text.rstrip().endswith(("?", "？")) or not heard:
        return []
    first, last = heard[0], heard[-1]
    chosen = first if first.start <= _BEGINNING or last.end != len(text) else last
    is_bare = chosen.start <= _BEGINNING or chosen.end == len(text)
    return [chosen] if is_bare and chosen.value != "unknown" else []


def _heard(message: Message, heard: Mapping[str, Words], *, is_answer: bool) -> list[Candidate]:
    return [
        each
        for each in _spans(message, heard, is_answer=is_answer)
        if message.has_happened(each.start)
    ]


def _spans(
    message: Message, heard: Mapping[str, Words], *, is_answer: bool = False
) -> list[Candidate]:
    """Return what is heard, in order, without what is only a part of something longer.

    The words of an address or of a name say nothing: /fake-bag is no complaint about a fake.
    """
    tight = [span for words in heard.values() for span in words.tight_spans(message.text)]
    named = [
        (each.start, each.end) for each in message.found if isinstance(each, (Link, Email, Handle))
    ]
    whole = [
        Candidate(meaning, *span)
        for meaning, words in heard.items()
        for span in words.spans(message.text, is_answer=is_answer)
        if not lies_within(span, [*tight, *named])
    ]
    return sorted(whole, key=lambda each: each.start)


def _by_place(field: FieldLike, message: Message) -> Iterator[Candidate]:
    """The second one, 2, optie 2, 第二个: options are counted in the order of the table."""
    places = dict(zip(("first", "second", "third"), field.options, strict=False))
    places["last"] = field.options[-1]
    ordinals = {
        option: message.words.answers.get(place, Words()) for place, option in places.items()
    }
    if match := _NUMBER.fullmatch(message.text):
        if 1 <= int(match[1]) <= len(field.options):
            yield Candidate(field.options[int(match[1]) - 1], *match.span())
        return
    yield from _spans(message, ordinals)


def _by_name(field: FieldLike, message: Message) -> Iterator[Candidate]:
    """The id itself, as its words, and "something else"."""
    for option in field.options:
        name = re.compile(rf"\b{re.escape(option).replace('_', '[ _-]')}\b", re.IGNORECASE)
        yield from (Candidate(option, *match.span()) for match in name.finditer(message.text))
    if "other" in field.options:
        other = message.words.answers.get("other", Words())
        yield from _spans(message, {"other": other})
