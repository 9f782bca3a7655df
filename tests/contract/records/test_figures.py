"""Figures about handoffs, against a recount of the lives that were put in."""

import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest

from handoff.records import ticket_report
from handoff.records.sql import SqlRecords
from handoff.records.store import to_ms
from handoff.reports.figures import Figures, Row
from handoff.rules.ids import ConversationId
from tests.contract.records.hand_clock import HandClock

pytestmark = pytest.mark.sql
START = datetime(2026, 3, 2, tzinfo=UTC)
FIRST, LAST = date(2026, 3, 9), date(2026, 3, 22)
COUNT = 160
MINUTE = 60


@dataclass
class Life:
    """One handoff; times in seconds since it was asked for, None for what never happened."""

    id: str
    chat: str
    at: datetime
    facts: dict[str, Any]
    is_open: bool
    due_s: int
    left_s: int | None = None
    why: str = ""
    message_s: int | None = None
    accepted_s: int | None = None
    replied_s: int | None = None
    passed_s: int | None = None
    how_passed: str = ""
    end_s: int | None = None
    how: str = ""
    solved: bool | None = None
    scores: list[int] = field(default_factory=list)
    agents: tuple[str, str] = ("ada", "bob")
    offers: list[tuple[int, str, str]] = field(default_factory=list)
    """When to whom, and what became of it: ``refused``, ``missed`` or ``taken``."""

    @property
    def day(self) -> date:
        return self.at.date()

    @property
    def counts(self) -> bool:
        return FIRST <= self.day <= LAST and self.why != "raised"


def a_life(dice: random.Random, n: int, chat: str, at: datetime) -> Life:
    facts = {
        "department": dice.choice(("frontline", "billing")), "type": dice.choice(("", "payout")),
        "language": dice.choice(("en", "nl", "zh")), "priority": dice.choice(("P1", "P3")),
        "reason": "user_request", "platform": "short_video", "channel": chat.partition("-")[0],
    }  # fmt: skip
    life = Life(f"{chat}:h{n}", chat, at, facts, dice.random() < 0.8, 5 * MINUTE)
    life.agents = (dice.choice("abc"), dice.choice("def"))
    at_s = 0
    for _ in range(dice.randrange(3)):
        life.offers.append((at_s, dice.choice("abc"), dice.choice(("refused", "missed"))))
        at_s += 10
    end = dice.random()
    if end < 0.2:
        life.left_s, life.why = dice.randrange(20 * MINUTE), "cancelled"
        return life
    if end < 0.3:
        life.left_s, life.why = dice.randrange(MINUTE), "raised"
        return life
    if end < 0.4:
        life.message_s = 30
    if end < 0.5:
        return life  # waits for ever
    life.accepted_s = dice.randrange(40, 15 * MINUTE)
    if dice.random() < 0.7:
        life.offers.append((life.accepted_s - dice.randrange(1, 10), life.agents[0], "taken"))
    if dice.random() < 0.9:
        life.replied_s = life.accepted_s + dice.randrange(2 * MINUTE)
    if dice.random() < 0.3:
        life.passed_s = life.accepted_s + 3 * MINUTE
        life.how_passed = dice.choice(("handoff_transferred", "handoff_requeued"))
    if dice.random() < 0.9:
        life.end_s = life.accepted_s + dice.randrange(4, 60) * MINUTE
        life.how = dice.choice(("handoff_returned", "handoff_resolved"))
        if life.how == "handoff_resolved":
            life.solved = dice.choice((True, False, None))
            life.scores = dice.choice(([], [4], [1, 5]))
    return life


def told_of(life: Life) -> list[tuple[int, str, dict[str, Any]]]:
    """The events of a life: seconds, name, own fields."""
    first, second = life.agents
    told: list[tuple[int | None, str, dict[str, Any]]] = [
        (0, "handoff_requested", {"is_open": life.is_open}),
        (life.left_s, "handoff_left", {"why": life.why}),
        (life.message_s, "message_left", {}),
        (life.accepted_s, "handoff_accepted", {"agent": first, "waited_s": life.accepted_s}),
        (
            life.replied_s,
            "first_reply",
            {"agent": first, "waited_s": life.replied_s,
             "in_time": life.replied_s is not None and life.replied_s <= life.due_s},
        ),
        (life.passed_s, life.how_passed, {"agent": first}),
        (life.passed_s, "handoff_accepted", {"agent": second, "waited_s": life.passed_s}),
        (life.end_s, life.how, {"agent": second if life.passed_s else first}),
    ]  # fmt: skip
    for s, agent, became in life.offers:
        told.append((s, "handoff_offered", {"agent": agent}))
        if became != "taken":
            told.append((s + 5, "offer_ended", {"agent": agent, "why": became}))
    if life.end_s is not None:
        if life.solved is not None:
            told.append((life.end_s + 5, "solved", {"yes": life.solved}))
        for n, score in enumerate(life.scores):
            was = life.scores[n - 1] if n else 0
            rated = {"of": "agent", "agent": first, "score": score, "was": was}
            told.append((life.end_s + 10 + n, "rated", rated))
    return sorted(((s, n, f) for s, n, f in told if s is not None), key=lambda one: one[0])


