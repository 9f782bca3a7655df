"""The desk says before each step what the customer will hear of it; this holds it to that."""

from dataclasses import replace

import pytest

from handoff.rules.codec import to_plain
from handoff.rules.notice import FAULT, Notice
from handoff.rules.ticket import Decision, TicketTables
from handoff.rules.ticket_fields import FIELDS, READ
from handoff.rules.tickets import BY_CUSTOMER, POSSIBLE, decide
from tests.rules.ticket_cases import ADA, DAY, EVERY, LEA, NOW, OTHER, TABLES, deed

FAULTY = Notice("n1", FAULT, {}, NOW, NOW + DAY, "upload")
WITH_FAULT = TicketTables(**{**vars(TABLES), "faults": {"n1": FAULTY}})
MARKED = {
    "resolve": {"outcome": "measure_taken", "reason": "because-of-it", "rule": "rule-four"},
    "ask_party": {"name": "the-party-itself"},
    "escalate": {"department": "creator_support"},
    "tie_fault": {"fault": "n1"},
    "merge": {"into": OTHER.number},
    "untie_fault": {"why": "not-that-one"},
}
SHOWN_AS = {"fault": FAULTY.title}


@pytest.mark.parametrize("kind", sorted(set(FIELDS) - BY_CUSTOMER - {"note", "judge_objects"}))
def test_of_each_step_the_customer_hears_what_the_desk_says_and_nothing_else(kind: str):
    state = "new" if kind == "take" else min(POSSIBLE[kind], key=lambda s: s != "in_progress")
    ticket = replace(EVERY[state], fault="n1" if kind == "untie_fault" else "")
    one = deed(kind, ADA if ticket.agent else LEA, fields=MARKED.get(kind, {}))
    decision = decide(ticket, one, WITH_FAULT)
    assert isinstance(decision, Decision), decision
    said = str([to_plain(notice) for notice in decision.notices])
    heard = {name for name, given in one.fields.items() if SHOWN_AS.get(name, str(given)) in said}
    assert heard == set(READ.get(kind, ()))
