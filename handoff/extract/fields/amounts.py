"""Sums of money, as `{"amount": "12.50", "currency": "EUR"}`; the currency may be unknown ("")."""

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

_BARE = re.compile(rf"(?<![\w.,/:-])(?P<figures>{FIGURES})(?:,-)?(?![\w%:/-]|[.,]\d)")
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
    sums = [_candidate(message, money, is_answer=is_answer) for money in _sums(message, is_answer)]
    meant = [each for each in sums if is_answer or _may_be_meant(message, each)]
    real = [each for each in meant if each.value["currency"] not in COINS] or meant
    paying = message.words.clue("amounts", "after")
    paid = [each for each in real if message.is_before(paying, each.start, 1)]
    return paid if len(real) > 1 and paid else real


def _sums(message: Message, is_answer: bool) -> Iterator[Money]:
    """Leave out what could be more than one sum."""
    named = [*find_money(message.text), *find_spelled(message.text)]
    yield from (money for money in named if not _is_range(message.text, money))
    yield from _bare(message, named, is_answer)


def _bare(message: Message, named: list[Money], is_answer: bool) -> Iterator[Money]:
    """Yield numbers without a currency: as an answer, or with cents after a word for paying."""
    others = [each for each in message.found if not isinstance(each, Money)]
    for match in _BARE.finditer(message.text):
        money = Money(*match.span(), of_figures(match["figures"]), "")
        if any(map(money.overlaps, [*named, *others])) or _is_range(message.text, money):
            continue
        after = message.words.clue("amounts", "after")
        has_sign = bool(_WITH_CENTS.search(match["figures"])) and message.is_before(
            after, match.start(), 1
        )
        if has_sign or (is_answer and not named):
            yield money
    if is_answer and not named and (value := _in_words(message.text)):
        yield Money(0, len(message.text), Decimal(value), "")


def _in_words(text: str) -> int | None:
    return value_of(text) or of_han(text.strip(" 。.!！"))


def _candidate(message: Message, money: Money, *, is_answer: bool) -> Candidate:
    doubt = message.words.answers.get("doubt", Words())
    is_rough = (
        message.is_before(doubt, money.start, 0)
        or bool(_ROUGH_BEFORE.search(message.text[: money.start]))
        or bool(_ROUGH_AFTER.match(message.text, money.end))
        or (is_answer and doubt.stand_in(message.text))
    )
    value = {"amount": _plain(money.amount), "currency": money.currency}
    return Candidate(value, money.start, money.end, is_rough)


def _plain(amount: Decimal) -> str:
    """Return 12 for 12.00 and 12.50 for 12.5."""
    return f"{amount:.0f}" if amount == int(amount) else f"{amount:.2f}"


def _may_be_meant(message: Message, each: Candidate) -> bool:
    """Whether a story does not only mention it; in some forms it must say that it was paid."""
    needs_words = message.words.lists["sums_need_words"]
    is_paid = message.words.clue("amounts", "after").stand_in(message.clause_of(each))
    is_subject = is_paid or not any(field.name in needs_words for field in message.fields)
    return is_subject and not _is_other(message, each)


def _is_other(message: Message, each: Candidate) -> bool:
    """Whether it was won, promised or asked for, is the difference, or never was."""
    other = message.words.clue("amounts", "not")
    after = message.text[each.end : message.clause(each.end, each.end)[1]]
    # "29 instead of 19": the word after a sum is about the next one.
    is_followed = message.is_after(other, each.end, 1) and not re.search(r"\d", after)
    # "60 for 7000 coins": the sum is what was paid.
    is_bought = _FOR.search(message.text[: each.start]) and each.value["currency"] in COINS
    is_named_so = message.is_before(other, each.start, 1) or is_followed
    return is_named_so or bool(is_bought) or each.value["amount"] == "0"


def _is_range(text: str, money: Money) -> bool:
    before = text[max(0, money.start - 30) : money.start]
    return bool(_RANGE_BEFORE.search(before) or _RANGE_AFTER.match(text, money.end))
