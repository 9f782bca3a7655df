"""Program: workers and Redis are killed at random while messages come in, until all is drained.

Arguments: folder for the journal, messages, seed.
Prints one JSON line: kills of workers, kills of Redis, end of the speaker, faults.
"""

import asyncio
import json
import os
import random
import signal
import sys
import time
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bot.content import load
from bot.inbox import MailboxInbox
from handoff.errors import StoreUnavailable
from handoff.rules.events import ButtonPressed, CustomerWrote
from handoff.rules.ids import ConversationId
from handoff.stores.client import RedisClient
from handoff.stores.keys import Keys
from handoff.stores.mailbox import Mailboxes
from handoff.stores.wake import Wake
from tests.faults import worker as workers
from tests.faults.each_step import DATA
from tests.faults.verdict import Told, faults_in
from tests.faults.worker import Death, drained, work
from tests.redis_server import RedisServer

WORKERS = 2
CONVERSATIONS = 100
PREFIX = "load"
LEASE_MS = 1_000
"""Long enough that a worker which a busy machine holds up is not taken for dead three times."""
LEAST_KILLS, LEAST_RESTARTS = 12, 2
WORK_BYTES, WORKS_WITHIN_S = 60_000, 10.0
"""Of the journal; a run writes more than twenty times as much."""
WORDS = ["menu:top", "menu:top", "How do I get a refund?", "menu:top"]


def started(work: Any) -> int:
    """A process of its own that carries out a coroutine function."""
    pid = os.fork()
    if pid:
        return pid
    try:
        asyncio.run(work())
        os._exit(0)
    finally:
        os._exit(1)


def killed(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)


async def say_everything(url: str, messages: int) -> None:
    """Accept all messages; one that was not confirmed is sent again, as platforms do."""
    client = RedisClient(url, timeout_s=1.0)
    boxes = Mailboxes(client, Keys(prefix=PREFIX))
    inbox = MailboxInbox(boxes, Wake(url, "", boxes.nonce))

    async def talk(conversation: ConversationId) -> None:
        for n, message in enumerate(said_in(conversation, messages)):
            text = WORDS[n % len(WORDS)]
            event: Any = CustomerWrote(message, text, 1)
            if ":" in text:
                event = ButtonPressed(message, text, "All subjects", 1)
            while not await accepted(inbox, conversation, message, event):  # noqa: ASYNC110
                await asyncio.sleep(0.05)

    await asyncio.gather(*(talk(conversation) for conversation in everybody()))
    await client.close()


async def accepted(inbox: MailboxInbox, conversation: ConversationId, key: str, event: Any) -> bool:
    try:
        await inbox.accept(conversation, key, event)
    except StoreUnavailable:
        return False
    return True


def everybody() -> list[ConversationId]:
    return [ConversationId(f"telegram-{n}") for n in range(CONVERSATIONS)]


def said_in(conversation: ConversationId, messages: int) -> list[str]:
    return [f"{conversation}:m{n}" for n in range(messages // CONVERSATIONS)]


def wait_for_work(journal: Path) -> None:
    """Until the crew has got something done, on a machine however busy.

    Workers that die before they finish anything make poison of sound messages.
    """
    size, deadline = _size(journal), time.monotonic() + WORKS_WITHIN_S
    while _size(journal) < size + WORK_BYTES and time.monotonic() < deadline:
        time.sleep(0.01)


def _size(journal: Path) -> int:
    return journal.stat().st_size if journal.exists() else 0


def disturb(server: RedisServer, crew: list[int], worker: Any, dice: random.Random) -> int:
    """Kill one worker or, one time in six, Redis; 1 if it was Redis."""
    time.sleep(dice.uniform(0, 0.3))
    if dice.random() < 1 / 6:
        server.kill()
        server.start()
        return 1
    killed(crew.pop(dice.randrange(len(crew))))
    crew.append(started(worker))
    return 0


async def all_done(url: str) -> None:
    client = RedisClient(url)
    await asyncio.wait_for(drained(client, Keys(prefix=PREFIX)), 40)
    await client.close()


def main(server: RedisServer, folder: Path, messages: int, seed: int) -> None:
    workers.SHORT_LEASE_MS = LEASE_MS
    loaded, dice, journal = load(DATA), random.Random(seed), folder / "journal"
    worker = partial(work, server.url, PREFIX, journal, loaded, Death(), stay=True)
    crew = [started(worker) for _ in range(WORKERS)]
    speaker = started(partial(say_everything, server.url, messages))
    kills = [0, 0]
    while min(kills[0] - LEAST_KILLS, kills[1] - LEAST_RESTARTS) < 0:
        wait_for_work(journal)
        kills[disturb(server, crew, worker, dice)] += 1
    _, status = os.waitpid(speaker, 0)
    asyncio.run(all_done(server.url))
    for pid in crew:
        killed(pid)
    told: Told = {conversation: said_in(conversation, messages) for conversation in everybody()}
    faults = asyncio.run(faults_in(server.url, PREFIX, journal, told))
    print(json.dumps([*kills, status, faults]), flush=True)  # noqa: T201


def quick_place() -> Path | None:
    """Memory that looks like a disk, where there is one."""
    place = Path("/dev/shm")
    return place if os.access(place, os.W_OK) else None


if __name__ == "__main__":
    # With "everysec" Redis holds writes back for up to two seconds while a slow disk syncs, and a
    # kill then costs what it had confirmed: its own limit, and not what is examined here.
    with TemporaryDirectory(dir=quick_place()) as own_place:
        own = RedisServer(Path(own_place), appendfsync="always").start()
        try:
            main(own, Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
        finally:
            own.stop()
