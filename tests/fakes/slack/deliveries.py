"""Bringing events, interactions and commands to the app, by socket or by signed HTTP."""

import asyncio
import secrets
from collections.abc import Callable, Coroutine
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, Protocol

from tests.fakes.slack.errors import Json, SlackError
from tests.fakes.slack.faults import Plan, Trouble
from tests.fakes.slack.times import Times
from tests.fakes.slack.workspace import APP, BOT_USER, TEAM, Workspace

# How long a delivery that is to come after the next one waits for a next one.
_MOST_BEHIND_S = 5.0


class Unheard(Exception):
    """The app did not acknowledge; the reason in Slack's words."""

    def __init__(self, reason: str, *, no_retry: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.no_retry = no_retry


class Road(Protocol):
    """One way to the app. ``carry`` gives the app's answer, or raises Unheard."""

    async def carry(self, delivery: "Delivery", retry: int, reason: str) -> Json: ...


@dataclass(frozen=True)
class Attempt:
    """One try: when it began (Unix seconds), which repeat it was, and why it failed, if it did."""

    at: float
    retry: int
    failure: str = ""


@dataclass(eq=False)
class Delivery:
    """Something sent to the app. ``kind``: events_api, interactive or slash_commands.

    ``outcome``: acknowledged, refused (with an ``answer`` that Slack cannot use, ``problem`` says
    why), failed (no try was acknowledged) or nothing yet. ``answer`` is what the app put into its
    acknowledgement.
    """

    kind: str
    payload: Json
    name: str
    copy: int = 0
    attempts: list[Attempt] = field(default_factory=list)
    outcome: str = ""
    answer: Json = field(default_factory=dict)
    problem: str = ""
    _done: asyncio.Event = field(default_factory=asyncio.Event)

    async def settled(self, most_s: float = 60.0) -> "Delivery":
        """Wait until it is acknowledged or given up."""
        async with asyncio.timeout(most_s):
            await self._done.wait()
        return self

    def settle(self, outcome: str) -> None:
        self.outcome = outcome
        self._done.set()


class Deliveries:
    """``sent`` has every delivery, copies too, in the order in which they happened."""

    def __init__(self, workspace: Workspace, times: Times, troubles: Plan[Trouble]) -> None:
        self.sent: list[Delivery] = []
        self._open: list[Delivery] = []
        self.road: Road
        self.is_cut_off = False
        self._workspace = workspace
        self._times = times
        self._troubles = troubles
        self._tasks: set[asyncio.Task[None]] = set()

    def event(self, event: Json, *, is_shared: bool = False) -> Delivery:
        """An event of the Events API: repeated until it is acknowledged or given up.

        ``is_shared`` tells that it is of a channel which other companies are in as well.
        """
        whole = envelope(event, self._workspace.now(), is_shared=is_shared)
        return self._send("events_api", whole, event["type"])

    def interaction(self, payload: Json, then: Callable[[Json], None] | None = None) -> Delivery:
        """A person's deed. Slack asks once; ``then`` gets what the app answers with."""
        return self._send("interactive", payload, payload["type"], then)

    def command(self, payload: Json, then: Callable[[Json], None]) -> Delivery:
        return self._send("slash_commands", payload, payload["command"], then)

    def repeat(self, delivery: Delivery) -> Delivery:
        """Send an event again, as Slack at times does long after it was acknowledged."""
        return self._start(Delivery(delivery.kind, delivery.payload, delivery.name, copy=1), None)

    def unsettled(self) -> list[Delivery]:
        return list(self._open)

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _send(
        self, kind: str, payload: Json, name: str, then: Callable[[Json], None] | None = None
    ) -> Delivery:
        trouble = self._troubles.take(name)
        # What is sent later must still tell how things stood now.
        told = deepcopy(payload)
        first = self._start(Delivery(kind, told, name), trouble, then)
        for copy in range(1, trouble.copies if trouble else 1):
            self._start(Delivery(kind, told, name, copy=copy), None)
        return first

    def _start(
        self,
        delivery: Delivery,
        trouble: Trouble | None,
        then: Callable[[Json], None] | None = None,
    ) -> Delivery:
        self.sent.append(delivery)
        self._open.append(delivery)
        self._workspace.wake()
        self.background(self._carry(delivery, trouble, then))
        return delivery

    def background(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something beside the calls, until it is done or the workspace stops."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _carry(
        self, delivery: Delivery, trouble: Trouble | None, then: Callable[[Json], None] | None
    ) -> None:
        if trouble and trouble.late_s:
            await asyncio.sleep(trouble.late_s)
        if trouble and trouble.behind:
            place = self.sent.index(delivery)
            await self._workspace.until(lambda: self._is_tried_after(place), _MOST_BEHIND_S)
        delivery.settle(await self._outcome(delivery, trouble, then))
        self._open.remove(delivery)
        self._workspace.wake()

    async def _outcome(
        self, delivery: Delivery, trouble: Trouble | None, then: Callable[[Json], None] | None
    ) -> str:
        """Try, and for an event try again, until the app has acknowledged it."""
        waits = self._times.retries_s if delivery.kind == "events_api" else ()
        reason = ""
        for retry, wait in enumerate([0.0, *waits]):
            await asyncio.sleep(wait)
            try:
                delivery.answer = await self._try(delivery, retry, reason, trouble)
            except Unheard as failure:
                reason = failure.reason
                if failure.no_retry:
                    break
                continue
            return _use(then, delivery)
        return "failed"

    async def _try(
        self, delivery: Delivery, retry: int, reason: str, trouble: Trouble | None
    ) -> Json:
        at, failure = self._workspace.now(), ""
        try:
            if self.is_cut_off:
                raise Unheard("connection_failed")
            answer = await self.road.carry(delivery, retry, reason)
            if trouble and trouble.deaf and retry == 0:
                raise Unheard("http_timeout")
            return answer
        except Unheard as unheard:
            failure = unheard.reason
            raise
        finally:
            delivery.attempts.append(Attempt(at, retry, failure))
            self._workspace.wake()

    def _is_tried_after(self, place: int) -> bool:
        return any(delivery.attempts for delivery in self.sent[place + 1 :])


def _use(then: Callable[[Json], None] | None, delivery: Delivery) -> str:
    """Do what the app answered with; the outcome of the delivery."""
    try:
        if then:
            then(delivery.answer)
    except (AssertionError, SlackError) as problem:
        delivery.problem = str(problem)
        return "refused"
    return "acknowledged"


def envelope(event: Json, now: float, *, is_shared: bool) -> Json:
    """The outer form of an event: ``event_id`` is the same in every repeat."""
    authorization = {"team_id": TEAM, "user_id": BOT_USER, "is_bot": True}
    return {
        "token": "verification-token",
        "team_id": TEAM,
        "context_team_id": TEAM,
        "api_app_id": APP,
        "event": event,
        "type": "event_callback",
        "event_id": f"Ev{secrets.token_hex(6).upper()}",
        "event_time": int(now),
        "authorizations": [{"enterprise_id": None, **authorization}],
        "is_ext_shared_channel": is_shared,
    }
