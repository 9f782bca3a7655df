"""What the parts of the web channel share: settings, ports and who is at the other end."""

import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from bot.channels.web.tokens import Session, Tokens
from handoff.ports import CustomerPresence, Inbox, Limits, Log
from handoff.rules.signals import LANGUAGES

Texts = Callable[[str, str, dict[str, str]], str]
"""Renders a content text: text id, language, values."""


@dataclass(frozen=True)
class WebSettings:
    """Limits of the public edge. ``*_s`` are seconds; counts of sockets are per service copy."""

    new_chats_per_min: float = 3.0
    new_chats_burst: int = 10
    messages_per_s: float = 1.0
    messages_burst: int = 5
    address_per_s: float = 20.0
    address_burst: int = 40
    frames_per_s: float = 10.0
    frames_burst: int = 40
    max_text: int = 4000
    max_frame_bytes: int = 16 * 1024
    hello_timeout_s: float = 5.0
    heartbeat_s: float = 25.0
    poll_s: float = 2.0
    sign_of_life_s: float = 15.0
    slow_reader_s: float = 10.0
    send_buffer_bytes: int = 256 * 1024
    sockets_per_conversation: int = 5
    sockets_per_address: int = 50
    trusted_proxies: int = 0
    """How many proxies of our own stand in front; each adds one ``X-Forwarded-For`` address."""


@dataclass(frozen=True)
class Wiring:
    """The ports and values that every part needs; built once by ``WebChannel``."""

    inbox: Inbox
    log: Log
    limits: Limits
    texts: Texts
    tokens: Tokens
    allowed_origins: frozenset[str]
    platforms: frozenset[str]
    default_platform: str
    settings: WebSettings
    now: Callable[[], float] = time.time
    presence: CustomerPresence | None = None
    roles: Callable[[], Collection[str]] = tuple
    """What a page may say its visitor is."""

    def text(self, text_id: str, language: str, values: Mapping[str, str] | None = None) -> str:
        """The content text in ``language`` (already one of ours)."""
        return self.texts(text_id, language, dict(values or {}))


@dataclass
class Visit:
    """One open tab: whose it is, where it comes from and the language of its labels."""

    session: Session
    address: str
    language: str = LANGUAGES[0]


def known_language(value: object) -> str:
    """``value`` if it is a language of ours (``nl-BE`` counts as ``nl``), else the first one."""
    short = value.partition("-")[0].lower() if isinstance(value, str) else ""
    return short if short in LANGUAGES else LANGUAGES[0]
