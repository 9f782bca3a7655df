"""Program: die at every step of the work once, each time followed by a worker that finishes it.

Arguments: Redis URL, folder for journals, 1 for every step or 3 for every third. Prints a JSON line
per death: step, after, died, faults.
"""

import asyncio
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bot.content import load
from bot.inbox import MailboxInbox
from handoff.rules.events import ButtonPressed, CustomerWrote
from handoff.rules.ids import ConversationId
from handoff.stores.client import RedisClient
from handoff.stores.keys import Keys
from handoff.stores.mailbox import Mailboxes
from handoff.stores.wake import Wake
from tests.faults.verdict import faults_in
from tests.faults.worker import Death, work

DATA = Path(__file__).resolve().parents[2] / "data"
AT_ONCE = 6
ONE, TWO = ConversationId("telegram-1"), ConversationId("telegram-2")
THREE = ConversationId("telegram-3")
TALKS = {
    THREE: ["I complain about a fault", "yes, send the form", "yes, send the form"],
    ONE: ["How do I get a refund?", "I want to talk to a human", "And the refund?"],
    TWO: ["blah blah", "menu:top", "blah again"],
}


async def fill(url: str, prefix: str) -> dict[ConversationId, list[str]]:
    """Accept what customers say; the ids of it."""
    client = RedisClient(url)
    boxes = Mailboxes(client, Keys(prefix=prefix), hints=False)
    inbox = MailboxInbox(boxes, Wake(url, "", boxes.nonce))
    told = {}
    for conversation, words in TALKS.items():
        told[conversation] = [f"{conversation}:m{n}" for n in range(len(words))]
        for message, text in zip(told[conversation], words, strict=True):
            event: Any = CustomerWrote(message, text, 1)
            if ":" in text:
                event = ButtonPressed(message, text, "All subjects", 1)
            await inbox.accept(conversation, message, event)
    await client.close()
    return told


class OneDeath:
    """A worker that dies, one that finishes, the verdict; the workers are processes."""

    def __init__(self, url: str, folder: Path, death: Death, loaded: Any) -> None:
        self.death, self._url, self._loaded = death, url, loaded
        self._prefix = f"d{death.step}{'a' if death.after else 'b'}"
        self._journal = folder / self._prefix
        self._told = asyncio.run(fill(url, self._prefix))
        self.died, self.over = False, False
        self.pid = self._spawn(death)

    def _spawn(self, death: Death) -> int:
        pid = os.fork()
        if pid:
            return pid
        try:
            asyncio.run(work(self._url, self._prefix, self._journal, self._loaded, death))
            os._exit(0)
        finally:
            os._exit(1)

    def ended(self, status: int) -> None:
        if os.WIFSIGNALED(status) and not self.died:
            self.died = True
            self.pid = self._spawn(Death())
            return
        faults = asyncio.run(faults_in(self._url, self._prefix, self._journal, self._told))
        if status:
            faults.append(f"the worker ended with {status}")
        step, after = self.death.step, self.death.after
        print(json.dumps([step, after, self.died, faults]), flush=True)  # noqa: T201
        self.over = True


def main(url: str, folder: Path, every: int) -> None:
    loaded = load(DATA)
    deaths: Iterator[Death] = (
        Death(n, after) for n in range(1, 1000, every) for after in (False, True)
    )
    running: dict[int, OneDeath] = {}
    enough = False
    while running or not enough:
        while not enough and len(running) < AT_ONCE:
            trial = OneDeath(url, folder, next(deaths), loaded)
            running[trial.pid] = trial
        pid, status = os.wait()
        trial = running.pop(pid)
        trial.ended(status)
        if not trial.over:
            running[trial.pid] = trial
        enough = enough or (trial.over and not trial.died)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
