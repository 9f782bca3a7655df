"""Card numbers are made unreadable, and nothing else is."""

import pytest

from handoff.extract.masking import mask_cards, mask_cards_in


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("pay 4111 1111 1111 1111 now", "pay **** **** **** 1111 now"),
        ("4111111111111111", "************1111"),
        ("4111-1111-1111-1111 exp 12/27", "****-****-****-1111 exp 12/27"),
        ("4111.1111.1111.1111.", "****.****.****.1111."),
        ("3782 822463 10005", "**** ****** *0005"),
        ("卡号4111111111111111被盗刷", "卡号************1111被盗刷"),
        ("４１１１ １１１１ １１１１ １１１１", "**** **** **** １１１１"),
        ("4111 1111 1111 1111 4111 1111 1111 1111", "**** **** **** 1111 **** **** **** 1111"),
        (f"{'x' * 4500} 4111111111111111", f"{'x' * 4500} ************1111"),
    ],
)
def test_all_but_the_last_four_digits_of_a_card_are_masked(text: str, masked: str):
    assert mask_cards(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "order 4111111111111112",
        "https://clips.example/video/4111111111111111",
        "2026-11-19 2026-11-20",
        "+31 20 123 4567",
        "12.50 and 13.50 and 14.50 and 15.50",
        "order AB-41111111111111 11",
        "",
    ],
)
def test_what_is_no_card_stays_as_it_is(text: str):
    assert mask_cards(text) == text


def test_cards_are_masked_wherever_they_stand_in_what_a_page_sends():
    given = {"what": "pay 4111111111111111", "objects": ["4111 1111 1111 1111"], "until": 1}
    masked = {"what": "pay ************1111", "objects": ["**** **** **** 1111"], "until": 1}
    assert mask_cards_in(given) == masked
