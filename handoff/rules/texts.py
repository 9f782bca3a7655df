"""Rendering of content texts: language, policy values, platform kinds."""

import re
from dataclasses import dataclass, field
from typing import Protocol

FALLBACK = "en"
_SLOT = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_ONE = {
    "minutes": "minute", "hours": "hour", "days": "day", "seconds": "second", "files": "file",
    "times": "time", "minuten": "minuut", "dagen": "dag", "seconden": "seconde",
    "bestanden": "bestand",
}  # fmt: skip
"""What is counted, of several and of one; what is not here is written alike for both."""
_COUNTED = re.compile(rf"{_SLOT.pattern}(?: ({'|'.join(_ONE)})\b)?")

ByLanguage = dict[str, str]


class Texts(Protocol):
    """Whatever renders content texts."""

    def render_text(self, text_id: str, language: str, values: dict[str, str]) -> str:
        """Raises ``KeyError`` for an id that is in no file."""
        ...


@dataclass(frozen=True)
class Content:
    """Texts, answers, titles and policy values as read from ``data/``; replaced as a whole."""

    texts: dict[str, ByLanguage] = field(default_factory=dict)
    answers: dict[str, ByLanguage] = field(default_factory=dict)
    answers_by_platform: dict[tuple[str, str], ByLanguage] = field(default_factory=dict)
    titles: dict[str, ByLanguage] = field(default_factory=dict)
    policy: dict[str, ByLanguage] = field(default_factory=dict)

    def render_text(self, text_id: str, language: str, values: dict[str, str]) -> str:
        """A text with its values. Raises ``KeyError`` for an id that is in no file."""
        return self._fill(_pick(self.texts[text_id], language), language, values)

    def render_answer(self, topic: str, language: str, platform: str) -> str:
        """The answer of a topic, worded for the platform kind where that differs."""
        answer = self.answers_by_platform.get((topic, platform)) or self.answers[topic]
        return self._fill(_pick(answer, language), language, {})

    def render_title(self, name: str, language: str) -> str:
        """Title of a topic or a category."""
        return _pick(self.titles[name], language)

    def _fill(self, template: str, language: str, values: dict[str, str]) -> str:
        def value(match: "re.Match[str]") -> str:
            name, counted = match.groups()
            filled = values[name] if name in values else _pick(self.policy[name], language)
            if not counted:
                return filled
            return f"{filled} {_ONE[counted] if filled == '1' else counted}"

        return _COUNTED.sub(value, template)


def slots_of(template: str) -> set[str]:
    """Names in braces in a template."""
    return set(_SLOT.findall(template))


def _pick(by_language: ByLanguage, language: str) -> str:
    return by_language.get(language) or by_language[FALLBACK]
