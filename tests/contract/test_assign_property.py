"""Who gets what against its model, and every guard taken out once."""

import asyncio
import random
from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from handoff.stores import lines
from handoff.stores.client import RedisClient
from tests.contract.assign_machine import AssignMachine, machine, stroll
from tests.contract.lua_mutants import MANY, Change, assert_found, using
from tests.redis_server import RedisServer

pytestmark = pytest.mark.redis
COUNTED = "* 1e13 + tonumber(a[2] or 0)\n  for class in string.gmatch(a[1] or '', '%S+') do\n    if"
"""The rank of an agent, where agents are put into their indexes."""
SCRIPTS = [
    "join",
    "take",
    "take_over",
    "close",
    "refuse",
    "agent",
    "release",
    "move",
    "pass",
    "tick",
    "recount",
]
FEW = settings(MANY, max_examples=40)

MUTANTS: dict[str, Change] = {
    "no capacity at a claim": ("if load >= tonumber(ARGV[4]) then", "if false then"),
    "no capacity at an offer": (
        "return redis.call('SCARD', base .. ':ac:' .. agent) < tonumber(a[2])",
        "return true",
    ),
    "no capacity when passed on": ("if load >= tonumber(ARGV[5]) then", "if false then"),
    "an offer outlives the room for it": (
        "load < tonumber(a[3]) then return end",
        "true then return end",
    ),
    "no capacity of departments": ("return not most or", "return true or"),
    "a claim fills a full department": (
        "if h[7] ~= via and not has_room(via) then",
        "if false then",
    ),
    "taken over without room": ("if load >= tonumber(ARGV[11]) then", "if false then"),
    "taken over in a full department": (
        "if not has_room(department) then return",
        "if false then return",
    ),
    "taken over from somebody": ("tonumber(h[4]) >= tonumber(ARGV[6]) then", "false then"),
    "no fence when put back": ("if h[1] ~= 'A' or h[2] ~= ARGV[2] then", "if h[1] ~= 'A' then"),
    "no fence when passed on": ("if not h[1] or h[2] ~= ARGV[2] then", "if not h[1] then"),
    "epoch not raised by a claim": (
        "local epoch = tonumber(h[2]) + 1",
        "local epoch = tonumber(h[2])",
    ),
    "epoch not raised when put back": (
        "redis.call('HINCRBY', key, 'ep', 1)",
        "redis.call('HGET', key, 'ep')",
    ),
    "moved though somebody has it": (
        "if h[1] == 'A' then return {0, h[4]} end\nif h[3] ~=",
        "if h[3] ~=",
    ),
    "moved twice by two leads": ("if h[3] ~= ARGV[3] or h[3] == to then", "if h[3] == to then"),
    "moved in an earlier handoff": (
        "if h[2] ~= ARGV[2] then return {2",
        "if not h[2] then return {2",
    ),
    "moved to the end of the line": (
        "redis.call('ZADD', base .. ':w:' .. to, h[5], conversation)",
        "redis.call('ZADD', base .. ':w:' .. to, 9000, conversation)",
    ),
    "an offer outlives the move": ("local asked = end_offer(conversation)", "local asked = false"),
    "moved with the classes of before": ("redis.call('HDEL', key, 'cls')", ""),
    "not in order of due": (
        "redis.call('ZADD', base .. ':o:' .. class, h[4],",
        "redis.call('ZADD', base .. ':o:' .. class, 0,",
    ),
    "earliest of the first class only": (
        "if is_before(found, at, best, due) then",
        "if not best then",
    ),
    "the load is not counted": (COUNTED, COUNTED.replace("1e13", "0")),
    "idle time is not counted": (COUNTED, COUNTED.replace(" + tonumber(a[2] or 0)", "")),
    "load never freed": ("redis.call('SREM', base .. ':ac:' .. h[1], conversation)", ""),
    "slot of the department never freed": (
        "redis.call('SREM', base .. ':dl:' .. (h[2] or h[3]), conversation)",
        "",
    ),
    "slot of an offer never freed": (
        "redis.call('SREM', base .. ':dl:' .. h[2], conversation)",
        "",
    ),
    "back at the end of the line": (
        "redis.call('HSET', key, 'st', 'W', 'dept', department)",
        "redis.call('HSET', key, 'st', 'W', 'dept', department, 'due', 9000)",
    ),
    "offered while on offer": (
        "if h[1] ~= 'W' or (h[2] or '') ~= '' or (h[5] or '') ~= '' then return end",
        "if h[1] ~= 'W' or (h[5] or '') ~= '' then return end",
    ),
    "still open while on offer": ("redis.call('ZREM', base .. ':o:' .. class, conversation)", ""),
    "two offers to one agent": ("or (a[3] or '') ~= '' or", "or"),
    "offers never end": ("base .. ':ends', '-inf', digits(run)", "base .. ':ends', '-inf', '-inf'"),
    "an offer ends too early": (
        "base .. ':ends', '-inf', digits(run)",
        "base .. ':ends', '-inf', '+inf'",
    ),
    "missed offers are not counted": ("if missed >= setting('missed_most') then", "if false then"),
    "missed offers are counted for ever": ("'name', name, 'missed', 0)", "'name', name)"),
    "the same one is asked again at once": (
        "return till and tonumber(till) > run_ms()",
        "return false",
    ),
    "refused for ever": ("run_ms() + setting('rest_ms')", "run_ms() + 1e9"),
    "refused by one who was not asked": (
        "'of') ~= agent then return 0 end",
        "'of') == 'x' then return 0 end",
    ),
    "not kept for the last agent": (
        "if not agent or setting('stick_ms') == 0 then return end",
        "if true then return end",
    ),
    "kept for one who is not on duty": (
        "if redis.call('HGET', agent_key(agent), 'on') ~= 'available' then return end",
        "",
    ),
    "kept for one who is passed over": ("if ARGV[9] == '1' then", "if true then"),
    "one who is passed over is asked at once": (
        "if agent then remember_refusal(conversation, agent) end",
        "",
    ),
    "opened again by one who is busy": (
        "return redis.call('HGET', agent_key(agent), 'on') == 'available'\n    and",
        "return",
    ),
    "opened again by one who is gone": (
        "and redis.call('ZSCORE', base .. ':live', agent)\n",
        "",
    ),
    "opened again without room": (
        "and redis.call('SCARD', base .. ':ac:' .. agent) < tonumber(capacity)",
        "",
    ),
    "opened again in a full department": (
        "can_have(ARGV[14], ARGV[16]) and has_room(department) then",
        "can_have(ARGV[14], ARGV[16]) then",
    ),
    "kept for ever": ("local ends = run_ms() + setting('stick_ms')", "local ends = run_ms() + 1e9"),
    "offered to one who is silent": (
        "if tonumber(a[4]) + setting('fresh_ms') < run_ms() then return false end",
        "",
    ),
    "offered to one who is busy": ("if a[1] ~= 'available' or", "if"),
    "passed to one who is away": ("if on ~= 'available' and on ~= 'busy' then", "if false then"),
    "nobody is ever lost": ("setting('grace_ms') < run then", "1e9 < run then"),
    "lost at once": ("setting('grace_ms') < run then", "0 < run then"),
    "the clock of agents jumps": ("local STEP_MS = 5000", "local STEP_MS = 5000000"),
    "never offered to wider classes": (
        "seat(conversation)\nend\n\nfor _, agent",
        "end\n\nfor _, agent",
    ),
    "wider at once": ("while steps[1] and steps[1][1] <= at_ms do", "while steps[1] do"),
    "a freed agent is not asked": ("if freed then pump_agent(freed) end", ""),
    "an agent who comes is not asked": (
        "and pump_agent(agent) then tell_copies() end",
        "then tell_copies() end",
    ),
    "one who joins meets nobody": (
        "seat(conversation)\npump_conversation(conversation)",
        "seat(conversation)",
    ),
    "nothing is found again": ("and made < most do", "and false do"),
    "offers are not recorded": ("  tell_of_offer(conversation, agent)\n", ""),
    "refusals are not recorded": ("tell_of_offer(conversation, agent, 'refused')\n", ""),
    "missed offers are not recorded": ("tell_of_offer(conversation, agent, 'missed')\n", ""),
    "nobody is told of a return": ("relay(conversation, 'back:'", "tostring('back:'"),
    "nobody is told of a transfer": ("relay(conversation, 'passed:'", "tostring('passed:'"),
    "classes of the old department": ("redis.call('HSET', key, 'cls', classes)\n", ""),
}


