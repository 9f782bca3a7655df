"""Which fields of a complaint form a message fills: in a story, or as an answer."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timezone, tzinfo
from typing import Any, NamedTuple

from handoff.extract.fields.addresses import read_contact, read_link, read_links, read_object
from handoff.extract.fields.amounts import read_amount
from handoff.extract.fields.choices import read_boolean, read_choice
from handoff.extract.fields.message import Candidate, FieldLike, Message
from handoff.extract.fields.names import read_name
from handoff.extract.fields.references import read_reference
from handoff.extract.fields.texts import read_text
from handoff.extract.fields.times import read_time
from handoff.extract.find import find_all
from handoff.extract.flat import flat
from handoff.extract.vocabulary import Vocabulary, Words


class Fact(NamedTuple):
    """What fills a field.

    `value` is JSON by the type of the field (docs/facts.md), or None where the customer says that
    it is not known; `words` are the customer's own.
    """

    field: str
    value: Any
    words: str
    approximate: bool


_READERS: Mapping[str, Callable[[FieldLike, Message], list[Candidate]]] = {
    "username": read_name,
    "contact": read_contact,
    "url": read_link,
    "url_list": read_links,
    "transaction_ref": read_reference,
    "order_ref": read_reference,
    "amount": read_amount,
    "datetime": read_time,
    "choice": read_choice,
    "boolean": read_boolean,
    "object_ref": read_object,
    "short_text": read_text,
}
"""By type of field; free text and files are not looked for in words."""


def fields_of(
    fields: Sequence[FieldLike],
    text: str,
    *,
    now_ms: int,
    zone: tzinfo,
    language: str,
    words: Vocabulary,
    asked: str = "",
) -> list[Fact]:
    """Return what `text` fills of `fields`, in their order, each at most once.

    `now_ms` is when the customer wrote, in milliseconds since 1970; times are meant in `zone`.
    `asked` is the open field: bare words are understood as its answer. Where two values fit
    equally, none is given: asking again is better than a wrong guess.
    """
    now = datetime.fromtimestamp(now_ms / 1000, timezone.utc).astimezone(zone)
    plain = flat(text)
    found = find_all(plain, language, now)
    message = Message(plain, language, now, found, fields, words, asked)
    return [fact for field in fields for fact in _facts(field, message, text)]


def _facts(field: FieldLike, message: Message, text: str) -> Iterator[Fact]:
    read = _READERS.get(field.type)
    candidates = read(field, message) if read else []
    if candidates and all(each.value == candidates[0].value for each in candidates):
        chosen = candidates[0]
        rough = any(each.approximate for each in candidates)
        yield Fact(field.name, chosen.value, text[chosen.start : chosen.end], rough)
    elif not candidates and field.name == message.asked and read:
        unknown = message.words.answers.get("unknown", Words())
        if unknown.stand_in(message.text):
            yield Fact(field.name, None, text, False)
