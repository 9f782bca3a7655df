"""The desk in Slack as a whole: which channels are served, and what wakes whom."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress

from handoff.desks.slack.api import SlackApi
from handoff.desks.slack.mirror import Mirror
from handoff.errors import DeliveryError, FootbridgeError
from handoff.ports import Log
from handoff.rules.ids import ConversationId
from handoff.rules.slack_table import SlackTable

log = logging.getLogger(__name__)

LOOK_S = 60.0
"""How often the table and Slack's channels are compared, in seconds."""
AGAIN_S = 5.0
MOST_HINTS = 10_000
"""More than that are no help: the mirrors look at everything by themselves."""


class SlackDesk:
    """Runs one mirror for each Slack channel of the table.

    ``made`` makes the mirror of a Slack channel by its id and name. ``problems`` has a line for
    each channel that cannot be served, with what to do.
    """

    def __init__(
        self,
        api: SlackApi,
        table: Callable[[], SlackTable],
        conversations: Log,
        made: Callable[[str, str], Mirror],
    ) -> None:
        self.problems: tuple[str, ...] = ()
        self._api = api
        self._table = table
        self._log = conversations
        self._made = made
        self._mirrors: dict[str, Mirror] = {}
        self._hints: asyncio.Queue[ConversationId] = asyncio.Queue(MOST_HINTS)
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        self._tasks = [
            asyncio.create_task(self._keep_channels()),
            asyncio.create_task(self._hand_on()),
        ]

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.gather(*(mirror.stop() for mirror in self._mirrors.values()))

    def hint(self, conversation: ConversationId) -> None:
        """Something may have changed there."""
        with suppress(asyncio.QueueFull):
            self._hints.put_nowait(conversation)

    async def _hand_on(self) -> None:
        while True:
            conversation = await self._hints.get()
            mirrors = {name for name, each in self._mirrors.items() if each.knows(conversation)}
            with suppress(FootbridgeError):
                state = await self._log.state(conversation)
                if state and state.handoff:
                    mirrors.add(self._table().channel_of(state.handoff.department))
            for name in mirrors & self._mirrors.keys():
                self._mirrors[name].hint(conversation)

    async def _keep_channels(self) -> None:
        while True:
            try:
                await self._look()
                wait_s = LOOK_S
            except DeliveryError as error:
                log.warning("Slack's channels could not be listed: %s", error)
                wait_s = error.retry_after_s or AGAIN_S
            except Exception:
                log.exception("the desk in Slack goes on after an error")
                wait_s = AGAIN_S
            await asyncio.sleep(wait_s)

    async def _look(self) -> None:
        wanted = self._table().names()
        for name in self._mirrors.keys() - wanted:
            await self._mirrors.pop(name).stop()
        missing = wanted - self._mirrors.keys()
        if not missing:
            return
        known = await self._api.channels()
        problems = []
        for name in sorted(missing):
            if name not in known:
                problems.append(
                    f"#{name} is not there, or private without the app: make it, or invite the app"
                )
                continue
            channel, is_member = known[name]
            try:
                if not is_member:
                    await self._api.join(channel)
            except DeliveryError as error:
                problems.append(f"#{name}: invite the app ({error})")
                continue
            self._mirrors[name] = self._made(channel, name)
            self._mirrors[name].start()
        if problems and tuple(problems) != self.problems:
            log.warning("in Slack: %s", "; ".join(problems))
        self.problems = tuple(problems)
