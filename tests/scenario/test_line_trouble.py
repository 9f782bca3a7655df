"""A waiting line that takes nobody: no customer waits without somebody who knows of it."""

import logging

import pytest

from bot import housekeeping
from handoff.rules.conversation import State
from tests.cli.waiting import until
from tests.scenario.actors import AgentAtDesk, Customer
from tests.scenario.conftest import NewAgent, NewCustomer
from tests.scenario.stand import WITHIN_S, Stand

PERSON_PLEASE = "I want to talk to a human"


@pytest.fixture(autouse=True)
def _look_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(housekeeping, "LOOK_EVERY_S", 0.3)


async def _spoil_line(stand: Stand, department: str) -> str:
    """Something that is no line stands under its key, and nothing can be written there."""
    key = f"{stand.service.mailboxes.keys.line}:w:{department}"
    await stand.service.client.call("SET", key, "no line")
    return key


async def _repair(stand: Stand, key: str) -> None:
    await stand.service.client.call("DEL", key)


def _was_raised(caplog: pytest.LogCaptureFixture, lane: str) -> bool:
    errors = [r.getMessage() for r in caplog.records if r.levelno == logging.ERROR]
    return any(e.startswith("dead letter") and lane in e for e in errors)


async def test_join_that_fails_for_good_is_told_to_everybody_and_made_up_for(
    stand: Stand, customer: Customer, sanne: AgentAtDesk, new_agent: NewAgent,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    manager = await new_agent("Mo", role="manager")
    broken = await _spoil_line(stand, "frontline")
    await customer.writes(PERSON_PLEASE)

    await customer.sees("handoff_bot_error")
    lane = f"queue/{customer.conversation}"

    async def is_shown_to_leads() -> bool:
        return lane in [letter["lane"] for letter in await manager.dead_letters()]

    await until(is_shown_to_leads, within_s=WITHIN_S)
    await until(lambda: _was_raised(caplog, lane), within_s=WITHIN_S)
    await _repair(stand, broken)

    await customer.sees("queue_place_number")
    await sanne.takes(customer)
    await customer.sees("agent_joined")
    await stand.quiet()
    assert await manager.dead_letters() == []
    assert customer.counts("handoff_bot_error") == 1


async def test_join_that_fails_for_a_while_needs_nobody(
    stand: Stand, customer: Customer, sanne: AgentAtDesk, new_agent: NewAgent
) -> None:
    manager = await new_agent("Mo", role="manager")
    broken = await _spoil_line(stand, "frontline")
    await customer.writes(PERSON_PLEASE)
    shard = stand.service.mailboxes.keys.shard(customer.conversation)

    async def has_failed() -> bool:
        lane = f"{shard}:m:queue/{customer.conversation}"
        return int(await stand.service.client.call("HGET", lane, "att") or 0) > 0

    await until(has_failed, within_s=WITHIN_S)
    await _repair(stand, broken)

    await customer.sees("queue_place_number")
    await sanne.takes(customer)
    assert await manager.dead_letters() == []
    await customer.transcript()
    assert customer.counts("handoff_bot_error") == 0


async def test_who_stood_in_the_line_that_was_spoilt_is_back_as_well(
    stand: Stand, new_customer: NewCustomer, sanne: AgentAtDesk
) -> None:
    first, second = await new_customer(), await new_customer()
    await first.writes(PERSON_PLEASE)
    await sanne.sees_waiting(first)
    broken = await _spoil_line(stand, "frontline")
    await second.writes(PERSON_PLEASE)
    await second.sees("handoff_bot_error")

    await _repair(stand, broken)

    await sanne.sees_waiting(second)
    await sanne.takes(first)


async def test_one_spoilt_line_hides_no_other(
    stand: Stand, new_customer: NewCustomer, sanne: AgentAtDesk
) -> None:
    await _spoil_line(stand, "billing")
    customer = await new_customer()

    await customer.writes(PERSON_PLEASE)

    await sanne.takes(customer)


async def test_who_left_meanwhile_is_not_put_into_the_line_later(
    stand: Stand, customer: Customer, sanne: AgentAtDesk, new_agent: NewAgent
) -> None:
    manager = await new_agent("Mo", role="manager")
    broken = await _spoil_line(stand, "frontline")
    await customer.writes(PERSON_PLEASE)
    await customer.sees("handoff_bot_error")
    await customer.presses("queue:cancel")
    await customer.sees("queue_cancelled")

    await _repair(stand, broken)

    async def nothing_is_left() -> bool:
        await stand.quiet()
        return await manager.dead_letters() == []

    await until(nothing_is_left, within_s=WITHIN_S)
    await sanne.sees_nobody_waiting()
    assert (await stand.state(customer.conversation)).state is State.BOT
