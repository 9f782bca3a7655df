"""The Redis client: replies in order, and no caller left waiting whatever the server does."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import hiredis
import pytest

from handoff.errors import StoreUnavailable
from handoff.stores.client import RedisClient, Script
from handoff.stores.wire import open_wire, pack
from tests.contract.hand_loop import HandLoop
from tests.redis_server import RedisServer

WITHIN_S = 60.0
"""Only a caller left waiting waits so long; a busy machine stands still for seconds."""
Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@pytest.fixture
async def client(redis_server: RedisServer) -> AsyncIterator[RedisClient]:
    client = RedisClient(redis_server.url)
    yield client
    await client.close()


@pytest.fixture
def own_server(tmp_path: Path):
    """A server of the test's own, to be killed and changed."""
    server = RedisServer(tmp_path / "redis").start()
    yield server
    server.stop()


@asynccontextmanager
async def peer(talk: Talk) -> AsyncIterator[str]:
    """A made-up server on a loopback port; gives its URL."""

    ended = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        over = asyncio.Event()
        ended.append(over)
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            await talk(reader, writer)
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()
        over.set()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield f"redis://127.0.0.1:{server.sockets[0].getsockname()[1]}/0"
    finally:
        server.close()
        await asyncio.wait_for(asyncio.gather(*(over.wait() for over in ended)), WITHIN_S)


async def one_command(reader: asyncio.StreamReader) -> None:
    """Read one command as it stands on the wire."""
    parts = int((await reader.readline())[1:])
    for _ in range(parts):
        size = int((await reader.readline())[1:])
        await reader.readexactly(size + 2)


