"""The registry of agents: who may answer, for which departments and languages, how many at once."""

import re
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.ports import Agent
from handoff.records.store import SqlStore, insert_new, storable
from handoff.records.tables import agents, desk_sessions, sign_in_codes
from handoff.rules.ids import AgentId

ROLES = ("agent", "lead", "manager", "writer", "publisher")
SUPERVISORS = frozenset({"lead", "manager"})
"""The roles that may see and repeat what could not be delivered."""


class AgentRecords(SqlStore):
    """Agents are never deleted: transcripts and tickets go on naming them."""

    async def add_agent(self, agent: Agent) -> Agent:
        """Store a new agent under a free id made from the name; the ``id`` given is the wish.

        Raises ``ValueError`` when the Slack id belongs to somebody else.
        """
        async with self._writing() as connection:
            while True:
                if agent.slack_id:
                    await _check_slack_id(connection, agent.slack_id)
                added = replace(agent, id=await _free_id(connection, agent))
                # Somebody may have taken either id in between: then nothing went in, and again.
                if await insert_new(connection, agents, [self._as_row(added)]):
                    return added

    async def set_active(self, agent: AgentId, active: bool) -> bool:
        """Enable or disable; False if there is no such agent.

        Disabling also ends every desk session and burns unused sign-in links, so that it takes
        effect at once and enabling again does not revive an old browser.
        """
        now = self._now()
        change = update(agents).where(agents.c.id == agent).values(active=active, updated_at=now)
        async with self._writing() as connection:
            found = (await connection.execute(change)).rowcount == 1
            if found and not active:
                for table, column in ((desk_sessions, "revoked_at"), (sign_in_codes, "used_at")):
                    open_ones = (table.c.agent_id == agent) & table.c[column].is_(None)
                    await connection.execute(update(table).where(open_ones).values({column: now}))
            return found

    async def set_skills(self, agent: AgentId, skills: Sequence[str]) -> bool:
        """What the agent can do from now on; False if there is no such agent."""
        change = update(agents).where(agents.c.id == agent)
        async with self._writing() as connection:
            row = {"skills": list(skills), "updated_at": self._now()}
            return (await connection.execute(change.values(row))).rowcount == 1

    async def load_agent(self, agent: AgentId) -> Agent | None:
        return await self._one(agents.c.id == agent)

    async def load_agent_by_slack(self, slack_id: str) -> Agent | None:
        return await self._one(agents.c.slack_id == slack_id)

    async def agents(self) -> list[Agent]:
        """All agents, also disabled ones (``active`` says which), by name."""
        async with self._reading() as connection:
            rows = await connection.execute(select(agents).order_by(agents.c.name, agents.c.id))
            return [as_agent(row) for row in rows]

    async def _one(self, condition: Any) -> Agent | None:
        async with self._reading() as connection:
            row = (await connection.execute(select(agents).where(condition))).one_or_none()
        return as_agent(row) if row else None

    def _as_row(self, agent: Agent) -> dict[str, Any]:
        row = asdict(agent) | {"name": storable(agent.name), "slack_id": agent.slack_id or None}
        return row | {"created_at": self._now(), "updated_at": self._now()}


def as_agent(row: Row[Any]) -> Agent:
    """An agent from a row that has all columns of ``agents``."""
    return Agent(
        id=AgentId(row.id),
        name=row.name,
        role=row.role,
        departments=_words(row.departments),
        languages=_words(row.languages),
        capacity=row.capacity,
        slack_id=row.slack_id or "",
        active=row.active,
        skills=_words(row.skills),
    )


def _words(value: Sequence[str]) -> tuple[str, ...]:
    return tuple(value)


def _slug(name: str) -> str:
    """The letters and digits of a name that may stand in an id; ``agent`` if there are none."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:40] or "agent"


async def _free_id(connection: AsyncConnection, agent: Agent) -> AgentId:
    wish = agent.id or _slug(agent.name)
    query = select(agents.c.id).where(agents.c.id.startswith(wish, autoescape=True))
    used = set(await connection.scalars(query))
    number, free = 1, wish
    while free in used:
        number += 1
        free = f"{wish}-{number}"
    return AgentId(free)


async def _check_slack_id(connection: AsyncConnection, slack_id: str) -> None:
    taken = select(agents.c.name).where(agents.c.slack_id == slack_id)
    holder = await connection.scalar(taken)
    if holder is not None:
        raise ValueError(f"Slack id {slack_id} belongs to {holder} already")
