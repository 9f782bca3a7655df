"""When reports of one object become one matter, and how what was decided is told."""

from dataclasses import replace

import pytest

from handoff.rules.object_reports import (
    CUSTOMERS_OF_A_MATTER,
    bundled,
    judged_alike,
    matter_of,
    objects_reported,
    raised,
)
from handoff.rules.ticket import ENDED, Decision, ObjectOutcome, TicketTables
from handoff.rules.tickets import applied, decide
from tests.rules.ticket_cases import EVERY, HELD, HOUR, NEW, NOW, deed, done
from tests.rules.ticket_cases import TABLES as PLAIN

TABLES = replace(
    PLAIN, reported=frozenset({"object", "links"}), reporting=frozenset({"seller_conduct"})
)


@pytest.mark.parametrize(
    ("priority", "after"), [("P3", "P2"), ("P2", "P1"), ("P1", "P1"), ("P0", "P0")]
)
def test_numbers_raise_a_priority_by_one_step_and_never_to_danger(priority: str, after: str):
    assert raised(priority) == after


def test_a_matter_needs_five_customers_and_raises_each_ticket_once():
    assert bundled(NEW, CUSTOMERS_OF_A_MATTER - 1, NOW) is None
    decision = bundled(NEW, CUSTOMERS_OF_A_MATTER, NOW)
    assert isinstance(decision, Decision)
    assert decision.notices == ()
    again = applied(NEW, decision)
    assert (again.priority, again.bundled_ms) == ("P1", NOW)
    assert bundled(again, 99, NOW + HOUR) is None


@pytest.mark.parametrize("state", sorted(ENDED))
def test_an_ended_ticket_is_part_of_no_matter(state: str):
    assert bundled(EVERY[state], 99, NOW) is None


def test_only_what_others_did_is_reported():
    facts = {
        "object": {"value": {"kind": "post", "ref": ["https://v.example/1", "b"]}},
        "links": {"value": ["https://v.example/2", "b"]},
        "seller": {"value": "retro"},
    }
    reported = objects_reported("seller_conduct", facts, TABLES)
    assert sorted(reported) == ["b", "https://v.example/1", "https://v.example/2"]
    assert objects_reported("moderation_decision", facts, TABLES) == []
    assert objects_reported("seller_conduct", {}, TABLES) == []
    assert matter_of("screenshot") == ""


def test_who_may_not_decide_an_objection_decides_none_by_another_ticket():
    one = deed("judge_objects", fields={"objects": ["a"]})
    assert judged_alike(replace(NEW, barred=one.by.id), one, ["a"], "FB-222222") is None
    decision = judged_alike(replace(NEW, barred="sam"), one, ["a"], "FB-222222")
    assert decision is not None
    assert [row.object for row in decision.rows if isinstance(row, ObjectOutcome)] == ["a"]


def outcome_lines(outcome: str, tables: TicketTables, **more: str) -> list[str]:
    ticket = replace(HELD, objects=("https://a.example/1",))
    fields = {"objects": ["https://a.example/1"], "object_outcome": outcome, **more}
    judged = done(ticket, deed("judge_objects", fields=fields))
    decision = decide(judged, deed("resolve"), tables)
    assert isinstance(decision, Decision)
    return [line.text for line in decision.notices[0].lines]


def test_what_stays_up_never_counts_against_who_reported_it():
    assert "ticket_good_faith" in outcome_lines("kept", TABLES)
    assert "ticket_good_faith" not in outcome_lines("removed", TABLES)
    assert "ticket_good_faith" not in outcome_lines("kept", PLAIN), "an objection is no report"


def test_the_reason_stands_beside_its_object():
    assert "ticket_object_kept_why" in outcome_lines("kept", TABLES, reason="A parody")
