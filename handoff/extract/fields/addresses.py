"""Links, lists of links, ways to reach the customer, and things that are reported."""

import re
from collections.abc import Iterator
from typing import Any

from handoff.extract.fields.message import Candidate, FieldLike, Message, lies_within
from handoff.extract.fields.names import find_names
from handoff.extract.found import Email, Found, Link, Phone, Room
from handoff.extract.vocabulary import Span, Words

IN_CHAT = "chat"
"""The contact of those who want the answer in the conversation itself."""

_LINK_TYPES = ("url", "url_list")
_NUMBER = re.compile(r"(?<![\w-])[A-Z0-9]*\d[A-Z0-9]{5,}(?![\w-])")
_TAG = re.compile(r"#(\w{2,40})")
_KIND_GAP = 3


def read_link(field: FieldLike, message: Message) -> list[Candidate]:
    """Return the links that may be meant."""
    found = [Candidate(link.url, link.start, link.end) for link in _links(field, message)]
    none = message.words.answers.get("no_link", Words())
    if not found and message.asked == field.name and none.stand_in(message.text):
        return [Candidate(None, 0, len(message.text))]
    return found


def read_links(field: FieldLike, message: Message) -> list[Candidate]:
    """Return one list of all links that may be meant, each once; listing numbers as an answer."""
    links: list[tuple[str, int, int]] = [(x.url, x.start, x.end) for x in _links(field, message)]
    if message.asked == field.name:
        taken = [
            (each.start, each.end) for each in message.found if isinstance(each, (Link, Email))
        ]
        links += [
            (match.group(), *match.span())
            for match in _NUMBER.finditer(message.text)
            if not any(start < match.end() and match.start() < end for start, end in taken)
        ]
    if not links:
        return []
    values = list(dict.fromkeys(value for value, _, _ in links))
    return [Candidate(values, min(x[1] for x in links), max(x[2] for x in links))]


def _links(field: FieldLike, message: Message) -> list[Link]:
    links = [each for each in message.found if isinstance(each, Link)]
    if message.asked == field.name:
        return links
    return [link for link in links if _field_of(link, message) == field.name]


def _field_of(link: Link, message: Message) -> str:
    """Return the field that the nearest clue before a link speaks of, or the only one there is."""
    wanted = [field.name for field in message.fields if field.type in _LINK_TYPES]
    first = message.sentence(link.start, link.end)[0]
    before = message.text[first : link.start]
    clues = message.words.clues.get("links", {})
    ends = {
        name: max((end for _, end in clues[name].spans(before)), default=-1)
        for name in (*wanted, "not")
        if name in clues
    }
    nearest = max(ends, key=lambda name: ends[name], default="")
    if nearest and ends[nearest] >= 0:
        return nearest
    # A field with clues of its own is not filled without one.
    plain = [name for name in wanted if name not in clues]
    return plain[0] if len(plain) == 1 else ""


def read_contact(field: FieldLike, message: Message) -> list[Candidate]:
    """Return e-mail addresses and telephone numbers said to be the customer's, or `IN_CHAT`."""
    reached: list[Found] = [each for each in message.found if isinstance(each, (Email, Phone))]
    is_answer = message.asked == field.name
    reached = [each for each in reached if not _is_listing(message, each)]
    own = [each for each in reached if is_answer or _is_own(message, each)]
    if own or not is_answer:
        return [Candidate(_reach(each), each.start, each.end) for each in own]
    here = message.words.answers.get("in_chat", Words())
    return [Candidate(IN_CHAT, *span) for span in list(here.spans(message.text))[:1]]


def _reach(each: Found) -> str:
    return each.address if isinstance(each, Email) else getattr(each, "number", "")


def _is_own(message: Message, each: Found) -> bool:
    """Whether its clause says so; an address that something came from is somebody else's."""
    own, other = message.words.clue("contact", "own"), message.words.clue("contact", "not")
    clause = message.clause_of(each)
    is_all = not re.search(r"\w", message.text[: each.start] + message.text[each.end :])
    # A bare number is what was asked for; eight digits are a telephone number in many places.
    is_other_answer = message.asked and isinstance(each, Phone) and not _has_country(message, each)
    return (is_all and not is_other_answer) or (
        message.is_before(own, each.start, 2) and not other.stand_in(clause)
    )


