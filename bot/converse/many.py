"""Many dialogues over one assistant, some at the same time."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager

from bot.bench.stack import free_ports, own_assistant, own_redis
from bot.converse.known import Known
from bot.converse.play import Result, play
from bot.converse.script import Dialogue
from handoff.settings import Settings

AT_ONCE = 3
"""As many as keep the assistant busy: it answers one question at a time."""
Part = tuple[Dialogue, str]
"""A dialogue, and the channel to play it on; empty for that of the script."""


@asynccontextmanager
async def places(count: int = AT_ONCE) -> AsyncIterator[list[Settings]]:
    """Settings for so many services at once over one assistant with the trained model.

    Each has a Redis and a port of its own. Raises ``NoModel`` or ``PartFailed``.
    """
    async with AsyncExitStack() as stack:
        settings = await stack.enter_async_context(own_assistant())
        servers = [await stack.enter_async_context(own_redis()) for _ in range(count)]
        yield [
            settings.model_copy(update={"redis_url": server, "http_port": port})
            for server, port in zip(servers, free_ports(count), strict=True)
        ]


async def play_many(
    where: Sequence[Settings], parts: Sequence[Part], known: Known
) -> AsyncIterator[tuple[int, Result]]:
    """Play all, as many at once as there are places; each with its number, once it is done.

    Raises the first reason why one of them could not be played, such as a ``ContentError`` for
    content that was edited meanwhile, as it is and not in a group.
    """
    todo = iter(enumerate(parts))
    starting = asyncio.Lock()
    done: asyncio.Queue[tuple[int, Result]] = asyncio.Queue()

    async def work(settings: Settings) -> None:
        for n, (dialogue, channel) in todo:
            done.put_nowait((n, await play(settings, n + 1, dialogue, known, channel, starting)))

    try:
        async with asyncio.TaskGroup() as group:
            for settings in where:
                group.create_task(work(settings))
            for _ in parts:
                yield await done.get()
    except ExceptionGroup as several:
        raise _first(several) from None


def _first(several: ExceptionGroup[Exception]) -> Exception:
    """The groups within groups are of no use to whoever reads it."""
    first = several.exceptions[0]
    return _first(first) if isinstance(first, ExceptionGroup) else first
