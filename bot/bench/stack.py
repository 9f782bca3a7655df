"""Servers of a benchmark's own: on free loopback ports, with data in a folder that goes away."""

import asyncio
import os
import socket
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from bot.up.child import Child
from bot.up.files import last_lines, secret
from bot.up.parts import Part, actions_part, assistant_part, redis_part
from bot.up.training import model_path
from handoff.settings import Settings, load_settings

ROOT = Path("var/bench")
LOOK_EVERY_S = 0.25
START_WITHIN_S = 300.0
"""Long: on a busy machine the assistant takes minutes to load its model."""


class NoModel(Exception):
    """There is no assistant to start yet; the text says what to do."""


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
        yield load_settings(
            var_dir=Path(folder).resolve(), http_host="127.0.0.1", **ports, **nobody, **given
        )


@asynccontextmanager
async def running(settings: Settings, parts: Sequence[Part]) -> AsyncIterator[dict[str, int]]:
    """The parts, started one after the other when the one before is ready; stopped in reverse.

    Gives the process of each, by name. Raises ``PartFailed``.
    """
    processes: dict[str, int] = {}
    async with AsyncExitStack() as stack:
        for part in parts:
            log = settings.var_dir / "log" / f"{part.name}.log"
            child = await Child.start(part.command, part.environment, log)
            stack.push_async_callback(child.stop, part.stop_within_s)
            await _ready(part, child, log)
            processes[part.name] = child.pid
        yield processes


async def _ready(part: Part, child: Child, log: Path) -> None:
    ended = asyncio.create_task(child.wait())
    try:
        async with asyncio.timeout(START_WITHIN_S):
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


@asynccontextmanager
async def own_assistant() -> AsyncIterator[Settings]:
    """Settings that lead to an assistant with the trained model, its actions and an empty Redis.

    All three run until the block is left. Raises ``NoModel`` or ``PartFailed``.
    """
    model = model_path(load_settings())
    if not model.is_file():
        raise NoModel("There is no trained model. First: footbridge train")
    with own_settings() as settings:
        secret(settings.redis_password_file)
        secret(settings.assistant_token_file)
        parts = [
            redis_part(settings),
            actions_part(settings),
            assistant_part(settings, model.resolve()),
        ]
        async with running(settings, parts):
            yield settings


def isolated(settings: Settings, part: Part) -> Part:
    """The service with these settings alone, also where the operator has a file ``.env``."""
    withheld = ("FOOTBRIDGE_", "REDIS_", "ASSISTANT_", "DATABASE_", "TELEGRAM_", "SLACK_")
    plain = {name: value for name, value in os.environ.items() if not name.startswith(withheld)}
    given = {
        "FOOTBRIDGE_VAR_DIR": str(settings.var_dir),
        "FOOTBRIDGE_HTTP_PORT": str(settings.http_port),
        "FOOTBRIDGE_REDIS_PORT": str(settings.redis_port),
        "FOOTBRIDGE_ASSISTANT_PORT": str(settings.assistant_port),
        "FOOTBRIDGE_ACTIONS_PORT": str(settings.actions_port),
        "FOOTBRIDGE_LOG_LEVEL": "warning",
    }
    # It reads .env where it is started.
    start = "import os, runpy; os.chdir({!r}); runpy.run_module('bot', run_name='__main__')"
    command = [sys.executable, "-c", start.format(str(settings.var_dir))]
    return replace(part, command=command, environment={**plain, **given})
