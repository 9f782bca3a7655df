"""Signing in at the web desk: one-time codes and the sessions they open.

Only hashes are stored: who reads the database cannot sign in with what is found there.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.ports import Agent
from handoff.records.agents import as_agent
from handoff.records.store import SqlStore, insert_new
from handoff.records.tables import agents, audit, desk_sessions, sign_in_codes
from handoff.rules.ids import AgentId

LINK_VALID_FOR = timedelta(minutes=15)
SESSION_IDLE = timedelta(hours=12)
"""A session ends this long after its last use ..."""
SESSION_LONGEST = timedelta(days=7)
"""... and this long after the sign-in in any case."""
SLIDE_EVERY = timedelta(minutes=5)
"""How stale the stored end may be: saves a write for each frame of the socket."""


@dataclass(frozen=True)
class DeskSession:
    """A signed-in browser; ``expires_at`` slides with its use."""

    agent: Agent
    created_at: datetime
    expires_at: datetime


class SessionRecords(SqlStore):
    """Every question here is asked again for each request, so a revocation works at once."""

    async def make_sign_in_code(self, agent: AgentId, valid_for: timedelta = LINK_VALID_FOR) -> str:
        """A new code that opens one session for ``agent``; 256 bits, fit for an address."""
        code, now = secrets.token_urlsafe(32), self._now()
        row = {
            "code_hash": _hash(code),
            "agent_id": agent,
            "created_at": now,
            "expires_at": now + valid_for,
            "used_at": None,
        }
        async with self._writing() as connection:
            await insert_new(connection, sign_in_codes, [row])
        return code

    async def code_is_good(self, code: str) -> bool:
        """Whether ``code`` would open a session now; does not burn it."""
        query = select(sign_in_codes.c.code_hash).where(*self._good(code))
        async with self._reading() as connection:
            return (await connection.scalar(query)) is not None

    async def open_session(self, code: str) -> str | None:
        """Burn ``code`` and return the token of a new session; None if the code is not good.

        The one whose update burns the code wins, so a code can never open two sessions.
        """
        now, token = self._now(), secrets.token_urlsafe(32)
        burn = update(sign_in_codes).where(*self._good(code)).values(used_at=now)
        async with self._writing() as connection:
            agent = await connection.scalar(burn.returning(sign_in_codes.c.agent_id))
            if agent is None:
                return None
            await self._add_session(connection, agent, token, now)
            return token

    async def load_session(self, token: str) -> DeskSession | None:
        """The live session of ``token`` with its active agent, else None; slides its end."""
        now = self._now()
        query = (
            select(
                desk_sessions.c.created_at.label("opened_at"), desk_sessions.c.expires_at, agents
            )
            .join(agents, agents.c.id == desk_sessions.c.agent_id)
            .where(
                desk_sessions.c.token_hash == _hash(token),
                desk_sessions.c.revoked_at.is_(None),
                desk_sessions.c.expires_at > now,
                agents.c.active,
            )
        )
        async with self._reading() as connection:
            row = (await connection.execute(query)).one_or_none()
        if row is None:
            return None
        return await self._slide(token, _as_session(row), now)

    async def revoke_session(self, token: str) -> None:
        """Sign out this browser."""
        await self._revoke(desk_sessions.c.token_hash == _hash(token))

    async def revoke_sessions_of(self, agent: AgentId) -> None:
        """Sign out every browser of an agent."""
        await self._revoke(desk_sessions.c.agent_id == agent)

    async def _revoke(self, condition: Any) -> None:
        still_open = desk_sessions.c.revoked_at.is_(None)
        change = update(desk_sessions).where(condition, still_open).values(revoked_at=self._now())
        async with self._writing() as connection:
            await connection.execute(change)

    async def _slide(self, token: str, session: DeskSession, now: datetime) -> DeskSession:
        end = min(now + SESSION_IDLE, session.created_at + SESSION_LONGEST)
        if end - session.expires_at < SLIDE_EVERY:
            return session
        mine = desk_sessions.c.token_hash == _hash(token)
        async with self._writing() as connection:
            await connection.execute(update(desk_sessions).where(mine).values(expires_at=end))
        return DeskSession(session.agent, session.created_at, end)

    async def _add_session(
        self, connection: AsyncConnection, agent: str, token: str, now: datetime
    ) -> None:
        session = {
            "token_hash": _hash(token),
            "agent_id": agent,
            "created_at": now,
            "expires_at": now + SESSION_IDLE,
            "revoked_at": None,
        }
        line = {"at": now, "agent_id": agent, "action": "signed_in", "subject": agent, "data": {}}
        await insert_new(connection, desk_sessions, [session])
        await insert_new(connection, audit, [line | {"effect_id": f"sign-in:{_hash(token)}"}])

    def _good(self, code: str) -> tuple[Any, ...]:
        active = select(agents.c.id).where(agents.c.active)
        return (
            sign_in_codes.c.code_hash == _hash(code),
            sign_in_codes.c.used_at.is_(None),
            sign_in_codes.c.expires_at > self._now(),
            sign_in_codes.c.agent_id.in_(active),
        )


def _hash(secret: str) -> str:
    # A plain hash is enough: the secrets are 256 random bits, nothing to guess.
    return sha256(secret.encode("utf-8", "replace")).hexdigest()


def _as_session(row: Row[Any]) -> DeskSession:
    return DeskSession(as_agent(row), row.opened_at, row.expires_at)
