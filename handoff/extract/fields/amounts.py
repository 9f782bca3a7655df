"""Sums of money: `{"amount": "12.50", "currency": "EUR"}`, the currency empty if none was named."""

import re
from collections.abc import Iterator
from decimal import Decimal

from handoff.extract.counts import FIGURES, of_figures, of_han
from handoff.extract.fields.message import Candidate, FieldLike, Message
from handoff.extract.found import Money
from handoff.extract.money import find_money
from handoff.extract.number_words import find_spelled, value_of
from handoff.extract.vocabulary import Words

COINS = ("coins", "diamonds", "credits")
"""What platforms use for money: a sum in one of them counts where no other is named."""

# Figures may follow a Chinese sign directly: 金额是86.
_BARE = re.compile(rf"(?<![A-Za-zÀ-ÿ\d_.,/:第-])(?P<figures>{FIGURES})(?:,-)?(?![\w%:/-]|[.,]\d)")
_WITH_CENTS = re.compile(r"\d[.,]\d\d$")
_TO = r"(?:-|–|~|to|tot|or|of|à|and|en|到|至|或)"
_RANGE_BEFORE = re.compile(
    rf"\d\s*(?:€|eur|euros?|dollars?|pounds?|元|块)?\s*{_TO}\s*(?:[€$£¥]\s?)?$"
    r"|\b(?:between|tussen)\b[^.!?]*$",
    re.IGNORECASE,
)
_RANGE_AFTER = re.compile(rf"\s*{_TO}\s*(?:[€$£¥]\s?)?\d", re.IGNORECASE)
_FOR = re.compile(r"\d\s(?:for|voor)\s$")
_ROUGH_BEFORE = re.compile(r"[~±]\s*$")
_ROUGH_AFTER = re.compile(r"\s?(?:左右|上下|多|or so|of zo|ofzo|ish\b|\+)", re.IGNORECASE)


def read_amount(field: FieldLike, message: Message) -> list[Candidate]:
    """Return the sums that may be meant: real money before coins of a platform."""
    is_answer = message.asked == field.name
    sums = [money for money in _sums(message, is_answer) if not _is_range(message.text, money)]
    meant = [money for money in sums if is_answer or _may_be_meant(message, money)]
    real = [money for money in meant if money.currency not in COINS] or meant
    paid = [money for money in real if message.is_before(_paying(message), money.start, 1)]
    chosen = paid if len(real) > 1 and paid else real
    return [_candidate(message, money, is_answer=is_answer) for money in chosen]


def _paying(message: Message) -> Words:
    return message.words.clue("amounts", "after")


def _sums(message: Message, is_answer: bool) -> Iterator[Money]:
    named = [*find_money(message.text), *find_spelled(message.text)]
    yield from named
    others = [each for each in message.found if not isinstance(each, Money)]
    for match in _BARE.finditer(message.text):
        money = Money(*match.span(), of_figures(match["figures"]), "")
        is_free = not any(map(money.overlaps, [*named, *others]))
        if is_free and (_is_paid(message, match) or (is_answer and not named)):
            yield money
    if is_answer and not named and (value := _in_words(message.text)):
        yield Money(0, len(message.text), Decimal(value), "")


def _is_paid(message: Message, match: "re.Match[str]") -> bool:
    """Whether a number without a currency has cents, and stands after a word for paying."""
    has_cents = _WITH_CENTS.search(match["figures"])
    return bool(has_cents) and message.is_before(_paying(message), match.start(), 1)


def _in_words(text: str) -> int | None:
    return value_of(text) or of_han(text.strip(" 。.!！"))


def _may_be_meant(message: Message, money: Money) -> bool:
    """Whether a story does not only mention it; in some forms it must say that it was paid."""
    needs_words = message.words.lists["sums_need_words"]
    is_paid = _paying(message).stand_in(message.clause_of(money))
    is_subject = is_paid or not any(field.name in needs_words for field in message.fields)
    return is_subject and not _is_other(message, money)


def _is_other(message: Message, money: Money) -> bool:
    """Whether it was won, promised or asked for, is the difference, or was what was bought."""
    other = message.words.clue("amounts", "not")
    after = message.text[money.end : message.clause(money.end, money.end)[1]]
    # "29 instead of 19": the word after a sum is about the next one.
    is_followed = message.is_after(other, money.end, 1) and not re.search(r"\d", after)
    # "60 for 7000 coins": the sum is what was paid.
    is_bought = money.currency in COINS and _FOR.search(message.text[: money.start])
    return bool(is_bought) or is_followed or message.is_before(other, money.start, 1)


def _is_range(text: str, money: Money) -> bool:
    before = text[max(0, money.start - 30) : money.start]
    return bool(_RANGE_BEFORE.search(before) or _RANGE_AFTER.match(text, money.end))


def _candidate(message: Message, money: Money, *, is_answer: bool) -> Candidate:
    doubt = message.words.answers.get("doubt", Words())
    is_rough = (
        message.is_before(doubt, money.start, 0)
        or bool(_ROUGH_BEFORE.search(message.text[: money.start]))
        or bool(_ROUGH_AFTER.match(message.text, money.end))
        or (is_answer and doubt.stand_in(message.text))
    )
    # 12 for 12.00, and 12.50 for 12.5.
    decimals = 0 if money.amount == int(money.amount) else 2
    value = {"amount": f"{money.amount:.{decimals}f}", "currency": money.currency}
    return Candidate(value, money.start, money.end, is_rough)
