"""Whatever dies at whichever step of a submission: one ticket, and one number that is told once."""

import asyncio
import itertools
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import pytest

from handoff.rules.filing import REASON
from handoff.rules.ids import ConversationId
from tests.cli.waiting import until
from tests.contract.records.postgresql import Server, find_binaries, running_server
from tests.faults.whole.customer import Customer, Frame
from tests.faults.whole.kept import Keeper
from tests.faults.whole.stack import Stack, running

STORY = "I want to file a complaint, the app crashes when I open a live"
STEPS = (
    ("automated assistant", STORY),
    ("Which device", "iPhone 13"),
    ("your own account", "@noor_yoga"),
    ("Where shall we send the outcome", "just here in the chat"),
    ("When did it happen", "yesterday evening"),
    ("Do you have a screenshot", "no, I have none"),
    ("May I send it", "yes, send it"),
)
"""What the bot says, and what the customer then writes."""
NUMBER = re.compile(r"FB-[2-9A-Z]{6}")
AFTER_S = {
    "service": (0.02, 0.15, 0.5),
    "actions": (0.02, 0.3),
    "redis": (0.02, 0.15),
    "sql": (0.02, 0.3),
    "assistant": (0.1,),
}
"""How long after the customers' words each part dies, a round for each."""
DEAD_S = 3.0
"""How long SQL stays away."""
WITHIN_S = 150.0
pytestmark = [pytest.mark.long, pytest.mark.redis, pytest.mark.rasa, pytest.mark.postgres]


class Submitter(Customer):
    """Answers what is asked; waits for the others before the step ``holds_at``."""

    def __init__(self, url: str, number: int, holds_at: int, go: asyncio.Event) -> None:
        super().__init__(url, number)
        self.entries: list[Frame] = []
        self.holding = asyncio.Event()
        self.said = 0
        self.holds_at = holds_at
        self._go = go

    @property
    def numbers(self) -> list[str]:
        """Ticket numbers in the order in which they were told."""
        return [number for entry in self.entries for number in NUMBER.findall(entry["text"])]

    @property
    def is_through(self) -> bool:
        return self.said == len(STEPS) and bool(self.numbers)

    async def _write(self) -> None:
        for step, (question, words) in enumerate(STEPS):
            await self._until_asked(question)
            if step == self.holds_at:
                self.holding.set()
                await self._go.wait()
            self._put(words)
            self.said += 1

    async def _until_asked(self, question: str) -> None:
        try:
            await until(partial(self._is_asked, question), within_s=WITHIN_S)
        except AssertionError as error:
            error.add_note(f"waited for {question!r} and saw:")
            for entry in self.entries:
                error.add_note(f"  {entry['from']}: {entry['text']}")
            raise

    def _is_asked(self, question: str) -> bool:
        last = 0
        for n, entry in enumerate(self.entries):
            last = n if entry["from"] == "customer" else last
        return any(question in entry["text"] for entry in self.entries[last:])

    def _hear(self, frame: Frame) -> None:
        super()._hear(frame)
        if frame["type"] == "entry":
            self.entries.append(frame)


@pytest.fixture
def postgresql() -> Iterator[Server]:
    binaries = find_binaries()
    if binaries is None:
        pytest.skip("PostgreSQL's binaries are not installed")
    with running_server(binaries) as server:
        yield server


@asynccontextmanager
async def submitting(
    stack: Stack, numbers: "itertools.count[int]"
) -> AsyncIterator[list[Submitter]]:
    """A customer before each step; leaving the block lets them go on."""
    go = asyncio.Event()
    people = [Submitter(stack.url, next(numbers), step, go) for step in range(len(STEPS))]
    tasks = [asyncio.create_task(each.run()) for each in people]
    try:
        await _or_fail(tasks, lambda: all(each.holding.is_set() for each in people))
        go.set()
        yield people
        await _or_fail(tasks, lambda: all(each.is_through for each in people))
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _or_fail(tasks: list["asyncio.Task[None]"], happened: Callable[[], bool]) -> None:
    """Wait, unless one of the customers gave up."""

    def is_over() -> bool:
        for task in tasks:
            if task.done():
                task.result()
        return happened()

    await until(is_over, within_s=2 * WITHIN_S)


async def test_a_part_that_dies_at_any_step_of_a_submission_costs_nothing(
    tmp_path: Path, postgresql: Server
) -> None:
    numbers = itertools.count()
    async with running(tmp_path, database_url=f"{postgresql.address}/postgres") as stack:

        async def sql_away() -> None:
            postgresql.stop()
            await asyncio.sleep(DEAD_S)
            postgresql.start()

        for part, moments in AFTER_S.items():
            kill: Callable[[], Awaitable[object]]
            kill = sql_away if part == "sql" else partial(stack.kill, part)
            for after_s in moments:
                async with submitting(stack, numbers) as people:
                    await asyncio.sleep(after_s)
                    await kill()
                for each in people:
                    await check(stack, each, f"{part}, {after_s} s after step {each.holds_at}")


async def check(stack: Stack, customer: Submitter, when: str) -> None:
    """Exactly one ticket with all that was said, its number told exactly once."""
    keeper = await Keeper.open(stack.settings)
    try:
        await until(lambda: _is_empty(keeper), within_s=WITHIN_S)
        found = await keeper.records.tickets_of(ConversationId(customer.history.conversation))
        complaints = [ticket for ticket in found if ticket["reason"] == REASON]
        assert [ticket["number"] for ticket in complaints] == customer.numbers, when
        assert len(customer.numbers) == 1, when
        assert complaints[0]["question"] == STORY, when
        written = [text for _, text in STEPS]
        log = (await keeper.read(customer.history.conversation)).log
        assert [line.text for line in log if line.speaker == "customer"] == written, when
        assert await keeper.dead_letters() == [], when
    finally:
        await keeper.close()


async def _is_empty(keeper: Keeper) -> bool:
    return not await keeper.undrained()
