"""Erasing one customer everywhere: files, Redis, the assistant's memory, SQL."""

from dataclasses import dataclass

from handoff.ports import Files, Log
from handoff.records.erasure import Held
from handoff.records.sql import SqlRecords
from handoff.rules.conversation import State
from handoff.rules.ids import ConversationId
from handoff.stores.erasing import LiveErasure

LOOKS = 3
"""What was on its way meanwhile is found by looking again."""
_WITH_PERSON = (State.QUEUED, State.LEFT_MESSAGE, State.AGENT)


@dataclass(frozen=True)
class Everything:
    """What there is of a customer, and the state of the chat where it is live."""

    held: Held
    live: int
    files: frozenset[str]
    state: State | None = None

    @property
    def has_person(self) -> bool:
        """Somebody has the chat, or it waits for one."""
        return self.state in _WITH_PERSON

    @property
    def is_with_agent(self) -> bool:
        return self.state is State.AGENT

    @property
    def is_nothing(self) -> bool:
        return self.held.is_nothing and not self.live


class Eraser:
    """Whatever the moment at which it dies, another run finishes it."""

    def __init__(self, records: SqlRecords, live: LiveErasure, log: Log, files: Files) -> None:
        self._records = records
        self._live = live
        self._log = log
        self._files = files

    async def look(self, conversation: ConversationId) -> Everything:
        """Nothing is changed."""
        held = await self._records.held_of(conversation)
        state = await self._log.state(conversation)
        return Everything(
            held,
            await self._live.count(conversation),
            frozenset(held.files) | await self._live.files(conversation),
            state.state if state else None,
        )

    async def erase(self, conversation: ConversationId) -> Everything:
        """What is left, which is nothing unless the customer goes on writing."""
        for _ in range(LOOKS):
            found = await self.look(conversation)
            if found.is_nothing:
                break
            # The files first and SQL last: what names the rest is there until the rest is gone.
            for key in sorted(found.files):
                await self._files.delete(key)
            await self._live.erase(conversation)
            await self._records.erase(conversation, len(found.files))
        return await self.look(conversation)
