"""A customer who wants to be forgotten is: in Redis, SQL, the files and the assistant's memory."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
import redis

from bot.erasing import Eraser
from handoff.rules.ids import ConversationId
from handoff.stores.client import RedisClient
from handoff.stores.erasing import LiveErasure
from tests.pictures import picture
from tests.scenario.actors import AgentAtDesk, Customer
from tests.scenario.stand import Stand

MARK = "plantedzq"
"""In all that the customer says."""
COMMAND = "import sys; from bot.cli import main; sys.argv[0] = 'footbridge'; main()"


def memory_of(redis_url: str) -> str:
    return redis_url.rpartition("/")[0] + "/1"


def held_in(url: str) -> list[str]:
    """Every key of a server with all that it holds."""
    found = []
    with redis.Redis.from_url(url, decode_responses=True) as client:
        for key in client.scan_iter(count=1000):
            read: dict[str, Any] = {
                "string": lambda key: client.get(key),
                "hash": lambda key: client.hgetall(key),
                "list": lambda key: client.lrange(key, 0, -1),
                "set": lambda key: client.smembers(key),
                "zset": lambda key: client.zrange(key, 0, -1),
                "stream": lambda key: client.xrange(key),
            }
            found.append(f"{key} {read[client.type(key)](key)}")
    return found


def left_of(conversation: str, stand: Stand, redis_url: str) -> list[str]:
    """Where anything of the customer still stands; the names of keys and of files."""
    wanted = (conversation, MARK)
    others = f"footbridge:tracker:{conversation}x "
    kept = [*held_in(redis_url), *held_in(memory_of(redis_url))]
    kept = [row for row in kept if not row.startswith(others)]
    redis_rows = [row.partition(" ")[0] for row in kept if any(one in row for one in wanted)]
    folder = stand.service.settings.var_dir
    files = [path for path in folder.rglob("*") if path.is_file()]
    return redis_rows + [
        path.name for path in files if any(one.encode() in path.read_bytes() for one in wanted)
    ]


@pytest.fixture
async def gone_customer(
    stand: Stand, customer: Customer, sanne: AgentAtDesk, redis_url: str
) -> ConversationId:
    """Talked to the bot and a person, sent a picture, has a ticket; the chat is over."""
    await customer.writes(f"I want to talk to a human, I am {MARK}")
    await customer.uploads(picture(), f"{MARK}.png")
    await sanne.takes(customer)
    await sanne.replies(customer, f"Hello {MARK}!")
    await customer.sees(f"Hello {MARK}!")
    await sanne.hands_back(customer, done=f"Helped {MARK}")
    await customer.sees("handed_back_done")
    await stand.quiet()
    await customer.leaves()
    with redis.Redis.from_url(memory_of(redis_url)) as memory:
        for name in ("tracker", "lock"):
            memory.set(f"footbridge:{name}:{customer.conversation}", MARK)
        memory.set(f"footbridge:tracker:{customer.conversation}.1", MARK)
        memory.set(f"footbridge:tracker:{customer.conversation}x", "somebody else")
    return customer.conversation


@pytest.fixture
async def new_eraser(stand: Stand, redis_url: str) -> AsyncIterator[Callable[..., Eraser]]:
    """An eraser over the parts of the service, or others in their place."""
    service, memory = stand.service, RedisClient(memory_of(redis_url))
    parts: dict[str, Any] = {
        "records": service.records,
        "live": LiveErasure(service.client, service.mailboxes.keys, memory),
        "log": service.log,
        "files": service.files,
    }
    yield lambda **other: Eraser(**(parts | other))
    await memory.close()


async def run(stand: Stand, redis_url: str, *arguments: str) -> tuple[int, str]:
    """The command in a process of its own, as an operator calls it."""
    settings = stand.service.settings
    given = {
        "REDIS_URL": redis_url,
        "ASSISTANT_REDIS_URL": memory_of(redis_url),
        "FOOTBRIDGE_VAR_DIR": str(settings.var_dir),
    }
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", COMMAND, "erase", *arguments),
        env=os.environ | given,
        cwd=Path.cwd(),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    return process.returncode or 0, said.decode()


async def test_the_command_tells_first_and_then_leaves_nothing(
    stand: Stand, redis_url: str, gone_customer: ConversationId
) -> None:
    [ticket] = await stand.tickets(gone_customer)
    status, told = await run(stand, redis_url, ticket["number"])
    assert (status, "Nothing was erased yet" in told) == (0, True), told
    assert ticket["number"] in told
    assert "1 files" in told
    assert left_of(gone_customer, stand, redis_url) != []

    status, told = await run(stand, redis_url, ticket["number"], "--yes")

    assert (status, "nothing of it is left" in told) == (0, True), told
    assert left_of(gone_customer, stand, redis_url) == []
    assert "somebody else" in str(held_in(memory_of(redis_url)))
    status, told = await run(stand, redis_url, gone_customer, "--yes")
    assert (status, "Nothing is stored" in told) == (0, True), told


class Dies:
    """A part whose deed of that name never comes back."""

    def __init__(self, part: Any, deed: str) -> None:
        self._part = part
        self._deed = deed

    def __getattr__(self, name: str) -> Any:
        return self._die if name == self._deed else getattr(self._part, name)

    async def _die(self, *_: Any) -> None:
        raise ConnectionAbortedError


@pytest.mark.parametrize(
    ("part", "deed"), [("files", "delete"), ("live", "erase"), ("records", "erase")]
)
async def test_what_was_broken_off_is_finished_by_another_run(
    stand: Stand,
    redis_url: str,
    gone_customer: ConversationId,
    new_eraser: Callable[..., Eraser],
    part: str,
    deed: str,
) -> None:
    whole = new_eraser()
    dies = Dies(getattr(whole, f"_{part}"), deed)
    with pytest.raises(ConnectionAbortedError):
        await new_eraser(**{part: dies}).erase(gone_customer)
    assert left_of(gone_customer, stand, redis_url) != []

    assert (await whole.erase(gone_customer)).is_nothing
    assert left_of(gone_customer, stand, redis_url) == []


async def test_who_waits_for_a_person_is_erased_once_the_desk_has_ended_it(
    stand: Stand, redis_url: str, customer: Customer, sanne: AgentAtDesk
) -> None:
    await customer.writes("I want to talk to a human")
    await customer.sees_status(state="queued")
    await stand.quiet()
    status, told = await run(stand, redis_url, customer.conversation, "--yes")
    assert (status, "Nothing was erased." in told, "erased:" in told) == (1, True, False), told
    assert f"{customer.conversation} waits for a person: at the desk, take it" in told
    assert len(await stand.tickets(customer.conversation)) == 1

    await sanne.takes(customer)
    status, told = await run(stand, redis_url, customer.conversation, "--yes")
    assert (status, f"An agent has {customer.conversation}: at the desk" in told) == (1, True), told

    await sanne.resolves(customer)
    await stand.quiet()
    status, told = await run(stand, redis_url, customer.conversation, "--yes")
    assert (status, "nothing of it is left" in told) == (0, True), told


async def test_an_erased_customer_who_comes_back_is_a_new_one(
    stand: Stand,
    customer: Customer,
    gone_customer: ConversationId,
    new_eraser: Callable[..., Eraser],
) -> None:
    await new_eraser().erase(gone_customer)
    await customer.connects()
    await customer.ear.ws.send_json({"type": "open", "language": "en"})
    await customer.sees("greeting")
    assert (await stand.state(gone_customer)).met_person == ""