@pytest.fixture
async def lived(
    records: SqlRecords, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> list[Life]:
    """Handoffs over four weeks."""
    monkeypatch.setattr(ticket_report, "READ_TOGETHER", 7)
    dice = random.Random(5)
    lives = []
    for n in range(COUNT):
        chat = f"{dice.choice(('web', 'telegram'))}-{dice.randrange(25)}"
        at = START + timedelta(minutes=dice.randrange(28 * 24 * 60))
        lives.append(a_life(dice, n, chat, at))
    for life in lives:
        for s, name, own in told_of(life):
            at_ms = to_ms(life.at + timedelta(seconds=s))
            due_ms = to_ms(life.at + timedelta(seconds=life.due_s))
            known = {"conversation": life.chat, "handoff": life.id, "at_ms": at_ms}
            data = {**known, "due_ms": due_ms, **life.facts, **own}
            await records.record_event(f"{life.id}:{name}:{at_ms}", name, data)
    clock.at = START + timedelta(days=29)
    return lives


def within(share: Fraction, waits: Sequence[int]) -> int | None:
    """The least wait that so many of all do not exceed."""
    enough = [w for w in sorted(waits) if sum(one <= w for one in waits) >= share * len(waits)]
    return enough[0] if enough else None


def recount(lives: list[Life]) -> dict[str, Any]:
    in_chat = [one for one in lives if one.is_open and one.message_s is None]
    waits = [one.accepted_s for one in in_chat if one.accepted_s is not None]
    replies = [one.replied_s for one in in_chat if one.replied_s is not None]
    in_time = [one for one in lives if one.replied_s is not None and one.replied_s <= one.due_s]
    late = [one for one in lives if one.replied_s is not None and one.replied_s > one.due_s]
    ended = [(one, one.left_s if one.left_s is not None else one.end_s) for one in lives]
    never = [one for one, end in ended if one.replied_s is None and (end is None or
             end > one.due_s)]  # fmt: skip
    scores = [one.scores[-1] for one in lives if one.scores]
    return {
        "requested": len(lives),
        "closed": sum(not one.is_open for one in lives),
        "accepted": sum(one.accepted_s is not None for one in lives),
        "abandoned": sum(one.left_s is not None for one in lives),
        "messages": sum(one.message_s is not None for one in lives),
        "wait_p50_s": within(Fraction(1, 2), waits),
        "wait_p90_s": within(Fraction(9, 10), waits),
        "reply_p50_s": within(Fraction(1, 2), replies),
        "reply_p90_s": within(Fraction(9, 10), replies),
        "with_target": len(in_time) + len(late) + len(never),
        "in_time": len(in_time),
        "transferred": sum(one.how_passed == "handoff_transferred" for one in lives),
        "requeued": sum(one.how_passed == "handoff_requeued" for one in lives),
        "handed_back": sum(one.how == "handoff_returned" for one in lives),
        "resolved": sum(one.how == "handoff_resolved" for one in lives),
        "reopened": sum(one.solved is False for one in lives),
        "agent_ratings": len(scores),
        "agent_good": sum(score > 3 for score in scores),
    }


def differs(row: Row, lives: list[Life]) -> dict[str, tuple[Any, Any]]:
    wanted = recount(lives)
    return {name: (getattr(row, name), w) for name, w in wanted.items() if getattr(row, name) != w}


DIMENSIONS: dict[str, Callable[[Life], str]] = {
    "day": lambda life: life.day.isoformat(),
    **{
        name: lambda life, name=name: life.facts[name]  # type: ignore[misc]
        for name in ("department", "language", "type", "channel", "platform", "priority", "reason")
    },
}


async def test_every_figure_agrees_with_a_recount(records: SqlRecords, lived: list[Life]):
    figures = await records.figures(FIRST, LAST)
    counted = [life for life in lived if life.counts]
    assert differs(figures.total, counted) == {}
    assert 0 < figures.total.in_time < figures.total.with_target < figures.total.requested
    assert set(figures.by) == set(DIMENSIONS)
    for name, value_of in DIMENSIONS.items():
        groups = defaultdict(list)
        for life in counted:
            groups[value_of(life)].append(life)
        rows = {row.value: row for row in figures.by[name]}
        assert all(differs(rows[value], lives) == {} for value, lives in groups.items())


async def test_the_load_of_each_agent_agrees_with_a_recount(
    records: SqlRecords, clock: HandClock, lived: list[Life]
):
    figures = await records.figures(FIRST, LAST)
    wanted: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    replies, offers = defaultdict(list), defaultdict(list)
    for s, agent, became, life in (
        (*offer, one) for one in lived if FIRST <= one.day <= LAST for offer in one.offers
    ):
        wanted[agent]["offered"] += 1
        if became == "taken":
            offers[agent].append(life.accepted_s - s)
        else:
            wanted[agent][became] += 1
    for life in (one for one in lived if one.counts and one.accepted_s is not None):
        first, second = life.agents
        until = life.end_s or int((clock.at - life.at).total_seconds())
        wanted[first]["accepted"] += 1
        wanted[first]["held_s"] += (life.passed_s or until) - life.accepted_s
        wanted[second if life.passed_s else first]["resolved"] += life.how == "handoff_resolved"
        if life.passed_s:
            wanted[first]["lost"] += life.how_passed == "handoff_requeued"
            wanted[first]["transferred"] += life.how_passed == "handoff_transferred"
            wanted[second]["accepted"] += 1
            wanted[second]["held_s"] += until - life.passed_s
        if life.replied_s is not None:
            wanted[first]["replied"] += 1
            replies[first].append(life.replied_s - life.accepted_s)
    assert [one.agent for one in figures.agents] == sorted(wanted)
    for one in figures.agents:
        found = {name: getattr(one, name) for name in wanted[one.agent]}
        assert found == wanted[one.agent], one.agent
        assert one.reply_p50_s == within(Fraction(1, 2), replies[one.agent])
        assert one.offer_p50_s == within(Fraction(1, 2), offers[one.agent])
    scores = [life.scores[-1] for life in lived if life.counts and life.scores]
    assert sum(one.ratings for one in figures.agents) == len(scores)


async def tell(records: SqlRecords, chat: str, at: datetime, *names: str, **facts: Any) -> None:
    for n, name in enumerate(names):
        given = {"conversation": chat, "at_ms": to_ms(at) + n, "language": "en", **facts}
        if name.startswith("handoff_"):
            given |= {"handoff": f"{chat}:h1", "is_open": True}
        await records.record_event(f"{chat}:{at}:{n}:{name}", name, given)


async def test_each_day_of_a_customer_is_settled_by_whoever_did_most(
    records: SqlRecords, clock: HandClock
):
    asked, taken, left = "handoff_requested", "handoff_accepted", "handoff_left"
    clock.at = START + timedelta(days=3)
    await tell(records, "web-bot", START, "answered", "answered")
    await tell(records, "web-form", START, "answered", "complaint_filed", type="payout")
    await tell(records, "web-person", START, "answered", "complaint_filed", asked)
    night = START + timedelta(hours=30)
    await tell(records, "web-person", night, taken, waited_s=1)
    await tell(records, "web-gone", START, "answered", asked, left, why="cancelled")
    await tell(records, "web-gone", START + timedelta(days=1), "answered")
    await tell(records, "web-silent", START, "greeted")

    figures = await records.figures(START.date(), START.date() + timedelta(days=1))
    days = {row.value: row for row in figures.by["day"]}
    first, second = days["2026-03-02"], days["2026-03-03"]
    assert (first.by_bot, first.by_form, first.by_person, first.by_nobody) == (1, 1, 1, 1)
    assert (second.by_bot, second.by_form, second.by_person, second.by_nobody) == (1, 0, 0, 0)
    types = {row.value: (row.by_bot, row.by_form) for row in figures.by["type"]}
    assert types == {"": (2, 0), "payout": (0, 1)}


async def test_what_is_opened_again_is_a_request_of_its_own(records: SqlRecords, clock: HandClock):
    known = {"conversation": "web-1", "handoff": "web-1:h1", "department": "billing"}
    told: list[tuple[int, str, dict[str, Any]]] = [
        (0, "handoff_requested", {"is_open": True, "due_ms": to_ms(START)}),
        (10, "handoff_accepted", {"agent": "ada", "waited_s": 10}),
        (100, "handoff_resolved", {"agent": "ada"}),
        (200, "handoff_reopened", {"agent": "ada"}),
        (201, "handoff_requested", {"is_open": True, "due_ms": to_ms(START)}),
        (231, "handoff_accepted", {"agent": "bob", "waited_s": 30}),
        (300, "handoff_resolved", {"agent": "bob"}),
        (310, "rated", {"of": "agent", "agent": "bob", "score": 2}),
        (320, "rated", {"of": "bot", "handoff": "", "department": "", "score": 5}),
        (330, "rated", {"of": "agent", "agent": "bob", "score": 4, "was": 2}),
    ]
    for s, name, own in told:
        data = {**known, **own, "at_ms": to_ms(START) + s * 1000}
        await records.record_event(f"{s}:{name}", name, data)
    clock.at = START + timedelta(days=1)

    figures = await records.figures(START.date(), START.date())
    total, [nowhere, billing] = figures.total, figures.by["department"]
    assert (total.requested, total.accepted, total.resolved, total.reopened) == (2, 2, 2, 1)
    assert (total.wait_p50_s, total.wait_p90_s) == (10, 30)
    assert [(one.agent, one.held_s, one.ratings) for one in figures.agents] == [
        ("ada", 90, 0),
        ("bob", 69, 1),
    ]
    assert (billing.agent_score, billing.bot_ratings) == (4, 0)
    assert (nowhere.agent_ratings, nowhere.bot_score) == (0, 5)


async def test_who_is_passed_a_chat_has_it_from_then_on(records: SqlRecords, clock: HandClock):
    """To a colleague it goes at once; in the line of a department nobody has it."""
    known = {"conversation": "web-1", "handoff": "web-1:h1", "department": "billing"}
    told: list[tuple[int, str, dict[str, Any]]] = [
        (0, "handoff_requested", {"is_open": True, "due_ms": to_ms(START)}),
        (1, "handoff_offered", {"agent": "ada"}),
        (5, "handoff_transferred", {"to_department": "billing"}),
        (10, "handoff_accepted", {"agent": "ada", "waited_s": 10}),
        (100, "handoff_transferred", {"agent": "ada", "to_agent": "bob"}),
        (130, "first_reply", {"agent": "bob", "waited_s": 130, "in_time": True}),
        (200, "handoff_transferred", {"agent": "bob", "to_department": "billing"}),
        (250, "handoff_accepted", {"agent": "cyd", "waited_s": 250}),
        (300, "handoff_resolved", {"agent": "cyd"}),
    ]
    for s, name, own in told:
        data = {**known, **own, "at_ms": to_ms(START) + s * 1000}
        await records.record_event(f"{s}:{name}", name, data)
    clock.at = START + timedelta(days=1)

    figures = await records.figures(START.date(), START.date())
    loads = [(one.agent, one.accepted, one.held_s, one.reply_p50_s) for one in figures.agents]
    assert loads == [("ada", 1, 90, None), ("bob", 0, 100, 30), ("cyd", 1, 50, None)]
    assert figures.agents[0].offer_p50_s is None, "that offer ended when a lead moved the chat"


async def test_who_is_erased_still_counts_alike(records: SqlRecords, lived: list[Life]):
    before = await records.figures(FIRST, LAST)
    for chat in {life.chat for life in lived[:20]}:
        await records.erase(ConversationId(chat), 0)
    assert await records.figures(FIRST, LAST) == before


async def test_events_of_an_older_version_are_passed_over(records: SqlRecords, clock: HandClock):
    at = to_ms(clock.at)
    for name in ("handoff_requested", "handoff_accepted", "handoff_resolved"):
        old = {"conversation": "web-1", "at_ms": at, "reason": "user_request"}
        await records.record_event(f"old:{name}", name, old)
    figures = await records.figures(clock.at.date(), clock.at.date())
    assert figures == Figures(figures.first, figures.last, by={name: () for name in DIMENSIONS})
    assert figures.is_empty
