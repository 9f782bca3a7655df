"""The content in use, read again when a file changes.

A change in which ``footbridge check`` sees an error is reported and the last good state stays, so
that neither an edit in progress nor a slip reaches a customer.
"""

import asyncio
import logging
from functools import lru_cache
from pathlib import Path

from bot.catalogue import ContentError
from bot.checks.examine import examine_live
from bot.checks.problem import Problem
from bot.content import Loaded, check_successor, load

log = logging.getLogger(__name__)

LOOK_EVERY_S = 0.5
"""How often files are looked at for changes; an edit is live within two seconds."""

MOST_TOLD = 3
"""Problems of an edit that are written to the log."""

Stamp = tuple[tuple[str, int, int], ...]
"""Of each file its path, the time of its last change and its size."""


def _told(problems: list[Problem]) -> str:
    """The first ones as `footbridge check` tells them; that tells them all."""
    told = [f"{p.file}:{p.line}: {p.what}. {p.remedy}" for p in problems[:MOST_TOLD]]
    if (more := len(problems) - MOST_TOLD) > 0:
        told.append(f"and {more} more; see them all: footbridge check")
    return "; ".join(told)


@lru_cache(maxsize=1)
def _load_once(data: Path, stamp: Stamp) -> Loaded:
    """For several services in one process: nobody's messages wait while files are read again."""
    return load(data)


@lru_cache(maxsize=1)
def _faults_once(data: Path, stamp: Stamp) -> list[Problem]:
    """The same for several services; from then on an edit is examined in a moment."""
    return examine_live(data.parent)


class LiveContent:
    """The newest usable content; ``now`` is replaced as a whole, so a reader never sees a mix.

    ``unused`` says why edits are not in use, with file and line as `footbridge check` tells them;
    it is empty while the files as they lie are.
    """

    def __init__(self, data: Path) -> None:
        self._data = data
        self._stamp = self._look()
        self.now = _load_once(data, self._stamp)
        self.unused = ""
        self._task: asyncio.Task[None] | None = None

    def text(self, text_id: str, language: str, values: dict[str, str] | None = None) -> str:
        return self.now.content.render_text(text_id, language, values or {})

    def start(self) -> None:
        self._task = asyncio.create_task(self._watch())

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()

    async def _watch(self) -> None:
        if faults := await asyncio.to_thread(_faults_once, self._data, self._stamp):
            self.unused = _told(faults)
            log.warning("data/ has errors; no edit counts until they are mended: %s", self.unused)
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            try:
                await asyncio.to_thread(self._look_again)
            except ContentError as error:
                self._refuse(str(error))
            except Exception as error:
                # Whatever a file in the midst of an edit holds, the next edit must count again.
                self._refuse(f"{type(error).__name__}: {error}")

    def _refuse(self, why: str) -> None:
        self.unused = why
        log.error("the change in data/ is not used: %s", why)

    def _look_again(self) -> None:
        stamp = self._look()
        if stamp == self._stamp:
            return
        self._stamp = stamp
        if problems := examine_live(self._data.parent):
            raise ContentError(_told(problems))
        fresh = load(self._data)
        check_successor(self.now.content, fresh.content)
        self.now, self.unused = fresh, ""
        log.info("content was read again")

    def _look(self) -> Stamp:
        files = [*self._data.glob("content/**/*.yml"), *self._data.glob("catalogue/*.yml")]
        return tuple(
            (str(path), path.stat().st_mtime_ns, path.stat().st_size) for path in sorted(files)
        )
