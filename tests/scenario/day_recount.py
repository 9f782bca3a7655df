"""Figures of handoffs counted a second time, from the events and ``docs/reports.md`` alone."""

from bisect import bisect_right
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

ENDS = {
    "handoff_returned": "handed_back",
    "handoff_resolved": "resolved",
    "handoff_transferred": "transferred",
    "handoff_requeued": "lost",
}
TAKES = ("handoff_accepted", "handoff_taken_over")
BY = ("department", "language", "type", "day", "channel", "platform", "priority", "reason")
Key = tuple[str, str]
ROW = (
    *("requested", "taken_over", "closed", "accepted", "abandoned", "messages"),
    *("wait_p50_s", "wait_p90_s", "reply_p50_s", "reply_p90_s", "with_target", "in_time"),
    *("transferred", "requeued", "handed_back", "resolved", "reopened"),
    *("by_bot", "by_form", "by_person", "by_nobody"),
    *("agent_ratings", "agent_score", "agent_good", "bot_ratings", "bot_score", "bot_good"),
)
LOAD = (
    *("accepted", "replied", "in_time", "reply_p50_s", "held_s", "resolved", "handed_back"),
    *("transferred", "lost", "offered", "refused", "missed", "offer_p50_s", "ratings", "score"),
)
"""Figures that are counted here, of a row and of an agent, by the names of the report."""


@dataclass(frozen=True)
class Fact:
    """An event as it stands in the table."""

    conversation: str
    name: str
    at_ms: int
    data: dict[str, Any]

    @property
    def day(self) -> str:
        return datetime.fromtimestamp(self.at_ms / 1000, UTC).date().isoformat()

    def rows(self, **more: Any) -> list[Key]:
        """The rows it belongs to; ``more`` is told where it says nothing itself."""
        known = {**more, **{name: value for name, value in self.data.items() if value}}
        known["day"] = self.day
        return [("total", ""), *((name, str(known.get(name) or "")) for name in BY)]


@dataclass
class Sums:
    """Counts, and what middles are taken of, of one row or one agent."""

    counts: Counter[str] = field(default_factory=Counter)
    lists: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    def figure(self, name: str) -> float | None:
        """By the name that the report has for it."""
        of, _, share = name.removesuffix("_s").rpartition("_p")
        if share.isdigit():
            return _quantile(self.lists[of], int(share))
        if name.endswith("score"):
            scores = self.lists[name]
            return round(sum(scores) / len(scores), 2) if scores else None
        return self.counts[name]


