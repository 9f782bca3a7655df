"""Servers of a benchmark's own: on free loopback ports, with data in a folder that goes away."""

import asyncio
import os
import socket
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

from bot.up.child import Child
from bot.up.files import last_lines
from bot.up.parts import Part, redis_part
from handoff.settings import Settings, load_settings

ROOT = Path("var/bench")
LOOK_EVERY_S = 0.05


class PartFailed(Exception):
    """A part of the benchmark's own did not start; the text has the end of its log."""


def free_ports(count: int) -> list[int]:
    """Different ports of the loopback address that nobody holds now."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for sock in sockets:
            sock.bind(("127.0.0.1", 0))
        return [int(sock.getsockname()[1]) for sock in sockets]
    finally:
        for sock in sockets:
            sock.close()


@contextmanager
def own_settings(**given: Any) -> Any:
    """Settings with free ports and an empty ``var_dir``; no platform, no server of the operator."""
    ROOT.mkdir(parents=True, exist_ok=True)
    names = ("http_port", "assistant_port", "actions_port", "redis_port")
    ports = dict(zip(names, free_ports(4), strict=True))
    nobody = dict.fromkeys(
        ("redis_url", "assistant_redis_url", "database_url", "telegram_bot_token",
         "slack_bot_token", "slack_app_token", "assistant_url"), ""
    )  # fmt: skip
    with tempfile.TemporaryDirectory(dir=ROOT, prefix="run-") as folder:
        yield load_settings(var_dir=Path(folder), http_host="127.0.0.1", **ports, **nobody, **given)


@asynccontextmanager
async def running(settings: Settings, parts: Sequence[Part]) -> AsyncIterator[None]:
    """The parts, started one after the other when the one before is ready; stopped in reverse.

    Raises ``PartFailed``.
    """
    async with AsyncExitStack() as stack:
        for part in parts:
            log = settings.var_dir / "log" / f"{part.name}.log"
            child = await Child.start(part.command, part.environment, log)
            stack.push_async_callback(child.stop, part.stop_within_s)
            await _ready(part, child, log)
        yield


async def _ready(part: Part, child: Child, log: Path) -> None:
    ended = asyncio.create_task(child.wait())
    try:
        async with asyncio.timeout(part.slow_after_s):
            while not await part.ready():
                await asyncio.wait([ended], timeout=LOOK_EVERY_S)
                if ended.done():
                    break
            else:
                return
    except TimeoutError:
        pass
    finally:
        ended.cancel()
    raise PartFailed(f"{part.name} did not start:\n" + "\n".join(last_lines(log, 20)))


@asynccontextmanager
async def own_redis() -> AsyncIterator[str]:
    """The address of a server set up as ``footbridge up`` sets up its own."""
    with own_settings() as settings:
        async with running(settings, [redis_part(settings)]):
            yield settings.redis_address


def without_settings(environment: dict[str, str] | None = None) -> dict[str, str]:
    """The environment without anything that would point a part at the operator's servers."""
    known = os.environ if environment is None else environment
    withheld = ("FOOTBRIDGE_", "REDIS_", "ASSISTANT_", "DATABASE_", "TELEGRAM_", "SLACK_")
    return {name: value for name, value in known.items() if not name.startswith(withheld)}
