"""One process of ours: in a group of its own, with a log, and gone when we are gone."""

import asyncio
import ctypes
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from bot.up.files import rotate

PR_SET_PDEATHSIG = 1


class Child:
    """A running process. Make one with ``await Child.start(...)``."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.pid = process.pid

    @classmethod
    async def start(
        cls, command: Sequence[str], environment: Mapping[str, str], log: Path
    ) -> "Child":
        """Start ``command``; what it writes is appended to ``log``. Raises ``OSError``."""
        log.parent.mkdir(parents=True, exist_ok=True)
        rotate(log)
        # Opened for appending, so that emptying a long log in place works while it is written.
        with log.open("ab") as output:
            process = await asyncio.create_subprocess_exec(
                *command,
                env=environment,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                # A group of its own: Ctrl-C in the terminal reaches the supervisor alone, which
                # stops the parts in the right order.
                start_new_session=True,
                preexec_fn=_die_with_parent,
            )
        return cls(process)

    async def wait(self) -> int:
        """The exit code, negative for a signal; what it left behind in its group is ended too."""
        code = await self._process.wait()
        self.send(signal.SIGKILL)
        return code

    async def stop(self, within_s: float) -> None:
        """Ask it to end; after ``within_s`` seconds end it."""
        self.send(signal.SIGTERM)
        try:
            async with asyncio.timeout(within_s):
                await self.wait()
        except TimeoutError:
            self.send(signal.SIGKILL)
            await self.wait()

    def send(self, number: signal.Signals) -> None:
        """Send a signal to the whole group."""
        try:
            os.killpg(self.pid, number)
        except ProcessLookupError:
            return


_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


def _die_with_parent() -> None:
    """If the supervisor is killed without a chance to clean up, no part stays behind."""
    if _LIBC is not None:
        _LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
