"""A department that is closed: the opening is told, the place is kept, a message can be left."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from handoff.rules.conversation import State
from handoff.rules.effects import (
    CancelTimer,
    ChangeTicket,
    CloseHandoff,
    JoinQueue,
    KeepEvidence,
    RenewCard,
    Say,
    SetTimer,
    StoreTicket,
)
from handoff.rules.events import (
    AgentAssigned,
    AssistantAnswered,
    CustomerOpened,
    QueueJoined,
    TicketStored,
    TimerFired,
)
from handoff.rules.hours import Hours
from handoff.rules.hours_words import read_hours
from handoff.rules.messages import FileRef
from handoff.rules.step import step
from tests.rules.cases import ASKED, BOT, MINUTE, TABLES, answer, buttons, kinds, said, topic, wrote
from tests.rules.cases import pressed as press
from tests.rules.form_cases import STORY, draft, form, hears

ZONES = {"en": "Europe/London", "nl": "Europe/Amsterdam", "zh": "Asia/Shanghai"}
LATE = "queue_with_message"


def row(name, hours, outside=LATE):
    return {"id": name, "hours": hours, "outside_hours": outside}


DAYS = "Mon-Sun 07:00-23:00 local"
HOURS: Hours = read_hours(
    [
        row("frontline", DAYS),
        row("billing", "Mon-Fri 09:00-18:00 local"),
        row("security", "Mon-Fri 09:00-18:00 local", "route_p1_to_urgent_safety"),
        row("technical", DAYS),
        row("urgent", "24/7", "not_applicable"),
    ],
    [
        {
            "day": "2026-12-25",
            "zones": ["Europe/London"],
            "name": {"en": "Christmas", "nl": "Kerstmis", "zh": "圣诞节"},
        },
        {
            "day": "2026-12-24",
            "hours": "07:00-18:00",
            "zones": ["Europe/London"],
            "name": {"en": "Christmas Eve", "nl": "kerstavond", "zh": "平安夜"},
        },
    ],
    {"timezones": ZONES},
    {name: {"clock": "business"} for name in ("P2", "P3")}
    | {name: {"clock": "calendar"} for name in ("P0", "P1")},
)
CLOSING = replace(TABLES, hours=HOURS)
PERSON = wrote("human please")
FILE = FileRef("k", "a.png", "image/png", 1)


def at(text, language="en"):
    local = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(ZONES[language]))
    return int(local.timestamp() * 1000)


NIGHT = at("2026-11-23T23:30")
OPENS = at("2026-11-24T07:00")


def go(conversation, *events, now=NIGHT):
    effects = ()
    for event in events:
        conversation, effects = step(conversation, event, now, CLOSING)
    return conversation, effects


def waiting(now=NIGHT, ahead=2, conversation=BOT, ask=PERSON):
    """One who asked for a person, and has a number and a place."""
    state, _ = go(conversation, ask, now=now)
    joined = QueueJoined(state.handoff.id, state.handoff.department, ahead)
    return go(state, joined, TicketStored(state.handoff.id, "T-1"), now=now)


def with_message(text="My parcel is lost", now=NIGHT):
    state, _ = waiting(now)
    return go(state, press("queue:message"), wrote(text), now=now)


def fired(state, name="office_turns"):
    return TimerFired(name, state.timers[name])


def last(effects):
    return [effect for effect in effects if isinstance(effect, Say)][-1]


def test_at_night_the_opening_time_is_told_and_the_place_is_taken_all_the_same():
    state, effects = go(ASKED, PERSON)
    assert (state.state, state.handoff.department) == (State.QUEUED, "frontline")
    assert kinds(effects, StoreTicket, JoinQueue) == [StoreTicket("general_request"), JoinQueue()]
    state, effects = waiting()
    assert said(effects) == ["queue_closed_number"]
    due = OPENS + TABLES.targets["P3"] * MINUTE
    assert last(effects).times == {"opens": OPENS, "by": due}
    assert last(effects).names == {"team": "team_frontline"}
    assert buttons(effects) == ["queue:place", "queue:message", "menu:top", "queue:cancel"]
    assert state.handoff.due_ms == due


@pytest.mark.parametrize(
    ("language", "opens"),
    [("nl", "2026-11-25T07:00"), ("zh", "2026-11-24T07:00")],
)
def test_hours_are_those_of_the_customers_language(language, opens):
    night = at("2026-11-24T23:30", "nl") if language == "nl" else at("2026-11-24T03:00", "zh")
    speaks = replace(BOT, language=language)
    _, effects = waiting(night, conversation=speaks, ask=press("person:now"))
    assert last(effects).times["opens"] == at(opens, language)


def test_over_a_weekend_and_a_holiday_the_next_working_day_is_told():
    ask = press("complaint:self_harm_violence")
    assert go(BOT, ask, now=at("2026-11-28T12:00"))[0].handoff.opens_ms == 0, "never closed"
    _, effects = waiting(at("2026-12-24T18:30"))
    assert last(effects).times["opens"] == at("2026-12-26T07:00")
    urgent = replace(CLOSING, reasons={**TABLES.reasons, "user_request": ("billing", "P3")})
    state, _ = step(BOT, PERSON, at("2026-11-27T18:30"), urgent)
    assert state.handoff.opens_ms == at("2026-11-30T09:00")
    assert state.handoff.due_ms == at("2026-11-30T10:00")


def test_who_comes_in_open_hours_hears_what_they_always_did():
    _, effects = waiting(at("2026-11-23T12:00"))
    assert said(effects) == ["queue_place_number"]
    assert last(effects).values["minutes"] == "60"


def test_a_promise_that_the_end_of_the_hours_cuts_off_names_both_times():
    now = at("2026-11-23T22:30")
    state, effects = waiting(now)
    assert said(effects) == ["queue_closing_number"]
    by = at("2026-11-24T07:30")
    assert last(effects).times == {"closes": at("2026-11-23T23:00"), "by": by}
    assert state.handoff.due_ms == by


def test_the_line_is_in_order_of_arrival_over_the_night():
    ranks = [
        waiting(now)[0].handoff.rank_ms
        for now in (NIGHT, NIGHT + MINUTE, at("2026-11-24T06:59"), at("2026-11-24T07:01"))
    ]
    assert ranks == sorted(set(ranks))


def test_what_cannot_wait_goes_to_those_who_never_close():
    state, effects = go(BOT, wrote("I want to kill myself"))
    assert (state.handoff.department, state.handoff.priority) == ("urgent", "P0")
    assert "handoff_safety" in said(effects)
    assert state.handoff.due_ms == NIGHT + 5 * MINUTE
    assert "office_turns" not in state.timers
    asked, _ = go(ASKED, answer({"signal": "handoff", "reason": "security_emergency"}))
    assert (asked.handoff.department, asked.handoff.priority) == ("urgent", "P1")
    noon = at("2026-11-23T12:00")
    asked, _ = go(ASKED, answer({"signal": "handoff", "reason": "security_emergency"}), now=noon)
    assert asked.handoff.department == "security"


def test_when_it_opens_the_place_is_told_and_when_it_closes_the_opening():
    state, _ = waiting()
    assert state.timers["office_turns"] == state.handoff.id
    state, effects = go(state, fired(state), now=OPENS)
    assert said(effects) == ["queue_place_number"]
    assert last(effects).values["minutes"] == "60"
    closes = at("2026-11-24T23:00")
    assert SetTimer("office_turns", state.handoff.id, closes) in effects
    state, effects = go(state, fired(state), now=closes)
    assert said(effects) == ["queue_closed_number"]
    assert last(effects).times["opens"] == at("2026-11-25T07:00")


def test_a_promise_that_was_not_kept_is_made_anew_at_closing_time():
    state, _ = waiting()
    state, _ = go(state, fired(state), now=OPENS)
    closes = at("2026-11-24T23:00")
    state, effects = go(state, fired(state), now=closes)
    by = at("2026-11-25T08:00")
    assert last(effects).times == {"opens": at("2026-11-25T07:00"), "by": by}
    assert SetTimer("handoff_overdue", state.handoff.id, by) in effects
    assert state.handoff.rank_ms == waiting()[0].handoff.rank_ms, "the place is the same"


def test_who_leaves_a_message_late_hears_a_time_ahead():
    noon = at("2026-11-23T12:00")
    state, _ = waiting(noon)
    late = noon + 61 * MINUTE
    state, effects = go(state, press("queue:message"), wrote("Where are you?"), now=late)
    assert said(effects) == ["message_kept"]
    assert last(effects).times == {"by": late + 60 * MINUTE}


def test_the_turn_of_the_office_is_nothing_to_one_who_left():
    state, _ = waiting()
    turn = fired(state)
    state, effects = go(state, press("queue:cancel"))
    assert CancelTimer("office_turns") in effects
    assert go(state, turn, now=OPENS) == (state, ())


def test_a_message_is_asked_for_kept_on_the_ticket_and_answered_by_a_time():
    state, effects = go(waiting()[0], press("queue:message"))
    assert (state.state, said(effects)) == (State.LEFT_MESSAGE, ["message_write_closed"])
    assert last(effects).times == {"opens": OPENS}
    assert RenewCard() in effects
    assert CancelTimer("handoff_overdue") in effects
    state, effects = go(state, wrote("My parcel is lost. ada@example.com"))
    kept = {"left_message": "My parcel is lost. ada@example.com"}
    assert kinds(effects, ChangeTicket) == [ChangeTicket(state.handoff.id, kept)]
    assert said(effects) == ["message_kept"]
    assert last(effects).times == {"by": state.handoff.due_ms}
    assert not kinds(effects, CloseHandoff), "the place in the line is kept"


def test_more_can_be_added_and_files_belong_to_the_ticket():
    state, _ = with_message("One")
    state, effects = go(state, press("queue:message"), wrote("Two", files=(FILE,)))
    assert kinds(effects, ChangeTicket)[0].change == {"left_message": "One\nTwo"}
    assert kinds(effects, KeepEvidence) == [KeepEvidence(state.handoff.id, (FILE,))]


def test_files_alone_are_a_message():
    state, _ = go(waiting()[0], press("queue:message"))
    state, effects = go(state, wrote("", files=(FILE,)))
    assert said(effects) == ["message_kept"]


def test_after_the_message_the_bot_answers_again_and_the_message_stays():
    state, _ = with_message()
    state, _ = go(state, wrote("How do I log in?", "m1"))
    state, effects = go(state, answer(topic("answer", "login"), epoch=1))
    assert said(effects) == ["answer:login"]
    assert state.state is State.LEFT_MESSAGE


def test_how_long_it_takes_is_answered_for_a_message_too_and_never_with_a_time_that_is_over():
    state, _ = with_message()
    assert said(go(state, PERSON)[1]) == ["message_kept"]
    assert said(go(state, PERSON, now=state.handoff.due_ms)[1]) == ["message_late"]
    asked, _ = go(waiting()[0], press("queue:message"))
    assert said(go(asked, PERSON)[1]) == ["message_write_closed"]
    assert said(go(asked, PERSON, now=OPENS)[1]) == ["message_write"]


def test_one_can_go_back_to_waiting_and_cancel():
    asked, _ = go(waiting()[0], press("queue:message"))
    back, effects = go(asked, press("queue:place"))
    assert (back.state, back.wanted) == (State.QUEUED, None)
    assert said(effects) == ["queue_closed_number"]
    assert SetTimer("handoff_overdue", back.handoff.id, back.handoff.due_ms) in effects
    state, effects = go(with_message()[0], press("queue:cancel"))
    assert (state.state, state.wanted, state.handoff) == (State.BOT, None, None)
    assert kinds(effects, CloseHandoff)


def test_danger_in_a_message_is_an_emergency_at_once():
    asked, _ = go(waiting()[0], press("queue:message"))
    state, effects = go(asked, wrote("I want to kill myself"))
    assert (state.state, state.handoff.department) == (State.QUEUED, "urgent")
    assert "handoff_safety" in said(effects)
    assert state.wanted is None
    state, effects = go(state, press("queue:message"))
    assert state.state is State.QUEUED


def test_the_agent_who_takes_a_message_is_told_to_answer_it_here():
    state, _ = with_message()
    taken = AgentAssigned(state.handoff.id, "ada", "Ada Bos", 2, OPENS)
    state, effects = go(state, taken, now=OPENS)
    assert (state.state, state.wanted) == (State.AGENT, None)
    assert said(effects) == ["agent_has_message"]
    assert CancelTimer("office_turns") in effects


def test_opening_says_nothing_to_one_who_left_a_message():
    state, _ = with_message()
    state, effects = go(state, fired(state), now=OPENS)
    assert (said(effects), state.handoff.opens_ms) == ([], 0)


@pytest.mark.parametrize(
    ("moment", "text", "times"),
    [
        ("2026-11-23T12:00", "greeting", {}),
        ("2026-11-23T23:30", "greeting_closed", {"opens": OPENS}),
        ("2026-12-25T12:00", "greeting_closed", {"opens": at("2026-12-26T07:00")}),
        ("2026-12-24T12:00", "greeting_short_day", {"closes": at("2026-12-24T18:00")}),
    ],
)
def test_the_greeting_promises_only_hours_that_are_kept(moment, text, times):
    new = replace(BOT, greeted=False)
    _, effects = go(new, CustomerOpened("en"), now=at(moment))
    assert (said(effects), last(effects).times) == ([text], times)
    _, effects = go(ASKED, answer({"signal": "say", "text": "greeting"}), now=at(moment))
    assert (said(effects), last(effects).times) == ([text], times)


def confirmed(kind, now):
    """The complaint that was shown and agreed to, with its ticket and its place."""
    shown, _ = hears(BOT, STORY, form("summary", draft(kind)), now=now)
    state, _ = go(shown, wrote("yes", "m:yes"), now=now)
    yes = AssistantAnswered("m:yes", state.epoch, (form("confirmed", draft(kind)),))
    state, _ = go(state, yes, now=now)
    if state.handoff:
        joined = QueueJoined(state.handoff.id, state.handoff.department, 1)
        state, _ = go(state, joined, now=now)
    return go(state, TicketStored(state.filed[-1].id, "T-1"), now=now)


def test_the_receipt_of_a_complaint_tells_the_opening_and_targets_in_open_time():
    friday = at("2026-11-27T18:30")
    state, effects = confirmed("billing_dispute", friday)
    assert said(effects) == ["complaint_receipt_closed"]
    monday = at("2026-11-30T09:00")
    assert last(effects).times == {
        "opens": monday,
        "first": monday + 240 * MINUTE,
        "resolution": at("2026-12-03T09:00"),
    }
    assert "queue:message" in buttons(effects)
    assert state.handoff.opens_ms == monday


def test_a_complaint_that_waits_in_a_list_counts_open_time_as_well():
    _, effects = confirmed("fault", at("2026-11-23T20:00"))
    assert said(effects) == ["complaint_receipt"]
    assert last(effects).times == {
        "first": at("2026-11-24T12:00"),
        "resolution": at("2026-11-28T20:00"),
    }


def test_no_customer_is_promised_an_answer_while_nobody_is_there(monkeypatch):
    """P1 runs on the calendar clock, and its ticket is late before the department opens."""
    closing = replace(CLOSING, hours=replace(HOURS, p1_to_urgent=frozenset()))
    monkeypatch.setitem(globals(), "CLOSING", closing)
    state, effects = confirmed("account_security", at("2026-11-27T18:30"))
    assert said(effects) == ["complaint_receipt_closed"]
    assert state.handoff.department == "security"
    opens = at("2026-11-30T09:00")
    assert last(effects).times["opens"] == opens
    assert last(effects).times["first"] >= opens + 15 * MINUTE
    assert state.filed[-1].first_response_ms < opens
