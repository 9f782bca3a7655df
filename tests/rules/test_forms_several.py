"""Answers that name more than one thing, or nothing that can be named."""

import pytest

from tests.rules.forms_cases import Customer


@pytest.mark.parametrize(
    "words",
    [
        "骂观众，还骗礼物不兑现奖品",
        "insults people and cheats with prizes",
        "schelden en nooit een prijs geven",
    ],
)
def test_who_names_two_kinds_keeps_the_words_whatever_is_chosen(words: str) -> None:
    customer = Customer(kind="streamer_conduct", story="The streamer behaves badly all the time")
    customer.open(streamer="coco_1", room_or_link="4711")
    assert customer.asked == "conduct_kind"
    assert customer.says(words).reply.kind == "refused"
    customer.presses("form:value:insult")
    assert customer.value("conduct_kind") == "insult"
    assert words in customer.draft["description"]


def test_a_wild_guess_is_no_part_of_the_story() -> None:
    customer = Customer(kind="streamer_conduct", story="The streamer behaves badly all the time")
    customer.open(streamer="coco_1", room_or_link="4711")
    customer.says("hm, no")
    assert customer.draft["description"] == ["The streamer behaves badly all the time"]


@pytest.mark.parametrize("words", ["there is no link", "geen link", "没有链接"])
def test_paid_content_without_a_link_is_taken(words: str) -> None:
    customer = Customer(kind="content_access", story="The video that I paid for does not open")
    assert customer.open().reply.field == "content_link"
    customer.says(words)
    assert customer.value("content_link") is None
    assert customer.asked == "creator"