@pytest.fixture(scope="module")
def own_redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    """A server that nobody else uses, so that it may be emptied."""
    server = RedisServer(tmp_path_factory.mktemp("redis")).start()
    yield server
    server.stop()


@pytest.fixture
def model(own_redis: RedisServer) -> Iterator[type[AssignMachine]]:
    loop = asyncio.new_event_loop()
    client = RedisClient(own_redis.url)
    yield machine(client, loop, Counter())
    loop.run_until_complete(client.close())
    loop.run_until_complete(asyncio.sleep(0))
    loop.close()


def test_chats_are_given_out_as_the_model_says(model: type[AssignMachine]):
    run_state_machine_as_test(model, settings=FEW)


def test_chats_are_given_out_as_the_model_says_on_long_walks(model: type[AssignMachine]):
    for seed in range(50):
        stroll(model(), random.Random(seed), 300, every=10)
    assert model.calls["scripts"] > 15_000


@pytest.mark.long
def test_chats_are_given_out_as_the_model_says_on_very_many_walks(model: type[AssignMachine]):
    for seed in range(1_000, 1_400):
        stroll(model(), random.Random(seed), 300, every=10)
    assert model.calls["scripts"] > 100_000


@pytest.mark.parametrize("mutant", MUTANTS)
def test_every_guard_of_giving_out_is_needed(mutant: str, model: type[AssignMachine]):
    with using(lines, MUTANTS[mutant]):
        assert_found(lambda dice: stroll(model(), dice, 60, every=5), SCRIPTS, MUTANTS[mutant])
