"""The mailbox against its model: a few hundred random histories, and every guard taken out once."""

import asyncio
import random
from collections.abc import Iterator

import pytest
from hypothesis.stateful import run_state_machine_as_test

from handoff.stores import mailbox
from handoff.stores.client import RedisClient
from tests.contract.lua_mutants import CLOCK, MANY, Change, assert_found, using
from tests.contract.mailbox_machine import MailboxMachine, machine
from tests.contract.mailbox_walk import stroll
from tests.redis_server import RedisServer

pytestmark = pytest.mark.redis
SCRIPTS = ["enqueue", "claim", "ack", "nack", "renew", "sweep", "rebuild", "replay"]

MUTANTS: dict[str, tuple[Change, ...]] = {
    "no dedupe": (("if not score then return nil end", "if true then return nil end"),),
    "pop at claim": (
        ("local dropped = 0", "local dropped = 0 redis.call('LPOP', base .. ':q:' .. lane)"),
    ),
    "no reaping": (("for _, lane in ipairs(lanes) do", "for _, lane in ipairs({}) do"),),
    "neither fence nor position": (
        ("if last <= acked then return {2, acked} end", ""),
        ("if fence == '' or meta[2] ~= fence then return {0, 0} end", ""),
    ),
    "no fence": (("if fence == '' or meta[2] ~= fence then return {0, 0} end", ""),),
    "no position": (("if last <= acked then return {2, acked} end", ""),),
    "renewed by anybody": (("if not holds(lane, ARGV[3]) then return 0 end", ""),),
    "given back by anybody": (("if not holds(lane, fence) then return {0, 0} end", ""),),
    "late replies go out": (("tonumber(epoch) >= current", "true"),),
    "never full": (("if waiting >= tonumber(ARGV[5]) then", "if false then"),),
    "poison stays": (("local EXPIRED_MAX = 3", "local EXPIRED_MAX = 1e9"),),
    "given up in silence": (("if kind == 'in' and not string.find(id, ':failed$')", "if false"),),
    "claimed before its time": (("if tonumber(found[2]) <= now then", "if true then"),),
    "lease taken too early": (
        (":leases', '-inf', digits(now), 'LIMIT'", ":leases', '-inf', '+inf', 'LIMIT'"),
    ),
}


@pytest.fixture
def model(redis_server: RedisServer) -> Iterator[type[MailboxMachine]]:
    loop = asyncio.new_event_loop()
    client = RedisClient(redis_server.url)
    yield machine(client, loop)
    loop.run_until_complete(client.close())
    loop.run_until_complete(asyncio.sleep(0))
    loop.close()


def test_the_mailbox_behaves_like_its_model(model: type[MailboxMachine]):
    with using(mailbox, CLOCK):
        run_state_machine_as_test(model, settings=MANY)


def test_the_mailbox_behaves_like_its_model_on_long_walks(model: type[MailboxMachine]):
    with using(mailbox, CLOCK):
        for seed in range(150):
            stroll(model(), random.Random(seed), 60)


@pytest.mark.parametrize("mutant", MUTANTS)
def test_every_guard_of_the_mailbox_is_needed(mutant: str, model: type[MailboxMachine]):
    with using(mailbox, CLOCK, *MUTANTS[mutant]):
        assert_found(lambda dice: stroll(model(), dice, 40), SCRIPTS, *MUTANTS[mutant])
