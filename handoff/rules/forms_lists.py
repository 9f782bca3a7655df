"""Lists in an answer: what is usable, what came twice, what could not be read.

A customer may report very many things over several messages. Nothing of a message is dropped in
silence: what looks like one more thing and is none is named back.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit

PICTURE = "screenshot"
"""What names an object that only a picture shows; also the way of naming it."""
SHOWN_BAD = 5
"""How many unusable parts are named back."""
LONGEST_ADDRESS, LONGEST_NAME = 2_000, 300

_END = r"\s<>\"'“”‘’，。；、！？（）【】《》)\]\u3400-\u9fff"
_ADDRESS = re.compile(
    rf"(?:https?://|www\.|(?<![\w@./-])(?:[a-z0-9-]+\.)+[a-z]{{2,24}}/)"
    rf"(?:(?![,;](?:https?:|www\.))[^{_END}])*",
    re.IGNORECASE | re.ASCII,
)
_HOST = re.compile(r"https?://(?:[^/\s@]+@)?[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)
_LIKE_ADDRESS = re.compile(r"^h?t{1,2}ps?[:/]|^www|://|\.\w+/", re.IGNORECASE)
_FRAGMENT = re.compile(r"\w[=&]\w|%[0-9a-f]{2}|[a-z][\w-]*/\S*\d", re.ASCII | re.IGNORECASE)
"""What no word has in it: a piece of an address that was cut in two."""
_SCHEME = re.compile(r"h?t{1,2}ps?|www", re.IGNORECASE)
_LISTING = re.compile(r"#?\w*\d{4,}\w*")
_REFERENCE = re.compile(r"(?=[^\s]*\d)[A-Za-z0-9][A-Za-z0-9-]{5,39}")
_TICKET = re.compile(r"[A-Za-z]{0,4}-?[A-Za-z0-9]{4,12}")
_HANDLE = re.compile(r"(?<![\w.@])@([\w.-]{2,40})")
_USERNAME = re.compile(r"[\w][\w.-]{1,39}")
_BETWEEN = re.compile(r"[\s,;，；、]+")
_EDGES = " \t\"'“”‘’()（）[]【】<>《》.,!:：。！*•·–-"
_TRACKING = re.compile(r"utm_\w+|fbclid|gclid|igshid|spm", re.IGNORECASE)
_NUMBERS = {"listing_number": _LISTING, "transaction_id": _REFERENCE, "order_id": _REFERENCE,
            "ticket_number": _TICKET}  # fmt: skip
_IN_WORDS = frozenset(
    {"name", "author_and_time", "sender_and_time", "room_and_time", "description", PICTURE}
)
"""Ways of naming an object that are a line in the customer's own words."""


@dataclass(frozen=True)
class Listed:
    """``found`` are usable and differ, ``doubles`` came again, ``bad`` could not be read; ``rest``
    are the words beside."""

    found: tuple[str, ...] = ()
    doubles: int = 0
    bad: tuple[str, ...] = ()
    rest: str = ""


def addresses_in(words: str, longest: int = LONGEST_ADDRESS) -> list[str]:
    """All web addresses in the order in which they stand, also those that stand twice."""
    return [url for url in map(_full, _ADDRESS.findall(words)) if _is_address(url, longest)]


def list_of(words: str, *, with_numbers: bool, longest: int = LONGEST_ADDRESS) -> Listed:
    """Addresses, and listing numbers where these were asked for."""
    return _read(words, [_LISTING] if with_numbers else [], longest)


def named_in(words: str, ways: Sequence[str], longest: int = LONGEST_ADDRESS) -> Listed:
    """Objects of a kind that is named in these ``ways`` (``identify_by`` of its row)."""
    patterns = [_NUMBERS[way] for way in ways if way in _NUMBERS]
    listed = Listed()
    if patterns or "link" in ways:
        links = words if "link" in ways else _ADDRESS.sub(" ", words)
        listed = _read(links, patterns, longest)
    if not listed.found and "username" in ways:
        listed = _names(words, listed)
    if not (listed.found or listed.bad) and _IN_WORDS.intersection(ways):
        # A description may have several lines and is one thing all the same.
        said = [" ".join(words.split())] if "description" in ways else words.splitlines()
        lines = [line.strip(_EDGES).lstrip("#") for line in said]
        return _fitting([line for line in lines if line])
    return listed


