"""Wait for the thing itself, with a bound."""

import asyncio
import os
import time
from collections.abc import Awaitable, Callable

WITHIN_S = 60.0


async def until(
    happened: Callable[[], bool | Awaitable[bool]], *, within_s: float = WITHIN_S
) -> None:
    """Ask until the answer is yes; fails the test after ``within_s`` seconds."""
    deadline = time.monotonic() + within_s
    while True:
        answer = happened()
        if answer if isinstance(answer, bool) else await answer:
            return
        assert time.monotonic() < deadline, f"did not happen within {within_s} s"
        await asyncio.sleep(0.02)  # between two looks, not instead of looking


def is_alive(pid: int) -> bool:
    """Does this process run? One that has ended but was not yet collected does not."""
    try:
        os.kill(pid, 0)
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except (ProcessLookupError, FileNotFoundError):
        return False
