"""What agents and lines did lately, and telling the waiting how long it may take."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from handoff.rules.codec import from_json
from handoff.rules.estimate import Past
from handoff.rules.ids import ConversationId
from handoff.rules.pools import LinePast, Server, Worker
from handoff.rules.shown_range import Shown
from handoff.stores.client import RedisClient
from handoff.stores.keys import Keys
from handoff.stores.lines import said
from handoff.stores.scripts import script

LOOKED_AT = 100
"""Who wait, that one script looks at."""
_PIECE = 50
"""Agents that one script reads, so that no other waits for it noticeably."""
_SHORT, _LONG = ":", "/"
"""Marks of sums over two hours and over a day, as in ``lua/past.lua``."""
_CAME = "came."


@dataclass(frozen=True)
class Standing:
    """One who waits and can be told how long: the own class, the place, and what was shown."""

    conversation: ConversationId
    handoff_id: str
    line: str
    rank_ms: int
    shown: Shown | None


class Pasts:
    """All copies of the service learn the same, since the scripts of the lines count."""

    def __init__(self, client: RedisClient, keys: Keys) -> None:
        self._client = client
        self._base = keys.line

    async def workers(self) -> list[Worker]:
        """All who did anything within a day."""
        found: list[Worker] = []
        first, there = 0, 1
        while first < there:
            there, *flat = await self._run("pasts", "a", first, _PIECE)
            found += [_worker(flat[i : i + 7]) for i in range(0, len(flat), 7)]
            first += _PIECE
        return found

    async def lines(self, lines: Sequence[str]) -> dict[str, LinePast]:
        sums = await self._run("pasts", "l", *lines)
        return {line: _line(json.loads(p)) for line, p in zip(lines, sums, strict=True)}

    async def classes(self) -> list[str]:
        """Those in which somebody waits; may name empty ones."""
        return sorted(await self._client.call("SMEMBERS", f"{self._base}:classes"))

    async def ahead(self, rank_ms: int, lines: Sequence[str]) -> dict[str, int]:
        """How many stand in each line who are due earlier."""
        return dict(zip(lines, await self._run("ahead", rank_ms, *lines), strict=True))

    async def standing(self, department: str, first: int = 0) -> tuple[int, list[Standing]]:
        """How many stand in the line of a department, and of `LOOKED_AT` of them, from the place
        ``first`` on, those who can be told.
        """
        size, *flat = await self._run("stands", department, first)
        return int(size), [
            Standing(ConversationId(flat[i]), *_standing(flat[i + 1 : i + 5]))
            for i in range(0, len(flat), 5)
        ]

    async def tell(self, one: Standing, shown: Shown | None) -> bool:
        """Tell the customer; False if another copy did, or there is nothing new to tell.

        None is told as not known; what was shown before is kept for when it is known again.
        """
        before = said(one.shown)[0]
        kept, low, high = said(shown) if shown else (before, 0, 0)
        longer = int(shown is not None and shown.is_longer)
        given = (one.conversation, one.handoff_id, before, kept, low, high, longer)
        return bool(await self._run("told", *given))

    async def _run(self, name: str, *given: str | int) -> Any:
        return await self._client.run(script(name), [self._base], *given)


def _standing(row: Sequence[str]) -> tuple[str, str, int, Shown | None]:
    handoff, line, rank, shown = row
    return handoff, line, int(rank), from_json(Shown, shown) if shown else None


def _worker(row: Sequence[Any]) -> Worker:
    _, classes, chats, held, on, away, plain = row
    sums = json.loads(plain)
    server = Server(int(chats), bool(int(on)), bool(int(away)))
    past = Past(
        closures=_count(sums, "ended"), busy_s=_seconds(sums, "busy"),
        gone=_count(sums, "gone"), on_s=_seconds(sums, "on"),
        back=_count(sums, "back"), away_s=_seconds(sums, "off"),
    )  # fmt: skip
    day = Past(closures=_count(sums, "ended", _LONG), busy_s=_seconds(sums, "busy", _LONG))
    return Worker(server, _split(classes), int(held), past, day)


def _line(sums: Mapping[str, float]) -> LinePast:
    span_s = sums["span"] / 1000
    counts = {
        name.removeprefix(_CAME).removesuffix(_SHORT): number
        for name, number in sums.items()
        if name.startswith(_CAME)
    }
    came = {priority: number / span_s for priority, number in counts.items()} if span_s else {}
    return LinePast(_count(sums, "left"), _seconds(sums, "wait"), came)


def _count(sums: Mapping[str, float], name: str, mark: str = _SHORT) -> int:
    return int(sums.get(name + mark, 0))


def _seconds(sums: Mapping[str, float], name: str, mark: str = _SHORT) -> float:
    return sums.get(name + mark, 0) / 1000


@lru_cache(maxsize=1024)
def _split(classes: str) -> frozenset[str]:
    """Most agents of a team serve the same."""
    return frozenset(classes.split())
