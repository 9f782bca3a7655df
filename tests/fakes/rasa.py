"""A Rasa on loopback that speaks the API as measured at 3.6: its paths, refusals and silences.

It keeps a tracker per sender, saves a turn in one piece at its end, answers by a script of texts
and can go wrong in the ways the real one does. What the real one hides, this hides as well: every
error inside a turn is ``200 []``.
"""

import asyncio
from collections import defaultdict, deque
from dataclasses import dataclass
from typing import Any, NoReturn

from aiohttp import web

from tests.fakes.rasa_forms import Forms, Signal

TrackerEvent = dict[str, Any]

COMMAND = "/"
HANDED_BACK = "EXTERNAL_handoff_ended"


def answer(topic: str, *others: str) -> Signal:
    """The model is sure; ``others`` are the runners-up."""
    return _topics("answer", topic, *others)


def offer(*topics: str) -> Signal:
    return _topics("offer", *topics)


def unsure() -> Signal:
    return _topics("unsure")


def say(text: str, **values: str) -> Signal:
    return {"signal": "say", "text": text, "values": values}


def hand_over(reason: str) -> Signal:
    return {"signal": "handoff", "reason": reason}


def check_danger() -> Signal:
    return {"signal": "check"}


def not_my_question() -> Signal:
    return {"signal": "not_my_question"}


def _topics(kind: str, *topics: str) -> Signal:
    scored = [{"id": topic, "score": round(0.9 - n / 10, 2)} for n, topic in enumerate(topics)]
    return {"signal": "topic", "kind": kind, "topics": scored}


@dataclass(frozen=True)
class Fault:
    """Done to the next message.

    ``hold`` is waited for before the turn runs. ``status``: this error instead of a turn.
    ``empty``: the turn runs but ``200 []`` comes back; ``runs`` False: it never ran (an error that
    Rasa hides, a lock, no model). ``dies``: the connection ends without an answer, before the turn
    was saved or, with ``runs``, after it.
    """

    hold: asyncio.Event | None = None
    status: int = 0
    empty: bool = False
    dies: bool = False
    runs: bool = True

    @classmethod
    def slow(cls, until: asyncio.Event) -> "Fault":
        return cls(hold=until)

    @classmethod
    def error(cls) -> "Fault":
        return cls(status=500)

    @classmethod
    def silent_after_turn(cls) -> "Fault":
        return cls(empty=True)

    @classmethod
    def silent_without_turn(cls) -> "Fault":
        return cls(empty=True, runs=False)

    @classmethod
    def dies_after_turn(cls) -> "Fault":
        return cls(dies=True)

    @classmethod
    def dies_before_turn(cls) -> "Fault":
        return cls(dies=True, runs=False)


