"""A slip in the routing table is told at its line, and nothing sends danger elsewhere."""

from pathlib import Path

import pytest

from bot.app import DATA
from bot.catalogue import ContentError
from bot.content import load
from handoff.rules.routes import URGENT
from tests.adapters.content.faults import Fault, each, put

ROUTING = "data/catalogue/routing.yml"
DEPARTMENTS = "data/catalogue/departments.yml"
FIRST = "  - when: {reason: ["
ROLE = "role: [creator, host]}"
PAYOUT = "  - when: {complaint: payout}\n    skills: [payouts]"
LIVE = "  - when: {complaint: technical_fault, platform: live_streaming}"
SAFETY = "safety_emergency: {department: urgent_safety, priority: P0}"


@each(
    Fault("reason", ROUTING, f"{FIRST}negative_sentiment", f"{FIRST}negative_sentimen", FIRST,
          "`negative_sentimen` is no handoff reason"),
    Fault("complaint", ROUTING, "complaint: payout}", "complaint: pay_out}", "pay_out",
          "`pay_out` is no complaint type"),
    Fault("language", ROUTING, ROLE, f"language: fr, {ROLE}", FIRST, "`fr` is no language"),
    Fault("platform", ROUTING, "platform: live_streaming}", "platform: radio}", "radio",
          "`radio` is no platform"),
    Fault("role", ROUTING, ROLE, "role: [creator, hots]}", "hots", "`hots` is no role"),
    Fault("skill", ROUTING, "skills: [refunds]\n", "skills: [refund]\n", "skills: [refund]",
          "`refund` is no skill"),
    Fault("department", ROUTING, "    department: creator_support\n", "    department: creators\n",
          "    department: creators", "`creators` is no department"),
    Fault("priority", ROUTING, PAYOUT, f"{PAYOUT}\n    priority: P9", "priority: P9",
          "`P9` is no priority"),
    Fault("idle", ROUTING, PAYOUT, "  - when: {complaint: payout}", "complaint: payout}",
          "this rule changes nothing"),
    Fault("target", ROUTING, PAYOUT, f"{PAYOUT}\n    target: 0", "    target: 0",
          "0 is no target"),
    Fault("shadowed", ROUTING, PAYOUT,
          f"{PAYOUT}\n{PAYOUT.replace('payout}', 'payout, language: nl}')}",
          "language: nl}", "rule 2 takes all"),
    Fault("any matter", ROUTING, PAYOUT, PAYOUT.replace("{complaint: payout}", "{}"),
          "  - when: {complaint: billing_dispute}", "rule 2 takes all"),
    Fault("never there", ROUTING, LIVE, LIVE.replace("technical_fault", "seller_conduct"),
          "seller_conduct", "none of its complaints exists on its platforms"),
    Fault("danger", ROUTING, PAYOUT, "  - when: {reason: safety_emergency}\n    skills: [payouts]",
          "{reason: safety_emergency}", "danger is touched by no rule"),
    Fault("danger elsewhere", ROUTING, PAYOUT,
          f"{PAYOUT}\n    priority: P0\n    department: billing",
          "    department: billing", "P0 goes to urgent_safety"),
    Fault("raises nothing", ROUTING, "    department: creator_support\n",
          "    department: creator_support\n    priority: P3\n", "    priority: P3",
          "P3 raises nothing"),
    Fault("unknown part", ROUTING, ROLE, "rol: [creator]}", FIRST, "unknown key"),
    Fault("skill twice", ROUTING, "skills: [payouts, refunds", "skills: [payouts, payouts, refunds",
          "skills: [payouts, payouts", "`payouts` stands twice"),
    Fault("no id", ROUTING, "roles: [viewer, ", "roles: [Viewer!, ", "roles:",
          "`Viewer!` cannot be an id"),
    Fault("nameless skill", ROUTING, "streaming, identity]", "streaming, identity, law]",
          "identity, law]", "the skill law has no name at the desk"),
    Fault("circle", ROUTING, "  product_feedback: frontline", "  frontline: advertising",
          "  frontline: advertising", "goes round in a circle"),
    Fault("stands in for danger", ROUTING, "  product_feedback: frontline",
          "  urgent_safety: frontline", "  urgent_safety: frontline", "nobody stands in"),
    Fault("unknown stand-in", ROUTING, "  product_feedback: frontline",
          "  product_feedback: front", "  product_feedback: front", "`front` is no department"),
    Fault("wider", ROUTING, "wider: {skill: 40", "wider: {skill: 400", "wider:",
          "400 is no part of the target"),
    Fault("wider how", ROUTING, "wider: {skill: 40", "wider: {skil: 40", "wider:",
          "`skil` is no way to go wider"),
    Fault("nobody may wait", ROUTING, "frontline: 200", "frontline: 0", "frontline: 0",
          "0 would let nobody wait"),
    Fault("danger is turned away", ROUTING, "frontline: 200", "urgent_safety: 9",
          "urgent_safety: 9", "urgent_safety turns nobody away"),
    Fault("long for nobody", ROUTING, "  billing: 45", "  biling: 45", "  biling: 45",
          "`biling` is no department"),
    Fault("danger can wait long", ROUTING, "  billing: 45", "  urgent_safety: 45",
          "  urgent_safety: 45", "nobody in urgent_safety is told to reckon with a wait"),
    Fault("no wait at all", ROUTING, "  billing: 45", "  billing: 0", "  billing: 0",
          "0 is no wait"),
    Fault("missing target", ROUTING, "targets: {P0: 5, P1: 30, ", "targets: {P0: 5, ", "targets:",
          "P1 has no target"),
    Fault("no minutes", ROUTING, "targets: {P0: 5, P1: 30", "targets: {P0: 5, P1: 0", "targets:",
          "0 is no target"),
    Fault("danger to others", ROUTING, SAFETY, SAFETY.replace("urgent_safety", "frontline"),
          "  safety_emergency", "safety_emergency must go to urgent_safety with P0"),
    Fault("danger can wait", ROUTING, SAFETY, SAFETY.replace("P0", "P1"), "  safety_emergency",
          "safety_emergency must go to urgent_safety with P0"),
    Fault("danger at night", DEPARTMENTS,
          'exploitation, other illegal content", hours: "24/7"',
          'exploitation, other illegal content", hours: "Mon-Sun 08:00-20:00 local"',
          "{id: urgent_safety", "urgent_safety must never close"),
)  # fmt: skip
def test_a_slip_in_the_routing_is_told(project: Path, fault: Fault) -> None:
    outcome = put(project, fault)
    assert outcome.is_told, outcome.problems


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (ROUTING, SAFETY, SAFETY.replace("urgent_safety", "frontline")),
        (ROUTING, SAFETY, SAFETY.replace("P0", "P1")),
        (
            DEPARTMENTS,
            'illegal content", hours: "24/7"',
            'illegal content", hours: "Mon-Fri 08:00-20:00 local"',
        ),
    ],
)
def test_no_service_starts_that_would_send_danger_elsewhere(
    project: Path, file: str, old: str, new: str
) -> None:
    path = project / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(ContentError, match=URGENT):
        load(project / "data")


def test_the_table_is_read_as_it_is_written() -> None:
    routes = load(DATA).tables.routes
    first, payout = routes.rules[:2]
    assert (first.department, first.skills) == ("creator_support", ("payouts",))
    assert first.when.role == {"creator", "host"}
    assert payout.when.complaint == {"payout"}
    assert routes.chain("streamer_management") == ("streamer_management", "trust_safety")
    assert not routes.speaks("game_operations", "nl")
    assert (routes.wider["skill"], routes.most_waiting["frontline"]) == (40, 200)
    assert routes.long_wait["frontline"] == 30
