"""Cutting text to what one Telegram message holds."""

import re

MAX_UNITS = 4096
MAX_LABEL = 40

# Best first: the end of a paragraph, of a line, of a sentence, of a word.
_ENDS = (
    re.compile(r"\n\s*\n"),
    re.compile(r"\n"),
    re.compile(r"(?<=[.!?])\s|(?<=[。！？；])"),
    re.compile(r"\s"),
)


def units(text: str) -> int:
    """The length as Telegram counts it: UTF-16 units, two for most emoji."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def split_text(text: str, limit: int = MAX_UNITS) -> list[str]:
    """``text`` in parts of at most ``limit`` units, cut where a reader would pause."""
    parts = []
    rest = text.strip()
    while units(rest) > limit:
        cut = _cut(_head(rest, limit))
        parts.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    if rest:
        parts.append(rest)
    return parts


def shorten_label(label: str) -> str:
    """A button's label, at most ``MAX_LABEL`` characters."""
    return label if len(label) <= MAX_LABEL else f"{label[: MAX_LABEL - 1].rstrip()}…"


def _head(text: str, limit: int) -> str:
    """The longest beginning of ``text`` with at most ``limit`` units."""
    head = text[:limit]
    while (over := units(head) - limit) > 0:
        head = head[: -max(1, over // 2)]
    return head


def _cut(head: str) -> int:
    """Where to end a full part; an end in its first half would waste most of the message."""
    for end in _ENDS:
        places = [match.end() for match in end.finditer(head, len(head) // 2)]
        if places:
            return places[-1]
    return len(head)
