"""Which departments have somebody there, beside the content: what a step decides by.

Every copy of the service looks by itself. While a store is away nothing is known, and nobody stands
in for anybody but where a department is closed.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Protocol

from bot.content import Loaded
from handoff.errors import FootbridgeError
from handoff.ports import Agent
from handoff.rules.ids import AgentId

log = logging.getLogger(__name__)

LOOK_EVERY_S = 2.0
AWAY = "away"


class Registry(Protocol):
    async def agents(self) -> list[Agent]: ...


class Presences(Protocol):
    async def presence(self, agent: AgentId) -> str: ...


class DutyBoard:
    """``now`` is the content with the departments that have somebody there."""

    def __init__(self, content: Callable[[], Loaded]) -> None:
        self._content = content
        self._on_duty: frozenset[str] | None = None
        self._with: Loaded = content()
        self._of: tuple[Loaded, frozenset[str] | None] = (self._with, None)
        self._task: asyncio.Task[None] | None = None

    @property
    def now(self) -> Loaded:
        """Made anew only when one of both has changed."""
        loaded, on_duty = self._content(), self._on_duty
        if self._of[0] is not loaded or self._of[1] != on_duty:
            self._of = (loaded, on_duty)
            self._with = replace(loaded, tables=replace(loaded.tables, on_duty=on_duty))
        return self._with

    async def start(self, registry: Registry, presences: Presences) -> None:
        """Look once before anybody is handed over, and from then on."""
        await self.look(registry, presences)
        self._task = asyncio.create_task(self._keep_looking(registry, presences))

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def look(self, registry: Registry, presences: Presences) -> None:
        try:
            agents = [agent for agent in await registry.agents() if agent.active]
            shown = await asyncio.gather(*(presences.presence(agent.id) for agent in agents))
        except FootbridgeError as error:
            log.info("nobody knows who is there: %s", error)
            self._on_duty = None
        else:
            there = [agent for agent, one in zip(agents, shown, strict=True) if one != AWAY]
            self._on_duty = served_by(there, self._content().tables.departments)

    async def _keep_looking(self, registry: Registry, presences: Presences) -> None:
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            try:
                await self.look(registry, presences)
            except Exception:
                log.exception("the look for who is there failed; it is tried again")


def served_by(agents: Sequence[Agent], departments: tuple[str, ...]) -> frozenset[str]:
    """The departments that these agents work in; who names none works in all."""
    return frozenset(name for agent in agents for name in agent.departments or departments)
