"""The waiting lines against their model, and every guard taken out once."""

import asyncio
import random
from collections.abc import Iterator

import pytest
from hypothesis.stateful import run_state_machine_as_test

from handoff.stores import lines
from handoff.stores.client import RedisClient
from tests.contract.lines_machine import LinesMachine, machine, stroll
from tests.contract.lua_mutants import MANY, Change, assert_found, using
from tests.redis_server import RedisServer

pytestmark = pytest.mark.redis
SCRIPTS = ["join", "take", "close", "cards", "reseat"]

MUTANTS: dict[str, Change] = {
    "no capacity": ("if load >= tonumber(ARGV[4]) then return {3, load} end", ""),
    "taken twice": ("if h[1] == 'A' then", "if h[1] == 'A' and h[3] == agent then"),
    "epoch not raised": ("local epoch = tonumber(h[2]) + 1", "local epoch = tonumber(h[2])"),
    "taken and still in the line": ("redis.call('ZREM', base .. ':w:' .. h[1], conversation)", ""),
    "gone and still in the line": ("redis.pcall('ZREM', base .. ':w:' .. h[2], conversation)", ""),
    "agent never freed": ("redis.call('SREM', base .. ':ac:' .. h[1], conversation)", ""),
    "joined twice": ("if known[1] == hid then", "if false then"),
    "card not renewed": ("redis.call('HSET', key, 'card', ARGV[7])\n", ""),
    "old place kept": ("if known[1] then let_go(conversation) end", ""),
    "closed by an old handoff": ("~= ARGV[2] then return 0 end", "== '' then return 0 end"),
    "nobody is told who comes": ("relay(conversation, 'assigned:'", "(function() end)('assigned:'"),
    "those behind are not told": ("redis.pcall('SADD', base .. ':moved', department)", ""),
    "waits without being known": ("redis.pcall('SADD', base .. ':wait', conversation)", ""),
    "known to wait for ever": ("redis.pcall('SREM', base .. ':wait', conversation)", ""),
    "lost line not given back": ("if h[1] == 'W' and", "if false and"),
    "the line is not in order": ("department, due, conversation)", "department, 0, conversation)"),
}


@pytest.fixture
def model(redis_server: RedisServer) -> Iterator[type[LinesMachine]]:
    loop = asyncio.new_event_loop()
    client = RedisClient(redis_server.url)
    yield machine(client, loop)
    loop.run_until_complete(client.close())
    loop.run_until_complete(asyncio.sleep(0))
    loop.close()


def test_the_lines_behave_like_their_model(model: type[LinesMachine]):
    run_state_machine_as_test(model, settings=MANY)


def test_the_lines_behave_like_their_model_on_long_walks(model: type[LinesMachine]):
    for seed in range(80):
        stroll(model(), random.Random(seed), 60)


@pytest.mark.parametrize("mutant", MUTANTS)
def test_every_guard_of_the_lines_is_needed(mutant: str, model: type[LinesMachine]):
    with using(lines, MUTANTS[mutant]):
        assert_found(lambda dice: stroll(model(), dice, 40), SCRIPTS, MUTANTS[mutant])
