"""`footbridge up`: Redis, service, actions and assistant, from the first start to the last stop.

1. The folder ``var/`` is taken and the ports are looked at, before anything is started.
2. Redis starts; everything else needs it.
3. The service starts; the pages are up while the rest is still on its way.
4. Beside that: the assistant's environment (if missing), its model (if its data changed), then the
   action server and the assistant.
5. At the end the service stops first, so nothing new is accepted, and Redis last.
"""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from bot.up.child import Child
from bot.up.console import Lines
from bot.up.files import hold, last_lines, rotate
from bot.up.keeper import Keeper
from bot.up.parts import (
    Part,
    actions_part,
    assistant_part,
    redis_part,
    service_part,
    service_url,
)
from bot.up.ready import is_free
from bot.up.training import TrainingFailed, is_fresh, model_path, read_stamp, train
from handoff.errors import StoreUnavailable
from handoff.settings import Settings
from handoff.stores.client import RedisClient

LOGS_LOOKED_AT_EVERY_S = 60.0
PAGES_FIRST_S = 15.0
LINK_LOOKS = 50
"""Tenths of a second that the addresses wait for the sign-in link."""
FORGET_LOCKS = """
for _, key in ipairs(redis.call('KEYS', '*lock:*')) do redis.call('DEL', key) end
"""


class CannotStart(Exception):
    """Said before anything was started; the text has all reasons and remedies."""


class AssistantMissing(Exception):
    """The assistant cannot be brought up; everything else can."""


