"""The card of a thread, within Slack's limits whatever a customer is called or asks."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from handoff.desks.slack.card import (
    BUTTONS,
    MORE,
    CardFacts,
    Earlier,
    Status,
    Told,
    card_blocks,
    card_text,
)
from handoff.ports_desk import Card
from handoff.rules.ids import ConversationId

HOSTILE = "<!channel> <@U1> <https://evil.example|your bank> *bold* `code` & \u202egpj.exe"
TEXTS = {
    name: each
    for path in Path("data/content/texts").glob("desk*.yml")
    for name, each in yaml.safe_load(path.read_text("utf-8"))["texts"].items()
}
CARD = Card(
    conversation=ConversationId("telegram-42"),
    handoff_id="h1",
    department="billing",
    priority="P1",
    reason="user_request",
    language="nl",
    platform="marketplace",
    channel="telegram",
    customer="Anna",
    question="waar blijft mijn geld",
    since_ms=1_700_000_000_000,
    due_ms=1_700_000_600_000,
    ticket="FB-ABC234",
)
DEEDS = frozenset({name for names in BUTTONS.values() for name in names} | {*MORE, "reply"})
FACTS = CardFacts(CARD, Status.WAITING, "https://desk.example/desk", deeds=DEEDS)


def text_in(language: str) -> Any:
    def text(text_id: str, /, **values: str) -> str:
        return str(TEXTS[text_id][language].format(**values))

    return text


def strings(part: Any, kind: str = "") -> list[tuple[str, str]]:
    """All texts of blocks, each with the kind of what holds it."""
    if isinstance(part, list):
        return [found for one in part for found in strings(one, kind)]
    if not isinstance(part, dict):
        return []
    here = part.get("type", kind)
    own = [(here, part["text"])] if isinstance(part.get("text"), str) else []
    return own + [found for each in part.values() for found in strings(each, here)]


def buttons(blocks: list[dict[str, Any]]) -> list[str]:
    deeds = next(block for block in blocks if block["type"] == "actions")
    return [element["action_id"] for element in deeds["elements"]]


@pytest.mark.parametrize("language", ["en", "nl", "zh"])
@pytest.mark.parametrize("status", list(Status))
def test_a_card_tells_what_must_not_be_asked(status: Status, language: str) -> None:
    told = replace(
        FACTS,
        status=status,
        owner="Sanne",
        met_person="Noor",
        tried=("Refunds",),
        told=(Told("Amount", "€ 12"),),
        earlier=(Earlier("FB-OLD234", "closed", "my parcel"),),
    )
    shown = json.dumps(card_blocks(told, text_in(language)), ensure_ascii=False)
    for part in ("Anna", "waar blijft mijn geld", "FB-ABC234", "Noor", "Refunds", "€ 12",
                 "FB-OLD234", "my parcel", "1700000600", "desk.example"):  # fmt: skip
        assert part in shown, part
    assert TEXTS["desk_department_billing"][language] in shown
    assert TEXTS["desk_reason_user_request"][language] in shown


@pytest.mark.parametrize(
    ("status", "deeds"),
    [
        (Status.WAITING, ["take", "pass_on", "transcript"]),
        (Status.LEFT_MESSAGE, ["take", "pass_on", "transcript"]),
        (Status.HELD, ["resolve", "hand_back", "pass_on", "ask", "put_back", "more"]),
        (Status.OVER, ["transcript"]),
    ],
)
def test_a_card_offers_what_can_be_done_now(status: Status, deeds: list[str]) -> None:
    blocks = card_blocks(replace(FACTS, status=status, owner="Sanne"), text_in("en"))
    assert buttons(blocks) == deeds


def test_without_deeds_the_way_to_the_web_desk_is_told() -> None:
    blocks = card_blocks(replace(FACTS, deeds=frozenset()), text_in("en"))
    assert not any(block["type"] == "actions" for block in blocks)
    assert "answer this chat at the web desk" in json.dumps(blocks[-1])


def test_it_is_said_who_is_heard_by_the_customer() -> None:
    rule = card_blocks(replace(FACTS, status=Status.HELD, owner="Sanne"), text_in("en"))[-1]
    assert "What Sanne writes in this thread goes to the customer after 5 s" in json.dumps(rule)


def test_no_words_of_a_customer_do_anything() -> None:
    card = replace(CARD, customer=HOSTILE, question=HOSTILE)
    facts = replace(
        FACTS,
        card=card,
        tried=(HOSTILE,),
        told=(Told(HOSTILE, HOSTILE),),
        earlier=(Earlier("FB-1", "new", HOSTILE),),
    )
    for kind, text in strings(card_blocks(facts, text_in("en"))):
        assert "\u202e" not in text
        if kind == "mrkdwn":
            for sign in ("<!channel", "<@U1", "<https://evil"):
                assert sign not in text, kind
    assert "<" not in card_text(facts, text_in("en"))


@pytest.mark.parametrize("letter", ["x", "字", "<", "x "])
def test_a_card_stays_within_the_limits(letter: str) -> None:
    long = letter * 20_000
    facts = CardFacts(
        replace(CARD, customer=long, question=long),
        Status.HELD,
        "https://desk.example",
        owner="Sanne",
        met_person=long,
        tried=(long,) * 30,
        told=(Told(letter * 60, long),) * 50,
        earlier=(Earlier("FB-ABC234", "closed", long),) * 50,
        deeds=DEEDS,
    )
    blocks = card_blocks(facts, text_in("en"))
    assert len(json.dumps(blocks, ensure_ascii=False)) < 13_000
    header = next(block for block in blocks if block["type"] == "header")
    assert len(header["text"]["text"]) <= 150
    for block in blocks:
        assert len(block.get("fields", ())) <= 10
        if block["type"] == "context":
            assert all(len(one["text"]) <= 3_000 for one in block["elements"])
    shown = len(
        next(block for block in blocks if "bullet" in str(block))["elements"][1]["elements"]
    )
    assert f"{50 - shown} more answers at the desk" in json.dumps(blocks)
    assert len(card_text(facts, text_in("en"))) < 2_000
