"""A time that a customer was told is watched: who hears nothing by then is told so."""

from dataclasses import replace

import pytest

from handoff.rules.ticket import ALARM_LATE, Decision
from handoff.rules.ticket_clock import clocked, ticked
from handoff.rules.tickets import applied, decide, follow
from tests.rules.ticket_cases import ADA, DAY, HELD, HOUR, LEA, NEW, NOW, TABLES, deed, done

QUEUED = clocked(replace(NEW, state="queued"))


def after_breach():
    """Nobody has answered in time, and the customer knows by when they hear."""
    breach = ticked(QUEUED, QUEUED.response_due_ms)
    assert breach is not None
    return applied(QUEUED, breach)


def next_word(ticket):
    """What time says next, and the ticket after it."""
    decision = ticked(ticket, ticket.wake_ms)
    assert decision is not None
    return decision, applied(ticket, decision)


def test_a_new_time_that_passes_is_told_with_another_one_and_alarms_leads():
    late = after_breach()
    assert ticked(late, late.promised_ms - 1) is None
    decision, after = next_word(late)
    [notice] = decision.notices
    assert (notice.text, decision.alarm) == ("ticket_promise_missed", ALARM_LATE)
    assert notice.times["by"] == after.promised_ms == late.promised_ms + DAY
    assert decision.line == {"kind": "promise_missed", "count": 1}
    assert after.state == "escalated"


def test_while_nobody_does_anything_the_customer_hears_less_and_less_often_but_each_week():
    ticket, waits = after_breach(), []
    for _ in range(6):
        decision, after = next_word(ticket)
        assert [notice.text for notice in decision.notices] == ["ticket_promise_missed"]
        waits.append((after.promised_ms - ticket.promised_ms) // DAY)
        ticket = after
    assert waits == [1, 2, 4, 7, 7, 7]


def test_after_a_long_sleep_one_word_is_said_with_a_time_ahead():
    decision = ticked(after_breach(), NOW + 90 * DAY)
    assert decision is not None
    [notice] = decision.notices
    assert notice.times["by"] > NOW + 90 * DAY


def test_what_an_agent_tells_is_the_new_promise_and_no_longer_than_the_one_before():
    late = after_breach()
    taken = done(late, deed("take", LEA, late.wake_ms - 1))
    assert taken.promised_ms == taken.resolution_due_ms
    over = replace(late, resolution_due_ms=NOW + 2 * HOUR)
    taken = done(clocked(over), deed("take", LEA, late.wake_ms - 1))
    assert taken.promised_ms == late.promised_ms


def test_a_first_answer_keeps_the_promise():
    late = after_breach()
    in_chat = follow(late, {"state": "in_progress"}, late.wake_ms - 1)
    answered = clocked(replace(late, **in_chat))
    assert answered.wake_ms > late.wake_ms
    held = replace(late, state="in_progress", agent="ada", agent_name="Ada Brandt")
    asked = done(held, deed("ask_customer", at_ms=late.wake_ms - 1))
    assert asked.promised_ms == 0


def test_a_promise_waits_while_the_customer_is_asked():
    held = clocked(replace(HELD, responded_ms=NOW, promised_ms=NOW + 2 * HOUR))
    asked = done(held, deed("ask_customer", at_ms=NOW + HOUR))
    assert asked.wake_ms == asked.until_ms
    again = done(asked, deed("start", at_ms=NOW + DAY))
    assert again.promised_ms == NOW + DAY + HOUR


def test_an_update_that_was_promised_for_a_party_is_due_also_when_the_work_goes_on():
    asked = done(HELD, deed("ask_party"))
    going_on = done(asked, deed("start"))
    assert going_on.wake_ms == going_on.promised_ms == asked.until_ms
    decision, _ = next_word(going_on)
    assert [notice.text for notice in decision.notices] == ["ticket_promise_missed"]
    silent, after = next_word(asked)
    assert [notice.text for notice in silent.notices] == ["ticket_warning"]
    assert after.promised_ms == silent.notices[0].times["by"]


def test_without_targets_too_a_time_that_was_told_is_watched():
    general = clocked(replace(HELD, type="general_request", first_type="general_request",
                              response_due_ms=0, resolution_due_ms=0, due_ms=NOW))  # fmt: skip
    noted = done(general, deed("note", fields={"visible": True}))
    decision, after = next_word(noted)
    assert [notice.text for notice in decision.notices] == ["ticket_promise_missed"]
    assert after.state == "escalated"


@pytest.mark.parametrize("kind", ["resolve", "cancel"])
def test_what_has_ended_breaks_no_promise(kind: str):
    held = replace(after_breach(), state="in_progress", agent="ada", agent_name="Ada Brandt")
    ended = done(held, deed(kind, ADA, held.promised_ms - 1))
    decision = ticked(ended, held.promised_ms + DAY)
    assert decision is None


def test_a_ticket_that_is_opened_again_has_new_promises():
    late = after_breach()
    _, again = next_word(late)
    resolved = replace(again, state="resolved", resolved_ms=again.promised_ms - HOUR)
    reopened = decide(resolved, deed("reopen", at_ms=again.promised_ms - 1), TABLES)
    assert isinstance(reopened, Decision)
    after = applied(resolved, reopened)
    assert (after.told, after.promised_ms) == ((), after.resolution_due_ms)
