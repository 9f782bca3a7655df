"""Account names: "my account is noor_yoga", "verkoper jansen_deals", 主播叫 阿飞电台."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from handoff.extract.fields.message import Candidate, FieldLike, Message
from handoff.extract.found import Handle, Reference
from handoff.extract.vocabulary import Span, Vocabulary, Words

OWN_FIELDS = ("account_name", "affected_account")
"""Fields that hold the customer's own name."""

_ROOM = "room_or_link"
_OF_OTHERS = ("username", "object_ref", "url", "url_list")

_HAN = r"\u3400-\u4dbf\u4e00-\u9fff"
_OPENING, _CLOSING = "\"'“‘「『《<（(", "\"'”’」』》>）)"
_LATIN_NAME = re.compile(r"[A-Za-zÀ-ÿ0-9_](?:[A-Za-zÀ-ÿ0-9_.-]{0,38}[A-Za-zÀ-ÿ0-9_])?")
_HAN_NAME = re.compile(rf"(?=[\w]*[{_HAN}])\w{{2,20}}")
# A name of Chinese signs ends nowhere plainly: with one of these it may be half a sentence.
_SENTENCE_SIGNS = re.compile(
    "[了在我你您他她它们是不没有说骂打给要会就都也还很把被让向对和跟吗呢吧啊的这那个上下]"
)
_ENDS = re.compile(r"\s|[,.，。;；:：!！?？)）]|$")
_LAST = re.compile(r"\s*(?:[^\w\s]|$)")
_WHOLE = re.compile(rf"@?([\w{_HAN}](?:[\w.{_HAN}-]{{0,38}}[\w{_HAN}])?)")
_ORDINARY = re.compile(
    r"\d+[a-z]{0,4}|\d+[.-].*|v?\d+(?:\.\d+)+|[a-z]+'s|iphone\d*|covid-?19", re.I
)
_OPENED = re.compile(rf"\s*[:：=]?\s*[{re.escape(_OPENING)}]?@?(?<=[^\w])")
_WORD = re.compile(r"(?<![\w@.-])[A-Za-z][\w.-]*\w(?![\w@])", re.ASCII)
_AGAIN = re.compile(
    rf"\s*(?:那)?(?:就是|就叫|是|叫)?@?(?P<name>[\w{_HAN}][\w.{_HAN}-]{{1,19}}?)[啊呀哦哇呢吧啦嘛的]*(?:[\s,，。!！]|$)"
)
_LONGEST_HAN, _LONGEST_NUMBER = 8, 12


@dataclass(frozen=True)
class Name:
    """A name, its place without the @, and the words before it: keys of the clues for names."""

    value: str
    start: int
    end: int
    roles: frozenset[str]


def read_name(field: FieldLike, message: Message) -> list[Candidate]:
    """Return the names that may be meant, those that are called what the field asks for first."""
    if message.asked == field.name:
        return _answered(field, message)
    names = find_names(message)
    if field.name == "account_name":
        is_taken = _wants(message, "affected_account")
        own = [] if is_taken else [name for name in names if "own" in name.roles]
        fitting = own if own or is_taken else _labelled(message, names)
    else:
        role = "own" if field.name in OWN_FIELDS else field.name
        # What is called something else belongs to another field.
        fitting = [name for name in names if role in name.roles] or [
            name for name in names if name.roles <= {"someone"}
        ]
    return [Candidate(name.value, name.start, name.end) for name in fitting]


def _labelled(message: Message, names: Sequence[Name]) -> list[Name]:
    """Return the names of clauses such as "account: tessa_cooks", if no field is for others."""
    if any(f.type in _OF_OTHERS and f.name not in OWN_FIELDS for f in message.fields):
        return []
    return [name for name in names if _is_all_of_clause(message, name)]


def _is_all_of_clause(message: Message, name: Name) -> bool:
    first, last = message.clause(name.start, name.end)
    labels = message.words.clue("names", "labelled").spans(message.text[first : name.start])
    before = (
        message.text[first : first + start]
        + message.text[_skip_links(message.text, first + end, message.words)[0] : name.start]
        for start, end in labels
    )
    after = message.text[name.end : last]
    return any(not re.search(r"\w", each + after) for each in before)


