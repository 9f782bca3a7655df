"""Amounts, and the numbers of orders, cards and rooms."""

from decimal import Decimal

import pytest

from handoff.extract.counts import of_figures, of_han
from handoff.extract.money import find_money
from handoff.extract.references import find_cards, find_references, find_rooms


@pytest.mark.parametrize(
    ("text", "written", "amount", "currency"),
    [
        ("€ 12,50 weg", "€ 12,50", "12.50", "EUR"),
        ("paid 12.50 EUR.", "12.50 EUR", "12.50", "EUR"),
        ("only $5!", "$5", "5", "USD"),
        ("US$ 1,234.56", "US$ 1,234.56", "1234.56", "USD"),
        ("it cost 5 bucks", "5 bucks", "5", "USD"),
        ("5 euro kwijt", "5 euro", "5", "EUR"),
        ("€ 5,- afgeschreven", "€ 5,-", "5", "EUR"),
        ("€1.234,56", "€1.234,56", "1234.56", "EUR"),
        ("I had 3.000 coins", "3.000 coins", "3000", "coins"),
        ("1 250 munten", "1 250 munten", "1250", "coins"),
        ("12 pounds", "12 pounds", "12", "GBP"),
        ("我花了十块钱", "十块钱", "10", "CNY"),
        ("十块", "十块", "10", "CNY"),
        ("充了128元还没到", "128元", "128", "CNY"),
        ("￥648", "￥648", "648", "CNY"),
        ("两百五十块没退", "两百五十块", "250", "CNY"),
        ("这笔29块9的扣费", "29块9", "29.9", "CNY"),
        ("3万金币", "3万金币", "30000", "coins"),
        ("１２８元", "１２８元", "128", "CNY"),
    ],
)
def test_money(text: str, written: str, amount: str, currency: str) -> None:
    [money] = find_money(text)
    assert text[money.start : money.end] == written
    assert (money.amount, money.currency) == (Decimal(amount), currency)


@pytest.mark.parametrize(
    "text",
    [
        "12.50",
        "5 euromast",
        "三块蛋糕",
        "几百块可以吗",
        "我们一块去",
        "单元",
        "5%",
        "version 3.000",
        "coins",
        "$",
        "1080p",
        "5 stars",
    ],
)
def test_what_is_no_money(text: str) -> None:
    assert find_money(text) == []


@pytest.mark.parametrize(
    ("figures", "value"),
    [
        ("1.000", "1000"),
        ("1,000", "1000"),
        ("1,5", "1.5"),
        ("0.125", "0.125"),
        ("1.000.000", "1000000"),
        ("1.000,5", "1000.5"),
        ("1'000.50", "1000.50"),
        ("12", "12"),
    ],
)
def test_marks_of_thousands_and_decimals(figures: str, value: str) -> None:
    assert of_figures(figures) == Decimal(value)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("十", 10),
        ("十二", 12),
        ("两百", 200),
        ("一千零五", 1005),
        ("三万", 30_000),
        ("二十五", 25),
        ("a", None),
    ],
)
def test_chinese_numbers(written: str, value: int | None) -> None:
    assert of_han(written) == value


@pytest.mark.parametrize(
    ("text", "value", "is_named"),
    [
        ("order 123456 is late", "123456", True),
        ("my order number is AB-1234.", "AB-1234", True),
        ("bestelnummer: 9912345", "9912345", True),
        ("订单号：AB12345678", "AB12345678", True),
        ("see #FB1234", "FB1234", True),
        ("it says TX-2026-000123", "TX-2026-000123", False),
        ("99887766554 is what I got", "99887766554", False),
    ],
)
def test_references(text: str, value: str, is_named: bool) -> None:
    [reference] = find_references(text)
    assert text[reference.start : reference.end] == value
    assert (reference.value, reference.is_named) == (value, is_named)


@pytest.mark.parametrize(
    "text",
    [
        "order soon please",
        "iphone2026",
        "windows-11",
        "1080p",
        "20261120",
        "2026-11-20",
        "order 12345",
        "24-7-365",
        "a" * 41 + "1",
        "covid19",
        "https://example.com/AB123456",
        "order 4111111111111111",
        "100000x",
        "1080x1920",
    ],
)
def test_what_is_no_reference(text: str) -> None:
    assert find_references(text) == []


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("my card 4111 1111 1111 1111 12/27 123", "4111 1111 1111 1111"),
        ("4111-1111-1111-1111", "4111-1111-1111-1111"),
        ("order 378282246310005", "378282246310005"),
        ("卡号4111111111111111被盗", "4111111111111111"),
        ("nr.４１１１１１１１１１１１１１１１", "４１１１１１１１１１１１１１１１"),
        ("a4111111111111111b", "4111111111111111"),
    ],
)
def test_a_number_that_can_be_a_card_is_one_and_no_reference(text: str, written: str) -> None:
    [card] = find_cards(text)
    assert text[card.start : card.end] == written
    assert len(card.last_four) == 4
    assert find_references(text) == []


@pytest.mark.parametrize("text", ["4111 1111 1111 1112", "123456789012", "4111111111111111" * 2])
def test_what_is_no_card(text: str) -> None:
    assert find_cards(text) == []


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("room 8841", "8841"),
        ("Room no. 12?", "12"),
        ("kamer 12", "12"),
        ("kamernummer: 7", "7"),
        ("房间号 8841", "8841"),
        ("房间8841", "8841"),
        ("8841号直播间", "8841"),
        ("直播间号码是 55", "55"),
    ],
)
def test_rooms(text: str, number: str) -> None:
    [room] = find_rooms(text)
    assert (text[room.start : room.end], room.number) == (number, number)


@pytest.mark.parametrize("text", ["room for 5", "bathroom 12", "kamers 12", "房间很大", "room 5.5"])
def test_what_is_no_room(text: str) -> None:
    assert find_rooms(text) == []
