"""The product as an operator runs it, `footbridge up`, in a folder of its own and on free ports."""

import os
import shutil
import signal
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.up.child import Child
from bot.up.ready import Ready, answers, has_model, pings
from bot.up.training import model_path, stamp_path
from handoff.settings import Settings, load_settings
from tests.cli.waiting import until
from tests.redis_server import free_port

UP_WITHIN_S = 240.0
"""The assistant loads its model on a machine that may be busy."""
NOWHERE = "http://127.0.0.1:9"
"""In place of the platforms: whatever tokens the machine has, nobody outside is contacted."""

MARKS = {
    "redis": "redis-server",
    "service": "\0-m\0bot\0",
    "actions": "\0rasa_sdk\0",
    "assistant": "\0--enable-api\0",
}
"""What tells the parts apart among the supervisor's own children."""


@dataclass(frozen=True)
class Kill:
    """A part that was ended by SIGKILL and came back; times of ``time.monotonic``."""

    part: str
    at: float
    ready_at: float

    @property
    def away_s(self) -> float:
        return self.ready_at - self.at


class Stack:
    """A supervisor with all its parts."""

    def __init__(self, settings: Settings, process: Child, log: Path) -> None:
        self.settings = settings
        self.url = f"http://127.0.0.1:{settings.http_port}"
        self.kills: list[Kill] = []
        self.log = log
        self._process = process

    async def is_up(self, *parts: str) -> None:
        for part in parts:
            await until(self._ready(part), within_s=UP_WITHIN_S)

    async def kill(self, part: str) -> Kill:
        """SIGKILL, then wait until the supervisor has brought it back."""
        pid = self._pid(part)
        at = time.monotonic()
        os.kill(pid, signal.SIGKILL)
        await until(lambda: self._pids(part) not in ([], [pid]), within_s=UP_WITHIN_S)
        await self.is_up(part)
        self.kills.append(Kill(part, at, time.monotonic()))
        return self.kills[-1]

    async def stop(self) -> None:
        await self._process.stop(within_s=60)

    def _ready(self, part: str) -> Ready:
        settings = self.settings
        if part == "redis":
            return pings(settings.redis_address)
        if part == "assistant":
            token = settings.assistant_token_file
            secret = token.read_text().strip() if token.is_file() else ""
            return has_model(settings.assistant_address, secret)
        if part == "actions":
            return answers(f"http://127.0.0.1:{settings.actions_port}/health")
        return answers(f"{self.url}/healthz")

    def _pid(self, part: str) -> int:
        pids = self._pids(part)
        assert len(pids) == 1, f"there is no single process of {part}: {pids}"
        return pids[0]

    def _pids(self, part: str) -> list[int]:
        me = self._process.pid
        children = Path(f"/proc/{me}/task/{me}/children").read_text().split()
        return [int(pid) for pid in children if MARKS[part] in _command(int(pid))]


def _command(pid: int) -> str:
    try:
        return "\0" + Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return ""


@asynccontextmanager
async def running(
    folder: Path, *, assistant_url: str = "", database_url: str = ""
) -> AsyncIterator[Stack]:
    """`footbridge up` with its files in ``folder``.

    ``assistant_url`` stands for its own Rasa, ``database_url`` for its own SQLite.
    """
    environment = _environment(folder, assistant_url, database_url)
    settings = load_settings(
        var_dir=folder, redis_port=int(environment["FOOTBRIDGE_REDIS_PORT"]), _env_file=None,
        http_port=int(environment["FOOTBRIDGE_HTTP_PORT"]),
        assistant_url=assistant_url, database_url=database_url,
        assistant_port=int(environment["FOOTBRIDGE_ASSISTANT_PORT"]),
        actions_port=int(environment["FOOTBRIDGE_ACTIONS_PORT"]),
    )  # fmt: skip
    assert not settings.redis_url, "REDIS_URL is set: a server that is killed must be our own"
    command = [sys.executable, "-c", "from bot.cli import main; main()", "up"]
    if assistant_url:
        command.append("--no-assistant")
    else:
        _share_model(settings)
    log = folder / "up.log"
    # It ends with us, however we end.
    process = await Child.start(command, environment, log)
    stack = Stack(settings, process, log)
    try:
        await stack.is_up("service", *(() if assistant_url else ("actions", "assistant")))
        yield stack
    finally:
        await stack.stop()


def _environment(folder: Path, assistant_url: str, database_url: str) -> dict[str, str]:
    ports = {f"FOOTBRIDGE_{name}_PORT": str(free_port()) for name in ("HTTP", "REDIS")}
    ports |= {f"FOOTBRIDGE_{name}_PORT": str(free_port()) for name in ("ASSISTANT", "ACTIONS")}
    return {
        **os.environ,
        **ports,
        "PYTHONPATH": ".",
        "FOOTBRIDGE_VAR_DIR": str(folder),
        "FOOTBRIDGE_ASSISTANT_URL": assistant_url,
        "DATABASE_URL": database_url,
        "TELEGRAM_API_URL": NOWHERE,
        "SLACK_API_URL": NOWHERE,
    }


def _share_model(settings: Settings) -> None:
    """The model of this checkout, so that nothing has to be trained anew."""
    own = load_settings(_env_file=None)
    for find in (model_path, stamp_path):
        target = find(settings)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(find(own), target)
