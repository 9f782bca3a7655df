"""The workers of the service with a scripted outside, built to be killed at any step.

Only the outside is made up: the assistant, SQL and Telegram write what reaches them into a journal.
Mailboxes, lanes, rules and content are the real ones.
"""

import asyncio
import json
import os
import signal
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bot import workers
from bot.clock import WallClock
from bot.content import Loaded
from bot.outbox import AssistantSink, ChannelSink, QueueSink, Relay
from bot.records_sink import RecordsSink
from bot.router import BATCH, Router
from bot.workers import Lane, Sweeper
from handoff.errors import StoreUnavailable
from handoff.rules.messages import Entry
from handoff.stores import mailbox
from handoff.stores.client import RedisClient
from handoff.stores.keys import Keys
from handoff.stores.lines import Lines
from handoff.stores.log import RedisLog
from handoff.stores.mailbox import Acked, Lease, Mailboxes, Next
from handoff.stores.wake import Wake
from tests.contract.lua_mutants import using

SHORT_LEASE_MS = 250
OFTEN_S = 0.05
PATIENT = ("local EXPIRED_MAX = 3", "local EXPIRED_MAX = 1e9")
"""A machine that stands still for three short leases makes no message poison."""


@dataclass(frozen=True)
class Death:
    """Die at the ``step``-th command that is no mere look, before it is sent or after its reply."""

    step: int = 0
    after: bool = False


