"""A notice that managers post: news, a paused function, or a known fault.

Times are Unix milliseconds. Texts are given by language, by the people who post them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from handoff.rules.signals import LANGUAGES

NEWS, PAUSED, FAULT = "news", "paused", "fault"
KINDS = (NEWS, PAUSED, FAULT)
LONGEST = 600
"""Letters of a text: with all that stands around it, one message."""
DAY_MS = 86_400_000
FURTHEST_MS = 366 * DAY_MS


@dataclass(frozen=True)
class Function:
    """Something of the platform that can be paused or faulty; ``topics`` are about it."""

    id: str
    topics: tuple[str, ...] = ()


@dataclass(frozen=True)
class Notice:
    """One notice.

    - ``text``: of news all of it, else why it is paused, or what does not work and a way around
    - ``subject``: the function, or the complaint type, that it is about; news may have none
    - ``topics``: answers beside which it is shown
    - ``ends_ms``: news and pauses end by themselves then; a fault is expected to be fixed by then
    """

    id: str
    kind: str
    text: dict[str, str]
    starts_ms: int
    ends_ms: int
    subject: str = ""
    topics: tuple[str, ...] = ()

    def is_on(self, now_ms: int) -> bool:
        """Whether it is shown. A fault stays until somebody has said that it is fixed."""
        return self.starts_ms <= now_ms and (self.kind == FAULT or now_ms < self.ends_ms)

    @property
    def comes_back(self) -> bool:
        """Whether there is something to tell when it is over."""
        return self.kind != NEWS

    @property
    def is_about_type(self) -> bool:
        return self.subject.startswith(OF_TYPE)

    @property
    def title(self) -> str:
        """The text that names its subject; empty for news."""
        if not self.comes_back:
            return ""
        if self.is_about_type:
            return f"form_type_{self.subject.removeprefix(OF_TYPE)}"
        return f"form_option_function_{self.subject}"


OF_TYPE = "type:"
"""Stands before a subject that is a complaint type and no function."""


@dataclass(frozen=True)
class Postable:
    """What a notice may name: functions by id, topics, complaint types."""

    functions: Mapping[str, Function] = field(default_factory=dict)
    topics: frozenset[str] = frozenset()
    types: tuple[str, ...] = ()

    @property
    def subjects(self) -> list[str]:
        return [*self.functions, *(f"{OF_TYPE}{kind}" for kind in self.types)]


class Unfit(ValueError):
    """Why a notice cannot be posted: a content text and its values."""

    def __init__(self, text: str, **values: str) -> None:
        super().__init__(text)
        self.text = text
        self.values = values


def read_notice(given: Mapping[str, Any], notice_id: str, known: Postable, now_ms: int) -> Notice:
    """The notice that somebody wants to post; topics left out are those of its function.

    ``given``: ``kind``, ``text`` by language, ``ends_ms`` and, where they are wanted, ``subject``,
    ``topics`` and ``starts_ms``. Raises ``Unfit``.
    """
    kind, subject = given.get("kind"), str(given.get("subject") or "")
    if kind not in KINDS:
        raise Unfit("desk_notice_unknown_kind")
    if subject not in known.subjects and (subject or kind != NEWS):
        raise Unfit("desk_notice_unknown_subject")
    topics = tuple(dict.fromkeys(map(str, given.get("topics") or ())))
    if unknown := [topic for topic in topics if topic not in known.topics]:
        raise Unfit("desk_notice_unknown_topic", topic=unknown[0])
    function = known.functions.get(subject)
    if not topics and function:
        topics = tuple(topic for topic in function.topics if topic in known.topics)
    starts_ms, ends_ms = _read_period(given, now_ms)
    return Notice(notice_id, str(kind), _read_text(given), starts_ms, ends_ms, subject, topics)


def _read_text(given: Mapping[str, Any]) -> dict[str, str]:
    """In every language: nobody is told in one that they do not read."""
    texts = given.get("text")
    if not isinstance(texts, Mapping):
        raise Unfit("desk_notice_text", language=LANGUAGES[0])
    read = {}
    for language in LANGUAGES:
        text = str(texts.get(language) or "").strip()
        if not text or "…" in text:
            raise Unfit("desk_notice_text", language=language)
        if len(text) > LONGEST:
            raise Unfit("desk_notice_long", language=language, most=str(LONGEST))
        read[language] = text
    return read


def _read_period(given: Mapping[str, Any], now_ms: int) -> tuple[int, int]:
    starts_ms = check_time(given.get("starts_ms") or now_ms)
    return starts_ms, check_end(given.get("ends_ms"), starts_ms, now_ms)


def check_end(given: object, starts_ms: int, now_ms: int) -> int:
    """An end that lies ahead of both. Raises ``Unfit``."""
    ends_ms = check_time(given)
    if not max(starts_ms, now_ms) < ends_ms <= now_ms + FURTHEST_MS:
        raise Unfit("desk_notice_bad_end")
    return ends_ms


def check_time(given: object) -> int:
    if not isinstance(given, int) or isinstance(given, bool) or given < 0:
        raise Unfit("desk_notice_bad_end")
    return given
