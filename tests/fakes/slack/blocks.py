"""Block Kit as Slack accepts it in messages, modals and the App Home.

https://docs.slack.dev/reference/block-kit/blocks. Blocks that a support desk has no use for
(video, call, remote files, tables, plans) are refused like unknown ones.
"""

import secrets
from collections.abc import Iterator
from typing import Any

from tests.fakes.slack import elements as e
from tests.fakes.slack.errors import Json, SlackError, explained
from tests.fakes.slack.schema import (
    Check,
    by_type,
    fields,
    flag,
    items,
    one_of,
    plain,
    string,
    text,
    told,
    whole,
)

BLOCK = {"block_id": e.ID}
# Slack tells no figure for all texts of a message; this one agrees with those reported.
MOST_TEXT, A_BLOCK = 12_000, 20


def section(problems: list[str], where: str, value: Any) -> None:
    fields(
        {},
        BLOCK
        | {"text": text(3000), "fields": items(text(2000), 10)}
        | {"accessory": e.IN_SECTION, "expand": flag},
    )(problems, where, value)
    if "text" not in value and "fields" not in value:
        told(problems, where, "must define either `text` or `fields`")


def image(problems: list[str], where: str, value: Any) -> None:
    may = {**BLOCK, **e.IMAGE_SOURCE, "title": plain(2000)}
    fields({"alt_text": string(2000, least=1)}, may)(problems, where, value)
    if ("image_url" in value) == ("slack_file" in value):
        told(problems, where, "must define either `image_url` or `slack_file`")


STYLE = fields({}, dict.fromkeys(["bold", "italic", "strike", "code", "underline"], flag))
RICH_PIECE = by_type(
    {
        "text": fields({"text": string(12_000, least=1)}, {"style": STYLE}),
        "link": fields(
            {"url": string(3000, least=1)}, {"text": string(12_000), "style": STYLE, "unsafe": flag}
        ),
        "emoji": fields({"name": string(100, least=1)}, {"unicode": string(100), "style": STYLE}),
        "user": fields({"user_id": e.ID}, {"style": STYLE}),
        "usergroup": fields({"usergroup_id": e.ID}, {"style": STYLE}),
        "channel": fields({"channel_id": e.ID}, {"style": STYLE}),
        "broadcast": fields({"range": one_of("here", "channel", "everyone")}, {"style": STYLE}),
        "date": fields(
            {"timestamp": whole(0, 10**10), "format": string(300, least=1)},
            {"url": string(3000), "fallback": string(300), "style": STYLE},
        ),
    }
)
PIECES = {"elements": items(RICH_PIECE, 1000)}
BORDER = {"border": whole(0, 1)}
RICH_SECTION = by_type({"rich_text_section": fields(PIECES)})
RICH_PART = by_type(
    {
        "rich_text_section": fields(PIECES),
        "rich_text_quote": fields(PIECES, BORDER),
        "rich_text_preformatted": fields(PIECES, BORDER | {"language": string(50)}),
        "rich_text_list": fields(
            {"elements": items(RICH_SECTION, 1000), "style": one_of("bullet", "ordered")},
            {"indent": whole(0, 8), "offset": whole(0, 10**6), **BORDER},
        ),
    }
)

EVERYWHERE: dict[str, Check] = {
    "section": section,
    "divider": fields({}, BLOCK),
    "image": image,
    "actions": fields({"elements": items(e.IN_ACTIONS, 25)}, BLOCK),
    "context": fields({"elements": items(e.IN_CONTEXT, 10)}, BLOCK),
    "header": fields({"text": plain(150)}, BLOCK),
    "rich_text": fields({"elements": items(RICH_PART, 1000)}, BLOCK),
    "input": fields(
        {"label": plain(2000), "element": e.IN_INPUT},
        BLOCK | {"hint": plain(2000), "optional": flag, "dispatch_action": flag},
    ),
}
IN_MESSAGES = EVERYWHERE | {"markdown": fields({"text": string(12_000, least=1)}, BLOCK)}


def problems_of(blocks: Any, where: str, most: int, kinds: dict[str, Check]) -> list[str]:
    """What Slack would list as wrong; nothing when it would take them."""
    problems: list[str] = []
    items(by_type(kinds), most, least=0)(problems, where, blocks)
    if problems:
        return problems
    ids = [block["block_id"] for block in blocks if block.get("block_id")]
    if len(set(ids)) < len(ids):
        told(problems, where, "block_id already exists")
    for place, block in enumerate(blocks):
        actions = [found["action_id"] for found in interactive(block) if found.get("action_id")]
        if len(set(actions)) < len(actions):
            told(problems, f"{where}/{place}", "action_id already exists")
    return problems


def check_message(blocks: Any) -> list[Json]:
    """The blocks of a message, refused as Slack refuses them, with the ids that it fills in."""
    if not isinstance(blocks, list) or not all(isinstance(block, dict) for block in blocks):
        raise SlackError("invalid_blocks_format")
    if problems := problems_of(blocks, "/blocks", 50, IN_MESSAGES):
        raise explained("invalid_blocks", problems)
    if sum(lengths(blocks)) + A_BLOCK * len(blocks) > MOST_TEXT:
        raise SlackError("msg_blocks_too_long")
    return with_ids(blocks)


def interactive(block: Json) -> list[Json]:
    """The elements of a block that a person can use."""
    found = [*block.get("elements", []), block.get("accessory"), block.get("element")]
    is_rich = block.get("type") in {"rich_text", "context"}
    return [
        element
        for element in found
        if not is_rich and isinstance(element, dict) and element.get("type") != "image"
    ]


def with_ids(blocks: list[Json]) -> list[Json]:
    """A copy in which every block and element has an id, as Slack shows them."""
    copied = []
    for block in blocks:
        made = {"block_id": secrets.token_urlsafe(4), **block}
        for name in ("accessory", "element"):
            if name in made:
                made[name] = _with_action_id(made[name])
        if made["type"] == "actions":
            made["elements"] = [_with_action_id(element) for element in made["elements"]]
        copied.append(made)
    return copied


def _with_action_id(element: Json) -> Json:
    if element["type"] == "image":
        return dict(element)
    return {"action_id": secrets.token_urlsafe(4), **element}


def lengths(node: Any) -> Iterator[int]:
    """The lengths of all texts in it."""
    if isinstance(node, list):
        for item in node:
            yield from lengths(item)
    elif isinstance(node, dict):
        if isinstance(node.get("text"), str):
            yield len(node["text"])
        for value in node.values():
            yield from lengths(value)
