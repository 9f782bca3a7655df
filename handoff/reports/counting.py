"""Counts events, one conversation after the other, into the figures of a period."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from handoff.reports.facts import Fact
from handoff.reports.figures import DIMENSIONS, Figures, Load, Row, mean, within
from handoff.rules import recorded

DAY_MS = 86_400_000
GOOD = 4
_ENDS = {
    recorded.HANDED_BACK: "handed_back",
    recorded.RESOLVED: "resolved",
    recorded.TRANSFERRED: "transferred",
    recorded.REQUEUED: "lost",
}
"""What ends the time of one agent with a chat, and how it is counted for the agent."""
_TAKES = (recorded.ACCEPTED, recorded.TAKEN_OVER)
NAMES = (*recorded.FIELDS, recorded.ANSWERED, recorded.FILED)
"""The events that figures are made of."""


@dataclass
class _Handoff:
    """What became of one request for a person in the period; ``facts`` are all of it, in order.

    A handoff that is opened again is asked for again, and that is a request of its own.
    """

    asked: Fact
    facts: list[Fact] = field(default_factory=list)
    due_ms: int = 0
    accepted: Fact | None = None
    replied: Fact | None = None
    left: Fact | None = None
    ended_ms: int = 0
    seen: set[str] = field(default_factory=set)

    @property
    def is_raised(self) -> bool:
        """It went on as another handoff, which is counted instead."""
        return self.left is not None and self.left.word("why") == "raised"

    def verdict(self, until_ms: int) -> bool | None:
        """Whether the first reply came in time; None as long as nobody can tell."""
        if self.replied is not None:
            return self.replied.is_so("in_time")
        return False if (self.ended_ms or until_ms) > self.due_ms else None


@dataclass
class _Sum:
    """Counts and waits of one row."""

    counts: Counter[str] = field(default_factory=Counter)
    waits: list[int] = field(default_factory=list)
    replies: list[int] = field(default_factory=list)
    offers: list[int] = field(default_factory=list)
    scores: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    def row(self, value: str) -> Row:
        rated: dict[str, Any] = {}
        for whom in ("agent", "bot"):
            scores = self.scores[whom]
            rated[f"{whom}_ratings"] = len(scores)
            rated[f"{whom}_score"] = mean(scores)
            rated[f"{whom}_good"] = sum(score >= GOOD for score in scores)
        return Row(
            value,
            wait_p50_s=within(0.5, self.waits),
            wait_p90_s=within(0.9, self.waits),
            reply_p50_s=within(0.5, self.replies),
            reply_p90_s=within(0.9, self.replies),
            **self.counts,
            **rated,
        )

    def load(self, agent: str) -> Load:
        scores = self.scores["agent"]
        rated: dict[str, Any] = {"ratings": len(scores), "score": mean(scores)}
        return Load(
            agent,
            reply_p50_s=within(0.5, self.replies),
            offer_p50_s=within(0.5, self.offers),
            **self.counts,
            **rated,
        )


class Counting:
    """Figures of the handoffs asked for, and the days begun, in a period."""

    def __init__(self, start_ms: int, end_ms: int, until_ms: int) -> None:
        """``end_ms`` lies after the period; what is still open is judged as of ``until_ms``."""
        self._start_ms, self._end_ms, self._until_ms = start_ms, end_ms, until_ms
        self._total = _Sum()
        self._sums: dict[tuple[str, str], _Sum] = defaultdict(_Sum)
        self._agents: dict[str, _Sum] = defaultdict(_Sum)

    def add(self, facts: Sequence[Fact]) -> None:
        """All facts of one conversation since the period began, in order."""
        handoffs = self._handoffs(facts)
        for handoff in handoffs:
            if not handoff.is_raised:
                self._count(handoff)
            self._load(handoff)
        self._settled(facts, {id(handoff.asked): handoff for handoff in handoffs})
        self._rated(facts, {handoff.asked.word("handoff"): handoff for handoff in handoffs})

    def figures(self, first: str, last: str) -> Figures:
        by: dict[str, tuple[Row, ...]] = {}
        for dimension in DIMENSIONS:
            rows = [s.row(v) for (name, v), s in self._sums.items() if name == dimension]
            by[dimension] = tuple(sorted(rows, key=lambda row: row.value))
        agents = tuple(self._agents[agent].load(agent) for agent in sorted(self._agents))
        return Figures(first, last, self._total.row(""), by, agents)

    def _is_within(self, fact: Fact) -> bool:
        return self._start_ms <= fact.at_ms < self._end_ms

    def _handoffs(self, facts: Iterable[Fact]) -> list[_Handoff]:
        found: list[_Handoff] = []
        known: dict[str, _Handoff] = {}
        for fact in facts:
            name = fact.word("handoff")
            if fact.name in recorded.BEGINS and name:
                known.pop(name, None)
                if self._is_within(fact):
                    known[name] = _Handoff(fact)
                    found.append(known[name])
            if name in known:
                _follow(known[name], fact)
        return found

    def _sums_of(self, fact: Fact) -> list[_Sum]:
        """The rows that a fact belongs to, and the total."""
        values = {name: fact.word(name) for name in DIMENSIONS}
        values["day"] = day_of(fact.at_ms)
        return [self._total, *(self._sums[each] for each in values.items())]

    def _count(self, handoff: _Handoff) -> None:
        verdict = handoff.verdict(self._until_ms)
        has_left = handoff.left is not None and handoff.accepted is None
        has_message = recorded.MESSAGE_LEFT in handoff.seen
        reopened = {recorded.REOPENED, "not_solved"} & handoff.seen
        unasked = handoff.asked.name == recorded.TAKEN_OVER
        counts = {
            "requested": not unasked,
            "taken_over": unasked,
            "closed": not unasked and not handoff.asked.is_so("is_open"),
            "accepted": not unasked and handoff.accepted is not None,
            "abandoned": has_left,
            "messages": has_message,
            "with_target": verdict is not None,
            "in_time": verdict is True,
            "transferred": recorded.TRANSFERRED in handoff.seen,
            "requeued": recorded.REQUEUED in handoff.seen,
            "handed_back": recorded.HANDED_BACK in handoff.seen,
            "resolved": recorded.RESOLVED in handoff.seen,
            "reopened": bool(reopened),
        }
        waited_in_chat = handoff.asked.is_so("is_open") and not has_message
        for one in self._sums_of(handoff.asked):
            one.counts.update({name: int(is_so) for name, is_so in counts.items()})
            if waited_in_chat and handoff.accepted:
                one.waits.append(handoff.accepted.number("waited_s"))
            if waited_in_chat and handoff.replied:
                one.replies.append(handoff.replied.number("waited_s"))

    def _settled(self, facts: Iterable[Fact], asked: dict[int, _Handoff]) -> None:
        """Each day of a customer counts once, for whoever did most for them.

        ``asked``: what became of a request, by the ``id`` of its fact.
        """
        days: dict[str, dict[str, Fact]] = defaultdict(dict)
        for fact in facts:
            if self._is_within(fact) and (who := _settles(fact, asked.get(id(fact)))):
                days[day_of(fact.at_ms)].setdefault(who, fact)
        for helped in days.values():
            who = next(w for w in ("by_person", "by_form", "by_nobody", "by_bot") if w in helped)
            for one in self._sums_of(helped[who]):
                one.counts[who] += 1

    def _rated(self, facts: Iterable[Fact], handoffs: dict[str, _Handoff]) -> None:
        """Of a rating that was changed the last counts."""
        ratings: list[Fact] = []
        for fact in facts:
            if fact.name == recorded.RATED and self._is_within(fact):
                if fact.number("was"):
                    ratings = [one for one in ratings if _rates(one) != _rates(fact)]
                ratings.append(fact)
        for fact in ratings:
            of = fact.word("of")
            handoff = handoffs.get(fact.word("handoff"))
            sums = self._sums_of(_with_handoff(fact, handoff) if handoff else fact)
            if of == "agent" and fact.word("agent"):
                sums.append(self._agents[fact.word("agent")])
            for one in sums:
                one.scores[of].append(fact.number("score"))

    def _load(self, handoff: _Handoff) -> None:
        """Who held the chat from when to when, and what came of it."""
        held: Fact | None = None
        offer: Fact | None = None
        for fact in handoff.facts:
            agent = fact.word("agent")
            if fact.name in _TAKES:
                self._let_go(held, fact.at_ms)
                held = fact
                self._agents[agent].counts["accepted"] += 1
                if offer and offer.word("agent") == agent:
                    self._agents[agent].offers.append(_seconds(offer, fact))
                offer = None
            elif fact.name == recorded.FIRST_REPLY:
                mine = self._agents[agent]
                mine.counts["replied"] += 1
                mine.counts["in_time"] += fact.is_so("in_time")
                if held:
                    mine.replies.append(_seconds(held, fact))
            elif fact.name == recorded.OFFERED:
                offer = fact
                self._agents[agent].counts["offered"] += 1
            elif fact.name == recorded.OFFER_ENDED and fact.word("why") in ("refused", "missed"):
                offer = None
                self._agents[agent].counts[fact.word("why")] += 1
            elif fact.name in _ENDS and not agent:
                offer = None  # It was moved while it waited: nobody's time with it ends.
            elif fact.name in _ENDS:
                self._let_go(held, fact.at_ms)
                # To a colleague it goes at once; nobody has to take it.
                to = fact.word("to_agent")
                held = replace(fact, data={**fact.data, "agent": to}) if to else None
                self._agents[agent].counts[_ENDS[fact.name]] += 1
        self._let_go(held, self._until_ms)

    def _let_go(self, held: Fact | None, at_ms: int) -> None:
        if held:
            seconds = max(0, at_ms - held.at_ms) // 1000
            self._agents[held.word("agent")].counts["held_s"] += seconds


def _seconds(begin: Fact, end: Fact) -> int:
    return max(0, end.at_ms - begin.at_ms) // 1000


def day_of(at_ms: int) -> str:
    """The day of UTC, as ``2026-03-04``."""
    return datetime.fromtimestamp(at_ms // DAY_MS * DAY_MS / 1000, UTC).date().isoformat()


def _follow(handoff: _Handoff, fact: Fact) -> None:
    handoff.facts.append(fact)
    handoff.seen.add(fact.name)
    handoff.due_ms = max(handoff.due_ms, fact.number("due_ms"))
    if fact.name in _TAKES:
        handoff.accepted = handoff.accepted or fact
    elif fact.name == recorded.FIRST_REPLY:
        handoff.replied = handoff.replied or fact
    elif fact.name == recorded.LEFT:
        handoff.left, handoff.ended_ms = fact, fact.at_ms
    elif fact.name in (recorded.HANDED_BACK, recorded.RESOLVED):
        handoff.ended_ms = fact.at_ms
    elif fact.name == recorded.SOLVED and not fact.is_so("yes"):
        handoff.seen.add("not_solved")


def _settles(fact: Fact, handoff: _Handoff | None) -> str:
    """Who a fact says did something for the customer; empty if it says nothing of that."""
    if fact.name == recorded.ANSWERED:
        return "by_bot"
    if fact.name == recorded.FILED:
        return "by_form"
    if handoff is None or handoff.is_raised:
        return ""
    return "by_person" if handoff.accepted else "by_nobody"


def _rates(fact: Fact) -> tuple[str, str]:
    """What a rating is about."""
    return fact.word("of"), fact.word("handoff") or fact.word("topic")


def _with_handoff(fact: Fact, handoff: _Handoff) -> Fact:
    """A fact with all that its handoff's request tells."""
    own = {name: value for name, value in fact.data.items() if value}
    return Fact(fact.name, fact.at_ms, {**handoff.asked.data, **own})