class Supervisor:
    """Runs until it is told to stop."""

    def __init__(
        self,
        settings: Settings,
        lines: Lines,
        *,
        with_assistant: bool = True,
        service: Callable[[Settings], Part] = service_part,
    ) -> None:
        self._settings = settings
        self._lines = lines
        self._with_assistant = with_assistant
        self._service = service
        self._log_folder = settings.var_dir / "log"
        self._keepers: dict[str, Keeper] = {}
        self._stopping = asyncio.Event()
        self._announced: list[str] = []

    async def run(self) -> None:
        """Raises ``CannotStart`` or ``AlreadyRunning`` before anything was started."""
        with hold(self._settings.var_dir):
            self._check_ports()
            async with self._signals():
                background = asyncio.create_task(self._start_all())
                logs = asyncio.create_task(self._look_at_logs())
                stop = asyncio.create_task(self._stopping.wait())
                try:
                    await asyncio.wait([background, stop], return_when=asyncio.FIRST_COMPLETED)
                    if background.done():
                        background.result()
                    await stop
                finally:
                    await _cancel(background, logs, stop)
                    await self._stop_all()

    def stop(self) -> None:
        self._stopping.set()

    def _check_ports(self) -> None:
        settings = self._settings
        wanted = [("FOOTBRIDGE_HTTP_PORT", settings.http_host, settings.http_port)]
        if not settings.redis_url:
            wanted.append(("FOOTBRIDGE_REDIS_PORT", "127.0.0.1", settings.redis_port))
        if self._with_assistant:
            wanted.append(("FOOTBRIDGE_ACTIONS_PORT", "127.0.0.1", settings.actions_port))
            wanted.append(("FOOTBRIDGE_ASSISTANT_PORT", "127.0.0.1", settings.assistant_port))
        taken = [
            f"Port {port} of {host} is in use, or cannot be taken. Stop the program that holds it, "
            f"or choose another port with {name}."
            for name, host, port in wanted
            if not is_free(host, port)
        ]
        if taken:
            raise CannotStart("\n".join(taken))

    async def _start_all(self) -> None:
        if not self._settings.redis_url:
            redis = self._keep(redis_part(self._settings))
            await redis.up.wait()
        (self._settings.var_dir / "desk-link.txt").unlink(missing_ok=True)
        service = self._keep(self._service(self._settings), on_ready=self._announce)
        if self._with_assistant:
            # Rasa keeps the processors busy for half a minute: the pages come first.
            with suppress(TimeoutError):
                await asyncio.wait_for(service.up.wait(), PAGES_FIRST_S)
            await self._start_assistant()

    async def _start_assistant(self) -> None:
        try:
            await self._prepare_environment()
            self._keep(actions_part(self._settings))
            await self._prepare_model()
        except AssistantMissing as error:
            self._lines.trouble("assistant", str(error))
            self._lines.trouble("assistant", "The rest goes on: people are still reached.")
            return
        part = assistant_part(self._settings, model_path(self._settings))
        self._keep(part, before=self._forget_locks)

    async def _prepare_environment(self) -> None:
        """Only where the script says that there is something to do is anything installed."""
        log = self._log_folder / "bootstrap.log"
        if await self._bootstrap(log, "--check") == 0:
            return
        text = "its environment is being installed, usually 2 to 10 minutes"
        self._lines.say("assistant", f"{text}; how much is downloaded: {log}")
        if await self._bootstrap(log) != 0:
            reason = "\n".join(last_lines(log, 8))
            raise AssistantMissing(f"Its environment could not be made.\n{reason}")

    async def _bootstrap(self, log: Path, *options: str) -> int:
        """The exit code."""
        command = [sys.executable, "scripts/bootstrap", *options, "assistant"]
        child = await Child.start(command, os.environ, log)
        try:
            return await child.wait()
        except asyncio.CancelledError:
            await child.stop(within_s=5)
            raise

    async def _prepare_model(self) -> None:
        if is_fresh(self._settings):
            return
        last = read_stamp(self._settings)
        guess = f", last time {last.seconds:.0f} s" if last else ", usually 4 to 8 minutes"
        self._lines.say("assistant", f"its model is being trained{guess}")
        try:
            await train(self._settings, lambda _passed, _expected: None)
            self._lines.say("assistant", "its model is trained")
        except TrainingFailed as error:
            if not model_path(self._settings).is_file():
                raise AssistantMissing(str(error)) from error
            self._lines.trouble("assistant", f"{error}\nThe earlier model stays in use.")

    async def _forget_locks(self) -> None:
        """A killed Rasa leaves locks that would hold up conversations; ours is the only Rasa."""
        if self._settings.assistant_redis_url:
            return
        client = RedisClient(self._settings.assistant_redis_address)
        try:
            await client.call("EVAL", FORGET_LOCKS, 0)
        except StoreUnavailable:
            self._lines.trouble("redis", "did not answer while old locks were to be removed")
        finally:
            await client.close()

    def _keep(
        self,
        part: Part,
        *,
        before: Callable[[], Awaitable[None]] | None = None,
        on_ready: Callable[[], Awaitable[None]] | None = None,
    ) -> Keeper:
        log = self._log_folder / f"{part.name}.log"
        keeper = Keeper(part, log, self._lines, before=before, on_ready=on_ready)
        self._keepers[part.name] = keeper
        keeper.start()
        return keeper

    async def _announce(self) -> None:
        url = service_url(self._settings)
        lines = [f"  customer page   {url}/", f"  desk            {url}/desk"]
        if link := await self._desk_link():
            lines.append(f"  sign in once    {link}")
        # After a restart of the service, only what is new is worth repeating.
        if lines != self._announced:
            self._announced = lines
            self._lines.block([*lines, "", "  Ctrl-C stops everything."])

    async def _desk_link(self) -> str:
        """Written by the service right after it has become ready; empty if it writes none."""
        path = self._settings.var_dir / "desk-link.txt"
        for _ in range(LINK_LOOKS):
            if path.is_file():
                return path.read_text().strip()
            await asyncio.sleep(0.1)
        return ""

    async def _look_at_logs(self) -> None:
        while True:
            await asyncio.sleep(LOGS_LOOKED_AT_EVERY_S)
            for path in self._log_folder.glob("*.log"):
                rotate(path)

    async def _stop_all(self) -> None:
        for name in ("service", "assistant", "actions", "redis"):
            if keeper := self._keepers.pop(name, None):
                await keeper.stop()

    @asynccontextmanager
    async def _signals(self) -> AsyncIterator[None]:
        loop = asyncio.get_running_loop()
        numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        for number in numbers:
            loop.add_signal_handler(number, self.stop)
        try:
            yield
        finally:
            for number in numbers:
                loop.remove_signal_handler(number)


async def _cancel(*tasks: "asyncio.Task[object]") -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