async def greeted(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await one_command(reader)
    writer.write(b"+PONG\r\n")
    await writer.drain()


async def test_a_thousand_tasks_each_get_their_own_reply(client: RedisClient, prefix: str):
    async def echo(n: int) -> str:
        return str(await client.call("ECHO", f"{prefix} {n} 你好 | \r\n"))

    replies = await asyncio.gather(*(echo(n) for n in range(1000)))
    assert replies == [f"{prefix} {n} 你好 | \r\n" for n in range(1000)]


async def test_commands_of_one_turn_arrive_in_the_order_of_the_calls(
    client: RedisClient, prefix: str
):
    await asyncio.gather(*(client.call("RPUSH", f"{prefix}:list", n) for n in range(500)))
    stored = await client.call("LRANGE", f"{prefix}:list", 0, -1)
    assert stored == [str(n) for n in range(500)]


async def test_a_caller_that_went_away_does_not_shift_the_replies(client: RedisClient):
    await client.call("PING")
    calls = [asyncio.create_task(client.call("ECHO", str(n))) for n in range(20)]
    await asyncio.sleep(0)
    for call in calls[::2]:
        call.cancel()
    replies = await asyncio.gather(*calls, return_exceptions=True)
    assert replies[1::2] == [str(n) for n in range(1, 20, 2)]
    assert await client.call("ECHO", "after") == "after"


async def test_a_bad_command_fails_alone(client: RedisClient):
    good, bad, after = await asyncio.gather(
        client.call("ECHO", "a"),
        client.call("NOSUCHCOMMAND"),
        client.call("ECHO", "b"),
        return_exceptions=True,
    )
    assert (good, after) == ("a", "b")
    assert isinstance(bad, hiredis.ReplyError)


async def test_a_killed_server_fails_every_call_and_the_next_connects_again(
    own_server: RedisServer,
):
    client = RedisClient(own_server.url)
    await client.call("SET", "kept", "yes")
    blocked = [asyncio.create_task(client.call("BLPOP", "never", 0)) for _ in range(50)]
    await asyncio.sleep(0)
    own_server.kill()
    ends = await asyncio.wait_for(asyncio.gather(*blocked, return_exceptions=True), WITHIN_S)
    assert {type(end) for end in ends} == {StoreUnavailable}
    with pytest.raises(StoreUnavailable):
        await client.call("PING")
    own_server.start()
    assert await client.call("GET", "kept") == "yes"
    await client.close()


async def test_a_script_is_sent_again_to_a_server_that_forgot_it(own_server: RedisServer):
    client = RedisClient(own_server.url)
    script = Script("return {KEYS[1], ARGV[1]}")
    assert await client.run(script, ["k"], "1") == ["k", "1"]
    await client.call("SCRIPT", "FLUSH")
    both = await asyncio.gather(client.run(script, ["k"], "2"), client.run(script, ["k"], "3"))
    assert both == [["k", "2"], ["k", "3"]]
    await client.close()


async def test_a_silent_server_is_given_up():
    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await greeted(reader, writer)
        await reader.read()

    async with peer(silent) as url:
        client = RedisClient(url, timeout_s=0.2)
        calls = [asyncio.create_task(client.call("PING")) for _ in range(5)]
        ends = await asyncio.wait_for(asyncio.gather(*calls, return_exceptions=True), WITHIN_S)
        assert {type(end) for end in ends} == {StoreUnavailable}
        await client.close()


async def test_a_server_that_does_not_even_greet_is_given_up():
    async def mute(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()

    async with peer(mute) as url:
        client = RedisClient(url, timeout_s=0.2)
        with pytest.raises(StoreUnavailable):
            await asyncio.wait_for(client.call("PING"), WITHIN_S)
        await client.close()


async def test_the_time_before_a_command_does_not_count_as_silence():
    """The second call starts shortly before the first watch ends; the third waits too long."""
    arrived, answer = asyncio.Event(), asyncio.Event()

    async def slow(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await greeted(reader, writer)
        await one_command(reader)
        writer.write(b"+OK\r\n")
        await one_command(reader)
        arrived.set()
        await answer.wait()
        writer.write(b"+OK\r\n")
        await reader.read()

    async with peer(slow) as url:
        wire = await open_wire(url, 60.0, lambda _: None)
        loop = HandLoop()
        wire._loop, wire._timeout_s, wire._watch = loop, 1.0, None
        assert await wire.send(pack("PING")) == "OK"
        loop.forward(0.9)
        second = wire.send(pack("PING"))
        await asyncio.wait_for(arrived.wait(), WITHIN_S)
        loop.forward(0.5)
        assert wire.alive
        answer.set()
        assert await asyncio.wait_for(second, WITHIN_S) == "OK"
        third = wire.send(pack("PING"))
        loop.forward(1.0)
        with pytest.raises(StoreUnavailable):
            await asyncio.wait_for(third, WITHIN_S)


async def test_a_connection_that_breaks_right_after_the_greeting_leaves_nobody_waiting():
    seen = []

    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.append(1)
        await one_command(reader)
        writer.write(b"+PONG\r\n")

    async with peer(hang_up) as url:
        client = RedisClient(url, timeout_s=1.0)
        for _ in range(3):
            with pytest.raises(StoreUnavailable):
                await asyncio.wait_for(client.call("PING"), WITHIN_S)
        assert len(seen) == 3
        await client.close()


async def test_unasked_words_end_the_connection_and_not_the_client():
    async def chatty(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await one_command(reader)
        writer.write(b"+PONG\r\n-ERR nobody asked\r\n")
        await reader.read()

    async with peer(chatty) as url:
        client = RedisClient(url, timeout_s=1.0)
        with pytest.raises(StoreUnavailable):
            await asyncio.wait_for(client.call("PING"), WITHIN_S)
        await client.close()


async def test_a_wrong_password_is_told_and_the_right_one_works(own_server: RedisServer):
    setup = RedisClient(own_server.url)
    await setup.call("CONFIG", "SET", "requirepass", "letmein-example")
    await setup.close()
    base = own_server.url.removeprefix("redis://")
    for url in (own_server.url, f"redis://:wrong@{base}"):
        client = RedisClient(url)
        with pytest.raises(StoreUnavailable, match="refused"):
            await client.call("PING")
        await client.close()
    client = RedisClient(f"redis://:letmein-example@{base}")
    assert await client.call("PING") == "PONG"
    await client.close()


async def test_a_full_server_is_told_as_unavailable_also_from_within_a_script(
    own_server: RedisServer,
):
    client = RedisClient(own_server.url)
    await client.call("CONFIG", "SET", "maxmemory", 1)
    write = Script("return redis.call('SET', KEYS[1], 'x')")
    with pytest.raises(StoreUnavailable):
        await client.call("SET", "k", "x")
    with pytest.raises(StoreUnavailable):
        await client.run(write, ["k"])
    await client.close()


async def test_a_replica_that_refuses_writes_is_told_as_unavailable(own_server: RedisServer):
    client = RedisClient(own_server.url)
    await client.call("CONFIG", "SET", "min-replicas-to-write", 1)
    with pytest.raises(StoreUnavailable, match="NOREPLICAS"):
        await client.call("SET", "k", "x")
    await client.close()


async def test_a_server_that_is_not_there_is_unavailable_and_a_closed_client_too():
    client = RedisClient("redis://127.0.0.1:1/0", timeout_s=0.5)
    with pytest.raises(StoreUnavailable):
        await client.call("PING")
    await client.close()
    with pytest.raises(StoreUnavailable, match="closed"):
        await client.call("PING")


async def test_closing_while_connecting_tells_the_callers():
    async def mute(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()

    async with peer(mute) as url:
        client = RedisClient(url, timeout_s=5.0)
        call = asyncio.create_task(client.call("PING"))
        await asyncio.sleep(0)
        await client.close()
        with pytest.raises(StoreUnavailable):
            await asyncio.wait_for(call, WITHIN_S)