@dataclass
class Recount:
    """``rows`` by dimension and value, and what each of the ``agents`` did."""

    rows: dict[Key, Sums] = field(default_factory=lambda: defaultdict(Sums))
    agents: dict[str, Sums] = field(default_factory=lambda: defaultdict(Sums))

    def add(self, facts: list[Fact]) -> None:
        """All facts of one conversation, in order; every handoff is over."""
        requests = requests_of(facts)
        began_ms, is_raised = 0, False
        for request in requests:
            # What was raised to a more urgent one is counted once, from the first asking.
            began_ms = began_ms if is_raised else request[0].at_ms
            is_raised = _is_raised(request)
            if not is_raised:
                self._count(request, began_ms)
            self._count_agents(request)
        self._count_days(facts, requests)
        self._count_ratings(facts, requests)

    def _count(self, request: list[Fact], began_ms: int) -> None:
        asked, names = request[0], {fact.name for fact in request}
        accepted = _first(request, "handoff_accepted")
        replied = _first(request, "first_reply")
        unasked = asked.name == "handoff_taken_over"
        is_open = bool(asked.data.get("is_open"))
        ended_ms = max(f.at_ms for f in request if f.name in ENDS or f.name == "handoff_left")
        due_ms = max(int(fact.data["due_ms"]) for fact in request if "due_ms" in fact.data)
        is_late = replied is None and ended_ms > due_ms
        reopened = any(f.name == "solved" and not f.data["yes"] for f in request)
        counts = {
            "requested": not unasked,
            "taken_over": unasked,
            "closed": not unasked and not is_open,
            "accepted": not unasked and accepted is not None,
            "abandoned": "handoff_left" in names and not unasked and accepted is None,
            "messages": "message_left" in names,
            "with_target": replied is not None or is_late,
            "in_time": replied is not None and bool(replied.data["in_time"]),
            "transferred": "handoff_transferred" in names,
            "requeued": "handoff_requeued" in names,
            "handed_back": "handoff_returned" in names,
            "resolved": "handoff_resolved" in names,
            "reopened": reopened or "handoff_reopened" in names,
        }
        for key in asked.rows():
            row = self.rows[key]
            row.counts.update({name: int(value) for name, value in counts.items()})
            if is_open and "message_left" not in names:
                if accepted:
                    row.lists["wait"].append((accepted.at_ms - began_ms) // 1000)
                if replied:
                    row.lists["reply"].append((replied.at_ms - began_ms) // 1000)

    def _count_agents(self, request: list[Fact]) -> None:
        for agent, from_ms, to_ms in holdings(request):
            self.agents[agent].counts["held_s"] += (to_ms - from_ms) // 1000
        taken_ms = 0
        for fact in request:
            mine = self.agents[str(fact.data["agent"])] if fact.data.get("agent") else Sums()
            if fact.name in TAKES:
                taken_ms = fact.at_ms
                mine.counts["accepted"] += 1
            elif fact.name == "handoff_transferred":
                taken_ms = fact.at_ms
            if fact.name == "first_reply":
                mine.counts["replied"] += 1
                mine.counts["in_time"] += bool(fact.data["in_time"])
                mine.lists["reply"].append((fact.at_ms - taken_ms) // 1000)
            if fact.name in ENDS:
                mine.counts[ENDS[fact.name]] += 1
            if fact.name == "handoff_offered":
                mine.counts["offered"] += 1
            if fact.name == "offer_ended":
                mine.counts[str(fact.data["why"])] += 1
        for agent, offered_ms, taken_ms in offers_taken(request):
            self.agents[agent].lists["offer"].append((taken_ms - offered_ms) // 1000)

    def _count_days(self, facts: list[Fact], requests: list[list[Fact]]) -> None:
        helped: dict[str, dict[str, Fact]] = defaultdict(dict)
        by_request = {id(request[0]): request for request in requests}
        for fact in facts:
            request = by_request.get(id(fact))
            who = {"answered": "by_bot", "complaint_filed": "by_form"}.get(fact.name, "")
            if request and not _is_raised(request):
                had_person = any(each.name in TAKES for each in request)
                who = "by_person" if had_person else "by_nobody"
            if who:
                helped[fact.day].setdefault(who, fact)
        for found in helped.values():
            order = ("by_person", "by_form", "by_nobody", "by_bot")
            most = next(who for who in order if who in found)
            for key in found[most].rows():
                self.rows[key].counts[most] += 1

    def _count_ratings(self, facts: list[Fact], requests: list[list[Fact]]) -> None:
        asked = {request[0].data["handoff"]: request[0].data for request in requests}
        for fact in facts:
            if fact.name == "rated":  # nobody changes a rating on this day
                of, score = fact.data["of"], int(fact.data["score"])
                of_handoff = asked.get(fact.data.get("handoff"), {})
                for key in fact.rows(**of_handoff):
                    self.rows[key].counts[f"{of}_ratings"] += 1
                    self.rows[key].counts[f"{of}_good"] += score >= 4
                    self.rows[key].lists[f"{of}_score"].append(score)
                if of == "agent":
                    mine = self.agents[str(fact.data["agent"])]
                    mine.counts["ratings"] += 1
                    mine.lists["score"].append(score)


def holdings(request: list[Fact]) -> list[tuple[str, int, int]]:
    """Who had the chat from when to when. Fails if somebody gets it whom another still has."""
    found, holder, since_ms = [], "", 0
    for fact in request:
        agent = str(fact.data.get("agent") or "")
        if fact.name in TAKES:
            assert not holder, f"{agent} got {fact.data['handoff']}, which {holder} still has"
            holder, since_ms = agent, fact.at_ms
        elif fact.name in ENDS and (agent or holder):  # else a lead moved one that waited
            assert holder == agent, f"{fact.name} by {agent}, but {holder} has the chat"
            found.append((holder, since_ms, fact.at_ms))
            holder, since_ms = str(fact.data.get("to_agent") or ""), fact.at_ms
    assert not holder, f"{holder} still has {request[0].data['handoff']}"
    return found


def offers_taken(request: list[Fact]) -> list[tuple[str, int, int]]:
    """Who took what was on offer to them, when it was offered and when taken.

    An offer stands until another, its own end, or a move to another line.
    """
    ended_by = {"handoff_offered", "offer_ended", "handoff_transferred", *TAKES}
    found = []
    for number, fact in enumerate(request):
        if fact.name not in TAKES:
            continue
        last = next((f for f in reversed(request[:number]) if f.name in ended_by), None)
        if last and last.name == "handoff_offered" and last.data["agent"] == fact.data["agent"]:
            found.append((str(fact.data["agent"]), last.at_ms, fact.at_ms))
    return found


def most_at_once(spans: list[tuple[str, int, int]]) -> dict[str, int]:
    """The most chats that each agent had at once; in one moment the ends come first."""
    most: Counter[str] = Counter()
    now: Counter[str] = Counter()
    changes = [(from_ms, 1, agent) for agent, from_ms, _ in spans]
    changes += [(to_ms, -1, agent) for agent, _, to_ms in spans]
    for _, change, agent in sorted(changes):
        now[agent] += change
        most[agent] = max(most[agent], now[agent])
    return most


def requests_of(facts: list[Fact]) -> list[list[Fact]]:
    """Each asking with all that became of it; one that is opened again is asked for again."""
    found: list[list[Fact]] = []
    open_ones: dict[str, list[Fact]] = {}
    for fact in facts:
        handoff = str(fact.data.get("handoff") or "")
        if fact.name in ("handoff_requested", "handoff_taken_over"):
            open_ones[handoff] = []
            found.append(open_ones[handoff])
        if handoff in open_ones:
            open_ones[handoff].append(fact)
    return found


def _first(request: list[Fact], name: str) -> Fact | None:
    return next((fact for fact in request if fact.name == name), None)


def _is_raised(request: list[Fact]) -> bool:
    return any(f.name == "handoff_left" and f.data["why"] == "raised" for f in request)


def _quantile(waits: list[int], share: int) -> int | None:
    """The least wait that so many in a hundred do not exceed."""
    waits = sorted(waits)
    enough = (w for w in waits if bisect_right(waits, w) * 100 >= share * len(waits))
    return next(enough, None)
