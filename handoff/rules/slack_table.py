"""Which department is worked in which channel of Slack."""

from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from typing import Any

from handoff.rules.signals import LANGUAGES

MOST_UNDO_S = 15


@dataclass(frozen=True)
class SlackTable:
    """``channels``: department to the name of its Slack channel; ``rest`` is that of all others.

    ``undo_s``: how long a reply can be taken back, in seconds.
    """

    language: str = "en"
    undo_s: int = 5
    channels: Mapping[str, str] = field(default_factory=dict)
    rest: str = ""

    def channel_of(self, department: str) -> str:
        """Empty for a department that is worked at the web desk alone."""
        return self.channels.get(department, self.rest)

    def names(self) -> set[str]:
        """All Slack channels that are used."""
        return {name for name in (*self.channels.values(), self.rest) if name}


def read_slack(plain: Mapping[str, Any], departments: Container[str]) -> SlackTable:
    """From a file's content. Raises ``ValueError`` with what is wrong and what to write."""
    language = plain.get("language", "en")
    if language not in LANGUAGES:
        raise ValueError(f"language is {language!r}: write one of {', '.join(LANGUAGES)}")
    undo_s = plain.get("undo_seconds", 5)
    if not isinstance(undo_s, int) or isinstance(undo_s, bool) or not 0 <= undo_s <= MOST_UNDO_S:
        raise ValueError(f"undo_seconds is {undo_s!r}: write a whole number, 0 to {MOST_UNDO_S}")
    channels = plain.get("channels") or {}
    if not isinstance(channels, Mapping):
        raise ValueError('channels is no table: write lines such as "billing: support-billing"')
    for department, name in channels.items():
        if department not in departments:
            raise ValueError(f"channels names {department!r}, which is no department")
        _check_name(department, name)
    rest = plain.get("rest") or ""
    if rest:
        _check_name("rest", rest)
    known = {str(department): str(name).lstrip("#") for department, name in channels.items()}
    return SlackTable(language, undo_s, known, str(rest).lstrip("#"))


def _check_name(what: str, name: Any) -> None:
    """Slack's own rule for names of channels."""
    bare = str(name or "").lstrip("#")
    fits = (
        bool(bare)
        and bare == bare.lower()
        and not set(bare) & set(" .,!?@#/\\")
        and len(bare) <= 80
    )
    if not isinstance(name, str) or not fits:
        raise ValueError(
            f"{what}: {name!r} is no name of a Slack channel: write it as Slack shows it, "
            'in small letters without spaces, such as "support-billing"'
        )
