"""Days named from today: yesterday evening, vorige week dinsdag, 去年."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from handoff.extract.found import Precision


@dataclass(frozen=True)
class Day:
    """A day, or the first day of something longer, and where it is named.

    `part` is a key of `PART_HOURS`, or empty.
    """

    start: int
    end: int
    day: date
    part: str = ""
    precision: Precision = "day"
    is_approximate: bool = False


PART_HOURS = {"early": 3, "morning": 8, "noon": 12, "afternoon": 14, "evening": 19, "night": 22}
"""Around which hour a part of the day begins, for those who name no other."""

PARTS = {
    "morning": "morning", "afternoon": "afternoon", "evening": "evening", "night": "night",
    "ochtend": "morning", "morgen": "morning", "middag": "afternoon", "avond": "evening",
    "nacht": "night", "凌晨": "early", "早上": "morning", "早晨": "morning", "上午": "morning",
    "早": "morning", "晨": "morning", "中午": "noon", "下午": "afternoon", "傍晚": "evening",
    "晚上": "evening", "晚": "evening", "夜里": "night", "夜裡": "night", "半夜": "night",
    "深夜": "night",
}  # fmt: skip
HAN_PART = "|".join(sorted((p for p in PARTS if not p.isascii()), key=len, reverse=True))
"""For patterns: the parts of a day in Chinese."""

_EN_PART, _NL_PART = "morning|afternoon|evening|night", "ochtend|morgen|middag|avond|nacht"
_YESTERDAY = "yesterday|yday|yesterdy|yesturday|yestarday"
_AGO = {
    "today": 0, "yesterday": 1, "day before yesterday": 2, "vandaag": 0, "gister": 1,
    "gisteren": 1, "eergister": 2, "eergisteren": 2, "今": 0, "今天": 0, "今日": 0, "昨": 1,
    "昨天": 1, "昨日": 1, "前": 2, "前天": 2, "前日": 2, "大前天": 3, "this": 0, "last": 1,
    "van": 0,
}  # fmt: skip
_AGO.update(dict.fromkeys(_YESTERDAY.split("|"), 1))
_NAMED = [
    rf"\b(?:the )?(?P<ago>day before yesterday|{_YESTERDAY}|today)"
    rf"(?:\s(?P<part>{_EN_PART}))?\b",
    rf"\b(?P<ago>this)\s(?P<part>{_EN_PART})\b",
    r"\b(?P<ago>last)\s(?P<part>night|evening)\b",
    rf"\b(?P<ago>vandaag|(?:eer)?gister(?:en)?)(?:[ -]?(?P<part>{_NL_PART}))?\b",
    rf"\b(?P<ago>van)(?P<part>{_NL_PART})\b",
    rf"(?P<ago>今[天日]|大前天|前[天日]|昨[天日])(?P<part>{HAN_PART})?",
    r"(?P<ago>今|昨)(?P<part>早上|早|晨|晚上|晚)",
    r"(?<![之以目当當提])(?P<ago>前)(?P<part>晚上|晚)",
]
_WEEKDAYS = {
    "monday": 0, "tuesday": 1, "wednesday": 2, "thursday": 3, "friday": 4, "saturday": 5,
    "sunday": 6, "maandag": 0, "dinsdag": 1, "woensdag": 2, "donderdag": 3, "vrijdag": 4,
    "zaterdag": 5, "zondag": 6, "一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6,
    "天": 6,
}  # fmt: skip
_LATIN_DAY = "|".join(name for name in _WEEKDAYS if name.isascii())
_WEEK = "(?:周|週|星期|礼拜|禮拜)"
_LATIN_PART = rf"(?:\s?(?P<part>{_EN_PART}|ochtend|middag|avond|nacht))?"
_IN_LAST_WEEK = [
    rf"\b(?:last|vorige|afgelopen) week\s(?:on\s|op\s)?(?P<name>{_LATIN_DAY}){_LATIN_PART}\b",
    rf"\b(?P<name>{_LATIN_DAY})\s(?:of\s)?(?:last|vorige) week\b",
    rf"(?P<earlier>上*)上个?{_WEEK}(?P<name>[一二三四五六日天])(?P<part>{HAN_PART})?",
]
_IN_LAST_MONTH = [
    r"上个?月(?P<number>[12]\d|3[01]|[1-9])[号日]",
    r"\b(?P<number>[12]?\d|3[01])(?:st|nd|rd|th|de|ste|e)\s(?:of|van)\s"
    r"(?:last month|vorige maand)\b",
]
# A weekday alone may just as well be the next one: "can you call me on Monday".
_LATEST = [
    rf"\b(?:last|this past|past|since|vorige|afgelopen|sinds)\s(?P<name>{_LATIN_DAY})"
    rf"{_LATIN_PART}\b",
    rf"(?:这个?|這個?|本){_WEEK}(?P<name>[一二三四五六日天])(?P<part>{HAN_PART})?",
]
_SPANS = [
    r"\b(?:last|past|vorige|vorig|afgelopen)\s(?P<span>week|weekend|month|maand|year|jaar)\b",
    rf"上个?(?P<span>周末|週末|{_WEEK}(?![一二三四五六日天末])|月)",
    r"(?P<span>去年)",
]
_SPAN_NAMES = {
    "weekend": "weekend", "周末": "weekend", "週末": "weekend", "month": "month", "maand": "month",
    "月": "month", "year": "year", "jaar": "year", "去年": "year",
}  # fmt: skip


def find_days(text: str, today: date) -> Iterator[Day]:
    """Yield days that are named from `today`, none later; those of one pattern in order."""
    for pattern, read in _READERS:
        for match in pattern.finditer(text):
            day = read(match, today)
            if day:
                yield day


def _named(match: "re.Match[str]", today: date) -> Day:
    ago = _AGO[match["ago"].lower()]
    part = _part(match)
    if part == "night" and ago == 0:
        # "Vannacht" is the night that is over, as far as it can be told about.
        part = "early"
    return Day(*match.span(), today - timedelta(days=ago), part, is_approximate=bool(part))


def _in_last_week(match: "re.Match[str]", today: date) -> Day:
    weeks = 1 + len(match.groupdict().get("earlier") or "")
    monday = today - timedelta(days=today.weekday(), weeks=weeks)
    day = monday + timedelta(days=_WEEKDAYS[match["name"].lower()])
    return Day(*match.span(), day, _part(match), is_approximate=bool(_part(match)))


def _in_last_month(match: "re.Match[str]", today: date) -> Day | None:
    month = today.replace(day=1) - timedelta(days=1)
    try:
        return Day(*match.span(), month.replace(day=int(match["number"])))
    except ValueError:
        return None


def _latest(match: "re.Match[str]", today: date) -> Day:
    back = (today.weekday() - _WEEKDAYS[match["name"].lower()]) % 7
    day = today - timedelta(days=back or 7)
    return Day(*match.span(), day, _part(match), is_approximate=bool(_part(match)))


def _span(match: "re.Match[str]", today: date) -> Day:
    name = _SPAN_NAMES.get(match["span"].lower(), "week")
    monday = today - timedelta(days=today.weekday())
    first, precision = _SPAN_STARTS[name](today, monday)
    return Day(*match.span(), first, precision=precision, is_approximate=True)


_SPAN_STARTS: dict[str, Callable[[date, date], tuple[date, Precision]]] = {
    "week": lambda today, monday: (monday - timedelta(days=7), "week"),
    "weekend": lambda today, monday: (monday - timedelta(days=2), "day"),
    "month": lambda today, monday: (
        (today.replace(day=1) - timedelta(days=1)).replace(day=1),
        "month",
    ),
    "year": lambda today, monday: (date(today.year - 1, 1, 1), "year"),
}


def _part(match: "re.Match[str]") -> str:
    return PARTS.get((match.groupdict().get("part") or "").lower(), "")


_READERS: list[tuple["re.Pattern[str]", Callable[["re.Match[str]", date], Day | None]]] = [
    (re.compile(pattern, re.IGNORECASE), read)
    for patterns, read in (
        (_IN_LAST_WEEK, _in_last_week),
        (_IN_LAST_MONTH, _in_last_month),
        (_LATEST, _latest),
        (_SPANS, _span),
        (_NAMED, _named),
    )
    for pattern in patterns
]
