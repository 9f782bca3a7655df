"""Short texts: a device, a version, an error message; as an answer whatever was written."""

from collections.abc import Iterator

from handoff.extract.fields.message import Candidate, FieldLike, Message, lies_within
from handoff.extract.fields.references import meant_as
from handoff.extract.found import Found, Link, Room

LONGEST = 120
_TICKET_FIELD = "earlier_ticket"
_OF_ANYTHING = ("room_or_link", "impersonated_party")
"""Fields whose answer may name an account, a link or a time and is one all the same."""


def read_text(field: FieldLike, message: Message) -> list[Candidate]:
    """Return what the patterns of the field find, else the whole of a short answer."""
    found = list(_patterned(field, message)) + list(_found(field, message))
    if field.name == _TICKET_FIELD:
        found += meant_as(message, "ticket")
    spans = [(each.start, each.end) for each in found]
    whole = [each for each in found if not lies_within((each.start, each.end), spans)]
    if whole or message.asked != field.name:
        return whole
    # "Since yesterday" is no device, even when that was asked.
    is_of_things = field.name in message.words.texts and field.name not in _OF_ANYTHING
    is_about_others = is_of_things and message.found
    return [] if is_about_others else list(_answered(message))


def _patterned(field: FieldLike, message: Message) -> Iterator[Candidate]:
    for pattern in message.words.texts.get(field.name, ()):
        for match in pattern.finditer(message.text):
            group = 1 if pattern.groups and match[1] else 0
            yield Candidate(match[group].strip(), *match.span(group))


def _found(field: FieldLike, message: Message) -> Iterator[Candidate]:
    kinds = message.words.found_as.get(field.name, ())
    for each in message.found:
        if type(each).__name__.lower() in kinds:
            yield Candidate(_written(each), each.start, each.end)


def _written(each: Found) -> str:
    if isinstance(each, Link):
        return each.url
    return each.number if isinstance(each, Room) else ""


def _answered(message: Message) -> Iterator[Candidate]:
    """Yield the answer as it stands, if it is one."""
    written = message.text.strip()
    if 1 <= len(written) <= LONGEST and message.may_be_answer:
        start = message.text.index(written)
        yield Candidate(written, start, start + len(written))
