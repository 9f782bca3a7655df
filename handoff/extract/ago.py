"""How long ago: two hours ago, een paar dagen geleden, 三天前."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from dateutil.relativedelta import relativedelta

from handoff.extract.counts import HAN_NUMBER, WORD, of_words
from handoff.extract.days import Day
from handoff.extract.found import Moment, Precision

_NAMES: dict[Precision, str] = {
    "minute": "minutes?|mins?|minuten|minuut|minuutjes|分钟|分鐘",
    "hour": "hours?|hrs?|uur|uren|uurtje|小时|小時|钟头|鐘頭",
    "day": "days?|dagen|dag|天|日",
    "week": "weeks?|weken|周|週|星期|礼拜|禮拜",
    "month": "months?|maanden|maand|月",
    "year": "years?|yrs?|jaar|jaren|年",
}
_LATIN = "|".join(name for names in _NAMES.values() for name in names.split("|") if name.isascii())
_HAN = "|".join(
    name for names in _NAMES.values() for name in names.split("|") if not name.isascii()
)
_HALF = "half an?|een half|half|半"
_ONE_AND_A_HALF = "anderhalf|anderhalve|one and a half"
_SOME = "a couple of|couple of|a few|few|several|some|een paar|paar|enkele|好几|好幾|几|幾"
_AGO = [
    re.compile(
        r"(?<![\w.,])(?<!om de )(?<!elke )(?<!iedere )(?<!every )"
        rf"(?P<count>{_HALF}|{_ONE_AND_A_HALF}|{_SOME}|\d{{1,3}}|{WORD})"
        rf"\s(?P<unit>{_LATIN})\s(?:ago|geleden|terug)\b",
        re.IGNORECASE,
    ),
    # 三月前 is "before March": months need their 个. 天前台 and the like are other words.
    re.compile(
        rf"(?P<count>半|好几|好幾|几|幾|(?<!\d)\d{{1,3}}|{HAN_NUMBER}{{1,4}})\s?(?:(?:个|個)(?P<half>半)?"
        rf"(?P<unit>{_HAN})|(?P<plain>天半?|日|分钟|分鐘|小时|小時|周|週|星期|年))"
        r"(?:之前|以前|前)(?![台面端后後往来來途])"
    ),
]
_DAYS = {"day": 1, "week": 7, "month": 30, "year": 365}
_SHORT: frozenset[Precision] = frozenset({"minute", "hour"})


@dataclass(frozen=True)
class _Length:
    unit: Precision
    count: float
    is_approximate: bool


def find_times_ago(text: str, now: datetime) -> Iterator[Moment | Day]:
    """Yield a moment for minutes and hours, and a day, which a clock may follow, for longer."""
    for pattern in _AGO:
        for match in pattern.finditer(text):
            length = _length(match)
            if length and length.unit in _SHORT:
                step = timedelta(minutes=length.count * (60 if length.unit == "hour" else 1))
                yield Moment(*match.span(), now - step, length.unit, length.is_approximate)
            elif length:
                yield from _long_ago(match, length, now)


def _long_ago(match: "re.Match[str]", length: _Length, now: datetime) -> Iterator[Day]:
    whole, rest = divmod(length.count, 1)
    try:
        day = (
            now.date() - _steps(length.unit, int(whole)) - timedelta(days=rest * _DAYS[length.unit])
        )
    except (ValueError, OverflowError):
        return
    is_rough = length.is_approximate or length.unit != "day" or rest > 0
    yield Day(*match.span(), day, precision=length.unit, is_approximate=is_rough)


def _steps(unit: Precision, count: int) -> relativedelta:
    if unit == "month":
        return relativedelta(months=count)
    if unit == "year":
        return relativedelta(years=count)
    return relativedelta(days=count * _DAYS[unit])


def _length(match: "re.Match[str]") -> _Length | None:
    groups = match.groupdict()
    written, name = groups["count"].lower(), groups.get("unit") or groups["plain"]
    unit = next(
        u for u, names in _NAMES.items() if re.fullmatch(names, name.rstrip("半"), re.IGNORECASE)
    )
    half = 0.5 if groups.get("half") or name.endswith("半") else 0.0
    if re.fullmatch(_HALF, written):
        return _Length(unit, 0.5, unit not in _SHORT)
    if re.fullmatch(_ONE_AND_A_HALF, written):
        return _Length(unit, 1.5, unit not in _SHORT)
    if re.fullmatch(_SOME, written):
        return _Length(unit, 3.0, True)
    count = of_words(written)
    return None if not count else _Length(unit, count + half, False)
