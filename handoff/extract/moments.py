"""When something happened, in English, Dutch and Chinese."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, time, timedelta
from functools import partial
from itertools import chain

from handoff.extract.ago import find_times_ago
from handoff.extract.clocks import Clock, find_clocks
from handoff.extract.dates import find_dates
from handoff.extract.days import PART_HOURS, Day, find_days
from handoff.extract.flat import flat
from handoff.extract.found import Moment

# Every moment has one of these words or signs, or a digit; most messages have none.
_HINT = re.compile(
    r"\d|yest|yday|today|morning|afternoon|evening|night|noon|last|past|ago\b|since|day\b"
    r"|gister|vandaag|van(?:ochtend|morgen|middag|avond|nacht)|geleden|terug|vorig|afgelopen|sinds"
    r"|\bom\b|\bat\b|rond|[今昨前点點时時月周週]|星期|礼拜|禮拜|去年",
    re.IGNORECASE,
)
_BETWEEN = re.compile(
    r"[\s,，、]*(?:(?:at|on|om|op|around|about|rond|in the|的)[\s]*)?", re.IGNORECASE
)
_ABOUT_BEFORE = re.compile(
    r"(?:around|about|roughly|approximately|ongeveer|rond|zo'n|circa|大概|大约|大約|约)\s*$",
    re.IGNORECASE,
)
_ABOUT_AFTER = re.compile(r"\s*(?:左右|or so|of zo)", re.IGNORECASE)
_ABOUT_WITHIN = re.compile(r"\b(?:around|about|rond|tegen)\b", re.IGNORECASE)
# The time after one of these is still to come.
_COMING = re.compile(
    r"(?:tomorrow|tonight|morgen|vanavond|straks|later|next|volgende|aanstaande|every|elke|iedere"
    r"|\w+day|\w+dag)(?:\s\w+)?\s*$|(?:明[天早晚]?|[后後]天|下[个個]?[周週月星礼禮]\S?|每[天晚周週]?)的?\s*$",
    re.IGNORECASE,
)
# From one time to another is when something is open, not when something happened.
_TO = re.compile(r"(?:[到至–-]|\b(?:tot|to|until|till|between|tussen|by)|van)\s*$", re.IGNORECASE)
_TILL = re.compile(r"\s*(?:[到至–-]|[以之][后後]|(?:tot|to|until|till)\b)", re.IGNORECASE)
_LOOK_BACK = 24


def find_moments(text: str, language: str, now: datetime, told: Iterable[Day] = ()) -> list[Moment]:
    """Return moments up to `now`, in order; `now` must carry its zone (else ValueError).

    A day and a time side by side are one moment; a time alone is the latest such time, and
    approximate. What lies in the future is left out. `told` are days in `text` that the caller
    knows to be meant; they count where nothing surer is found.
    """
    if now.tzinfo is None:
        raise ValueError("now must carry its zone")
    plain, more = flat(text), list(told)
    if not more and not _HINT.search(plain):
        return []
    days, moments = _named(plain, language, now, more)
    taken: list[Moment | Day] = [*days, *moments]
    clocks = [c for c in find_clocks(plain) if not any(_overlap(c, each) for each in taken)]
    moments += _joined(plain, days, clocks, now)
    past = [_rough(plain, moment) for moment in moments if moment.at <= now]
    return sorted(past, key=lambda moment: moment.start)


def _named(
    text: str, language: str, now: datetime, told: list[Day]
) -> tuple[list[Day], list[Moment]]:
    """Return days and short times ago; of two in the same place the first that is found."""
    days, moments = list[Day](), list[Moment]()
    found: list[Day | Moment] = [*find_dates(text, language, now.date())]
    found += find_times_ago(text, now)
    found += find_days(text, now.date())
    found += told
    for each in found:
        if any(map(partial(_overlap, each), chain(days, moments))):
            continue
        if isinstance(each, Day):
            days.append(each)
        else:
            moments.append(each)
    return days, moments


def _joined(text: str, days: list[Day], clocks: list[Clock], now: datetime) -> Iterator[Moment]:
    free = list[Clock]()
    for clock in clocks:
        if not any(_overlap(clock, better) for better in free):
            free.append(clock)
    for day in days:
        beside = next((each for each in free if _side_by_side(text, day, each)), None)
        if beside:
            free.remove(beside)
            yield _at(day, beside, now)
        else:
            yield _whole(day, now)
    for clock in free:
        before = text[max(0, clock.start - _LOOK_BACK) : clock.start]
        is_range = _TO.search(before) or _TILL.match(text, clock.end)
        if not (clock.needs_day or is_range or _COMING.search(before)):
            yield _latest(clock, now)


def _side_by_side(text: str, day: Day, clock: Clock) -> bool:
    between = (day.end, clock.start) if day.start < clock.start else (clock.end, day.start)
    return day.precision == "day" and bool(_BETWEEN.fullmatch(text, *between))


def _at(day: Day, clock: Clock, now: datetime) -> Moment:
    more, hour, is_sure = clock.moved(day.part)
    at = datetime.combine(day.day + timedelta(days=more), time(hour, clock.minute), now.tzinfo)
    is_rough = not is_sure or (day.is_approximate and not day.part)
    start, end = min(day.start, clock.start), max(day.end, clock.end)
    return Moment(start, end, at, "minute", is_rough)


def _whole(day: Day, now: datetime) -> Moment:
    hour = PART_HOURS.get(day.part, 0)
    at = datetime.combine(day.day, time(hour), now.tzinfo)
    precision = "hour" if day.part else day.precision
    return Moment(day.start, day.end, at, precision, day.is_approximate)


def _latest(clock: Clock, now: datetime) -> Moment:
    at = datetime.combine(now.date(), time(clock.hour, clock.minute), now.tzinfo)
    if at > now:
        at = datetime.combine(now.date() - timedelta(days=1), at.time(), now.tzinfo)
    return Moment(clock.start, clock.end, at, "minute", True)


def _rough(text: str, moment: Moment) -> Moment:
    before = text[max(0, moment.start - _LOOK_BACK) : moment.start]
    is_rough = (
        _ABOUT_BEFORE.search(before)
        or _ABOUT_AFTER.match(text, moment.end)
        or _ABOUT_WITHIN.search(text, moment.start, moment.end)
    )
    return replace(moment, is_approximate=True) if is_rough else moment


def _overlap(one: Day | Clock | Moment, other: Day | Clock | Moment) -> bool:
    return one.start < other.end and other.start < one.end
