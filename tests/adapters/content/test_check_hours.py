"""A slip in the hours, the holidays or what customers are told of them is told at its line."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.catalogue import ContentError
from bot.content import load
from bot.hours import load_hours
from tests.adapters.content.faults import Fault, each, put

DEPARTMENTS = "data/catalogue/departments.yml"
HOLIDAYS = "data/catalogue/holidays.yml"
PLATFORMS = "data/catalogue/platforms.yml"
PRIORITIES = "data/catalogue/priorities.yml"
POLICY = "data/catalogue/policy.yml"
FRONTLINE = 'hours: "Mon-Sun 07:00-23:00 local", timezone_note'


@each(
    Fault("hours", DEPARTMENTS, '"Mon-Sun 08:00-22:00 local"', '"Mon-Sun 8-22 local"',
          "{id: billing", "`8-22` is no time from and until"),
    Fault("zone", DEPARTMENTS, "10:00-22:00 Asia/Shanghai", "10:00-22:00 Asia/Shangai",
          "{id: game_operations", "`Asia/Shangai` is no time zone"),
    Fault("outside", DEPARTMENTS, "route_p1_to_urgent_safety", "route_p2",
          "{id: trust_safety", "`route_p2` is unknown"),
    Fault("never closed", DEPARTMENTS, 'hours: "24/7"', 'hours: "Mon-Sun 08:00-20:00 local"',
          "{id: account_security", "`not_applicable` is for 24/7"),
    Fault("day", HOLIDAYS, "day: 12-26", "day: 12-36", "Boxing Day", "`12-36` is no day"),
    Fault("last", HOLIDAYS, "last: 2027-02-11", "last: 2026-02-11", "Spring Festival",
          "before the first day"),
    Fault("hours of a day", HOLIDAYS, '"07:00-18:00"', '"7 to 6"', "Christmas Eve",
          "`7 to 6` is no time"),
    Fault("who keeps it", HOLIDAYS, "day: 04-27, zones: [Europe/Amsterdam]",
          "day: 04-27, departments: [bills]", "King's Day", "`bills` is no department"),
    Fault("kept by nobody", HOLIDAYS, "day: 04-27, zones: [Europe/Amsterdam]", "day: 04-27",
          "King's Day", "nobody keeps this holiday"),
    Fault("zone of a language", PLATFORMS, "nl: Europe/Amsterdam", "nl: Europe/Amstredam",
          "nl: Europe/Amst", "`Europe/Amstredam` is no time zone"),
    Fault("clock", PRIORITIES, "clock: business", "clock: office", "clock: office",
          "`office` is no clock"),
    Fault("what is told", DEPARTMENTS, FRONTLINE, FRONTLINE.replace("07:00", "07:30"), "", ""),
)  # fmt: skip
def test_a_slip_in_the_hours_is_told(project: Path, fault: Fault) -> None:
    outcome = put(project, fault)
    if fault.name == "what is told":
        told = [problem for problem in outcome.problems if problem[0] == POLICY]
        assert ["7:30" in problem[3] for problem in told] == [True] * 3
    else:
        assert outcome.is_told, outcome.problems


@pytest.mark.parametrize(
    ("file", "old", "new", "named"),
    [
        (DEPARTMENTS, "08:00-22:00", "08:00-26:00", "billing"),
        (HOLIDAYS, "day: 01-01", "day: 13-01", "holidays.yml: holiday 1"),
        (PRIORITIES, "clock: calendar", "clock: sand", "P0"),
    ],
)
def test_the_service_refuses_hours_that_it_cannot_read(
    project: Path, file: str, old: str, new: str, named: str
) -> None:
    path = project / file
    path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")
    with pytest.raises(ContentError, match=named):
        load_hours(project / "data" / "catalogue")


def test_the_catalogue_knows_nights_holidays_and_who_never_closes() -> None:
    hours = load(Path("data")).tables.hours

    def is_open(department: str, language: str, *at: int) -> bool:
        moment = datetime(*at, tzinfo=UTC)  # type: ignore[arg-type, misc]
        return hours.is_open(department, language, int(moment.timestamp() * 1000))

    assert is_open("frontline", "en", 2026, 11, 23, 22, 30)
    assert not is_open("frontline", "nl", 2026, 11, 23, 22, 30)
    assert is_open("frontline", "zh", 2026, 11, 23, 23, 30)
    assert not is_open("frontline", "en", 2026, 12, 25, 12)
    assert is_open("frontline", "zh", 2026, 12, 25, 12)
    assert all(
        is_open(name, "nl", 2026, 12, 25, 3) for name in ("urgent_safety", "account_security")
    )
    assert hours.on_business_clock == {"P2", "P3"}
    assert hours.p1_to_urgent == {"trust_safety"}
