"""Block Kit is refused where Slack refuses it, with the place of each problem."""

from typing import Any

import pytest
from slack_sdk.models.blocks import ActionsBlock, ButtonElement, HeaderBlock, SectionBlock
from slack_sdk.web.async_client import AsyncWebClient

from tests.adapters.slack.apps import problems, refusal
from tests.fakes.slack.workspace import Channel

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def button(**more: Any) -> Json:
    return {"type": "button", "text": plain("Take"), "action_id": "take", **more}


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def options(count: int, text: str = "One", value: str = "v") -> list[Json]:
    return [{"text": plain(text), "value": f"{value}{n}"} for n in range(count)]


def select(**more: Any) -> Json:
    return {"type": "static_select", "action_id": "choose", "options": options(2), **more}


def section(text: Json) -> Json:
    return {"type": "section", "text": text}


def many_buttons(count: int) -> Json:
    return actions(*(button(action_id=f"take{n}") for n in range(count)))


REFUSED: list[tuple[list[Json], str]] = [
    ([section(mrkdwn("x" * 3001))], "less than 3001 characters [json-pointer:/blocks/0/text/text]"),
    ([section(mrkdwn(""))], "more than 0 characters [json-pointer:/blocks/0/text/text]"),
    ([section({"type": "html", "text": "x"})], "unsupported type: html"),
    ([{"type": "section"}], "must define either `text` or `fields`"),
    ([section(plain("x")) | {"colour": "red"}], "invalid additional property: colour"),
    ([{"type": "section", "fields": [plain("x")] * 11}], "no more than 10 items allowed"),
    ([{"type": "section", "fields": [plain("x" * 2001)]}], "less than 2001 characters"),
    ([{"type": "header", "text": plain("x" * 151)}], "less than 151 characters"),
    ([{"type": "header", "text": mrkdwn("x")}], "unsupported type: mrkdwn"),
    ([{"type": "divider"}] * 51, "no more than 50 items allowed [json-pointer:/blocks]"),
    ([{"type": "banner"}], "unsupported type: banner [json-pointer:/blocks/0/type]"),
    ([{"type": "divider", "block_id": "a"}] * 2, "block_id already exists"),
    ([{"type": "divider", "block_id": "a" * 256}], "less than 256 characters"),
    ([many_buttons(26)], "no more than 25 items allowed"),
    ([actions()], "no fewer than 1 items allowed"),
    ([actions(button(), button())], "action_id already exists"),
    ([actions(button(text=plain("x" * 76)))], "less than 76 characters"),
    ([actions(button(text=mrkdwn("x")))], "unsupported type: mrkdwn"),
    ([actions(button(value="x" * 2001))], "less than 2001 characters"),
    ([actions(button(action_id="x" * 256))], "less than 256 characters"),
    ([actions(button(style="warning"))], "must be one of primary, danger"),
    ([actions(button(url="x" * 3001))], "less than 3001 characters"),
    ([actions(button(colour="red"))], "invalid additional property: colour"),
    ([actions({"type": "plain_text_input", "action_id": "a"})], "unsupported type"),
    ([actions({"type": "image", "image_url": "u", "alt_text": "a"})], "unsupported type: image"),
    ([actions(select(options=options(101)))], "no more than 100 items allowed"),
    ([actions(select(options=[]))], "no fewer than 1 items allowed"),
    ([actions(select(options=options(1, "x" * 76)))], "less than 76 characters"),
    ([actions(select(options=options(1, value="v" * 150)))], "less than 151 characters"),
    ([actions(select(placeholder=plain("x" * 151)))], "less than 151 characters"),
    ([actions(select(option_groups=[]))], "either `options` or `option_groups`"),
    ([actions(select(initial_option=options(3)[2]))], "initial options must match"),
    ([actions({"type": "overflow", "action_id": "a", "options": options(6)})], "no more than 5"),
    ([actions({"type": "checkboxes", "action_id": "a", "options": options(11)})], "than 10 items"),
    ([{"type": "context", "elements": [plain("x")] * 11}], "no more than 10 items allowed"),
    ([{"type": "context", "elements": [button()]}], "unsupported type: button in a context block"),
    ([{"type": "image", "alt_text": "a"}], "either `image_url` or `slack_file`"),
    ([{"type": "image", "image_url": "u"}], "missing required field: alt_text"),
    ([{"type": "input", "label": plain("x"), "element": button()}], "unsupported type: button"),
    ([{"type": "rich_text", "elements": [{"type": "table"}]}], "unsupported type: table"),
    ([{"type": "markdown", "text": "x" * 12_001}], "less than 12001 characters"),
    (
        [actions(button(confirm={"title": plain("x" * 101), "text": plain("y")}))],
        "missing required field: confirm",
    ),
]


@pytest.mark.parametrize(("blocks", "problem"), REFUSED)
async def test_blocks_that_slack_refuses(
    client: AsyncWebClient, channel: Channel, blocks: list[Json], problem: str
) -> None:
    call = client.chat_postMessage(channel=channel.id, text="x", blocks=blocks)
    assert any(problem in told for told in await problems(call))
    assert channel.messages == {}


@pytest.mark.parametrize(
    ("blocks", "error"),
    [
        ("not json", "invalid_blocks_format"),
        ({"type": "divider"}, "invalid_blocks_format"),
        ([section(mrkdwn("x" * 3000))] * 4, "msg_blocks_too_long"),
        ([section(mrkdwn("x" * 3000))] * 3, "ok"),
    ],
)
async def test_the_form_and_the_sum_of_blocks(
    client: AsyncWebClient, channel: Channel, blocks: Any, error: str
) -> None:
    call = client.chat_postMessage(channel=channel.id, text="x", blocks=blocks)
    assert await refusal(call) == error


async def test_the_largest_blocks_are_taken_and_get_ids(
    client: AsyncWebClient, channel: Channel
) -> None:
    blocks = [
        HeaderBlock(text="x" * 150),
        SectionBlock(text="y" * 3000, accessory=ButtonElement(text="z" * 75, value="v" * 2000)),
        ActionsBlock(elements=[ButtonElement(text="a", action_id=f"a{n}") for n in range(25)]),
    ]
    sent = await client.chat_postMessage(channel=channel.id, text="x", blocks=blocks)
    shown = sent["message"]["blocks"]
    assert [bool(block["block_id"]) for block in shown] == [True, True, True]
    assert shown[1]["accessory"]["action_id"] != ""


async def test_a_rich_card_is_taken_as_it_is(client: AsyncWebClient, channel: Channel) -> None:
    pieces = [{"type": "text", "text": "Hi ", "style": {"bold": True}}]
    pieces += [{"type": "link", "url": "https://example.org"}, {"type": "user", "user_id": "U1"}]
    parts: list[Json] = [{"type": "rich_text_section", "elements": pieces}]
    quote = {"type": "rich_text_quote", "elements": [{"type": "text", "text": "word for word"}]}
    bullets = {"type": "rich_text_list", "style": "bullet", "elements": parts}
    given = [{"type": "rich_text", "block_id": "r", "elements": [*parts, quote, bullets]}]
    sent = await client.chat_postMessage(channel=channel.id, text="x", blocks=given)
    assert sent["message"]["blocks"] == given