def _has_country(message: Message, phone: Phone) -> bool:
    return message.text[phone.start] == "+"


def _is_listing(message: Message, each: Found) -> bool:
    """Whether the number is said to be that of a listing."""
    if not isinstance(each, Phone) or _has_country(message, each):
        return False
    return message.is_before(message.words.clue("objects", "listing"), each.start, 2)


def read_object(field: FieldLike, message: Message) -> list[Candidate]:
    """Return what is reported, as `{"kind": id or "", "ref": link, number or name}`.

    An answer may name the kind alone: then `ref` is empty. Of a field for `many`, `ref` is a list
    of all that are named, if these are several.
    """
    is_answer = message.asked == field.name
    found = [*_named_objects(message, is_answer=is_answer)]
    if len(found) > 1 and getattr(field, "many", False):
        return [_together(found)]
    if found:
        return found
    if not is_answer:
        return _reported_kind(message, is_own=not getattr(field, "many", False))
    kinds = _kinds(message, 0, len(message.text))
    return [Candidate({"kind": kind, "ref": ""}, 0, len(message.text)) for kind in kinds]


def _reported_kind(message: Message, *, is_own: bool) -> list[Candidate]:
    """Return the kind of what the customer wants to report, where it is not named yet.

    Where others did something (`in the comments`) tells it as well, unless the object is the
    customer's own.
    """
    wish, where = message.words.clue("reports", "wish"), message.words.clue("reports", "where")
    people, places = message.words.lists["no_reported_kind"], message.words.lists["places"]
    return [
        Candidate({"kind": kind, "ref": ""}, *span)
        for span, kind in _kind_spans(message, 0, len(message.text))
        if (kind not in people and message.is_before(wish, span[0], _KIND_GAP))
        or (kind in places and not is_own and message.is_before(where, span[0], 1))
    ]


def _together(found: list[Candidate]) -> Candidate:
    """All of them as one value; of different kinds none is given."""
    kinds = {each.value["kind"] for each in found if each.value["kind"]}
    refs = list(dict.fromkeys(each.value["ref"] for each in found))
    value = {"kind": kinds.pop() if len(kinds) == 1 else "", "ref": refs}
    return Candidate(value, found[0].start, found[-1].end)


def _named_objects(message: Message, *, is_answer: bool) -> Iterator[Candidate]:
    for link in message.found:
        if isinstance(link, Link) and (is_answer or not _field_of(link, message)):
            yield _object(message, link.url, link.start, link.end)
        elif isinstance(link, Room) and is_answer:
            yield _object(message, link.number, link.start, link.end, "live_room")
    if is_answer and not any(isinstance(each, Link) for each in message.found):
        names = [(name.value, name.start, name.end) for name in find_names(message)]
        tags = [(match.group(1), *match.span()) for match in _TAG.finditer(message.text)]
        for value, start, end in names + tags:
            yield _object(
                message, value, start, end, "hashtag" if (value, start, end) in tags else ""
            )


def _object(message: Message, ref: str, start: int, end: int, kind: str = "") -> Candidate:
    kinds = set() if kind else _kinds(message, *message.sentence(start, start)[:1], start)
    value: dict[str, Any] = {"kind": kind or (kinds.pop() if len(kinds) == 1 else ""), "ref": ref}
    return Candidate(value, start, end)


def _kinds(message: Message, start: int, end: int) -> set[str]:
    return {kind for _, kind in _kind_spans(message, start, end)}


def _kind_spans(message: Message, start: int, end: int) -> list[tuple[Span, str]]:
    """Return the kinds that are named there, with their places counted from `start`."""
    text = message.text[start:end]
    named = [
        (span, kind)
        for kind, words in message.words.clues.get("objects", {}).items()
        for span in words.spans(text)
    ]
    spans = [span for span, _ in named]
    return [(span, kind) for span, kind in named if not lies_within(span, spans)]
