"""Amounts of money, and of what platforms use for it."""

import re
from decimal import Decimal

from handoff.extract.counts import FIGURES, HAN_NUMBER, of_figures, of_han, of_words
from handoff.extract.flat import flat
from handoff.extract.found import Money

_SIGNS = {"€": "EUR", "$": "USD", "hk$": "HKD", "£": "GBP", "¥": "CNY", "￥": "CNY"}
# Named so that every word leads to the code in front of it.
_NAMES = {
    "EUR": ("eur", "euro", "euros", "euro's", "欧元", "歐元", "欧"),
    "USD": ("usd", "us dollar", "us dollars", "dollar", "dollars", "buck", "bucks", "美元", "美金"),
    "GBP": ("gbp", "pound", "pounds", "quid", "pond", "英镑", "英鎊"),
    "CNY": ("cny", "rmb", "yuan", "人民币", "人民幣", "块钱", "塊錢", "元钱", "块", "塊", "元"),
    "HKD": ("hkd", "港币", "港幣", "港元"),
    "coins": ("coin", "coins", "munt", "munten", "muntjes", "金币", "金幣"),
    "diamonds": ("diamond", "diamonds", "diamant", "diamanten", "钻石", "鑽石"),
    "credits": ("credit", "credits", "tegoed", "积分"),
}  # fmt: skip
_CODES = {name: code for code, names in _NAMES.items() for name in names}
LATIN_UNIT = "|".join(sorted((n for n in _CODES if n.isascii()), key=len, reverse=True))
"""For patterns: what sums are counted in, in English and Dutch."""
_CHINESE = "|".join(sorted((n for n in _CODES if not n.isascii()), key=len, reverse=True))
_UNIT = rf"(?P<unit>(?:{LATIN_UNIT})(?![a-z])|{_CHINESE}|[€$£¥￥])"
# "€1.5k" is fifteen hundred; of larger words ("€2 million") nothing is understood.
_MANY = {"k": 1000, "万": 10_000, "萬": 10_000}
_NOT_MORE = r"(?![.,]?\d|[a-z百千亿億]|\s(?:thousand|duizend|hundred|honderd|mil\w*|mln)\b)"
_FIRST = re.compile(
    rf"(?:(?P<sign>US\$|HK\$|(?<![a-z])\$|[€£¥￥])|(?<![a-z])(?P<code>EUR|USD|GBP|CNY|RMB|HKD))\s?"
    rf"(?P<figures>{FIGURES})(?P<many>[k万萬])?(?:,-|\.-)?{_NOT_MORE}",
    re.IGNORECASE,
)
_LAST = re.compile(
    rf"(?<![\w.,])(?P<figures>{FIGURES})(?:,-)?(?P<many>[k万萬])?(?:\s|个|個)?{_UNIT}",
    re.IGNORECASE,
)
_AFTER_HAN = re.compile(
    rf"(?<=[\u3400-\u9fff])(?<![百千万萬亿億])(?P<figures>{FIGURES})(?P<many>[万萬])?\s?"
    rf"(?P<unit>{_CHINESE})"
)
_WORDS = re.compile(
    rf"(?<![几幾数數多\d]|{HAN_NUMBER})(?P<words>{HAN_NUMBER}{{1,12}})(?:个|個)?(?P<unit>{_CHINESE})"
)
# 三块蛋糕 are pieces of cake and 一块 is "together": without 钱 a 块 counts only where the phrase
# ends, or where a particle follows.
_PIECE = {"块", "塊"}
# 29块9 is 29.90.
_TENTH = re.compile(rf"([1-9]|[一二三四五六七八九])(?:毛|角)?(?![\d.,个個天次]|{HAN_NUMBER})")
# "12 euro 50", but not "12 euro 50 times".
_CENTS = re.compile(
    r"\s(?:and |en )?(?P<cents>\d\d)(?:\s?(?:cents?|ct|p))?(?![\d.,:/%]*\d|[\w%€$£]"
    r"|\s(?:keer|x|maal|times|min|uur|uren|hour|day|dag|week|weken|month|maand|year|jaar|eur|coin|munt"
    r"|jan|feb|m[aä]|mrt|mei|apr|jun|jul|aug|sep|o[ck]t|nov|de[ck]))",
    re.IGNORECASE,
)
_WITH_CENTS = frozenset({"EUR", "USD", "GBP"})
_GOES_ON = re.compile(r"[\u3400-\u9fff]")
_PARTICLES = frozenset("的了吧啊呢吗和还也都就没没被给退我你他在到却但左")
# 二元 and 一元 are also parts of words.
_YUAN_WORDS = ("一元", "二元", "单元", "多元")


def find_money(text: str) -> list[Money]:
    """Return amounts with their currency, in order; a bare number is no amount.

    A dollar sign and "bucks" mean US dollars, a yuan sign Chinese yuan. Numbers in words are read
    in Chinese alone.
    """
    plain, found = flat(text), list[Money]()
    for pattern in (_FIRST, _LAST, _AFTER_HAN, _WORDS):
        for match in pattern.finditer(plain):
            money = _money(plain, match)
            if money and not any(money.overlaps(earlier) for earlier in found):
                found.append(money)
    return sorted(found, key=lambda money: money.start)


def _money(text: str, match: "re.Match[str]") -> Money | None:
    groups = match.groupdict()
    unit = next(groups[name] for name in ("sign", "code", "unit") if groups.get(name))
    if unit in _PIECE and not _ends_amount(text, match):
        return None
    amount, end = _amount(groups), match.end()
    if amount is not None and unit in _PIECE and (tenth := _TENTH.match(text, end)):
        amount, end = amount + Decimal(of_words(tenth[1]) or 0) / 10, tenth.end()
    currency = currency_of(unit)
    if amount is not None and groups.get("unit") and currency in _WITH_CENTS:
        cents = _CENTS.match(text, end)
        if cents and amount == int(amount):
            amount, end = amount + Decimal(cents["cents"]) / 100, cents.end()
    if amount is None or (groups.get("words") and match.group() in _YUAN_WORDS):
        return None
    return Money(match.start(), end, amount, currency)


def _ends_amount(text: str, match: "re.Match[str]") -> bool:
    after = text[match.end() : match.end() + 1]
    if _TENTH.match(text, match.end()):
        return True
    if match.groupdict().get("words") in ("一", "两", "兩"):
        return False
    return not _GOES_ON.match(after) or after in _PARTICLES


def _amount(groups: dict[str, str | None]) -> Decimal | None:
    words, figures = groups.get("words"), groups.get("figures")
    if figures:
        return of_figures(figures) * _MANY.get((groups.get("many") or "").lower(), 1)
    value = of_han(words or "")
    return None if value is None else Decimal(value)


def currency_of(unit: str) -> str:
    """Return the code, or the name, of a sign or word for money; KeyError if it is none."""
    lower = unit.lower()
    return _SIGNS.get(lower.removeprefix("us")) or _CODES[lower]