class RasaFake:
    """Use as ``async with``; ``stop`` and ``start`` take it away and bring it back on its port."""

    def __init__(self, port: int = 0, token: str = "") -> None:
        self.token = token
        self.has_model = True
        self.trackers: dict[str, list[TrackerEvent]] = defaultdict(list)
        self.commands: list[str] = []
        self.arrived: list[str] = []
        self._port = port
        self._script: dict[str, tuple[Signal, ...]] = {}
        self.forms = Forms(self._script)
        self._faults: deque[Fault] = deque()
        self._locks: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._held: set[asyncio.Task[Any]] = set()
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> "RasaFake":
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    async def start(self) -> None:
        app = web.Application()
        app.add_routes(
            [
                web.get("/status", self._status),
                web.post("/webhooks/rest/webhook", self._webhook),
                web.get("/conversations/{id}/tracker", self._tracker),
                web.post("/conversations/{id}/trigger_intent", self._trigger_intent),
            ]
        )
        # A client that gives up aborts the turn, as in Rasa's own server.
        self._runner = web.AppRunner(
            app, access_log=None, shutdown_timeout=0.02, handler_cancellation=True
        )
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        self._port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """From now on connections are refused; running turns are lost."""
        if self._runner:
            await self._runner.cleanup()
        self._runner = None

    def let_go(self) -> None:
        """Drop the connection of every turn that is held, as a killed process does."""
        for task in list(self._held):
            task.cancel()

    def teach(self, text: str, *signals: Signal, language: str = "") -> None:
        """What to say to exactly this text; anything else is ``unsure``.

        ``language`` is what the model takes the text for, else that of the conversation.
        """
        seen = {"language": language} if language else {}
        self._script[text] = tuple(signal | seen for signal in signals)

    def fail(self, *faults: Fault) -> None:
        """Let the next messages go wrong, one fault a message."""
        self._faults.extend(faults)

    def turns(self, sender: str) -> list[str]:
        """The customer's words of all saved turns, oldest first."""
        return [event["text"] for event in self.trackers[sender] if event["event"] == "user"]

    async def _status(self, request: web.Request) -> web.Response:
        self._check(request)
        return web.json_response(
            {"model_file": "models/fake.tar.gz", "model_id": "fake", "num_active_training_jobs": 0}
        )

    async def _webhook(self, request: web.Request) -> web.StreamResponse:
        # As in Rasa, channels ask for no token, and a missing sender is "default".
        body = await request.json()
        sender, text = body.get("sender") or "default", body.get("message")
        self.arrived.append(str(text))
        fault = self._faults.popleft() if self._faults else Fault()
        if fault.hold:
            await self._hold(fault.hold)
        if fault.status:
            return web.Response(status=fault.status, text="Internal Server Error")
        said: list[Signal] = []
        if fault.runs and self.has_model:
            async with self._locks[sender]:
                said = self._turn(sender, text, body.get("metadata"))
        if fault.dies:
            _hang_up(request)
        found = [] if fault.empty else said
        return web.json_response([{"recipient_id": sender, "custom": signal} for signal in found])

    async def _hold(self, until: asyncio.Event) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._held.add(task)
        try:
            await until.wait()
        finally:
            self._held.discard(task)

    def _turn(self, sender: str, text: Any, metadata: Any) -> list[Signal]:
        """One atomic turn; nothing is saved for what Rasa cannot read."""
        if not isinstance(text, str) or not text.strip():
            return []
        seen = {"language": (metadata or {}).get("language", "en"), "intent": "taught"}
        led = self.forms.turn(sender, text, metadata or {})
        if led is None and text.strip().startswith(COMMAND):
            # Rasa strips and then obeys: "/restart" forgets everything, "/intent" needs no model.
            self.commands.append(text.strip())
            self.trackers[sender].clear()
            return []
        said = led if led is not None else self._script.get(text, (unsure(),))
        signals = [{**seen, "confidence": 0.9, **signal} for signal in said]
        own = {"model_id": "fake", "assistant_id": "footbridge"}
        self.trackers[sender] += [
            {"event": "action", "name": "action_listen", "metadata": own},
            {"event": "user", "text": text, "metadata": {**own, **(metadata or {})}},
            *(_bot_event(signal, own) for signal in signals),
        ]
        return signals

    async def _tracker(self, request: web.Request) -> web.Response:
        self._check(request)
        sender = request.match_info["id"]
        verbosity = request.query.get("include_events", "AFTER_RESTART")
        if verbosity not in ("NONE", "APPLIED", "AFTER_RESTART", "ALL"):
            raise web.HTTPBadRequest(text="InvalidParameter")
        events = None if verbosity == "NONE" else list(self.trackers[sender])
        return web.json_response({"sender_id": sender, "slots": {}, "events": events})

    async def _trigger_intent(self, request: web.Request) -> web.Response:
        self._check(request)
        body, sender = await request.json(), request.match_info["id"]
        if not body.get("name"):
            raise web.HTTPBadRequest(text="Name of the intent not provided in request body.")
        if body["name"] != HANDED_BACK:
            raise web.HTTPNotFound(text="The intent does not exist in the domain.")
        async with self._locks[sender]:
            event = {"event": "user", "text": f"{HANDED_BACK}", "metadata": {"is_external": True}}
            self.trackers[sender].append(event)
        return web.json_response({"tracker": {"sender_id": sender}, "messages": []})

    def _check(self, request: web.Request) -> None:
        if self.token and request.query.get("token") != self.token:
            raise web.HTTPUnauthorized(text="User is not authenticated.")
        if not self.has_model:
            raise web.HTTPConflict(text="No agent loaded.")


def _bot_event(signal: Signal, metadata: dict[str, str]) -> TrackerEvent:
    data = dict.fromkeys(("elements", "quick_replies", "buttons", "attachment", "image"))
    return {"event": "bot", "text": None, "data": {**data, "custom": signal}, "metadata": metadata}


def _hang_up(request: web.Request) -> NoReturn:
    """End the connection without an answer, as a process that is killed does."""
    if request.transport:
        request.transport.abort()
    raise asyncio.CancelledError
