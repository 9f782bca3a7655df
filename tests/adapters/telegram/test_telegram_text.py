"""Cutting text to Telegram's size."""

import pytest

from bot.channels.telegram.text import shorten_label, split_text, units


@pytest.mark.parametrize(("text", "length"), [("", 0), ("abc", 3), ("退款", 2), ("a😀", 3)])
def test_length_is_counted_in_utf16(text: str, length: int) -> None:
    assert units(text) == length


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", []),
        (" \n ", []),
        ("short", ["short"]),
        ("0123456789", ["0123456789"]),
        ("12345\n\n678\n0123", ["12345", "678\n0123"]),
        ("1234 6\n8 01", ["1234 6", "8 01"]),
        ("Yes. No. Maybe.", ["Yes. No.", "Maybe."]),
        ("退款已经寄出。请您等待几天。", ["退款已经寄出。", "请您等待几天。"]),
        ("one two three four", ["one two", "three four"]),
        ("x" * 25, ["x" * 10, "x" * 10, "x" * 5]),
        # An end in the first half is not worth a nearly empty message.
        ("A.\n\nabc defgh ij", ["A.\n\nabc", "defgh ij"]),
    ],
)
def test_text_is_cut_where_a_reader_would_pause(text: str, parts: list[str]) -> None:
    assert split_text(text, limit=10) == parts


@pytest.mark.parametrize("size", [1, 2, 3, 4095, 4096, 4097, 9000])
def test_emoji_are_never_cut_in_two(size: int) -> None:
    parts = split_text("a" + "😀" * size)
    assert "".join(parts) == "a" + "😀" * size
    assert all(units(part) <= 4096 for part in parts)


def test_labels_are_shortened_with_a_mark() -> None:
    assert shorten_label("x" * 40) == "x" * 40
    assert shorten_label("Where is my refund " * 3) == "Where is my refund Where is my refund W…"
