"""A target that is near or missed: leads and customer hear it once, whoever has the chat."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from handoff.rules.conversation import Filed, State
from handoff.rules.effects import AlarmLeads, Record, SetTimer
from handoff.rules.events import AgentAssigned, AgentWrote, TimerFired
from handoff.rules.hours_words import read_hours
from handoff.rules.step import step
from handoff.rules.targets import MISSED, WARNING
from handoff.rules.ticket import ALARM_MISSED, ALARM_NEAR
from tests.rules.cases import BOT, MINUTE, NOW, TABLES, buttons, kinds, pressed, said, wrote

OVERDUE = "handoff_overdue"
PERSON = wrote("human please")
DANGER = wrote("I want to kill myself")
DUE = NOW + 60 * MINUTE
NEAR = NOW + 48 * MINUTE


def go(conversation, *events, now=NOW, tables=TABLES):
    effects = ()
    for event in events:
        conversation, effects = step(conversation, event, now, tables)
    return conversation, effects


def fires(conversation, name, now, tables=TABLES):
    token = conversation.timers.get(name, "")
    return go(conversation, TimerFired(name, token), now=now, tables=tables)


def taken(conversation):
    handoff = conversation.handoff
    return go(conversation, AgentAssigned(handoff.id, "ada", "Ada", 5, NOW))[0]


WAITS, ASKED = go(BOT, PERSON)
LEFT = go(WAITS, pressed("queue:message"))[0]
HELD = taken(WAITS)


def test_both_moments_are_set_when_a_person_is_asked_for():
    times = {e.name: e.due_ms for e in kinds(ASKED, SetTimer) if e.name in (WARNING, MISSED)}
    assert times == {WARNING: NEAR, MISSED: DUE}


@pytest.mark.parametrize(
    ("conversation", "words"), [(WAITS, ["queue_near"]), (LEFT, []), (HELD, [])]
)
def test_leads_hear_once_that_the_time_is_nearly_over(conversation, words):
    state, effects = fires(conversation, WARNING, NEAR)
    assert kinds(effects, AlarmLeads) == [AlarmLeads(WAITS.handoff.id, ALARM_NEAR)]
    (fact,) = kinds(effects, Record)
    assert (fact.name, fact.data["target"], fact.data["department"]) == (
        "target_warned", "response", "frontline",
    )  # fmt: skip
    assert said(effects) == words
    again = replace(state, timers={WARNING: WAITS.handoff.id})
    assert go(again, TimerFired(WARNING, WAITS.handoff.id), now=NEAR)[1] == ()


def test_who_waits_may_leave_a_message_then():
    _, effects = fires(WAITS, WARNING, NEAR)
    assert buttons(effects) == ["queue:place", "queue:message", "menu:top", "queue:cancel"]
    assert effects[-1].values == {"ahead": "0", "more": "12"}


@pytest.mark.parametrize(
    ("conversation", "words"),
    [(WAITS, []), (LEFT, ["message_missed"]), (HELD, ["agent_late"])],
)
def test_a_missed_target_alarms_leads_and_is_told_with_a_new_time(conversation, words):
    state, effects = fires(conversation, MISSED, DUE)
    assert kinds(effects, AlarmLeads) == [AlarmLeads(WAITS.handoff.id, ALARM_MISSED)]
    assert [fact.name for fact in kinds(effects, Record)] == ["target_missed"]
    assert said(effects) == words
    if words:
        assert effects[-1].times["by"] == DUE + 60 * MINUTE
    assert (state.state, state.handoff.missed) == (conversation.state, True)
    again = replace(state, timers={MISSED: WAITS.handoff.id})
    assert go(again, TimerFired(MISSED, WAITS.handoff.id), now=DUE)[1] == ()


def test_who_waits_hears_one_apology_whichever_timer_comes_first():
    for order in ((MISSED, OVERDUE), (OVERDUE, MISSED)):
        state, told = WAITS, []
        for name in order:
            state, effects = fires(
                replace(state, handoff=replace(state.handoff, ahead=1)), name, DUE
            )
            told += said(effects)
        assert told == ["queue_late"]


def test_the_first_answer_meets_the_target():
    answered, _ = go(HELD, AgentWrote("ada", "Ada", "a1", "Hello", NOW + MINUTE), now=NOW + MINUTE)
    assert fires(answered, WARNING, NEAR)[1] == ()
    assert fires(answered, MISSED, DUE)[1] == ()


def test_a_target_of_a_handoff_that_is_over_is_nobodys():
    over, _ = go(WAITS, pressed("queue:cancel"))
    assert over.state is State.BOT
    assert fires(over, MISSED, DUE)[1] == ()


def test_danger_is_told_where_to_call_and_is_offered_no_way_out():
    waits, effects = go(BOT, DANGER)
    times = {e.name: e.due_ms for e in kinds(effects, SetTimer) if e.name in (WARNING, MISSED)}
    assert times == {WARNING: NOW + 4 * MINUTE, MISSED: NOW + 5 * MINUTE}
    _, effects = fires(waits, WARNING, NOW + 4 * MINUTE)
    assert (said(effects), buttons(effects)) == (["queue_near_danger"], [])


def test_what_the_clock_of_the_ticket_tells_is_not_told_twice():
    filed = Filed(WAITS.handoff.id, "fault", "frontline", "P3", DUE, DUE, "T-1")
    same = replace(WAITS, filed=(filed,))
    assert fires(same, WARNING, NEAR)[1] == ()
    assert fires(same, MISSED, DUE)[1] == ()
    _, effects = fires(same, OVERDUE, DUE)
    assert (said(effects), kinds(effects, SetTimer)[0].due_ms) == ([], DUE + 60 * MINUTE)
    other = replace(WAITS, filed=(replace(filed, first_response_ms=DUE + MINUTE),))
    assert kinds(fires(other, MISSED, DUE)[1], AlarmLeads) != []


ZONES = {"en": "Europe/London", "nl": "Europe/Amsterdam", "zh": "Asia/Shanghai"}
SHORT = {"day": "2026-12-24", "hours": "07:00-18:00", "zones": ["Europe/London"],
         "name": dict.fromkeys(ZONES, "x")}  # fmt: skip
FREE = {"day": "2026-12-25", "zones": ["Europe/London"], "name": dict.fromkeys(ZONES, "x")}
OFFICE = replace(
    TABLES,
    hours=read_hours(
        [
            {"id": name, "hours": hours, "outside_hours": "queue_with_message"}
            for name, hours in (
                ("frontline", "Mon-Sun 07:00-23:00 local"),
                ("billing", "Mon-Sun 07:00-23:00 local"),
            )
        ],
        [SHORT, FREE],
        {"timezones": ZONES},
        {name: {"clock": "business"} for name in ("P2", "P3")},
    ),
)


def at(text: str) -> int:
    return (
        int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/London")).timestamp())
        * 1000
    )


@pytest.mark.parametrize(
    ("asked", "near", "due"),
    [
        ("2026-11-23T23:30", "2026-11-24T07:48", "2026-11-24T08:00"),  # over midnight
        ("2026-11-23T22:30", "2026-11-24T07:18", "2026-11-24T07:30"),  # half of it before
        ("2026-03-28T22:30", "2026-03-29T07:18", "2026-03-29T07:30"),  # clocks put forward
        ("2026-10-24T22:30", "2026-10-25T07:18", "2026-10-25T07:30"),  # clocks put back
        ("2026-12-24T17:30", "2026-12-26T07:18", "2026-12-26T07:30"),  # a short day, a free day
    ],
)
def test_a_target_counts_while_the_department_is_open(asked, near, due):
    _, effects = go(BOT, PERSON, now=at(asked), tables=OFFICE)
    times = {e.name: e.due_ms for e in kinds(effects, SetTimer) if e.name in (WARNING, MISSED)}
    assert times == {WARNING: at(near), MISSED: at(due)}
