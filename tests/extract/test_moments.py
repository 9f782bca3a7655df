"""When something happened, told on a Saturday at noon."""

from datetime import datetime, timedelta, timezone, tzinfo

import pytest

from handoff.extract.moments import find_moments

ZONE = timezone(timedelta(hours=1))
NOW = datetime(2026, 11, 21, 12, 0, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("language", "text", "at", "precision", "is_approximate"),
    [
        ("en", "yesterday at 9", "2026-11-20 09:00", "minute", True),
        ("en", "yesterday at 9pm", "2026-11-20 21:00", "minute", False),
        ("en", "at 21:15 yesterday", "2026-11-20 21:15", "minute", False),
        ("en", "yesterday evening at 8", "2026-11-20 20:00", "minute", False),
        ("en", "last night", "2026-11-20 22:00", "hour", True),
        ("en", "last night at 2", "2026-11-21 02:00", "minute", False),
        ("en", "this morning", "2026-11-21 08:00", "hour", True),
        ("en", "the day before yesterday", "2026-11-19 00:00", "day", False),
        ("en", "last tuesday", "2026-11-17 00:00", "day", False),
        ("en", "tuesday last week", "2026-11-10 00:00", "day", False),
        ("en", "last week", "2026-11-09 00:00", "week", True),
        ("en", "two hours ago", "2026-11-21 10:00", "hour", False),
        ("en", "about 3 days ago", "2026-11-18 00:00", "day", True),
        ("en", "a couple of weeks ago", "2026-10-31 00:00", "week", True),
        ("en", "on March 3rd at 14:30", "2026-03-03 14:30", "minute", False),
        ("en", "3 mar", "2026-03-03 00:00", "day", False),
        ("en", "25 dec 2025", "2025-12-25 00:00", "day", False),
        ("nl", "5 april", "2026-04-05 00:00", "day", False),
        ("zh", "凌晨2点14分", "2026-11-21 02:14", "minute", True),
        ("zh", "昨天半夜十二点", "2026-11-21 00:00", "minute", False),
        ("en", "on may 5", "2026-05-05 00:00", "day", False),
        ("en", "03/04/2026", "2026-04-03 00:00", "day", True),
        ("en", "12/25/2025", "2025-12-25 00:00", "day", False),
        ("en", "at 5 pm", "2026-11-20 17:00", "minute", True),
        ("nl", "vorige week dinsdag", "2026-11-10 00:00", "day", False),
        ("nl", "afgelopen dinsdag om kwart over tien", "2026-11-17 10:15", "minute", True),
        ("nl", "gisteravond om half acht", "2026-11-20 19:30", "minute", False),
        ("nl", "gisteren om 20.15 uur", "2026-11-20 20:15", "minute", False),
        ("nl", "eergisteren", "2026-11-19 00:00", "day", False),
        ("nl", "vannacht om 3 uur", "2026-11-21 03:00", "minute", False),
        ("nl", "anderhalf uur geleden", "2026-11-21 10:30", "hour", False),
        ("nl", "een paar dagen geleden", "2026-11-18 00:00", "day", True),
        ("nl", "3 mei 2025 om 14:00", "2025-05-03 14:00", "minute", False),
        ("nl", "12 mrt", "2026-03-12 00:00", "day", False),
        ("zh", "昨晚八点", "2026-11-20 20:00", "minute", False),
        ("zh", "昨天晚上八点半", "2026-11-20 20:30", "minute", False),
        ("zh", "昨天20:05", "2026-11-20 20:05", "minute", False),
        ("zh", "三天前", "2026-11-18 00:00", "day", False),
        ("zh", "半小时前", "2026-11-21 11:30", "hour", False),
        ("zh", "一个半小时前", "2026-11-21 10:30", "hour", False),
        ("zh", "两个月前", "2026-09-21 00:00", "month", True),
        ("zh", "上周二下午三点", "2026-11-10 15:00", "minute", False),
        ("zh", "大概5月3日", "2026-05-03 00:00", "day", True),
        ("zh", "2025年十二月十五号", "2025-12-15 00:00", "day", False),
        ("zh", "去年", "2025-01-01 00:00", "year", True),
        ("zh", "前天下午两点一刻", "2026-11-19 14:15", "minute", False),
        ("zh", "2026-11-20", "2026-11-20 00:00", "day", False),
    ],
)
def test_moments(language: str, text: str, at: str, precision: str, is_approximate: bool) -> None:
    sentence = f"{text}, x"
    [moment] = find_moments(sentence, language, NOW)
    expected = datetime.fromisoformat(at).replace(tzinfo=ZONE)
    assert (moment.at, moment.precision) == (expected, precision)
    assert moment.is_approximate is is_approximate
    assert sentence[moment.start : moment.end] in text