def more_of(known: Iterable[str], new: Iterable[str]) -> list[str]:
    """Those of ``new`` that name nothing known, each once."""
    keys, more = {key_of(one) for one in known}, list[str]()
    for one in new:
        if key_of(one) not in keys:
            keys.add(key_of(one))
            more.append(one)
    return more


def key_of(name: str) -> str:
    """The same for two ways of writing one address, number or name.

    An address loses what says where it was found, and what makes no difference: its scheme, www,
    a slash at the end. Its path keeps case and order.
    """
    if not re.match("https?://", name, re.IGNORECASE):
        return " ".join(name.casefold().split()).lstrip("@#")
    try:
        parts = urlsplit(name)
        host, port = (parts.hostname or "").removeprefix("www."), parts.port
    except ValueError:
        return name.casefold()
    asked = [(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True)
             if not _TRACKING.fullmatch(k)]  # fmt: skip
    where = f"{host}:{port}" if port not in (None, 80, 443) else host
    return f"{where}{parts.path.rstrip('/')}" + (f"?{urlencode(sorted(asked))}" if asked else "")


def _full(written: str) -> str:
    url = written.rstrip(".,;:!?*_~'")
    return url if "://" in url else f"https://{url}"


def _is_address(url: str, longest: int) -> bool:
    return bool(_HOST.match(url)) and len(url) <= longest


def _read(words: str, numbers: Sequence["re.Pattern[str]"], longest: int) -> Listed:
    """Addresses and, beside them, numbers; what is neither and looks like an address is bad."""
    found, bad, rest = list[str](), list[str](), list[str]()
    for line in words.splitlines():
        for piece in _pieces(line):
            token = piece.strip(_EDGES)
            if _is_address(_full(piece), longest) and _ADDRESS.match(piece):
                found.append(_full(piece))
            elif any(number.fullmatch(token) for number in numbers):
                found.append(token.lstrip("#"))
            elif _SCHEME.fullmatch(token):
                continue
            elif _is_piece(token) or (token == line.strip(_EDGES) and "." in token):
                bad.append(token if len(token) <= LONGEST_NAME else f"{token[:40]}…")
            elif token:
                rest.append(piece)
    return _once(found, tuple(dict.fromkeys(bad)), " ".join(rest))


def _is_piece(token: str) -> bool:
    """Whether it is, or was, a part of an address."""
    return bool(_LIKE_ADDRESS.search(token) or _FRAGMENT.search(token))


def _pieces(line: str) -> list[str]:
    """Addresses whole, all else cut where a blank or a comma stands."""
    pieces, at = list[str](), 0
    for match in _ADDRESS.finditer(line):
        pieces += [*_BETWEEN.split(line[at : match.start()]), match.group()]
        at = match.end()
    return [piece for piece in (*pieces, *_BETWEEN.split(line[at:])) if piece]


def _names(words: str, otherwise: Listed) -> Listed:
    """Names with an @, or names alone: one a line, or with commas between them."""
    if handles := [name.rstrip(".-") for name in _HANDLE.findall(words)]:
        return _fitting(handles)
    tokens = [token.strip(_EDGES) for token in re.split(r"[\n,;，；、]+", words)]
    tokens = [token for token in tokens if token]
    is_all = bool(tokens) and all(_USERNAME.fullmatch(token) for token in tokens)
    return _fitting(tokens) if is_all else otherwise


def _fitting(names: Sequence[str]) -> Listed:
    """Names that have letters and fit; one that is too long is named back."""
    good = [one for one in names if len(one) <= LONGEST_NAME and any(s.isalnum() for s in one)]
    return _once(good, tuple(f"{one[:40]}…" for one in names if len(one) > LONGEST_NAME))


def _once(found: Sequence[str], bad: tuple[str, ...] = (), rest: str = "") -> Listed:
    unlike = more_of((), found)
    return Listed(tuple(unlike), len(found) - len(unlike), bad, rest)
