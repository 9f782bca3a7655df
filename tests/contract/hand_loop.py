"""Time that a test moves by hand, for code that asks the event loop for it."""

import asyncio
from collections.abc import Callable
from typing import Any


class HandLoop:
    """The running loop with a time that stands still until it is moved."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._now = 0.0
        self._timers: list[tuple[float, Callable[[], None]]] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._loop, name)

    def time(self) -> float:
        return self._now

    def call_later(self, delay_s: float, call: Callable[[], None]) -> asyncio.Handle:
        handle = asyncio.Handle(call, (), self._loop)
        self._timers.append((self._now + delay_s, handle._run))
        return handle

    def forward(self, seconds: float) -> None:
        """Whatever comes due on the way is called at its own time."""
        end = self._now + seconds
        while due := sorted(at for at, _ in self._timers if at <= end):
            [(self._now, call), *_] = [timer for timer in self._timers if timer[0] == due[0]]
            self._timers.remove((self._now, call))
            call()
        self._now = end