class Journal:
    """Lines that survive the death of their writer."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def write(self, what: str, **fields: Any) -> None:
        line = json.dumps({"what": what, "by": os.getpid(), **fields}, ensure_ascii=False)
        os.write(self._file, line.encode() + b"\n")


class MortalClient(RedisClient):
    """A client whose process dies at the wanted step."""

    def __init__(self, url: str, death: Death) -> None:
        super().__init__(url)
        self._death = death
        self._steps = 0

    async def call(self, *arguments: Any) -> Any:
        looks = arguments[0] == "EVALSHA" and arguments[1] == mailbox.script("sweep").sha
        self._steps += 0 if looks else 1
        fatal = not looks and self._steps == self._death.step
        if fatal and not self._death.after:
            os.kill(os.getpid(), signal.SIGKILL)
        try:
            return await super().call(*arguments)
        finally:
            if fatal:
                os.kill(os.getpid(), signal.SIGKILL)


class WatchedMailboxes(Mailboxes):
    """Writes down what was acknowledged under which fence; keeps lanes no longer than a lease."""

    journal: Journal

    async def ack(
        self, lease: Lease, seq: int, *outputs: Any, keep_ms: int = 0, then: Next | None = None
    ) -> Acked:
        keep_ms = min(keep_ms, SHORT_LEASE_MS)
        if then is not None:
            then = replace(then, lease_ms=SHORT_LEASE_MS)
        acked = await super().ack(lease, seq, *outputs, keep_ms=keep_ms, then=then)
        if acked.done:
            lane = f"{lease.kind}/{lease.conversation}"
            self.journal.write("ack", lane=lane, seq=seq, fence=lease.fence)
        return acked


class Outside:
    """Assistant, SQL, files and Telegram at once: writes down what comes, answers by the words."""

    name = "telegram"

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    async def ask(self, conversation, ask_id, text, metadata, *, again):
        self._journal.write("ask", conversation=conversation, id=ask_id, again=again)
        await asyncio.sleep(0)
        if "form" in text or "complain" in text:
            return (_form("confirmed" if text.startswith("yes") else "summary"),)
        topic = {"signal": "topic", "kind": "unsure", "topics": [], "language": "en"}
        if "refund" in text:
            topic |= {"kind": "answer", "topics": [{"id": "refund_request", "score": 0.9}]}
        return (topic,)

    async def tell_handed_back(self, conversation, ask_id, language):
        return ()

    async def send(self, conversation, entry: Entry, *, again: bool) -> None:
        self._journal.write("send", conversation=conversation, id=entry.id, again=again)
        await asyncio.sleep(0)

    async def store_ticket(self, effect_id: str, ticket: dict) -> str:
        self._journal.write("ticket", effect=effect_id, id=ticket["id"])
        return f"T-{ticket['id']}"

    async def tickets_of(self, conversation) -> list[dict]:
        return []

    async def claim(self, keys: list[str], ticket: str) -> None:
        assert not keys, "nobody sends files here"

    async def change_ticket(self, effect_id: str, ticket_id: str, change: dict, by=None) -> None:
        self._journal.write("change", effect=effect_id, id=ticket_id)

    async def record_event(self, effect_id: str, name: str, data: dict) -> bool:
        self._journal.write("event", effect=effect_id, name=name)
        return True

    async def record_entries(self, conversation, entries) -> None:
        for effect_id, entry in entries:
            self._journal.write("entry", effect=effect_id, id=entry.id, conversation=conversation)


def _form(kind: str) -> dict[str, Any]:
    draft = {"id": "", "type": "technical_fault", "description": ["It crashes"], "values": {}}
    yes = {"id": "form:yes", "label": "button_complaint_resume", "words": ""}
    return {
        "signal": "form",
        "kind": kind,
        "draft": draft,
        "language": "en",
        "text": "hold_on",
        "buttons": [yes],
    }


def lanes_of(boxes: Mailboxes, wake: Wake, client: RedisClient, outside: Any, loaded: Loaded):
    router = Router(boxes, wake, WallClock(), lambda: loaded, "video")
    queue = QueueSink(boxes, wake, Lines(client, boxes.keys), RedisLog(client, boxes.keys, wake))
    handlers = {
        "in": (router.handle, BATCH),
        "assistant": (AssistantSink(boxes, wake, outside).handle, 1),
        "records": (RecordsSink(boxes, wake, outside, outside).handle, 16),
        "queue": (queue.handle, 1),
        "relay": (Relay(boxes, wake).handle, 16),
        "telegram": (ChannelSink(boxes, wake, outside).handle, 1),
    }
    return [
        Lane(boxes, kind, handler, workers=1 if kind == "relay" else 4, batch=batch)
        for kind, (handler, batch) in handlers.items()
    ]


async def is_drained(client: RedisClient, keys: Keys) -> bool:
    counts = await asyncio.gather(
        *(client.call("SCARD", f"{base}:active") for base in [*keys.shards(), keys.line])
    )
    return sum(counts) == 0


async def work(
    url: str, prefix: str, journal: Path, loaded: Loaded, death: Death, *, stay: bool = False
) -> None:
    """Work until every lane is empty, or until death; with ``stay`` also when nothing is left."""
    with using(mailbox, PATIENT):
        await _work(url, prefix, journal, loaded, death, stay=stay)


async def _work(
    url: str, prefix: str, journal: Path, loaded: Loaded, death: Death, *, stay: bool
) -> None:
    workers.LEASE_MS, workers.SWEEP_EVERY_S = SHORT_LEASE_MS, OFTEN_S
    keys, lines_written = Keys(prefix=prefix), Journal(journal)
    looker, client = RedisClient(url), MortalClient(url, death)
    boxes = WatchedMailboxes(client, keys)
    boxes.journal = lines_written
    wake = Wake(url, keys.wake, boxes.nonce)
    lanes = lanes_of(boxes, wake, client, Outside(lines_written), loaded)
    sweeper = Sweeper(boxes, wake, WallClock(), lanes)
    for lane in lanes:
        lane.start()
    sweeper.start()
    try:
        if stay:
            await asyncio.Event().wait()
        await drained(looker, keys)
    finally:
        await sweeper.stop()
        for lane in lanes:
            await lane.stop(1.0)
        await client.close()
        await looker.close()


async def drained(looker: RedisClient, keys: Keys) -> None:
    """Return when nothing waits any more, seen twice in a row."""
    seen = 0
    while seen < 2:
        with suppress(StoreUnavailable):
            seen = seen + 1 if await is_drained(looker, keys) else 0
        await asyncio.sleep(0.02)
