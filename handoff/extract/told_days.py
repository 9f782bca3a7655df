"""Days that only count where it is known that the past is meant: tuesday, the 5th, 5/11, in maart.

"Call me on monday" names the next one, and 5/11 may be a share: that something has happened is for
the caller to know.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from handoff.extract.counts import HAN_NUMBER, of_words
from handoff.extract.days import HAN_PART, PARTS, Day

_WEEKDAYS = {
    "mon": 0, "tue": 1, "tues": 1, "wed": 2, "thu": 3, "thur": 3, "thurs": 3, "fri": 4, "sat": 5,
    "sun": 6, "ma": 0, "di": 1, "wo": 2, "do": 3, "vr": 4, "za": 5, "zo": 6, "一": 0, "二": 1,
    "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6, "末": 5,
}  # fmt: skip
_FULL = {
    "monday": 0, "tuesday": 1, "wednesday": 2, "thursday": 3, "friday": 4, "saturday": 5,
    "sunday": 6, "maandag": 0, "dinsdag": 1, "woensdag": 2, "donderdag": 3, "vrijdag": 4,
    "zaterdag": 5, "zondag": 6,
}  # fmt: skip
_PART = r"(?:\s?(?P<part>morning|afternoon|evening|night|ochtend|morgen|middag|avond|nacht))?"
_EN_SHORT = "mon|tues|tue|wed|thurs|thur|thu|fri|sat|sun"
_NL_SHORT = "ma|di|wo|do|vr|za|zo"
_BY_NAME = re.compile(
    rf"\b(?:on |op |this |deze |afgelopen |last )?(?P<name>{'|'.join(_FULL)}){_PART}(?![a-z])", re.I
)
_LAST_SHORT = re.compile(rf"\b(?:last|on|this|past) (?P<name>{_EN_SHORT})\b\.?{_PART}", re.I)
_SHORT = re.compile(rf"\b(?P<name>{_EN_SHORT}|{_NL_SHORT})\b\.?{_PART}", re.I)
_HAN_DAY = re.compile(
    rf"(?<![上下每个這这本到至一两兩几三])(?:周|週|星期|礼拜|禮拜)(?P<name>[一二三四五六日天末])(?!次|[到至](?:周|週|星期|礼拜|禮拜|[一二三四五六日天末]))(?P<part>{HAN_PART})?"
)
_OF_MONTH = re.compile(
    r"\b(?:on |op |since |sinds )(?:the |de )?(?P<day>[12]?\d|3[01])(?:st|nd|rd|th|e|de|ste)\b"
    r"(?!\s(?:of|time|keer|van|attempt|day|dag))"
    r"|\b(?:the|de) (?P<only>[12]?\d|3[01])(?:st|nd|rd|th|e|de|ste)\b(?!\s?\w)",
    re.I,
)
_HAN_OF_MONTH = re.compile(
    rf"(?:(?:本|这个?|這個?)月|(?<![\d月.第]))(?P<day>[12]?\d|3[01]|{HAN_NUMBER}{{1,3}})(?:号|號|日)"
    r"(?![房直线線楼樓店服桌机機客子主内內后後前之以游])"
)
_SHORT_DATE = re.compile(
    r"(?<![\d./-])(?P<one>\d{1,2})(?P<mark>[/.-])(?P<two>\d{1,2})(?![\d/%]|[.-]\d)"
)
_MONTHS = {
    "january": 1, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6, "july": 7,
    "august": 8, "september": 9, "october": 10, "november": 11, "december": 12, "januari": 1,
    "februari": 2, "maart": 3, "mei": 5, "juni": 6, "juli": 7, "augustus": 8, "oktober": 10,
}  # fmt: skip
_MONTH = re.compile(
    r"\b(?:in|since|sinds|begin|eind|half|early|late|mid|beginning of|end of|start of|back in)[ -]"
    rf"(?P<month>{'|'.join(_MONTHS)})\b(?! \d)",
    re.I,
)
_MONTH_ALONE = re.compile(rf"\b(?P<month>{'|'.join(_MONTHS)})\b(?! \d)(?<!\d )", re.I)
_HAN_MONTH = re.compile(
    rf"(?<![\d个上下几每本这{HAN_NUMBER[1:-1]}])(?P<month>1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])月(?:份|初|底|中旬?|末|上旬|下旬)"
)


def find_told_days(text: str, language: str, today: date, *, is_answer: bool) -> Iterator[Day]:
    """Yield the latest such days up to `today`; an answer may be shorter than a story."""
    names = [_BY_NAME, _LAST_SHORT, _HAN_DAY] + ([_SHORT] if is_answer else [])
    for pattern in names:
        yield from (_weekday(match, today) for match in pattern.finditer(text))
    for pattern in (_OF_MONTH, _HAN_OF_MONTH):
        yield from filter(None, (_of_month(match, today) for match in pattern.finditer(text)))
    if is_answer or language == "zh":
        yield from filter(None, (_short(m, language, today) for m in _SHORT_DATE.finditer(text)))
    months = [_MONTH, _HAN_MONTH] + ([_MONTH_ALONE] if is_answer else [])
    for pattern in months:
        yield from (_month(match, today) for match in pattern.finditer(text))


def _weekday(match: "re.Match[str]", today: date) -> Day:
    name = match["name"].lower()
    back = (today.weekday() - (_FULL | _WEEKDAYS)[name]) % 7 or 7
    part = PARTS.get((match["part"] or "").lower(), "")
    is_rough = bool(part) or name == "末"
    return Day(*match.span(), today - timedelta(days=back), part, is_approximate=is_rough)


def _of_month(match: "re.Match[str]", today: date) -> Day | None:
    groups = match.groupdict()
    number = of_words(groups["day"] or groups.get("only") or "") or 0
    first = today.replace(day=1)
    months = [first, (first - timedelta(days=1)).replace(day=1)]
    for month in months:
        day = _date(month.year, month.month, number)
        if day and day <= today:
            return Day(*match.span(), day)
    return None


def _short(match: "re.Match[str]", language: str, today: date) -> Day | None:
    """Chinese puts the month first, Dutch the day; in English only what cannot be both counts."""
    one, two = int(match["one"]), int(match["two"])
    if match["mark"] == "." and language == "en":
        return None
    days = {_latest(two, one, today), _latest(one, two, today)} - {None}
    if language == "zh":
        days = {_latest(one, two, today)} - {None}
    elif language == "nl":
        days = {_latest(two, one, today)} - {None}
    found = days.pop() if len(days) == 1 else None
    return Day(*match.span(), found) if found else None


def _month(match: "re.Match[str]", today: date) -> Day:
    name = match["month"].lower()
    number = _MONTHS.get(name) or of_words(name) or 1
    year = today.year if number <= today.month else today.year - 1
    return Day(*match.span(), date(year, number, 1), precision="month", is_approximate=True)


def _latest(month: int, day: int, today: date) -> date | None:
    found = _date(today.year, month, day)
    return found if found is None or found <= today else _date(today.year - 1, month, day)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
