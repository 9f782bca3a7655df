"""What a message does to those who see it: whom it pings, which links it makes active.

Texts of blocks follow their kind: ``mrkdwn`` is read for ``<...>``, bare addresses and names,
``plain_text`` for nothing, ``rich_text`` by its elements.
"""

import html
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.slack.errors import Json

_ENDS = "com|org|net|info|io|nl|de|eu|uk|cn|dev|app|shop|xyz|ru|me|co|biz|top|site|online"
# The rest of an address: up to a blank or an (escaped) bracket, without the stop of a sentence.
_REST = r"(?:(?!&[lg]t;)[^\s<>|])*(?<![.,;:!?)])"
BARE = re.compile(
    rf"(?<![\w@./-])((?:https?://|www\.)\w{_REST}|(?:[\w-]+\.)+(?:{_ENDS})\b(?:/{_REST})?)",
    re.IGNORECASE,
)
CONTROL = re.compile(r"<([^<>]+)>")
_MARKDOWN_LINK = re.compile(r"\[([^\]]*)\]\(([^)\s]+)\)")
_EVERYBODY = re.compile(r"(?<!\w)@(channel|here|everyone)\b")
_MEDIA = re.compile(r"\.(?:png|jpe?g|gif|webp|mp4|mov)(?:\?.*)?$|youtu\.?be", re.IGNORECASE)


@dataclass(frozen=True)
class Link:
    url: str
    label: str = ""

    @property
    def is_disguised(self) -> bool:
        """The label looks like an address, and not like this one."""
        return bool(BARE.search(self.label)) and self.label not in self.url


@dataclass
class Seen:
    """``everybody`` has channel, here or everyone. ``unfurled`` are the urls shown as previews."""

    users: set[str] = field(default_factory=set)
    groups: set[str] = field(default_factory=set)
    everybody: set[str] = field(default_factory=set)
    links: list[Link] = field(default_factory=list)
    unfurled: list[str] = field(default_factory=list)

    @property
    def pings(self) -> set[str]:
        return self.users | self.groups | self.everybody


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def rich_text(stored: str) -> list[Json]:
    """The blocks that Slack's app sends with a message that a person has typed."""
    pieces = [_piece(part) for part in re.split(r"(<[^<>]+>)", stored) if part]
    if not pieces:
        return []
    section = {"type": "rich_text_section", "elements": pieces}
    return [{"type": "rich_text", "block_id": secrets.token_urlsafe(4), "elements": [section]}]


def _piece(part: str) -> Json:
    if not CONTROL.fullmatch(part):
        return {"type": "text", "text": html.unescape(part)}
    target, _, label = html.unescape(part[1:-1]).partition("|")
    if target.startswith("@"):
        return {"type": "user", "user_id": target[1:]}
    if target.startswith("#"):
        return {"type": "channel", "channel_id": target[1:]}
    if target.startswith("!subteam^"):
        return {"type": "usergroup", "usergroup_id": target.removeprefix("!subteam^")}
    if target.startswith("!"):
        return {"type": "broadcast", "range": target[1:]}
    return {"type": "link", "url": target} | ({"text": label} if label else {})


def seen(body: Json, shown_as: Json | None = None) -> Seen:
    """What a message pings and links; ``shown_as`` has the arguments it was posted with."""
    asked = shown_as or {}
    found = Seen()
    blocks = [*body.get("blocks", [])]
    for attachment in body.get("attachments", []):
        for name in ("text", "pretext", "fallback"):
            _read_mrkdwn(found, str(attachment.get(name, "")), bare=True)
        blocks += attachment.get("blocks", [])
    if body.get("text"):
        # Beside blocks the text is in notifications alone: it pings, and links nothing.
        links = [] if blocks else found.links
        _read_text(found, str(body["text"]), asked, links)
    for block in blocks:
        _read(found, block)
    urls = [link.url for link in found.links]
    if asked.get("unfurl_links"):
        found.unfurled = urls
    elif asked.get("unfurl_media", True):
        found.unfurled = [url for url in urls if _MEDIA.search(url)]
    return found


def _read_text(found: Seen, text: str, asked: Json, links: list[Link]) -> None:
    keep, found.links = found.links, links
    if asked.get("mrkdwn") is False and asked.get("parse") != "full":
        _read_mrkdwn(found, text, bare=asked.get("parse") != "none")
    elif asked.get("parse") == "full":
        _read_bare(found, text)
        found.everybody |= set(_EVERYBODY.findall(text))
    else:
        _read_mrkdwn(found, text, bare=asked.get("parse") != "none")
        if asked.get("link_names"):
            found.everybody |= set(_EVERYBODY.findall(text))
    found.links = keep


def _read_mrkdwn(found: Seen, text: str, *, bare: bool) -> None:
    for inside in CONTROL.findall(text):
        target, _, label = html.unescape(inside).partition("|")
        if target.startswith("@"):
            found.users.add(target[1:])
        elif target.startswith("!subteam^"):
            found.groups.add(target.removeprefix("!subteam^"))
        elif target.startswith("!"):
            if target[1:] in {"channel", "here", "everyone", "group"}:
                found.everybody.add(target[1:])
        elif not target.startswith("#") and ":" in target:
            found.links.append(Link(target, label))
    if bare:
        _read_bare(found, CONTROL.sub(" ", text))


def _read_bare(found: Seen, text: str) -> None:
    found.links += [Link(html.unescape(url)) for url in BARE.findall(text)]


def _read(found: Seen, node: Any) -> None:
    """One block, element or text object, and all that is in it."""
    if isinstance(node, list):
        for item in node:
            _read(found, item)
    if not isinstance(node, dict):
        return
    kind = node.get("type")
    if kind == "mrkdwn":
        _read_mrkdwn(found, str(node["text"]), bare=not node.get("verbatim"))
    elif kind == "markdown":
        text = str(node["text"])
        found.links += [Link(url, label) for label, url in _MARKDOWN_LINK.findall(text)]
        _read_mrkdwn(found, _MARKDOWN_LINK.sub(" ", text), bare=True)
    elif kind == "link" or (kind == "button" and node.get("url")):
        label = node.get("text", "")
        found.links.append(Link(str(node["url"]), label if isinstance(label, str) else ""))
    elif kind == "user":
        found.users.add(str(node["user_id"]))
    elif kind == "usergroup":
        found.groups.add(str(node["usergroup_id"]))
    elif kind == "broadcast":
        found.everybody.add(str(node["range"]))
    if kind not in {"mrkdwn", "plain_text", "markdown"}:
        for value in node.values():
            _read(found, value)


def texts(body: Json) -> Iterator[str]:
    """Every text a reader of the message sees: of its blocks, or without any its own."""
    if not body.get("blocks"):
        yield html.unescape(str(body.get("text", "")))
        return
    yield from _texts(body["blocks"])


def _texts(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for item in node:
            yield from _texts(item)
    elif isinstance(node, dict):
        text = node.get("text")
        if isinstance(text, str):
            yield html.unescape(text) if node.get("type") == "mrkdwn" else text
        for name, value in node.items():
            if name not in {"confirm", "placeholder"}:
                yield from _texts(value)
