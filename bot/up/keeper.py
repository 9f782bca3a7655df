"""Keep one part alive: start it, wait until it is ready, start it again when it ends."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from bot.up.child import Child
from bot.up.console import Lines
from bot.up.files import last_lines
from bot.up.parts import Part

FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 30.0
STEADY_AFTER_S = 60.0
"""Having run that long, a part has earned a quick restart again."""
LOOK_EVERY_S = 0.1
REMIND_EVERY_S = 30.0
"""How often the operator hears what a slow part is still waited for."""
PULSE_EVERY_S = 10.0
MISSED_PULSES = 6
"""So many silent looks in a row (each may take 10 s) mean that a part hangs."""


class Keeper:
    """Supervises one part; ``up`` is set while the part is ready.

    ``before`` is called before each start, ``on_ready`` each time the part has become ready.
    """

    def __init__(
        self,
        part: Part,
        log: Path,
        lines: Lines,
        *,
        before: Callable[[], Awaitable[None]] | None = None,
        on_ready: Callable[[], Awaitable[None]] | None = None,
        pulse_every_s: float = PULSE_EVERY_S,
        remind_every_s: float = REMIND_EVERY_S,
    ) -> None:
        self.part = part
        self.up = asyncio.Event()
        self.child: Child | None = None
        self._log = log
        self._lines = lines
        self._before = before
        self._on_ready = on_ready
        self._pulse_every_s = pulse_every_s
        self._remind_every_s = remind_every_s
        self._pause_s = FIRST_PAUSE_S
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.create_task(self._keep(), name=f"keep {self.part.name}")

    async def stop(self) -> None:
        """End the part and stop restarting it."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None
        if self.child is not None:
            await self.child.stop(self.part.stop_within_s)
            self._lines.say(self.part.name, "stopped")
            self.child = None
        self.up.clear()

    async def _keep(self) -> None:
        while True:
            started = time.monotonic()
            reason = await self._run_once()
            self.up.clear()
            if time.monotonic() - started > STEADY_AFTER_S:
                self._pause_s = FIRST_PAUSE_S
            self._report(reason)
            await asyncio.sleep(self._pause_s)
            self._pause_s = min(self._pause_s * 2, LONGEST_PAUSE_S)

    async def _run_once(self) -> str:
        """One life of the part; returns why it ended."""
        if self._before is not None:
            await self._before()
        try:
            self.child = await Child.start(self.part.command, self.part.environment, self._log)
        except OSError as error:
            return f"cannot be started: {error}"
        ended = asyncio.create_task(self.child.wait())
        try:
            if await self._wait_ready(ended):
                await self._watch_pulse(ended)
            if not ended.done():
                await self.child.stop(self.part.stop_within_s)
                return "no longer answered and was ended"
        finally:
            ended.cancel()
        self.child = None
        return _describe(ended.result())

    async def _wait_ready(self, ended: "asyncio.Task[int]") -> bool:
        started = time.monotonic()
        told_at_s = self.part.slow_after_s
        while not ended.done():
            if await self.part.ready():
                self._lines.say(self.part.name, f"ready ({time.monotonic() - started:.1f} s)")
                self.up.set()
                if self._on_ready is not None:
                    await self._on_ready()
                return True
            passed = time.monotonic() - started
            if passed > told_at_s:
                told_at_s = passed + self._remind_every_s
                text = f"still not ready after {passed:.0f} s, waiting {self.part.awaited}"
                self._lines.trouble(self.part.name, f"{text}; see {self._log}")
            await asyncio.wait([ended], timeout=LOOK_EVERY_S)
        return False

    async def _watch_pulse(self, ended: "asyncio.Task[int]") -> None:
        """Returns when the part has ended, or hangs."""
        missed = 0
        while missed < MISSED_PULSES:
            await asyncio.wait([ended], timeout=self._pulse_every_s)
            if ended.done():
                return
            missed = 0 if await self.part.ready() else missed + 1

    def _report(self, reason: str) -> None:
        text = f"{reason}; starts again in {self._pause_s:.1f} s"
        self._lines.trouble(self.part.name, text)
        if self._pause_s > FIRST_PAUSE_S:
            for line in last_lines(self._log, 5):
                self._lines.say("", f"| {line}", style="dim")


def _describe(code: int) -> str:
    return f"was ended by signal {-code}" if code < 0 else f"ended by itself with code {code}"
