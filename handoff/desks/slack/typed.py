"""What agents type in Slack, as plain text for customers.

The message editor sends ``rich_text`` blocks: there every sign has a kind, and an emoji its code.
The plain ``text`` beside them is read where there are no such blocks. No id of Slack is left in
either; a mention becomes a name.
"""

import html
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

NameOf = Callable[[str], str]
"""The name for the id of a person or a group; empty if it is not known."""

_TOKEN = re.compile(r"<([^<>]*)>")
_NOBODY = "…"
"""Stands for somebody without a name: the id says nothing to a customer."""
_SKIN = re.compile(r"^skin-tone-[2-6]$")


def plain_words(message: Mapping[str, Any], name_of: NameOf) -> str:
    """The text of one message of an agent, as it goes to a customer; may be empty."""
    blocks = message.get("blocks")
    rich = [b for b in blocks if b.get("type") == "rich_text"] if isinstance(blocks, list) else []
    if rich:
        parts = [_element(part, name_of) for block in rich for part in block.get("elements", ())]
        return "\n".join(part.rstrip("\n") for part in parts).strip()
    return from_text(str(message.get("text") or ""), name_of).strip()


def from_text(text: str, name_of: NameOf) -> str:
    """Slack's own signs (``<@U1>``, ``<https://a|b>``, ``&amp;``) in words."""
    return html.unescape(_TOKEN.sub(lambda found: _token(found.group(1), name_of), text))


def _token(inner: str, name_of: NameOf) -> str:
    """What stands between ``<`` and ``>``; still escaped, as the text around it."""
    target, _, label = inner.partition("|")
    if target.startswith("@"):
        return "@" + (html.escape(name_of(target[1:]), quote=False) or label or _NOBODY)
    if target.startswith("#"):
        return "#" + (label or _NOBODY)
    if target.startswith("!subteam^"):
        name = name_of(target.removeprefix("!subteam^"))
        return "@" + (html.escape(name, quote=False) or label.removeprefix("@") or _NOBODY)
    if target.startswith("!date^"):
        return label or _NOBODY
    if target.startswith("!"):
        return "@" + target[1:]
    return _link(target, label)


def _link(url: str, label: str) -> str:
    """A label that hides its address is told with it: customers see where a link leads."""
    address = re.sub(r"^(mailto:|tel:)", "", url)
    bare = re.sub(r"^https?://", "", address).rstrip("/")
    if not label or label in (address, bare, bare.removeprefix("www.")):
        return address
    return f"{label} ({address})"


def _element(part: Mapping[str, Any], name_of: NameOf) -> str:
    kind, inside = part.get("type"), part.get("elements") or ()
    if kind == "rich_text_list":
        return _list(part, inside, name_of)
    text = "".join(_inline(one, name_of) for one in inside)
    if kind == "rich_text_quote":
        return "\n".join(f"> {line}" for line in text.split("\n"))
    return text


def _list(part: Mapping[str, Any], items: Sequence[Mapping[str, Any]], name_of: NameOf) -> str:
    first = int(part.get("offset") or 0) + 1
    space = "  " * int(part.get("indent") or 0)
    ordered = part.get("style") == "ordered"
    lines = [_element(item, name_of) for item in items]
    return "\n".join(
        f"{space}{first + n}. {line}" if ordered else f"{space}- {line}"
        for n, line in enumerate(lines)
    )


def _inline(one: Mapping[str, Any], name_of: NameOf) -> str:
    kind = one.get("type")
    if kind == "text":
        return str(one.get("text") or "")
    if kind == "emoji":
        return _emoji(one)
    if kind == "link":
        return _link(str(one.get("url") or ""), str(one.get("text") or ""))
    if kind in ("user", "usergroup"):
        return "@" + (name_of(str(one.get(f"{kind}_id") or "")) or _NOBODY)
    if kind == "broadcast":
        return f"@{one.get('range') or _NOBODY}"
    if kind == "channel":
        return f"#{_NOBODY}"
    if kind == "date":
        return str(one.get("fallback") or _NOBODY)
    if kind == "color":
        return str(one.get("value") or "")
    return ""


def _emoji(one: Mapping[str, Any]) -> str:
    """By its code; one of the workspace's own has only a name, which a customer reads as such."""
    codes = str(one.get("unicode") or "")
    if codes:
        return "".join(chr(int(code, 16)) for code in codes.split("-"))
    name = str(one.get("name") or "")
    return "" if _SKIN.match(name) else f":{name}:"