@pytest.mark.parametrize(
    "text",
    [
        "may",
        "mar",
        "sat",
        "sun",
        "jan",
        "march on",
        "5",
        "3x",
        "1080p",
        "you may 5 times join",
        "level 5 may be closed",
        "12.50",
        "at 12.50 each",
        "16:9",
        "5 am I right",
        "at 5 dollars",
        "version 1.2.3",
        "192.168.1.1",
        "24 hours",
        "5 dagen",
        "2 uur lang",
        "10-15",
        "3/4",
        "page 3-4-5",
        "99/99/2026",
        "31 feb",
        "call me on monday",
        "bel me maandag",
        "tomorrow at 9",
        "morgen om 9 uur",
        "明天八点",
        "明天晚上八点",
        "下周二",
        "every day at 9:00",
        "today at 23:00",
        "in 3 days",
        "elke dag om 9:00",
        "over een uur",
        "三天后",
        "2027-01-01",
        "周一到周五",
        "有点慢",
        "一点都不好",
        "三点建议",
        "有时候",
        "以前",
        "目前晚了",
        "三月前",
        "两天前台",
        "jan 5 keer",
        "de avond",
        "de morgen",
        "the last one",
        "at all",
        "blocked until 3 march",
        "ban tot 14 januari",
        "限制到12月3号",
        "3 dec",
        "晚上10点到早上6点",
        "明早九点",
        "六点半以后有空",
        "from 9:00 to 17:00",
        "om de vijf minuten terug",
    ],
)
def test_no_moment_in_ordinary_words_or_in_the_future(text: str) -> None:
    for language in ("en", "nl", "zh"):
        assert find_moments(text, language, NOW) == [], language


class Autumn(tzinfo):
    """Two hours ahead until the clocks are put back on 25 October 2026, then one."""

    def utcoffset(self, at: datetime | None) -> timedelta:
        is_summer = at is None or at.replace(tzinfo=None) < datetime(2026, 10, 25, 3)  # noqa: DTZ001
        return timedelta(hours=2 if is_summer else 1)

    def dst(self, at: datetime | None) -> timedelta:
        return self.utcoffset(at) - timedelta(hours=1)


def test_the_zone_is_that_of_now_also_when_summer_time_ends() -> None:
    now = datetime(2026, 10, 25, 12, 0, tzinfo=Autumn())
    [moment] = find_moments("gisteren om 14:00", "nl", now)
    assert moment.at.isoformat() == "2026-10-24T14:00:00+02:00"


def test_now_must_carry_its_zone() -> None:
    with pytest.raises(ValueError, match="zone"):
        find_moments("yesterday", "en", datetime(2026, 11, 21))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("language", "text", "written"),
    [
        ("nl", "die me gisteren belde", "gisteren"),
        ("en", "it was 3 October. Then nothing", "3 October"),
        ("en", "a live at 5am. i sleep", "at 5am"),
        ("en", "yesterday at 9 a.m. it broke", "yesterday at 9 a.m."),
        ("zh", "我昨晚八点半充的", "昨晚八点半"),
    ],
)
def test_the_place_is_that_of_the_words_alone(language: str, text: str, written: str) -> None:
    [moment] = find_moments(text, language, NOW)
    assert text[moment.start : moment.end] == written


def test_two_moments_in_one_message() -> None:
    text = "ordered on 3 March at 10:00, delivered two days ago"
    ordered, delivered = find_moments(text, "en", NOW)
    assert text[ordered.start : ordered.end] == "on 3 March at 10:00".removeprefix("on ")
    assert text[delivered.start : delivered.end] == "two days ago"
