"""Times of the day: 9 pm, om half acht, 晚上八点."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from handoff.extract.counts import HAN_NUMBER, WORD, of_words
from handoff.extract.days import HAN_PART, PARTS


@dataclass(frozen=True)
class Clock:
    """A time and where it is named.

    `is_sure` is False where it may be twelve hours later; `needs_day` says that it is a time only
    beside a day: "at 5" and 三点 mean other things as well.
    """

    start: int
    end: int
    hour: int
    minute: int
    is_sure: bool
    needs_day: bool

    def moved(self, part: str) -> tuple[int, int, bool]:
        """Return days to add, hour, and whether the hour is sure, within `part` of a day.

        Two o'clock of an evening or a night is the small hours of the next day.
        """
        if part in ("evening", "night", "early") and self.hour % 12 <= 5:
            return int(part != "early"), self.hour % 12, True
        if part in ("afternoon", "evening", "night", "noon") and 1 <= self.hour <= 11:
            is_noon = part == "noon" and self.hour == 11
            return 0, self.hour if is_noon else self.hour + 12, True
        return 0, self.hour, self.is_sure or bool(part)


_BEFORE = r"(?P<before>\b(?:at|around|about|since|om|rond|sinds)\s|@\s?)"
_HALF_DAY = (
    r"(?:\s?(?P<half_day>[ap](?:m\b|\.m\.))|\s(?:uur\s)?"
    r"(?P<of_day>in the (?:morning|afternoon|evening)|at night"
    r"|'s (?:morgens|ochtends|middags|avonds|nachts)))"
)
_WITH_MINUTES = re.compile(
    rf"{_BEFORE}?(?<![\d:.,/-])(?P<hour>[01]?\d|2[0-3])(?::|h|(?P<point>\.))(?P<minute>[0-5]\d)"
    rf"(?![\d%]|[:.,]\d)(?:{_HALF_DAY}|\s?(?P<uur>uur)\b)?",
    re.IGNORECASE,
)
_HOUR = re.compile(
    rf"{_BEFORE}?(?<![\w:.,/€$£¥-])(?P<hour>1?\d|2[0-3])(?![\w%]*\d)"
    rf"(?:{_HALF_DAY}|\s?(?P<uur>uur|u|o'?clock)\b|(?![\w%€$£¥:.,/-]*\w))",
    re.IGNORECASE,
)
_SPOKEN = re.compile(
    rf"(?P<before>\b(?:at|around|about|om|rond)\s)"
    rf"(?P<turn>half past|half|quarter past|quarter to|kwart over|kwart voor)?\s?"
    rf"(?P<word>\d{{1,2}}|{WORD})\b(?:{_HALF_DAY}|\s(?P<uur>uur|o'?clock)\b)?",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"\b(?:at\s|around\s|om\s|rond\s)?(?P<name>noon|midnight|middernacht)\b", re.IGNORECASE
)
_HAN = re.compile(
    rf"(?P<part>{HAN_PART})?的?(?<!\d)(?P<hour>\d{{1,2}}|{HAN_NUMBER}{{1,3}})(?:点|點|(?P<formal>时|時))"
    rf"(?:(?P<sharp>钟|鐘|整)|(?P<quarter>半|一刻|三刻)|(?P<minute>[0-5]?\d|{HAN_NUMBER}{{1,3}})分?)?"
    r"(?!\d)"
)
_TURNS = {
    "half past": (0, 30), "quarter past": (0, 15), "quarter to": (-1, 45), "half": (-1, 30),
    "kwart over": (0, 15), "kwart voor": (-1, 45),
}  # fmt: skip
_LATER = re.compile(r"p|.*(?:afternoon|evening|at night|middags|avonds)", re.IGNORECASE)


def find_clocks(text: str) -> Iterator[Clock]:
    """Yield times of the day; a later one may overlap an earlier, which then is the better one."""
    for pattern, read in ((_WITH_MINUTES, _with_minutes), (_SPOKEN, _spoken), (_HOUR, _hour)):
        yield from (clock for match in pattern.finditer(text) if (clock := read(match)))
    for match in _NAMED.finditer(text):
        hour = 12 if match["name"].lower() == "noon" else 0
        yield Clock(*match.span(), hour, 0, True, True)
    for match in _HAN.finditer(text):
        yield from _han(match)


def _with_minutes(match: "re.Match[str]") -> Clock | None:
    is_marked = bool(match["half_day"] or match["of_day"] or match["uur"])
    if match["point"] and not is_marked and not match["before"]:
        return None
    # "At 12.50" may be a price.
    is_time = is_marked or bool(match["before"] and not match["point"])
    return _clock(match, int(match["hour"]), int(match["minute"]), needs_day=not is_time)


def _hour(match: "re.Match[str]") -> Clock | None:
    marked = match["half_day"] or match["of_day"] or match["uur"]
    if not marked and not match["before"]:
        return None
    # "5 am I right" is no time, "5am" is one.
    is_glued = bool(match["half_day"]) and not re.search(r"\d\s", match.group())
    is_time = is_glued or bool(match["before"] and marked) or bool(match["of_day"])
    return _clock(match, int(match["hour"]), 0, needs_day=not is_time)


def _spoken(match: "re.Match[str]") -> Clock | None:
    hour = of_words(match["word"])
    if hour is None or not 1 <= hour <= 12 or match["word"].lower() in ("a", "an"):
        return None
    back, minute = _TURNS.get((match["turn"] or "").lower(), (0, 0))
    is_time = bool(match["turn"] or match["half_day"] or match["of_day"] or match["uur"])
    return _clock(match, (hour + back) % 12 or 12, minute, needs_day=not is_time)


def _han(match: "re.Match[str]") -> Iterator[Clock]:
    hour = of_words(match["hour"])
    minute = {"半": 30, "一刻": 15, "三刻": 45}.get(match["quarter"] or "", 0)
    if match["minute"]:
        minute = of_words(match["minute"]) or 0
    if hour is None or hour > 24 or minute > 59:
        return
    has_more = bool(match["sharp"] or match["quarter"] or match["minute"])
    part = PARTS.get(match["part"] or "", "")
    if part:
        bare = Clock(*match.span(), hour % 24, minute, hour > 12, False)
        yield replace(bare, hour=bare.moved(part)[1], is_sure=True)
    # 一点 is "a little", 三点 "three points", 有时 "sometimes". The part may belong to the day.
    if part or has_more or not (match["hour"] == "一" or match["formal"]):
        yield Clock(match.start("hour"), match.end(), hour % 24, minute, hour > 12, not has_more)


def _clock(match: "re.Match[str]", hour: int, minute: int, *, needs_day: bool) -> Clock | None:
    half = match.groupdict().get("half_day") or match.groupdict().get("of_day") or ""
    if half and hour > 12:
        return None
    if half:
        hour = hour % 12 + (12 if _LATER.match(half) else 0)
    is_sure = bool(half) or hour > 12 or hour == 0 or match.group().lstrip("@ ").startswith("0")
    return Clock(*match.span(), hour, minute, is_sure, needs_day)
