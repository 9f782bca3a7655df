"""Everything together: each character once, nothing out of place, never an error."""

from datetime import datetime, timezone
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handoff.extract.find import find_all
from handoff.extract.found import Moment

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=timezone.utc)  # noqa: UP017  # 3.10 has no datetime.UTC
PIECES = [
    "yesterday",
    "at 9",
    "gisteren",
    "昨晚",
    "八点",
    "三天前",
    "€ 12,50",
    "十块",
    "order",
    "AB-123456",
    "4111 1111 1111 1111",
    "+31 6 12345678",
    "@name",
    "a@example.com",
    "example.com/x",
    "https://",
    "room 12",
    "房间",
    "99999999999",
    "may 5",
    "29 feb",
    "31-12-9999",
    "0000年0月0日",
    "24点",
    "99:99",
    "999 years ago",
    "999年前",
    "万",
    " ",
    ".",
    "，",
    "\u200b",
    "İ",
    "１２",
    "\n",
    "-",
    "#",
]


def kinds(text: str, language: str) -> list[tuple[str, str]]:
    return [(type(f).__name__, text[f.start : f.end]) for f in find_all(text, language, NOW)]


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        (
            "en",
            "Yesterday at 9pm I paid $5 for order AB-123456 in room 8841, ask @jan, a@example.com",
            [
                ("Moment", "Yesterday at 9pm"),
                ("Money", "$5"),
                ("Reference", "AB-123456"),
                ("Room", "8841"),
                ("Handle", "@jan"),
                ("Email", "a@example.com"),
            ],
        ),
        (
            "nl",
            "bestelling 0612345678 van gisteren, bel 06 87654321, zie example.nl/o/12345678",
            [
                ("Reference", "0612345678"),
                ("Moment", "gisteren"),
                ("Phone", "06 87654321"),
                ("Link", "example.nl/o/12345678"),
            ],
        ),
        (
            "zh",
            "昨晚八点在房间号 8841充了十块，卡号4111111111111111",
            [
                ("Moment", "昨晚八点"),
                ("Room", "8841"),
                ("Money", "十块"),
                ("Card", "4111111111111111"),
            ],
        ),
        ("en", "hello, my streams are slow and nobody helps me", []),
    ],
)
def test_each_kind_in_its_place(language: str, text: str, found: list[tuple[str, str]]) -> None:
    assert kinds(text, language) == found


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=4)), max_size=10),
    st.sampled_from(["en", "nl", "zh", "other"]),
)
def test_any_text_is_read_without_an_error(pieces: list[str], language: str) -> None:
    text = "".join(pieces)
    end = 0
    for found in find_all(text, language, NOW):
        assert end <= found.start < found.end <= len(text)
        end = found.end
        assert not isinstance(found, Moment) or found.at <= NOW


@pytest.mark.parametrize("piece", ["十", "1 ", "a1-", "1-1-", "at 1", "三天", "€1."])
def test_a_flood_of_signs_is_read_in_time(piece: str) -> None:
    """Of a long text only the beginning is looked at, and no pattern goes over it again."""
    long = piece * (4000 // len(piece))
    assert [f for f in find_all(long + "€ 5", "en", NOW) if f.end > 4000] == []
    begun = process_time()
    find_all(long, "zh", NOW)
    assert process_time() - begun < 2
