"""Ticket first, number second: what follows a yes, and what a second yes does."""

from dataclasses import replace

import pytest

from handoff.rules.conversation import State
from handoff.rules.effects import CancelTimer, ChangeTicket, JoinQueue, Say, StoreTicket
from handoff.rules.events import QueueJoined, TicketStored, TimerFired
from handoff.rules.forms_tables import Condition, Effect
from handoff.rules.step import step
from tests.rules.cases import BOT, MINUTE, NOW, TABLES, answer, go, kinds, pressed, said, wrote
from tests.rules.form_cases import (
    CONFIRMING,
    FILED,
    FILING,
    LISTED,
    LISTING,
    PROOF,
    STORY,
    draft,
    form,
    hears,
)

STORED = TicketStored(CONFIRMING.form.draft["id"], "FB-7K3QX9")
JOINED = QueueJoined(STORED.handoff_id, "billing", 2)
LISTED_STORED = TicketStored(LISTED.filed[0].id, "FB-222222")


def test_a_yes_stores_the_ticket_under_the_id_of_the_draft_with_all_that_was_shown():
    [stored] = kinds(FILING, StoreTicket)
    ticket = stored.ticket
    assert (ticket["id"], stored.type) == (CONFIRMING.form.draft["id"], "billing_dispute")
    assert (ticket["department"], ticket["priority"]) == ("billing", "P2")
    assert ticket["words"] == [STORY]
    assert ticket["facts"]["amount"]["value"] == 12
    assert ticket["at_ms"] == NOW
    assert ticket["response_due_ms"] == NOW + 240 * MINUTE
    assert ticket["resolution_due_ms"] == NOW + 4320 * MINUTE


def test_what_is_sent_is_what_was_shown_whatever_the_assistant_says_with_the_yes():
    _, effects = hears(CONFIRMING, "yes", form("confirmed", draft(amount=999)))
    assert kinds(effects, StoreTicket)[0].ticket["facts"]["amount"]["value"] == 12


def test_evidence_goes_along():
    state, _ = go(CONFIRMING, wrote("", files=(PROOF,)))
    state, effects = hears(state, "yes", form("confirmed"))
    assert [f["key"] for f in kinds(effects, StoreTicket)[0].ticket["evidence"]] == ["k1"]
    assert state.evidence == ()


def test_nothing_tells_a_number_or_that_it_is_stored_before_it_is():
    assert said(FILING) == said(LISTING) == ["complaint_saving"]
    assert not any(say.values for say in kinds(FILING, Say))


@pytest.mark.parametrize("events", [(JOINED, STORED), (STORED, JOINED)])
def test_the_urgent_wait_and_hear_place_and_number_in_one_message(events):
    assert (FILED.state, FILED.handoff.id) == (State.QUEUED, STORED.handoff_id)
    assert kinds(FILING, JoinQueue)
    state, effects = go(FILED, events[0])
    assert said(effects) == []
    state, effects = go(state, events[1])
    assert said(effects) == ["complaint_receipt_queue"]
    [receipt] = kinds(effects, Say)
    assert receipt.values == {"number": "FB-7K3QX9", "ahead": "2", "minutes": "30"}
    assert receipt.names == {"team": "team_billing"}
    assert set(receipt.times) == {"first", "resolution"}


def test_where_the_place_was_told_first_the_receipt_follows_with_the_number():
    state, _ = go(FILED, JOINED)
    state, effects = go(state, TimerFired("handoff_told", state.timers["handoff_told"]))
    assert said(effects) == ["queue_place"]
    state, effects = go(state, STORED)
    assert said(effects) == ["complaint_receipt_queue"]
    assert go(state, STORED)[1] == ()


def test_a_minor_matter_goes_to_the_list_and_the_bot_goes_on():
    assert (LISTED.state, LISTED.handoff, LISTED.form) == (State.BOT, None, None)
    assert kinds(LISTING, JoinQueue) == []
    assert kinds(LISTING, StoreTicket)[0].ticket["state"] == "new"
    state, effects = go(LISTED, LISTED_STORED)
    assert said(effects) == ["complaint_receipt"]
    assert CancelTimer("complaint_number_late") in effects
    assert go(state, LISTED_STORED)[1] == ()


def test_a_number_that_is_late_is_told_once_with_what_happens_meanwhile():
    state, effects = go(LISTED, TimerFired("complaint_number_late", LISTED.filed[0].id))
    assert said(effects) == ["complaint_number_late"]
    assert said(go(state, LISTED_STORED)[1]) == ["complaint_receipt"]


class TestSecondYes:
    def test_by_button_says_that_it_is_on_its_way_or_its_number(self):
        _, effects = go(LISTED, pressed("form:yes"))
        assert (said(effects), kinds(effects, StoreTicket)) == (["complaint_sent_saving"], [])
        state, _ = go(LISTED, LISTED_STORED)
        _, effects = go(state, pressed("form:yes"))
        assert said(effects) == ["complaint_sent_before"]

    def test_of_the_assistant_stores_nothing(self):
        state, effects = hears(LISTED, "yes", form("confirmed", draft("fault")))
        assert (said(effects), kinds(effects, StoreTicket)) == (["complaint_sent_saving"], [])
        assert state.filed == LISTED.filed

    def test_in_the_line_tells_the_place(self):
        state, _ = go(FILED, STORED, JOINED)
        _, effects = go(state, pressed("form:yes"))
        assert (said(effects), kinds(effects, StoreTicket)) == (["queue_place_number"], [])


def test_who_stops_waiting_keeps_the_complaint():
    state, _ = go(FILED, STORED, JOINED)
    state, effects = go(state, pressed("queue:cancel"))
    assert (state.state, said(effects)) == (State.BOT, ["complaint_left_line"])
    assert kinds(effects, ChangeTicket) == []


def test_danger_after_it_gets_a_ticket_of_its_own_and_the_complaint_stays():
    state, _ = go(FILED, STORED, JOINED)
    state, effects = go(state, wrote("I want to kill myself"))
    assert (state.handoff.priority, state.handoff.id) == ("P0", "web-c1:h2")
    assert kinds(effects, ChangeTicket) == []


def test_an_answer_that_raises_the_priority_is_looked_at_as_early_and_told_to_all_it_concerns():
    is_phone = Condition("device", ("Phone",))
    raises = (
        Effect(is_phone, priority="P1", department="security"),
        Effect(is_phone, inform="urgent"),
    )
    fault = replace(TABLES.forms.types["fault"], also_inform=("billing",), raises=raises)
    forms = replace(TABLES.forms, types={**TABLES.forms.types, "fault": fault})
    tables = replace(TABLES, forms=forms)
    state, _ = hears(BOT, "it crashes", form("summary", draft("fault", device="Phone")))
    asked, _ = step(state, wrote("yes", "y"), NOW, tables)
    answered = answer(form("confirmed", draft("fault")), ask_id="y")
    state, effects = step(asked, answered, NOW, tables)
    [stored] = kinds(effects, StoreTicket)
    assert (stored.ticket["priority"], stored.ticket["department"]) == ("P1", "security")
    assert stored.ticket["response_due_ms"] == NOW + 15 * MINUTE
    assert stored.ticket["also_inform"] == ["technical", "billing", "urgent"]
    assert state.state is State.QUEUED
