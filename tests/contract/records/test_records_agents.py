"""Agents, sign-in codes and desk sessions, on SQLite and PostgreSQL alike."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import text

from handoff.ports import Agent
from handoff.records.sessions import LINK_VALID_FOR, SESSION_IDLE, SESSION_LONGEST
from handoff.records.sql import SqlRecords
from handoff.rules.ids import AgentId
from tests.contract.records.hand_clock import HandClock

pytestmark = pytest.mark.sql


def an_agent(name: str, **changes: object) -> Agent:
    return Agent(**({"id": AgentId(""), "name": name, "role": "agent"} | changes))  # type: ignore[arg-type]


async def signed_in(records: SqlRecords, name: str = "Sanne") -> tuple[Agent, str]:
    agent = await records.add_agent(an_agent(name))
    token = await records.open_session(await records.make_sign_in_code(agent.id))
    assert token is not None
    return agent, token


async def test_agent_is_given_back_as_added(records: SqlRecords):
    added = await records.add_agent(
        an_agent(
            "Sanne de Wit",
            role="lead",
            departments=("billing", "privacy"),
            languages=("nl", "en"),
            capacity=6,
            slack_id="U0SANNE",
            skills=("gold",),
        )
    )

    assert added.id == "sanne-de-wit"
    assert await records.load_agent(added.id) == added
    assert await records.load_agent_by_slack("U0SANNE") == added
    assert await records.agents() == [added]
    assert await records.load_agent(AgentId("nobody")) is None


async def test_skills_are_replaced_as_a_whole(records: SqlRecords):
    added = await records.add_agent(an_agent("Sanne", skills=("gold", "refunds")))
    assert await records.set_skills(added.id, ("gold",))
    known = await records.load_agent(added.id)
    assert known is not None
    assert known.skills == ("gold",)
    assert not await records.set_skills(AgentId("nobody"), ())
    assert await records.load_agent_by_slack("") is None


async def test_namesakes_get_ids_of_their_own(records: SqlRecords):
    added = await asyncio.gather(*(records.add_agent(an_agent("小明")) for _ in range(4)))

    assert sorted(agent.id for agent in added) == ["agent", "agent-2", "agent-3", "agent-4"]


async def test_slack_id_belongs_to_one_agent(records: SqlRecords):
    await records.add_agent(an_agent("Sanne", slack_id="U1"))

    with pytest.raises(ValueError, match="belongs to Sanne already"):
        await records.add_agent(an_agent("Noor", slack_id="U1"))


async def test_code_opens_one_session_and_is_burnt(records: SqlRecords):
    agent, token = await signed_in(records)
    code = await records.make_sign_in_code(agent.id)

    assert await records.code_is_good(code)
    tokens = await asyncio.gather(*(records.open_session(code) for _ in range(6)))
    assert sum(token is not None for token in tokens) == 1
    assert not await records.code_is_good(code)
    session = await records.load_session(token)
    assert session is not None
    assert session.agent == agent


async def test_code_runs_out(records: SqlRecords, clock: HandClock):
    agent = await records.add_agent(an_agent("Sanne"))
    code = await records.make_sign_in_code(agent.id)
    clock.forward(LINK_VALID_FOR)

    assert not await records.code_is_good(code)
    assert await records.open_session(code) is None


@pytest.mark.parametrize("wrong", ["", "guess", "\ud800", "x" * 5_000])
async def test_guesses_open_nothing(records: SqlRecords, wrong: str):
    await signed_in(records)

    assert await records.open_session(wrong) is None
    assert await records.load_session(wrong) is None


async def test_only_hashes_are_stored(records: SqlRecords):
    agent, token = await signed_in(records)
    code = await records.make_sign_in_code(agent.id)

    async with records._reading() as connection:
        codes = (await connection.scalars(text("SELECT code_hash FROM sign_in_codes"))).all()
        tokens = (await connection.scalars(text("SELECT token_hash FROM desk_sessions"))).all()
    assert len(codes) == 2
    assert {code, token}.isdisjoint({*codes, *tokens})


async def test_session_ends_twelve_hours_after_its_last_use(records: SqlRecords, clock: HandClock):
    _, token = await signed_in(records)
    clock.forward(SESSION_IDLE - timedelta(minutes=1))
    assert await records.load_session(token) is not None
    clock.forward(SESSION_IDLE - timedelta(minutes=1))
    assert await records.load_session(token) is not None
    clock.forward(SESSION_IDLE)

    assert await records.load_session(token) is None


async def test_session_never_outlives_seven_days(records: SqlRecords, clock: HandClock):
    _, token = await signed_in(records)
    begun = clock.at
    while clock.at + timedelta(hours=6) < begun + SESSION_LONGEST:
        clock.forward(timedelta(hours=6))
        assert await records.load_session(token) is not None
    clock.forward(timedelta(hours=6))

    assert await records.load_session(token) is None


async def test_sign_out_ends_this_browser_only(records: SqlRecords):
    agent, token = await signed_in(records)
    other = await records.open_session(await records.make_sign_in_code(agent.id))
    assert other is not None
    await records.revoke_session(token)

    assert await records.load_session(token) is None
    assert await records.load_session(other) is not None
    await records.revoke_sessions_of(agent.id)
    assert await records.load_session(other) is None


async def test_disabled_agent_is_out_at_once_and_for_good(records: SqlRecords):
    agent, token = await signed_in(records)
    code = await records.make_sign_in_code(agent.id)
    assert await records.set_active(agent.id, False)

    assert await records.load_session(token) is None
    assert await records.open_session(code) is None
    assert await records.set_active(agent.id, True)
    assert await records.load_session(token) is None
    assert await records.open_session(code) is None
    assert not await records.set_active(AgentId("nobody"), True)


async def test_sign_in_is_written_to_the_audit(records: SqlRecords, clock: HandClock):
    agent, _ = await signed_in(records)

    assert await records.audit_of(agent.id) == [(clock.at, "signed_in", agent.id, {})]
