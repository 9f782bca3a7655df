"""What customers say to steer a form: yes, no, skip, cancel, change; patterns of
``data/catalogue/form_words.yml``."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

Patterns = tuple["re.Pattern[str]", ...]

WHOLE = (
    *("yes", "no", "skip", "unknown", "none", "measure"),
    *("cancel", "pause", "resume", "go_on", "help", "how_long", "chat", "bare_wish"),
)
WITHIN = (
    *("correction", "instead", "change", "amiss", "bare_change", "complains", "question"),
    *("wrong_type", "other_type"),
    *("ongoing_loss", "going_on", "loss", "shown", "stunt", "somebody"),
    *("money_fear", "harm", "said_before"),
)
"""Names of the tables: those that must match all of a message, and those that look for a part."""

_EDGES = " \t\r\n.!,;:。！，；~…\"'“”*()"
_LONGEST = 200
"""Characters; whoever writes more says more than yes, skip or cancel."""
_CLAUSE = re.compile(r"[,.;:!，。；：！]+\s*")
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True)
class FormWords:
    """Answers for words as the customer wrote them, whatever their case and spacing."""

    whole: dict[str, Patterns] = field(default_factory=dict)
    within: dict[str, Patterns] = field(default_factory=dict)

    def is_said(self, name: str, words: str) -> bool:
        """Whether all of the message says what the table ``name`` holds."""
        plain = _plain(words)
        if len(plain) > _LONGEST:
            return False
        bare = plain.rstrip("?？")
        return any(p.fullmatch(plain) or p.fullmatch(bare) for p in self.whole.get(name, ()))

    def is_told(self, name: str, words: str) -> bool:
        """Whether a part of the message tells what the table ``name`` holds."""
        plain = _plain(words)
        return any(pattern.search(plain) for pattern in self.within.get(name, ()))

    def after_going_on(self, words: str) -> str:
        """What follows the wish to go on: "continue please, my name is @x"; else empty."""
        first, *rest = _CLAUSE.split(words.strip(), maxsplit=1)
        goes_on = self.is_said("go_on", first) or self.is_said("resume", first)
        return rest[0].strip(_EDGES) if rest and goes_on else ""

    def without(self, name: str, words: str) -> str:
        """The message, spaces single, without the parts that the table ``name`` holds."""
        written = rest = _spaced(words)
        for pattern in self.within.get(name, ()):
            rest = re.compile(pattern.pattern, re.IGNORECASE).sub(" ", rest)
        return words if rest == written else rest

    def to_change(self, words: str) -> str | None:
        """What the customer wants to change, as they call it; empty if they do not say, None if
        they want no such thing."""
        plain = _plain(words)
        if any(pattern.search(plain) for pattern in self.within.get("bare_change", ())):
            return ""
        for pattern in (*self.within.get("change", ()), *self.within.get("amiss", ())):
            if match := pattern.search(plain):
                return match["what"]
        return None

    def without_wrong(self, words: str) -> Iterator[tuple[str, str]]:
        """What is said to be wrong ("not 250"), and the message without it; one by one."""
        written, plain = _spaced(words), _spaced(words).casefold()
        if len(written) != len(plain):
            return
        for pattern in self.within.get("instead", ()):
            for match in pattern.finditer(plain):
                rest = f"{written[: match.start()]} {written[match.end() :]}"
                yield match["old"], _spaced(rest)


def read_words(raw: Mapping[str, Any]) -> FormWords:
    """From ``form_words.yml``. Raises ``re.error`` for what is no pattern."""
    return FormWords(whole=_compiled(raw["whole"]), within=_compiled(raw["within"]))


def _compiled(tables: Mapping[str, Any]) -> dict[str, Patterns]:
    return {
        name: tuple(re.compile(pattern) for pattern in patterns)
        for name, patterns in tables.items()
    }


def _plain(words: str) -> str:
    return _spaced(words).casefold().strip(_EDGES)


def _spaced(words: str) -> str:
    return _SPACES.sub(" ", words.replace("\u2019", "'")).strip(_EDGES)
