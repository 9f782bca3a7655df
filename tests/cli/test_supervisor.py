"""`footbridge up` as a process: a real Redis, the smallest service, real signals."""

import asyncio
import os
import re
import signal
import socket
import stat
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from handoff.settings import load_settings
from handoff.stores.client import RedisClient
from tests.cli.waiting import is_alive, until
from tests.redis_server import free_port

Start = Callable[..., Awaitable["Running"]]


class Running:
    """A supervisor in a process of its own, and what it has said so far."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.text = ""
        self._reading = asyncio.create_task(self._read())

    async def _read(self) -> None:
        assert self.process.stdout is not None
        while chunk := await self.process.stdout.read(4096):
            self.text += chunk.decode()

    async def has_said(self, words: str) -> None:
        await until(lambda: words in self.text or self._reading.done())
        assert words in self.text

    async def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        if self.process.returncode is None:
            self.process.send_signal(number)
        code = await asyncio.wait_for(self.process.wait(), 30)
        await self._reading
        return code

    def children(self) -> dict[str, int]:
        """Name of the program to process id."""
        folder = Path(f"/proc/{self.process.pid}/task/{self.process.pid}")
        pids = (folder / "children").read_text().split()
        return {Path(f"/proc/{pid}/comm").read_text().strip(): int(pid) for pid in pids}


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return {
        **os.environ,
        "PYTHONPATH": ".",
        "FOOTBRIDGE_VAR_DIR": str(tmp_path / "var"),
        "FOOTBRIDGE_HTTP_PORT": str(free_port()),
        "FOOTBRIDGE_REDIS_PORT": str(free_port()),
    }


@pytest.fixture
async def start(environment: dict[str, str]) -> AsyncIterator[Start]:
    started: list[Running] = []

    async def begin(**more: str) -> Running:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "tests/cli/supervise.py"),
            env={**environment, **more},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        started.append(Running(process))
        return started[-1]

    yield begin
    for running in started:
        await running.end()


async def test_it_starts_in_order_says_the_addresses_and_stops_in_reverse(
    start: Start, environment: dict[str, str]
) -> None:
    running = await start()
    await running.has_said("Ctrl-C stops everything.")
    children = running.children()
    assert await running.end(signal.SIGINT) == 0
    port = environment["FOOTBRIDGE_HTTP_PORT"]
    assert f"customer page   http://127.0.0.1:{port}/\n" in running.text
    assert f"desk            http://127.0.0.1:{port}/desk\n" in running.text
    assert "sign in once    http://desk.example/once" in running.text
    events = re.findall(r"(redis|service) +(ready|stopped)", running.text)
    assert events == [
        *(("redis", "ready"), ("service", "ready")),
        *(("service", "stopped"), ("redis", "stopped")),
    ]
    assert len(children) == 2
    assert not any(is_alive(pid) for pid in children.values())


async def test_its_redis_keeps_what_was_written_and_asks_for_the_password(
    start: Start, environment: dict[str, str]
) -> None:
    var, port = Path(environment["FOOTBRIDGE_VAR_DIR"]), int(environment["FOOTBRIDGE_REDIS_PORT"])
    running = await start()
    await running.has_said("redis      ready")
    settings = load_settings(var_dir=var, redis_port=port)
    client = RedisClient(settings.redis_address)
    assert await client.call("CONFIG", "GET", "appendfsync") == ["appendfsync", "everysec"]
    assert await client.call("CONFIG", "GET", "maxmemory-policy") == [
        *("maxmemory-policy", "noeviction")
    ]
    await client.call("SET", "note", "still here")
    await client.close()
    await running.end()
    again = await start()
    await again.has_said("redis      ready")
    client = RedisClient(settings.redis_address)
    assert await client.call("GET", "note") == "still here"
    await client.close()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"GET note\r\n")
    assert (await reader.readline()).startswith(b"-NOAUTH")
    writer.close()
    for name in ("redis-password", "redis/redis.conf"):
        assert stat.S_IMODE((var / name).stat().st_mode) == 0o600


async def test_parts_that_are_killed_come_back(start: Start) -> None:
    running = await start()
    await running.has_said("service    ready")
    before = running.children()
    for pid in before.values():
        os.kill(pid, signal.SIGKILL)
    await until(lambda: len(re.findall(r"(redis|service) +ready", running.text)) == 4)
    after = running.children()
    assert after.keys() == before.keys()
    assert not set(after.values()) & set(before.values())


async def test_nothing_stays_behind_when_the_supervisor_is_killed(start: Start) -> None:
    running = await start()
    await running.has_said("service    ready")
    children = running.children()
    await running.end(signal.SIGKILL)
    await until(lambda: not any(is_alive(pid) for pid in children.values()))


async def test_a_second_start_on_the_same_folder_is_refused(
    start: Start, environment: dict[str, str]
) -> None:
    running = await start()
    await running.has_said("service    ready")
    second = await start()
    assert await asyncio.wait_for(second.process.wait(), 30) == 1
    await second.end()
    assert f"(process {running.process.pid})" in second.text
    assert "FOOTBRIDGE_VAR_DIR" in second.text
    # A folder of its own is not enough: the ports are held too, and all are named at once.
    third = await start(FOOTBRIDGE_VAR_DIR=environment["FOOTBRIDGE_VAR_DIR"] + "-2")
    assert await asyncio.wait_for(third.process.wait(), 30) == 1
    await third.end()
    for name in ("HTTP_PORT", "REDIS_PORT"):
        assert f"choose another port with FOOTBRIDGE_{name}." in third.text


async def test_a_port_held_by_another_program_is_named(
    start: Start, environment: dict[str, str]
) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", int(environment["FOOTBRIDGE_HTTP_PORT"])))
        other.listen()
        running = await start()
        assert await asyncio.wait_for(running.process.wait(), 30) == 1
        await running.end()
    assert f"Port {environment['FOOTBRIDGE_HTTP_PORT']} of 127.0.0.1 is in use" in running.text
    assert "REDIS_PORT" not in running.text


async def test_an_outside_redis_is_used_instead_of_our_own(start: Start) -> None:
    running = await start(REDIS_URL="redis://127.0.0.1:1/0")
    await running.has_said("service    ready")
    assert "redis " not in running.text
    assert len(running.children()) == 1
