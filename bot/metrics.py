"""Counters, waits and the state of this moment, in the format of Prometheus.

``docs/metrics.md`` explains each one. Counters are those of this copy of the service since it
started; what is read at the moment of asking is the same in every copy. Labels have few values, all
of our own: none is made of what people type.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
)

from handoff.errors import FootbridgeError
from handoff.ports import Agent
from handoff.rules import recorded
from handoff.rules.ids import AgentId, ConversationId, channel_of
from handoff.service import PRESENCES

WAITS_S = (5, 15, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 14_400, 28_800, 86_400)
"""Bounds in seconds; the targets of the priorities are among them."""
CHANNELS = frozenset({"web", "telegram", "desk"})
PRIORITIES = frozenset({"P0", "P1", "P2", "P3"})
OTHER = "other"
"""Stands for a value that is in no table any more, or not yet."""
EVENTS = recorded.FIELDS.keys() | recorded.OF_THE_BOT.keys()


class Depths(Protocol):
    """What is asked of the waiting lines."""

    async def depths(self, departments: list[str]) -> dict[str, tuple[int, int]]: ...

    async def presence(self, agent: AgentId) -> str: ...


class DeadCount(Protocol):
    async def count(self) -> int: ...


class Metrics:
    """The ``Counts`` of one copy of the service."""

    def __init__(self, departments: Callable[[], tuple[str, ...]]) -> None:
        """``departments`` gives all there are at this moment."""
        self._departments = departments
        self.registry = registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        by_class = ("department", "priority")
        self._messages = Counter(
            "footbridge_messages", "Messages of customers (in) and to them (out).",
            ("channel", "direction"), registry=registry,
        )  # fmt: skip
        self._events = Counter(
            "footbridge_events", "Events that figures are made of.",
            ("event", "department"), registry=registry,
        )  # fmt: skip
        self._accepted = Histogram(
            "footbridge_acceptance_seconds", "From the request until a person has it.",
            by_class, buckets=WAITS_S, registry=registry,
        )  # fmt: skip
        self._replied = Histogram(
            "footbridge_first_reply_seconds", "From the request until a person's first words.",
            by_class, buckets=WAITS_S, registry=registry,
        )  # fmt: skip
        self._late = Counter(
            "footbridge_late_replies", "First replies after the time that was promised.",
            by_class, registry=registry,
        )  # fmt: skip
        self._missed = Counter(
            "footbridge_targets_missed", "Targets that were not met.",
            ("department", "target"), registry=registry,
        )  # fmt: skip
        self._offers = Counter(
            "footbridge_offers", "Offers to agents, and how those ended that came to nothing.",
            ("result",), registry=registry,
        )  # fmt: skip
        self._failures = Counter(
            "footbridge_assistant_failures", "Questions that the assistant did not answer.",
            ("for_good",), registry=registry,
        )  # fmt: skip

    def said(self, conversation: ConversationId, heard: int, told: int) -> None:
        channel = _known(channel_of(conversation), CHANNELS)
        self._messages.labels(channel, "in").inc(heard)
        self._messages.labels(channel, "out").inc(told)

    def recorded(self, name: str, data: dict[str, Any]) -> None:
        if name not in EVENTS:
            return
        department = self._department(data)
        self._events.labels(name, department).inc()
        classed = (department, _known(data.get("priority"), PRIORITIES))
        if name == recorded.ACCEPTED:
            self._accepted.labels(*classed).observe(data.get("waited_s", 0))
        elif name == recorded.FIRST_REPLY:
            self._replied.labels(*classed).observe(data.get("waited_s", 0))
            self._late.labels(*classed).inc(0 if data.get("in_time") else 1)
        elif name == recorded.TARGET_MISSED:
            target = _known(data.get("target"), frozenset({"response", "resolution"}))
            self._missed.labels(department, target).inc()
        elif name == recorded.OFFERED:
            self._offers.labels("offered").inc()
        elif name == recorded.OFFER_ENDED:
            self._offers.labels(_known(data.get("why"), frozenset({"refused", "missed"}))).inc()

    def assistant_failed(self, *, for_good: bool) -> None:
        self._failures.labels("yes" if for_good else "no").inc()

    def _department(self, data: dict[str, Any]) -> str:
        if not data.get("department"):
            return ""
        return _known(data["department"], frozenset(self._departments()))


class Gauges:
    """What is so at this moment, read when it is asked for."""

    def __init__(
        self,
        metrics: Metrics,
        lines: Depths,
        dead: DeadCount,
        agents: Callable[[], Awaitable[list[Agent]]],
        ready: Callable[[], Awaitable[dict[str, str]]],
        now_ms: Callable[[], int],
        departments: Callable[[], tuple[str, ...]],
    ) -> None:
        self._registry = registry = metrics.registry
        self._lines, self._dead, self._agents = lines, dead, agents
        self._ready, self._now_ms, self._departments = ready, now_ms, departments
        self._waiting = Gauge(
            "footbridge_queue_length", "Customers with a place in the line.",
            ("department",), registry=registry,
        )  # fmt: skip
        self._oldest = Gauge(
            "footbridge_queue_oldest_wait_seconds", "How long the one waits who came first.",
            ("department",), registry=registry,
        )  # fmt: skip
        self._on_duty = Gauge(
            "footbridge_agents", "Registered agents by presence.", ("presence",), registry=registry
        )
        self._letters = Gauge(
            "footbridge_dead_letters", "Messages that were given up.", (), registry=registry
        )
        self._parts = Gauge(
            "footbridge_part_ready", "1 if the part works, else 0.", ("part",), registry=registry
        )
        self._reading = asyncio.Lock()

    async def page(self) -> bytes:
        """All metrics. What cannot be read now is left out, never shown as it was before."""
        async with self._reading:
            await asyncio.gather(
                _unless_away(self._waiting, self._read_lines),
                _unless_away(self._on_duty, self._read_agents),
                _unless_away(self._letters, self._read_letters),
                _unless_away(self._parts, self._read_parts),
            )
            return generate_latest(self._registry)

    async def _read_lines(self) -> None:
        self._oldest.clear()
        now_ms = self._now_ms()
        for department, (count, since_ms) in (await self._depths()).items():
            self._waiting.labels(department).set(count)
            waited_s = max(0, now_ms - since_ms) / 1000 if since_ms else 0
            self._oldest.labels(department).set(waited_s)

    async def _depths(self) -> dict[str, tuple[int, int]]:
        return await self._lines.depths(list(self._departments()))

    async def _read_agents(self) -> None:
        active = [agent for agent in await self._agents() if agent.active]
        found = await asyncio.gather(*(self._lines.presence(agent.id) for agent in active))
        for presence in (*PRESENCES, OTHER):
            count = sum(_known(one, frozenset(PRESENCES)) == presence for one in found)
            self._on_duty.labels(presence).set(count)

    async def _read_letters(self) -> None:
        self._letters.set(await self._dead.count())

    async def _read_parts(self) -> None:
        for part, state in (await self._ready()).items():
            self._parts.labels(part).set(state == "ok")


async def _unless_away(gauge: Gauge, read: Callable[[], Awaitable[None]]) -> None:
    gauge.clear()
    try:
        await read()
    except FootbridgeError:
        gauge.clear()


def _known(value: Any, among: frozenset[str]) -> str:
    return value if value in among else OTHER