def find_names(message: Message, *, is_answer: bool = False) -> list[Name]:
    """Return the names in a story: with an @, or called a name and looking like one."""
    rooms = [*_rooms(message)]
    called = [
        name
        for name in _called(message, is_answer)
        if not _is_taken(message, name)
        and not any(start < name.end and name.start < end for start, end in rooms)
    ]
    taken = [(name.start - 1, name.end) for name in called]
    handles = [
        Name(each.name, each.start + 1, each.end, frozenset())
        for each in message.found
        if isinstance(each, Handle)
        and not any(start < each.end and each.start < end for start, end in taken)
    ]
    return called + handles


def _rooms(message: Message) -> Iterator[Span]:
    """Yield the places of names that are said to be those of rooms: the streamer has another."""
    patterns = message.words.texts.get(_ROOM, ()) if _wants(message, _ROOM) else ()
    for pattern in patterns:
        for match in pattern.finditer(message.text):
            yield match.span(1 if pattern.groups and match[1] else 0)


def _is_taken(message: Message, name: Name) -> bool:
    """Whether it is a part of an address, a sum or a time; a made-up number can be a name."""
    others = (each for each in message.found if not isinstance(each, (Handle, Reference)))
    return any(each.start < name.end and name.start < each.end for each in others)


def _called(message: Message, is_answer: bool) -> Iterator[Name]:
    places: dict[tuple[int, int], tuple[str, set[str]]] = {}
    clues = message.words.clues.get("names", {})
    roles = {"own", "someone", *(field.name for field in message.fields)}
    for role in sorted(roles & set(clues)):
        for start, end in clues[role].spans(message.text, is_answer=is_answer):
            for name in _after(message, start, end, role == "someone", is_answer=is_answer):
                value, first, last = name
                places.setdefault((first, last), (value, set()))[1].add(role)
    for (first, last), (value, roles) in sorted(places.items()):
        yield Name(value, first, last, frozenset(roles))


def _after(
    message: Message, start: int, end: int, is_loose: bool, *, is_answer: bool
) -> Iterator[tuple[str, int, int]]:
    """Yield the name that stands after a word for an account, if what stands there is one.

    `is_loose` words ("person") stand before other things in quotes as well.
    """
    text, words = message.text, message.words
    first, said = _skip_links(text, end, words)
    opened = _OPENED.match(text, first)
    first, before = (opened.end(), opened.group()) if opened else (first, "")
    if not before and text[end - 1].isascii():
        return
    naming = words.lists["naming_colon" if re.search("[:：]", before) else "naming"]
    more = words.lists["naming_answer"] if is_answer else ()
    is_naming = (said or text[start:end].lower()) in (*naming, *more)
    is_quoted = before != "" and before[-1] in _OPENING
    name = _LATIN_NAME.match(text, first)
    if not name:
        may_stand = is_naming or bool(before)
        yield from _han_name(message, first, may_stand=may_stand, is_quoted=is_quoted)
    elif name.group().lower() not in words.lists["no_names"]:
        # "Named dr martin" goes on, and is no account.
        is_named = is_naming and bool(_LAST.match(text, name.end()))
        is_sure = before.endswith("@") or (is_quoted and not is_loose)
        is_closed = not is_quoted or text[name.end() : name.end() + 1] in _CLOSING
        if is_closed and (is_sure or _is_name(name.group(), words, is_naming=is_named)):
            yield name.group(), *name.span()


def _skip_links(text: str, end: int, words: Vocabulary) -> tuple[int, str]:
    """Return where the words between end ("is called"), and the last of them."""
    link, said = _link(words.lists["name_links"]), ""
    while match := link.match(text, end):
        end, said = match.end(), match.group().strip().lower()
    return end, said


