"""The life of a ticket: states, who may do what, what the customer is told."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
import yaml

from handoff.rules.effects import Phrase
from handoff.rules.ticket import (
    ENDED,
    GENERAL_REQUEST,
    OPEN,
    TRANSITIONS,
    Decision,
    ObjectOutcome,
    Refusal,
    Statement,
    can_go,
)
from handoff.rules.ticket_clock import REOPEN_MS, SILENT_MS, clocked, ticked
from handoff.rules.ticket_fields import FIELDS, cleaned
from handoff.rules.tickets import POSSIBLE, applied, decide, follow, possible, statements_for
from tests.rules.ticket_cases import (
    ADA,
    CUSTOMER,
    DAY,
    EVERY,
    HELD,
    HOUR,
    LEA,
    NEW,
    NOW,
    RESOLVED,
    SAM,
    TABLES,
    deed,
    done,
    refused,
    told,
)

CATALOGUE = yaml.safe_load(Path("data/catalogue/tickets.yml").read_text("utf-8"))


def test_states_and_steps_are_those_of_the_catalogue():
    assert {row["id"] for row in CATALOGUE["ticket_states"]} == set(TRANSITIONS)
    steps = {row["from"]: set(row["to"]) for row in CATALOGUE["ticket_transitions"]}
    assert {state: set(to) for state, to in TRANSITIONS.items() if to} == steps
    terminal = {row["id"] for row in CATALOGUE["ticket_states"] if row["terminal"]}
    assert terminal | {"resolved"} == ENDED


@pytest.mark.parametrize("kind", FIELDS)
@pytest.mark.parametrize("state", TRANSITIONS)
def test_no_deed_leads_where_the_catalogue_has_no_way(state: str, kind: str):
    ticket = EVERY[state]
    by = ADA if ticket.agent else SAM
    outcome = decide(ticket, deed(kind, by), TABLES)
    if isinstance(outcome, Refusal):
        assert outcome.text
        return
    assert kind in possible(ticket)
    assert can_go(state, applied(ticket, outcome).state)


@pytest.mark.parametrize("state", sorted(OPEN - {"draft"}))
def test_every_open_ticket_can_be_settled_by_somebody(state: str):
    """From every state a way of possible deeds leads to an outcome."""
    ticket = done(EVERY[state], *([] if EVERY[state].agent else [deed("take", ADA)]))
    assert done(ticket, deed("resolve", ADA)).state == "resolved"


def notices_of(state: str) -> bool:
    row = next(row for row in CATALOGUE["ticket_states"] if row["id"] == state)
    return row["notify_user"] is True


@pytest.mark.parametrize("kind", POSSIBLE)
def test_whenever_the_catalogue_says_so_the_customer_is_told_once_with_a_time(kind: str):
    for state in POSSIBLE[kind]:
        ticket = EVERY[state]
        decision = decide(ticket, deed(kind, ADA if ticket.agent else SAM), TABLES)
        if isinstance(decision, Refusal):
            continue
        new = applied(ticket, decision).state
        if new != state and notices_of(new):
            [notice] = decision.notices
            times = [at for part in (notice, *notice.lines) for at in part.times.values()]
            assert ticket.number in str(notice)
            # What has ended for good has no next time.
            assert times or new == "cancelled"
            assert all(at > NOW for at in times)
        assert len(decision.notices) <= 1
        assert bool(decision.notices) == decision.visible


def test_who_takes_it_second_hears_the_name_of_the_first():
    taken = done(NEW, deed("take", ADA))
    assert (taken.state, taken.agent, taken.agent_name) == ("assigned", "ada", "Ada Brandt")
    refusal = decide(taken, deed("take", SAM), TABLES)
    assert refusal == Refusal("desk_ticket_taken_by", {"name": "Ada Brandt"})
    assert refused(taken, deed("resolve", SAM)) == "desk_ticket_taken_by"
    nobodys = replace(EVERY["escalated"], agent="", agent_name="")
    assert refused(nobodys, deed("resolve", SAM)) == "desk_ticket_take_first"


def test_who_looks_at_an_older_page_is_refused_with_the_name_of_the_last_one():
    looked_at = done(NEW, deed("take", ADA))
    noted = done(looked_at, deed("note", SAM))
    assert refused(noted, deed("start", ADA, seen=looked_at.version)) == "desk_ticket_changed"
    outcome = decide(noted, deed("start", ADA, seen=looked_at.version), TABLES)
    assert isinstance(outcome, Refusal)
    assert outcome.values == {"name": "Sam Lee"}
    assert done(noted, deed("start", ADA, seen=noted.version)).state == "in_progress"


@pytest.mark.parametrize("missing", ["outcome", "finding", "measure", "cause"])
def test_nothing_is_resolved_without_outcome_finding_measure_and_cause(missing: str):
    outcome = decide(HELD, deed("resolve", fields={missing: ""}), TABLES)
    assert outcome == Refusal("desk_field_missing", {}, {"field": f"desk_field_{missing}"})


def test_a_cause_is_one_of_the_catalogue():
    assert refused(HELD, deed("resolve", fields={"cause": "bad_luck"})) == "desk_field_unknown"


def test_a_refusal_names_its_reason_and_its_rule():
    declined = {"outcome": "declined"}
    assert refused(HELD, deed("resolve", fields=declined)) == "desk_ticket_needs_rule"
    declined |= {"reason": "The time was over", "rule": "14 days for returns"}
    decision = decide(HELD, deed("resolve", fields=declined), TABLES)
    assert isinstance(decision, Decision)
    [notice] = decision.notices
    why = {"reason": "The time was over", "rule": "14 days for returns"}
    assert Phrase("ticket_because", why) in notice.lines
    assert [button.id for button in notice.buttons] == ["ticket:appeal:FB-7K3QX9"]


def test_an_opening_that_was_not_completed_is_sent_to_nobody():
    for kind, name in (("resolve", "finding"), ("ask_customer", "what"), ("note", "text")):
        assert refused(HELD, deed(kind, fields={name: "We looked at …"})) == (
            "desk_template_incomplete"
        )


def test_after_the_target_the_outcome_comes_with_an_apology():
    late = decide(HELD, deed("resolve", at_ms=HELD.resolution_due_ms + 1), TABLES)
    in_time = decide(HELD, deed("resolve"), TABLES)
    assert isinstance(late, Decision)
    assert isinstance(in_time, Decision)
    assert late.notices[0].lines[0].text == "ticket_opening_late"
    assert in_time.notices[0].lines[0].text == "ticket_opening"


def test_each_reported_object_needs_an_outcome_and_all_come_in_one_message():
    ticket = replace(HELD, objects=("https://a.example/1", "https://a.example/2"))
    assert refused(ticket, deed("resolve")) == "desk_ticket_objects_left"
    one, two = ({"objects": [o], "object_outcome": "removed"} for o in ticket.objects)
    two["object_outcome"] = "kept"
    judged = done(ticket, deed("judge_objects", fields=one), deed("judge_objects", fields=two))
    decision = decide(judged, deed("resolve"), TABLES)
    assert isinstance(decision, Decision)
    [notice] = decision.notices
    [told_of] = [line.values for line in notice.lines if line.text == "ticket_objects"]
    assert (told_of["removed"], told_of["kept"], told_of["more_needed"]) == ("1", "1", "0")
    assert [(line.text, line.values.get("object")) for line in notice.lines[4:6]] == [
        ("ticket_object_removed", "https://a.example/1"),
        ("ticket_object_kept", "https://a.example/2"),
    ]
    changed = done(judged, deed("judge_objects", fields=one | {"object_outcome": "kept"}))
    assert changed.judged[-1] == ObjectOutcome(one["objects"][0], "kept", "", NOW + HOUR)
    assert len(changed.judged) == 2
    foreign = {"objects": ["https://b.example"], "object_outcome": "kept"}
    assert refused(ticket, deed("judge_objects", fields=foreign)) == "desk_field_unknown"


def test_no_party_sees_what_another_one_said():
    theirs = "I posted it on Monday from the shop in the Long Street, with a receipt."
    heard = done(HELD, deed("statement", fields={"text": theirs}))
    leak = f"The seller wrote: {theirs.upper()}"
    assert refused(heard, deed("note", fields={"text": leak, "visible": True})) == (
        "desk_ticket_statement"
    )
    assert refused(heard, deed("resolve", fields={"finding": leak})) == "desk_ticket_statement"
    assert told(heard, deed("note", fields={"text": leak})) == []
    assert told(heard, deed("note", fields={"text": "No sign of it yet.", "visible": True}))
    decision = decide(HELD, deed("statement", fields={"text": theirs}), TABLES)
    assert isinstance(decision, Decision)
    assert theirs not in str(decision.line)
    both = [*heard.statements, Statement("s2", "buyer", "It never came")]
    assert statements_for("buyer", both) == [both[1]]


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("ask_customer", "what"),
        ("ask_customer", "without"),
        ("ask_party", "what"),
        ("change_department", "why"),
        ("judge_objects", "reason"),
        ("resolve", "rule"),
    ],
)
@pytest.mark.parametrize(
    "theirs", ["I sent it on Monday, with a receipt of the shop.", "Never paid me!"]
)
def test_no_text_that_others_read_repeats_a_statement(kind: str, name: str, theirs: str):
    heard = done(replace(HELD, objects=("a",)), deed("statement", fields={"text": theirs}))
    judged = {"objects": ["a"]} if kind == "judge_objects" else {}
    if kind == "resolve":
        heard = done(heard, deed("judge_objects", fields={"objects": ["a"]}))
        judged = {"reason": "The time was over"}
    leak = deed(kind, fields={**judged, name: f"They say: {theirs}"})
    assert refused(heard, leak) == "desk_ticket_statement"
    assert done(heard, deed(kind, fields={**judged, name: "Not decided yet"}))


def test_what_anybody_could_have_said_gives_no_statement_away():
    heard = done(HELD, deed("statement", fields={"text": "No."}))
    assert told(heard, deed("resolve", fields={"finding": "No. The parcel was lost."}))


def test_a_party_is_asked_heard_and_named_in_the_decision():
    asked = done(HELD, deed("ask_party"))
    assert (asked.state, asked.until_ms) == ("waiting_department", NOW + 2 * DAY)
    assert asked.due_ms == NOW + 2 * DAY
    heard = done(asked, deed("party_heard", fields={"result": "It was sent"}))
    assert heard.state == "in_progress"
    decision = decide(heard, deed("resolve"), TABLES)
    assert isinstance(decision, Decision)
    assert decision.changes["heard"] == ["seller"]
    result = decide(asked, deed("party_heard", fields={"result": "It was sent"}), TABLES)
    assert isinstance(result, Decision)
    assert "It was sent" not in str(result.notices)


def test_with_two_parties_asked_it_waits_for_both():
    asked = done(HELD, deed("ask_party"), deed("ask_party", fields={"party_kind": "carrier"}))
    assert done(asked, deed("party_heard")).state == "waiting_department"
    both = done(asked, deed("party_heard"), deed("party_heard", fields={"party": "p2"}))
    assert both.state == "in_progress"


def test_an_appeal_goes_to_somebody_else_than_who_decided_first():
    again = done(RESOLVED, deed("appeal", CUSTOMER))
    assert (again.state, again.agent, again.barred, again.reopened) == ("reopened", "", "ada", 1)
    assert refused(again, deed("take", ADA)) == "desk_ticket_barred"
    decided = done(again, deed("take", SAM), deed("resolve", SAM))
    second = done(decided, deed("appeal", CUSTOMER))
    assert refused(second, deed("take", ADA)) == "desk_ticket_barred"
    assert done(RESOLVED, deed("reopen", SAM), deed("take", ADA)).agent == "ada"
    # To open it again is no way around.
    opened = done(decided, deed("reopen", ADA))
    assert refused(opened, deed("take", ADA)) == "desk_ticket_barred"


def test_it_can_be_opened_again_for_thirty_days():
    closed = done(RESOLVED, deed("close"))
    in_time = NOW + HOUR + REOPEN_MS
    assert done(closed, deed("reopen", at_ms=in_time)).state == "reopened"
    assert refused(closed, deed("reopen", at_ms=in_time + 1)) == "desk_ticket_too_late"
    again = done(closed, deed("reopen", at_ms=in_time))
    assert again.resolution_due_ms == in_time + 7200 * 60_000


def test_customers_only_object():
    for kind in POSSIBLE:
        outcome = decide(RESOLVED, deed(kind, CUSTOMER), TABLES)
        assert isinstance(outcome, Decision) == (kind == "appeal")


def test_an_answer_of_the_customer_lets_the_work_go_on():
    assert done(EVERY["waiting_user"], deed("answer", CUSTOMER)).state == "in_progress"
    assert done(EVERY["escalated"], deed("answer", CUSTOMER)).state == "escalated"
    assert refused(RESOLVED, deed("answer", CUSTOMER)) == "desk_ticket_not_now"


def test_reclassifying_keeps_both_types_and_counts_from_the_beginning():
    now = done(HELD, deed("reclassify"))
    assert (now.type, now.first_type) == ("payout", "seller_conduct")
    assert now.resolution_due_ms == NOW + 4320 * 60_000


def test_another_department_keeps_number_clock_and_first_type():
    moved = done(HELD, deed("change_department"))
    assert (moved.department, moved.state, moved.agent) == ("moderation", "queued", "")
    assert (moved.number, moved.resolution_due_ms) == (HELD.number, HELD.resolution_due_ms)
    waiting = done(EVERY["waiting_user"], deed("change_department"))
    assert (waiting.state, waiting.agent) == ("waiting_user", "")
    assert done(waiting, deed("take", SAM)).state == "in_progress"


@pytest.mark.parametrize("kind", ["queue", "reopen", "appeal", "change_department", "escalate"])
def test_customers_hear_of_a_team_by_the_name_that_they_know(kind: str):
    for state in POSSIBLE[kind]:
        ticket = EVERY[state]
        decision = decide(ticket, deed(kind, ADA if ticket.agent else SAM), TABLES)
        if isinstance(decision, Decision):
            assert {name for n in decision.notices for name in n.names.values()} <= {
                f"team_{applied(ticket, decision).department}"
            }


def test_a_double_goes_into_an_open_ticket_of_the_same_customer():
    merged = done(HELD, deed("merge"))
    assert (merged.state, merged.wake_ms) == ("merged", 0)
    one = deed("merge")
    assert one.other is not None
    for other in (
        None,
        HELD,
        replace(one.other, state="closed"),
        replace(one.other, conversation="web-c2"),
    ):
        assert refused(HELD, replace(one, other=other)) == "desk_ticket_no_merge"


def test_an_escalated_ticket_is_taken_by_a_lead_from_whoever_has_it():
    up = replace(HELD, state="escalated")
    assert refused(up, deed("take", SAM)) == "desk_ticket_taken_by"
    assert done(up, deed("take", LEA)).agent == "lea"
    passed = done(HELD, deed("escalate"))
    assert (passed.state, passed.agent, passed.resolution_due_ms) == (
        "escalated",
        "",
        NOW + 5 * DAY,
    )


def test_times_lie_ahead():
    for at in (NOW, NOW + 400 * DAY, "tomorrow", True):
        outcome = decide(HELD, deed("ask_party", fields={"until": at}), TABLES)
        assert outcome == Refusal("desk_field_not_ahead", {}, {"field": "desk_field_until"})


# What time does.


def tick(ticket, at_ms):
    decision = ticked(ticket, at_ms)
    return ticket if decision is None else applied(ticket, decision)


def test_at_four_fifths_of_a_target_the_customer_is_told_once_and_at_its_end_it_is_passed_up():
    queued = clocked(replace(NEW, state="queued"))
    assert queued.wake_ms == NOW + 240 * 60_000 * 8 // 10
    assert ticked(queued, queued.wake_ms - 1) is None
    warned = ticked(queued, queued.wake_ms)
    assert warned is not None
    assert [n.text for n in warned.notices] == ["ticket_warning"]
    after = applied(queued, warned)
    assert after.wake_ms == NOW + 240 * 60_000
    missed = ticked(after, after.wake_ms)
    assert missed is not None
    assert [n.text for n in missed.notices] == ["ticket_breach"]
    over = applied(after, missed)
    assert over.state == "escalated"
    assert over.wake_ms == over.promised_ms == missed.notices[0].times["by"]


def test_after_an_escalation_by_hand_nothing_is_said_of_the_first_answer_again():
    queued = clocked(replace(NEW, state="queued"))
    warned = tick(queued, queued.wake_ms)
    missed = tick(warned, warned.wake_ms)
    for ticket in (warned, replace(missed, state="in_progress")):
        passed = done(ticket, deed("escalate", at_ms=missed.wake_ms or NOW + HOUR))
        assert ticked(passed, NOW + 239 * 60_000) is None
    anew = done(replace(missed, state="in_progress", responded_ms=NOW), deed("escalate"))
    assert anew.wake_ms > NOW + DAY


def test_one_that_was_only_listed_is_passed_up_as_well():
    lined = ticked(NEW, NOW + 90 * DAY)
    assert lined is not None
    assert (applied(NEW, lined).state, lined.notices) == ("queued", ())
    missed = ticked(applied(NEW, lined), NOW + 90 * DAY)
    assert missed is not None
    assert [n.text for n in missed.notices] == ["ticket_breach"]
    assert applied(applied(NEW, lined), missed).state == "escalated"


@pytest.mark.parametrize("state", sorted(OPEN - {"draft"}))
def test_time_leads_only_where_the_catalogue_has_a_way(state: str):
    ticket, at = EVERY[state], NOW
    while ticket.wake_ms and at < NOW + 90 * DAY:
        at = max(at, ticket.wake_ms)
        decision = ticked(ticket, at)
        assert decision is not None
        after = applied(ticket, decision)
        assert can_go(ticket.state, after.state)
        ticket = after


def test_a_choice_is_one_thing_and_no_list():
    assert refused(HELD, deed("resolve", fields={"outcome": ["solved"]})) == "desk_field_unknown"
    assert cleaned("take", {"kind": "resolve", "x": 1}) == {}


def test_after_a_long_sleep_only_the_last_word_is_said():
    missed = ticked(clocked(replace(NEW, state="queued")), NOW + 90 * DAY)
    assert missed is not None
    assert [n.text for n in missed.notices] == ["ticket_breach"]


def test_the_answer_of_a_person_ends_the_first_clock():
    answered = done(HELD, deed("note", fields={"visible": True}))
    assert answered.responded_ms == NOW + HOUR
    assert answered.due_ms == HELD.resolution_due_ms


def test_while_the_customer_is_asked_the_target_waits():
    asked = done(HELD, deed("ask_customer"))
    assert asked.due_ms == asked.wake_ms == NOW + 3 * DAY
    again = done(asked, deed("start", at_ms=NOW + 2 * DAY))
    assert again.resolution_due_ms == HELD.resolution_due_ms + 2 * DAY - HOUR
    silent = tick(asked, NOW + 3 * DAY)
    assert (silent.state, silent.agent) == ("in_progress", "ada")


def test_a_promised_update_is_kept_even_if_the_party_is_silent():
    answered = replace(HELD, responded_ms=NOW)
    asked = done(answered, deed("ask_party"))
    assert asked.wake_ms == NOW + 2 * DAY
    decision = ticked(asked, NOW + 2 * DAY)
    assert decision is not None
    [notice] = decision.notices
    assert notice.names == {"reason": "ticket_reason_waiting_department"}
    assert notice.times["by"] > NOW + 2 * DAY


@pytest.mark.parametrize("state", ["resolved", "closed"])
def test_a_chat_that_goes_on_opens_its_ticket_again_and_counts_it(state):
    ended = replace(EVERY[state], type="general_request", responded_ms=NOW, told=("x",))
    change = follow(ended, {"state": "reopened", "agent": "", "agent_name": ""}, NOW + HOUR)
    again = applied(ended, Decision(change, {}))
    assert (again.state, again.reopened, again.agent) == ("reopened", ended.reopened + 1, "")
    assert (again.resolved_ms, again.closed_ms, again.told) == (0, 0, ())
    assert again.responded_ms == NOW
    waiting = applied(again, Decision(follow(again, {"state": "queued"}, NOW), {}))
    assert (waiting.state, waiting.reopened) == ("queued", again.reopened)


def test_silence_closes_a_resolved_ticket_after_three_days():
    resolved = done(HELD, deed("resolve"))
    assert ticked(resolved, NOW + HOUR + SILENT_MS - 1) is None
    closed = ticked(resolved, NOW + HOUR + SILENT_MS)
    assert closed is not None
    assert [n.text for n in closed.notices] == ["ticket_closed"]
    assert applied(resolved, closed).wake_ms == 0


@pytest.mark.parametrize("state", TRANSITIONS)
def test_the_clock_of_a_ticket_left_alone_speaks_less_and_less_often(state: str):
    """However late it looks: in the end once a week as long as it is open, and never once ended."""
    ticket, at, said = EVERY[state], NOW, []
    for _ in range(20):
        if not ticket.wake_ms:
            break
        at = max(at, ticket.wake_ms)
        decision = ticked(ticket, at)
        assert decision is not None
        said += [at] * len(decision.notices)
        ticket = applied(ticket, decision)
    assert bool(ticket.wake_ms) == (ticket.state in OPEN)
    pauses = [after - before for before, after in pairwise(said)]
    assert not ticket.wake_ms or pauses[-5:] == [7 * DAY] * 5


# What a chat does.


def test_a_chat_settles_a_question_but_no_complaint():
    asked = replace(HELD, type=GENERAL_REQUEST)
    settled = follow(asked, {"state": "resolved", "outcome": "answered"}, NOW)
    assert settled == {
        "state": "resolved",
        "outcome": "answered",
        "resolved_ms": NOW,
        "decided_by": "ada",
    }
    assert follow(HELD, {"state": "resolved", "outcome": "answered"}, NOW) == {
        "chat_outcome": "answered"
    }


def test_a_step_of_a_chat_that_is_too_late_changes_nothing_but_facts():
    late = {"state": "assigned", "agent": "sam", "priority": "P1"}
    assert follow(RESOLVED, late, NOW) == {"priority": "P1"}
    assert follow(NEW, {"state": "assigned", "agent": "ada"}, NOW)["state"] == "assigned"
