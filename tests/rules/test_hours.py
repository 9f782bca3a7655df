"""When departments are open: nights, holidays, changes of the clock; business time adds up."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

pytest.importorskip("hypothesis")

from hypothesis import given, settings
from hypothesis import strategies as st

from handoff.rules.hours import Holiday, Hours, Week
from handoff.rules.hours_words import BadHours, read_hours, read_week

ZONES = {"en": "Europe/London", "nl": "Europe/Amsterdam", "zh": "Asia/Shanghai"}
WEEKS = {
    "frontline": "Mon-Sun 07:00-23:00 local",
    "technical": "Mon-Sun 08:00-24:00 local",
    "games": "Mon-Sun 10:00-22:00 Asia/Shanghai",
    "legal": "Mon-Fri 09:00-18:00 local",
    "night": "Mon-Sun 20:00-04:00 local",
    "round": "Mon-Sun 00:00-24:00 local",
    "split": "Mon-Fri 09:00-12:00, Mon-Fri 13:00-17:00, Sat 10:00-12:00 local",
    "safety": "24/7",
}
HOLIDAYS = (
    Holiday(date(2000, 12, 25), date(2000, 12, 25), zones=("Europe/London",), yearly=True),
    Holiday(date(2027, 2, 5), date(2027, 2, 11), zones=("Asia/Shanghai",)),
    Holiday(date(2026, 12, 24), date(2026, 12, 24), (420, 1080), ("Europe/London",)),
    Holiday(date(2026, 12, 24), date(2026, 12, 24), None, (), ("legal",)),
)
HOURS = Hours(
    {name: read_week(text) for name, text in WEEKS.items()},
    ZONES,
    HOLIDAYS,
    frozenset({"P2", "P3"}),
)
MINUTE = 60_000
HOUR = 60 * MINUTE


def at(text: str, language: str = "en") -> int:
    """Local time of the language in Unix milliseconds."""
    local = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(ZONES[language]))
    return int(local.timestamp() * 1000)


@pytest.mark.parametrize(
    ("department", "language", "moment", "opens"),
    [
        ("frontline", "en", "2026-11-23T06:59", "2026-11-23T07:00"),
        ("frontline", "en", "2026-11-23T07:00", ""),
        ("frontline", "en", "2026-11-23T22:59", ""),
        ("frontline", "en", "2026-11-23T23:00", "2026-11-24T07:00"),
        ("frontline", "nl", "2026-11-23T23:30", "2026-11-24T07:00"),
        ("technical", "zh", "2026-11-23T23:59", ""),
        ("technical", "zh", "2026-11-24T00:00", "2026-11-24T08:00"),
        ("legal", "nl", "2026-11-20T18:00", "2026-11-23T09:00"),
        ("night", "nl", "2026-11-23T03:59", ""),
        ("night", "nl", "2026-11-23T04:00", "2026-11-23T20:00"),
        ("split", "en", "2026-11-23T12:30", "2026-11-23T13:00"),
        ("split", "en", "2026-11-21T12:00", "2026-11-23T09:00"),
        # The clock of the place, whatever the customer speaks.
        ("games", "en", "2026-11-23T14:00", "2026-11-24T02:00"),
        ("games", "en", "2026-11-23T13:59", ""),
        # Christmas is no day of work, the day before ends at six, and legal is away both days.
        ("frontline", "en", "2026-12-24T17:59", ""),
        ("frontline", "en", "2026-12-24T18:00", "2026-12-26T07:00"),
        ("frontline", "nl", "2026-12-25T12:00", ""),
        ("frontline", "en", "2031-12-25T12:00", "2031-12-26T07:00"),
        ("legal", "en", "2026-12-23T18:00", "2026-12-28T09:00"),
        ("legal", "nl", "2026-12-24T10:00", "2026-12-25T09:00"),
        ("games", "zh", "2027-02-04T22:00", "2027-02-12T10:00"),
        ("round", "zh", "2027-02-11T23:59", "2027-02-12T00:00"),
        ("safety", "en", "2026-12-25T03:00", ""),
        ("unknown", "en", "2026-12-25T03:00", ""),
    ],
)
def test_open_or_when_it_opens_next(department, language, moment, opens):
    now = at(moment, language)
    assert HOURS.is_open(department, language, now) == (not opens)
    assert HOURS.opens_ms(department, language, now) == (at(opens, language) if opens else now)


@pytest.mark.parametrize(
    ("department", "moment", "closes"),
    [
        ("frontline", "2026-11-23T12:00", "2026-11-23T23:00"),
        ("frontline", "2026-11-23T23:30", "2026-11-24T23:00"),
        ("technical", "2026-11-23T12:00", "2026-11-24T00:00"),
        ("night", "2026-11-23T22:00", "2026-11-24T04:00"),
        ("frontline", "2026-12-24T12:00", "2026-12-24T18:00"),
        # Midnight alone is no closing.
        ("round", "2026-12-20T12:00", "2026-12-24T00:00"),
    ],
)
def test_when_it_closes(department, moment, closes):
    assert HOURS.closes_ms(department, "en", at(moment)) == at(closes)
    assert HOURS.closes_ms("safety", "en", at(moment)) == 0


@pytest.mark.parametrize(
    ("department", "begins", "hours"),
    [
        ("round", "2026-03-29T00:00", 23),
        ("round", "2026-10-25T00:00", 25),
        ("night", "2026-03-28T12:00", 7),
        ("night", "2026-10-24T12:00", 9),
        ("frontline", "2026-03-29T00:00", 16),
        ("frontline", "2026-10-25T00:00", 16),
    ],
)
def test_no_hour_is_lost_or_doubled_when_clocks_change(department, begins, hours):
    start = at(begins)
    end = at((datetime.fromisoformat(begins) + timedelta(days=1)).isoformat())
    assert HOURS.open_minutes(department, "en", start, end) == hours * 60
    assert HOURS.after_ms(department, "en", start, hours * 60) <= end


def test_hours_that_clocks_pass_over_are_no_hours():
    gap = Hours({"odd": read_week("Sun 01:00-02:00 local")}, ZONES)
    day = at("2026-03-29T00:00")
    assert gap.opens_ms("odd", "en", day) == at("2026-04-05T01:00")
    twice = Hours({"odd": read_week("Sun 01:00-02:00 local")}, ZONES)
    day = at("2026-10-25T00:00")
    assert twice.open_ms("odd", "en", day, day + 24 * HOUR) == 2 * HOUR


def test_targets_count_by_the_clock_of_their_priority():
    evening = at("2026-11-23T22:50")
    assert HOURS.due_ms("frontline", "en", "P3", evening, 30) == at("2026-11-24T07:20")
    assert HOURS.due_ms("frontline", "en", "P1", evening, 30) == evening + 30 * MINUTE
    assert HOURS.due_ms("legal", "en", "P2", at("2026-11-20T17:00"), 120) == at("2026-11-23T10:00")
    assert HOURS.due_ms("safety", "en", "P2", evening, 30) == evening + 30 * MINUTE


def test_whole_days_of_a_target_are_days_on_which_it_opens():
    def due(department, moment, days, minutes=0):
        return HOURS.due_ms(department, "en", "P2", at(moment), days * 24 * 60 + minutes)

    assert due("legal", "2026-11-20T17:00", 1) == at("2026-11-23T17:00")
    assert due("legal", "2026-11-20T17:00", 5, 120) == at("2026-11-30T10:00")
    assert due("frontline", "2026-11-23T12:00", 3) == at("2026-11-26T12:00")
    assert due("frontline", "2026-11-23T23:30", 1) == at("2026-11-25T07:00")
    # Christmas is no day of work, and nobody is there late the day before.
    assert due("frontline", "2026-12-24T12:00", 1) == at("2026-12-26T12:00")
    assert due("frontline", "2026-12-23T20:00", 1) == at("2026-12-26T07:00")
    assert due("safety", "2026-12-24T12:00", 1) == at("2026-12-25T12:00")


def test_who_never_opens_again_still_has_a_time():
    closed = Hours({"odd": Week()}, ZONES)
    now = at("2026-11-23T12:00")
    assert closed.opens_ms("odd", "en", now) > now
    assert closed.after_ms("odd", "en", now, 60) == now + HOUR


moments = st.integers(at("2026-01-01T00:00"), at("2028-01-01T00:00"))
minutes = st.integers(0, 3 * 24 * 60)
departments = st.sampled_from(sorted(WEEKS))
languages = st.sampled_from(sorted(ZONES))


@settings(deadline=None)
@given(departments, languages, moments, minutes)
def test_time_that_was_added_is_found_again(department, language, start, count):
    end = HOURS.after_ms(department, language, start, count)
    assert HOURS.open_ms(department, language, start, end) == count * MINUTE


@settings(deadline=None)
@given(departments, languages, moments, minutes, minutes)
def test_open_time_adds_up_and_is_never_more_than_time(department, language, start, one, two):
    middle, end = start + one * MINUTE, start + (one + two) * MINUTE
    whole = HOURS.open_ms(department, language, start, end)
    parts = [(start, middle), (middle, end)]
    assert whole == sum(HOURS.open_ms(department, language, a, b) for a, b in parts)
    assert 0 <= whole <= end - start


@settings(deadline=None)
@given(departments, languages, moments, minutes, st.sampled_from(["P1", "P2"]))
def test_a_target_never_ends_before_its_minutes_have_passed(
    department, language, now, count, priority
):
    due = HOURS.due_ms(department, language, priority, now, count)
    # A day at whose end clocks are put forward is an hour shorter.
    assert due >= now + count * MINUTE - HOUR
    if priority == "P2" and count:
        assert HOURS.open_ms(department, language, due - 1, due + 1) > 0


@settings(deadline=None)
@given(departments, languages, moments)
def test_it_is_open_when_it_opens_and_not_when_it_closes(department, language, now):
    opens = HOURS.opens_ms(department, language, now)
    assert opens >= now
    assert HOURS.is_open(department, language, opens)
    assert opens == now or not HOURS.is_open(department, language, opens - 1)
    closes = HOURS.closes_ms(department, language, opens)
    if closes:
        assert closes > opens
        assert HOURS.is_open(department, language, closes - 1)
        assert not HOURS.is_open(department, language, closes)
        assert HOURS.open_ms(department, language, opens, closes) == closes - opens


@settings(deadline=None)
@given(departments, languages, moments)
def test_it_is_open_by_the_clock_on_the_wall(department, language, now):
    """Against the plain reading of the hours, on days that no holiday and no night touches."""
    if department in ("night", "safety", "split"):
        return
    zone = ZoneInfo("Asia/Shanghai" if department == "games" else ZONES[language])
    local = datetime.fromtimestamp(now / 1000, zone)
    if any(one.is_on(local.date(), zone.key, department) for one in HOLIDAYS):
        return
    part, times, _ = WEEKS[department].split(" ")
    begins, ends = (int(one[:2]) for one in times.split("-"))
    works = local.weekday() < 5 or part == "Mon-Sun"
    assert HOURS.is_open(department, language, now) == (works and begins <= local.hour < ends)


@pytest.mark.parametrize(
    "text",
    [
        "", "24/8", "9-5", "Mon-Fri 09:00-18:00", "Mon-Fri 9:00-18:00 local",
        "Mon-Fri 09:00-18:00 Mars/Base", "Mon-Fri 09:00-18:60 local", "Fri-Mon 09:00-18:00 local",
        "Mon-Fry 09:00-18:00 local", "Mon-Fri 09:00-25:00 local", "Mon-Fri 09:00-09:00 local",
        "Mon-Fri  09:00-18:00 local", "mon-fri 09:00-18:00 local", "Mon-Fri 24:00-09:00 local",
        "Mon 09:00-12:00, Mon 11:00-13:00 local", "Mon-Tue 20:00-10:00, Tue 09:00-12:00 local",
        "Sun 20:00-10:00, Mon 09:00-12:00 local", "Mon-Fri local", "local", "Mon 09:00–18:00 local",
    ],
)  # fmt: skip
def test_hours_that_are_no_hours_are_refused(text):
    with pytest.raises(BadHours):
        read_week(text)


ROW = {"id": "games", "hours": "Mon-Sun 10:00-22:00 local", "outside_hours": "queue_with_message"}
NAME = {"en": "Day", "nl": "dag", "zh": "节日"}
DAY = {"day": "12-25", "zones": ["Europe/London"], "name": NAME}


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"day": "12-32"}, "holiday 1"),
        ({"day": "christmas"}, "holiday 1"),
        ({"last": "12-26"}, "holiday 1"),
        ({"day": date(2026, 12, 25), "last": date(2026, 12, 24)}, "holiday 1"),
        ({"day": date(2026, 12, 25), "last": date(2027, 12, 24)}, "holiday 1"),
        ({"zones": []}, "holiday 1"),
        ({"zones": ["Europe/Londn"]}, "holiday 1"),
        ({"departments": ["gams"]}, "holiday 1"),
        ({"hours": "9 to 5"}, "holiday 1"),
        ({"name": {"en": "Day"}}, "holiday 1"),
        ({"hour": "09:00-17:00"}, "holiday 1"),
    ],
)
def test_a_slip_in_a_holiday_is_told_with_its_place(changes, key):
    with pytest.raises(BadHours) as told:
        read_hours([ROW], [{**DAY, **changes}], {"timezones": ZONES}, {})
    assert told.value.key == key


@pytest.mark.parametrize(
    "changes",
    [
        {"outside_hours": "go_home"},
        {"outside_hours": "not_applicable"},
        {"hours": "24/7"},
        {"hours": "always"},
    ],
)
def test_a_slip_in_a_department_is_told_with_its_name(changes):
    with pytest.raises(BadHours) as told:
        read_hours([{**ROW, **changes}], [], {"timezones": ZONES}, {})
    assert told.value.key == "games"


def test_a_whole_table_is_read():
    priorities = {"P1": {"clock": "calendar"}, "P2": {"clock": "business"}}
    rows = [ROW, {"id": "trust", "hours": "Mon-Sun 07:00-23:00 local",
                  "outside_hours": "route_p1_to_urgent_safety"}]  # fmt: skip
    hours = read_hours(rows, [DAY], {"timezones": ZONES}, priorities)
    assert hours.on_business_clock == {"P2"}
    assert hours.p1_to_urgent == {"trust"}
    assert hours.holiday("games", "en", at("2029-12-25T12:00")).name == NAME
    assert hours.holiday("games", "nl", at("2029-12-25T12:00")) is None
    with pytest.raises(BadHours):
        read_hours(rows, [], {"timezones": ZONES}, {"P1": {"clock": "sun dial"}})