@lru_cache(maxsize=4)
def _link(listed: tuple[str, ...]) -> "re.Pattern[str]":
    longest = sorted(listed, key=len, reverse=True)
    latin = "|".join(re.escape(word) for word in longest if word.isascii())
    han = "|".join(re.escape(word) for word in longest if not word.isascii())
    return re.compile(rf"(?:'s)?\s+(?:{latin})(?![\w.-])|\s*(?:{han}|ID(?![a-z0-9]))", re.I)


def _han_name(
    message: Message, start: int, *, may_stand: bool, is_quoted: bool
) -> Iterator[tuple[str, int, int]]:
    name = _HAN_NAME.match(message.text, start)
    if not name or name.group() in message.words.lists["no_names"]:
        return
    after = message.text[name.end() : name.end() + 1]
    is_bounded = is_quoted and after != "" and after in _CLOSING
    is_plain = len(name.group()) <= _LONGEST_HAN and not _SENTENCE_SIGNS.search(name.group())
    if is_bounded or (may_stand and is_plain and _ENDS.match(after)):
        yield name.group(), *name.span()


def _is_name(value: str, words: Vocabulary, *, is_naming: bool) -> bool:
    """Whether it looks made up; ordinary words are names only where they are called so."""
    # "hacked.please" is the end of one sentence and the beginning of another.
    pieces, none = re.split(r"[.-]", value.lower()), words.lists["no_names"]
    if len(value) < 2 or _ORDINARY.fullmatch(value) or pieces[0] in none or pieces[-1] in none:
        return False
    if is_naming or "_" in value:
        return True
    has_dot = bool(re.fullmatch(r"[a-z0-9-]{2,}(?:\.[a-z0-9]{2,})+", value))
    has_digit = len(value) >= 4 and bool(re.match("[A-Za-z]", value) and re.search(r"\d", value))
    return has_dot or (has_digit and not value.isupper())


def _answered(field: FieldLike, message: Message) -> list[Candidate]:
    """Return the name in an answer, or all of it; None for who has no account of their own."""
    none, unknown = (message.words.answers.get(n, Words()) for n in ("no_account", "unknown"))
    if field.name == "account_name" and none.stand_in(message.text):
        return [Candidate(None, 0, len(message.text))]
    if unknown.stand_in(message.text):
        return []
    names = find_names(message, is_answer=True)
    named = [Candidate(name.value, name.start, name.end) for name in names]
    if not named and any(_rooms(message)):
        return []
    return named or _whole(message) or _like_names(message) or _said_before(message)


def _said_before(message: Message) -> list[Candidate]:
    """Return the Chinese name of "就是小甜甜88啊，我说过了": who says it again adds words to it."""
    match = _AGAIN.match(message.text)
    if not match or _SENTENCE_SIGNS.search(match["name"]):
        return []
    rest = re.sub(r"\W", "", message.text[match.end() :])
    told = message.words.answers.get("told_before", Words())
    is_told = any(span == (0, len(rest)) for span in told.spans(rest))
    return [Candidate(match["name"], *match.span("name"))] if is_told else []


def _whole(message: Message) -> list[Candidate]:
    start = len(message.text) - len(message.text.lstrip())
    whole = _WHOLE.fullmatch(message.text.strip().rstrip(".,!。，！"))
    if not whole or not message.may_be_answer:
        return []
    value = whole.group(1)
    is_word = value.lower() in message.words.lists["no_names"]
    # A long number may be that of a card.
    is_number = value.isdigit() and len(value) > _LONGEST_NUMBER
    if is_word or is_number or len(value) < 2:
        return []
    return [Candidate(value, start, start + len(whole.group()))]


def _like_names(message: Message) -> list[Candidate]:
    """Return what looks like a name anywhere: "I think it was win_big_4u"."""
    return [
        Candidate(match.group(), *match.span())
        for match in _WORD.finditer(message.text)
        if _is_name(match.group(), message.words, is_naming=False)
        and not any(f.start < match.end() and match.start() < f.end for f in message.found)
    ]


def _wants(message: Message, name: str) -> bool:
    return any(field.name == name for field in message.fields)
