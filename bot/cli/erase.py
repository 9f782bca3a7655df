"""``footbridge erase``: everything of one customer, for good."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from bot.catalogue import load_evidence
from bot.cli.database import stop
from bot.cli.start import settings_or_exit
from bot.erasing import Eraser, Everything
from handoff.errors import FootbridgeError
from handoff.files.place import open_place
from handoff.files.store import StoredFiles
from handoff.records.sql import SqlRecords
from handoff.rules.ids import ConversationId, is_safe_id
from handoff.settings import Settings
from handoff.stores.client import RedisClient
from handoff.stores.erasing import LiveErasure
from handoff.stores.keys import Keys
from handoff.stores.log import RedisLog
from handoff.stores.wake import Wake

EVIDENCE = Path(__file__).parents[2] / "data" / "catalogue" / "evidence.yml"
screen = Console(highlight=False, soft_wrap=True, markup=False)


def erase(
    who: Annotated[
        str, typer.Argument(help="A conversation, the number of a ticket, or an account.")
    ],
    yes: Annotated[
        bool, typer.Option("--yes", help="Do it; without this it is only told.")
    ] = False,
) -> None:
    """Tell what there is of a customer, and with --yes erase it for good."""
    settings = settings_or_exit()
    try:
        asyncio.run(_erase(settings, who.strip(), yes))
    except (FootbridgeError, OSError) as error:
        stop(f"Not finished ({error}). Run the same command again once that is mended.")


async def _erase(settings: Settings, who: str, yes: bool) -> None:
    async with _opened(settings) as (records, eraser):
        found = set(await records.conversations_of(who))
        if is_safe_id(who):
            found.add(ConversationId(who))
        there = {one: await eraser.look(one) for one in sorted(found)}
        there = {one: what for one, what in there.items() if not what.is_nothing}
        if not there:
            screen.print(f"Nothing is stored of {who}.")
            return
        for conversation, what in there.items():
            _tell(conversation, what)
        if busy := [_refusal(one, what) for one, what in there.items() if what.has_person]:
            stop("\n".join(["Nothing was erased.", *busy, "Then run the same command again."]))
        if not yes:
            screen.print(
                f"Nothing was erased yet. To erase all of it: footbridge erase {who} --yes"
            )
            return
        for conversation in there:
            left = await eraser.erase(conversation)
            if not left.is_nothing:
                stop(f"{conversation} goes on writing: run the command again.")
            screen.print(f"{conversation}: erased; nothing of it is left.")


def _refusal(conversation: str, what: Everything) -> str:
    """Whoever waits is in a line that agents take from: only the desk may end that."""
    if what.is_with_agent:
        return (
            f"An agent has {conversation}: at the desk, let the agent resolve it or hand it back."
        )
    return f"{conversation} waits for a person: at the desk, take it and resolve it."


def _tell(conversation: str, what: Everything) -> None:
    """What there is, and what erasing would make of it; nothing of it is done yet."""
    held = what.held
    numbers = ", ".join(held.tickets) or "none"
    screen.print(f"{conversation}")
    screen.print(
        f"  to erase: {held.lines} lines of chats, {len(what.files)} files, {held.lists} lists"
    )
    screen.print(f"          of who is to be told, {what.live} pieces of live state and memory")
    screen.print(f"  to blank: tickets {numbers}; {held.open} of them open, which are cancelled")
    screen.print(f"  stays without the name: {held.events} facts for reports, {held.audited} lines")
    screen.print("          of the audit, and a new one that tells of this")


@asynccontextmanager
async def _opened(settings: Settings) -> AsyncIterator[tuple[SqlRecords, Eraser]]:
    keys = Keys(tenant=settings.tenant)
    async with AsyncExitStack() as stack:
        client = RedisClient(settings.redis_address)
        stack.push_async_callback(client.close)
        assistants = RedisClient(settings.assistant_redis_address)
        stack.push_async_callback(assistants.close)
        records = await SqlRecords.open(settings.database_address)
        stack.push_async_callback(records.close)
        evidence = load_evidence(EVIDENCE)
        files = StoredFiles(open_place(settings), lambda: evidence, settings.var_dir / "incoming")
        log = RedisLog(client, keys, Wake(settings.redis_address, keys.wake, "erase"))
        yield records, Eraser(records, LiveErasure(client, keys, assistants), log, files)
