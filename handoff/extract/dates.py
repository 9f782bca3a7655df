"""Dates of the calendar: 3 mei 2026, March 3rd, 03-05-2026, 五月三号."""

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from typing import Any

from handoff.extract.counts import HAN_NUMBER, of_words
from handoff.extract.days import HAN_PART, PARTS, Day

_ENGLISH = (
    "january|february|march|april|may|june|july|august|september|october|november|december"
    "|jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec"
)
_DUTCH = (
    "januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december"
    "|jan|feb|mrt|apr|jun|jul|aug|sept|sep|okt|nov|dec"
)
_YEAR = r"(?:[.,]?\s(?P<year>(?:19|20)\d\d))?"
_DAY = r"(?<![\w.,/:-])(?P<day>[12]\d|3[01]|0?[1-9])"
_WRITTEN = [
    re.compile(
        rf"{_DAY}(?P<nth>st|nd|rd|th)?(?:\sof)?\s(?P<month>{_ENGLISH}|{_DUTCH})\b{_YEAR}(?![\w])",
        re.I,
    ),
    re.compile(
        rf"(?P<on>\b(?:on|since|from|of)\s)?\b(?P<month>{_ENGLISH})\.?\s"
        rf"(?P<day>[12]\d|3[01]|0?[1-9])(?P<nth>st|nd|rd|th)?(?![\w%€$£:]|[.,]\d){_YEAR}",
        re.I,
    ),
]
_NUMBERS = re.compile(
    r"(?<![\d.,/:-])(?P<first>\d{1,2})(?P<mark>[-/.])(?P<second>\d{1,2})(?P=mark)(?P<year>(?:19|20)\d\d"
    r"|(?<=\d\d[-/.]\d\d[-/.])\d\d)(?![\d/-]|[.,:]\d)"
)
_ISO = re.compile(
    r"(?<![\d.,/:-])(?P<year>(?:19|20)\d\d)([-/.])(?P<month>\d{1,2})\2(?P<day>\d{1,2})(?!\d|[-/.]\d)"
)
_HAN = re.compile(
    rf"(?:(?P<year>(?:19|20)\d\d)年|(?P<word>今年|去年))?(?<!\d)(?P<month>\d{{1,2}}|{HAN_NUMBER}{{1,2}})月"
    rf"(?P<day>\d{{1,2}}|{HAN_NUMBER}{{1,3}})(?:日|号|號)"
    rf"(?P<part>{HAN_PART})?"
)
# Words and names as well: "you may 5 times", "level 5 may be", "march 3 times", "Jan 5 keer".
_WORDS = frozenset({"may", "march", "mar", "jan"})
_UNTIL = re.compile(r"(?:\b(?:until|till|by|before|tot|tot en met|voor|vóór)|[到至])\s*$", re.I)
_COMING = timedelta(days=92)
_AFTER_DATE = re.compile(
    r"\s*(?:$|[.,;:!?)\-]|(?:at|around|and|but|i|my|the|in|when|between|to|or|it|we|he|she|they|about|until)\b)",
    re.IGNORECASE,
)


def find_dates(text: str, language: str, today: date) -> Iterator[Day]:
    """Yield dates up to `today`; without a year it is the latest such day.

    Numbers are read day first, and marked approximate where the month could stand first. A month
    whose name is also a word counts only where the phrase cannot go on as a sentence. A day
    without a year that comes within three months, or that something lasts until, is left out.
    """
    for pattern in (_ISO, _HAN):
        for match in pattern.finditer(text):
            yield from _told(text, match, today, partial(_counted, match))
    for match in _NUMBERS.finditer(text):
        yield from _from_numbers(match, today)
    for pattern in _WRITTEN:
        for match in pattern.finditer(text):
            if _is_date(match, text):
                yield from _told(text, match, today, partial(_named, match, language))


def _told(
    text: str, match: "re.Match[str]", today: date, make: Callable[[int], date | None]
) -> Iterator[Day]:
    years = [int(match["year"])] if match["year"] else [today.year, today.year - 1]
    if match.groupdict().get("word") == "去年":
        years = years[1:]
    elif not match["year"] and _UNTIL.search(text[max(0, match.start() - 16) : match.start()]):
        return
    for day in filter(None, map(make, years)):
        if day <= today:
            part = PARTS.get(match.groupdict().get("part") or "", "")
            yield Day(*match.span(), day, part, is_approximate=bool(part))
            return
        if day - today <= _COMING:
            return


def _is_date(match: "re.Match[str]", text: str) -> bool:
    name = match["month"].lower()
    if name not in _WORDS or match["year"] or match["nth"] or match.groupdict().get("on"):
        return True
    return bool(_AFTER_DATE.match(text, match.end()))


def _named(match: "re.Match[str]", language: str, year: int) -> date | None:
    month = "mar" if match["month"].lower() == "mrt" else match["month"]
    return _parse(f"{match['day']} {month} {year}", language, "DMY")


def _from_numbers(match: "re.Match[str]", today: date) -> Iterator[Day]:
    first, second = int(match["first"]), int(match["second"])
    order = "DMY" if second <= 12 else "MDY"
    day = _parse(f"{first}-{second}-{match['year']}", "en", order)
    if day and day <= today:
        could_swap = first <= 12 and second <= 12 and first != second
        yield Day(*match.span(), day, is_approximate=could_swap)


def _parse(written: str, language: str, order: str) -> date | None:
    """Let dateparser know the names of the months; it is given nothing that needs guessing."""
    from dateparser import parse  # 0.3 s, which those who find no date need not wait for

    settings: Any = {"DATE_ORDER": order, "STRICT_PARSING": True, "TIMEZONE": "UTC"}
    languages = [language, "en", "nl"] if language in ("en", "nl") else ["en", "nl"]
    found = parse(written, languages=list(dict.fromkeys(languages)), settings=settings)
    return found.date() if found else None


def _counted(match: "re.Match[str]", year: int) -> date | None:
    try:
        return date(year, of_words(match["month"]) or 0, of_words(match["day"]) or 0)
    except ValueError:
        return None
