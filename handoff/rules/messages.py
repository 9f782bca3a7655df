"""What people see: entries of a conversation's log, buttons and files."""

from dataclasses import dataclass, field
from enum import Enum


def first_name(name: str) -> str:
    """How customers know an agent; the rest of the name is the desk's."""
    return name.split()[0] if name.strip() else ""


PLACE = "place:"
"""Begins the id of an entry that is changed with the customer's place in line."""


class Speaker(str, Enum):
    """Who speaks in an entry. The customer must always be able to tell bot and person apart."""

    CUSTOMER = "customer"
    BOT = "bot"
    AGENT = "agent"
    SYSTEM = "system"


class Audience(str, Enum):
    """Who may see an entry: everybody, or the desk only (notes, internal events)."""

    ALL = "all"
    DESK = "desk"


@dataclass(frozen=True)
class Button:
    """A choice under a message; ``id`` is what comes back when it is pressed.

    Ids read ``<verb>:<argument>`` (``topic:refund_request``), stay under 64 bytes (Telegram's
    limit) and mean the same at any later time, so that an old button still works.
    """

    id: str
    label: str


@dataclass(frozen=True)
class FileRef:
    """A stored file: the store's key, the shown name, the media type and the size in bytes.

    ``kind`` is a kind of evidence of the catalogue, ``sha256`` that of the stored bytes, in hex.
    """

    key: str
    name: str
    media_type: str
    size: int
    kind: str = ""
    sha256: str = ""


@dataclass(frozen=True)
class Entry:
    """One line of the conversation's log.

    ``id`` is unique in the conversation, ``at_ms`` is Unix time in milliseconds, ``text_id`` and
    ``values`` say which content text was rendered (empty for words people typed). ``edits`` is the
    id of the entry that this one replaces, or empty.
    """

    id: str
    speaker: Speaker
    text: str
    at_ms: int
    name: str = ""
    audience: Audience = Audience.ALL
    buttons: tuple[Button, ...] = ()
    files: tuple[FileRef, ...] = ()
    text_id: str = ""
    values: dict[str, str] = field(default_factory=dict)
    edits: str = ""
