"""The people of a story: a customer at the web widget and an agent at the web desk.

Both speak the real protocols over loopback. What they can see is what the service sent them.
"""

import asyncio
import re
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from aiohttp import ClientSession, ClientWebSocketResponse, CookieJar, WSMsgType

from handoff.ports import Agent
from handoff.rules.ids import ConversationId
from handoff.rules.texts import Content, slots_of
from tests.scenario.stand import WITHIN_S, Stand

Frame = dict[str, Any]
PLATFORM = "short_video"


class Ear:
    """Reads a socket in the background; ``until`` waits for what is to be heard."""

    def __init__(self, ws: ClientWebSocketResponse) -> None:
        self.ws = ws
        self.frames: list[Frame] = []
        self.is_over = False
        self._news = asyncio.Condition()
        self._task = asyncio.create_task(self._listen())

    async def until(self, what: str, heard: Any) -> Any:
        """The first true value of ``heard()``, asked again after every frame."""
        async with self._news:
            with suppress(TimeoutError):
                async with asyncio.timeout(WITHIN_S):
                    return await self._news.wait_for(heard)
        raise AssertionError(f"{what} was not seen; last frames: {self.frames[-6:]}")

    async def close(self) -> None:
        await self.ws.close()
        await self._task

    async def _listen(self) -> None:
        async for message in self.ws:
            if message.type is WSMsgType.TEXT:
                async with self._news:
                    self.frames.append(message.json())
                    self._news.notify_all()
        async with self._news:
            self.is_over = True
            self._news.notify_all()


class Customer:
    """Writes in the chat widget: sends, hears, can lose the connection and come back."""

    def __init__(self, http: ClientSession, stand: Stand, language: str) -> None:
        self.language = language
        self.conversation = ConversationId("")
        self.entries: list[Frame] = []
        self._http = http
        self._stand = stand
        self._token = ""
        self._read = 0
        self._ear: Ear | None = None

    @property
    def ear(self) -> Ear:
        assert self._ear is not None, "the widget is not connected"
        return self._ear

    async def arrives(self) -> None:
        """Opens the chat for the first time."""
        body = {"language": self.language, "platform": PLATFORM}
        answer = await self._http.post(
            f"{self._stand.url}/api/web/session", json=body, headers=self._headers
        )
        session = await answer.json()
        assert answer.status == 200, session
        self._token, self.conversation = session["token"], ConversationId(session["conversation"])
        await self.connects()
        await self.ear.ws.send_json({"type": "open", "language": self.language})

    async def connects(self) -> None:
        """Comes back with what the widget has, as after a lost connection."""
        if self._ear is not None:
            self._keep()
        url = f"{self._stand.url}/api/web/socket"
        ws = await self._http.ws_connect(url, headers=self._headers)
        after = self.entries[-1]["seq"] if self.entries else 0
        hello = {"token": self._token, "after": after, "language": self.language}
        await ws.send_json({"type": "hello", **hello})
        self._ear = Ear(ws)
        self._heard = 0
        await self.ear.until("ready", lambda: self._first("ready"))

    async def drops(self) -> None:
        """Loses the connection; nothing is sent or heard until ``connects``."""
        self._keep()
        await self.ear.close()

    async def leaves(self) -> None:
        if self._ear is not None:
            await self._ear.close()

    async def moves(self, stand: Stand) -> None:
        """Comes back at another copy of the service, as a load balancer may have it."""
        self._stand = stand
        await self.connects()

    def in_another_tab(self) -> "Customer":
        """The same chat in a second window; it still has to connect."""
        tab = Customer(self._http, self._stand, self.language)
        tab.conversation, tab._token = self.conversation, self._token
        return tab

    async def writes(self, text: str) -> str:
        """Sends words and waits until they are stored; the message's id."""
        return await self._sends({"type": "message", "text": text})

    async def presses(self, button: str) -> None:
        """Presses the newest button of that id, as soon as one is shown."""

        def found() -> Frame | None:
            self._keep()
            shown = [each for entry in reversed(self.entries) for each in entry["buttons"]]
            return next((each for each in shown if each["id"] == button), None)

        shown = await self.ear.until(f"a button {button}", found)
        await self._sends({"type": "button", "button": shown["id"], "label": shown["label"]})

    async def sends_frames(self, frames: list[Frame]) -> list[Frame]:
        """Sends all at once, as no patient widget does; the answers, in order."""
        for frame in frames:
            await self.ear.ws.send_json(frame)
        wanted = {frame["client_id"] for frame in frames}

        def answers() -> list[Frame]:
            return [frame for frame in self.ear.frames if frame.get("client_id") in wanted]

        def is_over() -> bool:
            return len(answers()) == len(wanted) or self.ear.is_over

        await self.ear.until("every answer", is_over)
        return answers()

    async def sees(self, wanted: str) -> Frame:
        """The next entry with these words, or with this content text (or ``answer:<topic>``).

        Entries before it are passed over and count as read.
        """
        pattern = re.compile(self._pattern(wanted), re.DOTALL)

        def found() -> Frame | None:
            self._keep()
            for n, entry in enumerate(self.entries[self._read :], start=self._read + 1):
                if entry["from"] != "customer" and pattern.search(entry["text"]):
                    self._read = n
                    return entry
            return None

        return dict(await self.ear.until(f"{wanted!r}", found))

    async def sees_status(self, **values: Any) -> Frame:
        """The status line above the messages, with these values."""

        def found() -> Frame | None:
            status = self._last("status")
            return status if status and values.items() <= status.items() else None

        return dict(await self.ear.until(f"status {values}", found))

    async def sees_typing(self) -> None:
        await self.ear.until("typing", lambda: (self._last("typing") or {}).get("on"))

    async def heard(self) -> list[str]:
        """All words of the other side, once nothing more is under way."""
        return [entry["text"] for entry in await self.transcript() if entry["from"] != "customer"]

    async def transcript(self) -> list[Frame]:
        """All entries shown, once nothing more is under way and all of it has come."""
        await self._stand.quiet()
        log = await self._stand.service.log.read(self.conversation, 0, 2000)
        last = max((n for n, entry in log if entry.audience.value == "all"), default=0)
        await self.ear.until("the whole log", lambda: self._keep() >= last)
        return self.entries

    def counts(self, text_id: str) -> int:
        """How often the widget has shown a content text so far."""
        self._keep()
        pattern = re.compile(self._pattern(text_id), re.DOTALL)
        return sum(bool(pattern.search(e["text"])) for e in self.entries if e["from"] != "customer")

    @property
    def _headers(self) -> dict[str, str]:
        return {"Origin": self._stand.url}

    async def _sends(self, frame: Frame) -> str:
        client_id = str(uuid4())
        frame |= {"client_id": client_id, "language": self.language}
        await self._rests()
        await self.ear.ws.send_json(frame)

        def answered() -> Frame | None:
            return next((f for f in self.ear.frames if f.get("client_id") == client_id), None)

        answer = await self.ear.until("an answer to what was sent", answered)
        assert answer["type"] == "stored", answer
        return f"web:{self.conversation}:{client_id}"

    async def _rests(self) -> None:
        """A story is told faster than anybody types: its pauses are taken off the limit."""
        service = self._stand.service
        key = service.mailboxes.keys.limit(f"web:messages:{self.conversation}")
        await service.client.call("DEL", key)

    def _keep(self) -> int:
        """Move what was heard to the entries of the widget; the newest sequence number."""
        new = self.ear.frames[self._heard :]
        self._heard += len(new)
        self.entries += [frame for frame in new if frame["type"] == "entry"]
        return int(self.entries[-1]["seq"]) if self.entries else 0

    def _first(self, kind: str) -> Frame | None:
        return next((frame for frame in self.ear.frames if frame["type"] == kind), None)

    def _last(self, kind: str) -> Frame | None:
        return next((frame for frame in reversed(self.ear.frames) if frame["type"] == kind), None)

    def _pattern(self, wanted: str) -> str:
        return pattern_of(self._stand.service.content.now.content, wanted, self.language)


def pattern_of(content: Content, wanted: str, language: str) -> str:
    """What a content text, an answer (``answer:<topic>``) or plain words look like on a screen."""
    if wanted.startswith("answer:"):
        topic = wanted.removeprefix("answer:")
        return re.escape(content.render_answer(topic, language, PLATFORM))
    if wanted not in content.texts:
        return re.escape(wanted)
    unknown = slots_of(content.texts[wanted][language]) - content.policy.keys()
    text = content.render_text(wanted, language, dict.fromkeys(unknown, "\x00"))
    return re.escape(text).replace("\x00", ".*?")


@dataclass(frozen=True)
class Refusal:
    """What the desk says when something was not done."""

    text: str


class AgentAtDesk:
    """A signed-in page of the web desk."""

    def __init__(self, http: ClientSession, stand: Stand, agent: Agent) -> None:
        self.agent = agent
        self._http = http
        self._stand = stand
        self._ear: Ear | None = None

    @property
    def ear(self) -> Ear:
        assert self._ear is not None, "the desk is not open"
        return self._ear

    async def signs_in(self) -> None:
        url, records = self._stand.url, self._stand.service.records
        code = await records.make_sign_in_code(self.agent.id)
        answer = await self._http.post(
            f"{url}/desk/sign-in",
            data={"code": code},
            headers={"Origin": url},
            allow_redirects=False,
        )
        assert answer.status == 303
        await self.opens_the_desk()

    async def moves(self, stand: Stand) -> None:
        """Goes on at another copy of the service; the browser still has its cookie."""
        self._stand = stand
        await self.opens_the_desk()

    async def opens_the_desk(self) -> None:
        url = self._stand.url
        ws = await self._http.ws_connect(f"{url}/api/desk/socket", headers={"Origin": url})
        self._ear = Ear(ws)
        await self.ear.until("the lists", lambda: self._lists())

    @property
    def waiting(self) -> list[Frame]:
        """The list of those who wait, as it is on the screen now."""
        return list(self._lists()["waiting"])

    async def leaves(self) -> None:
        if self._ear is not None:
            await self._ear.close()

    async def asks(self, kind: str, **fields: str) -> Frame | Refusal:
        """Any frame of the desk; the answer to it, or why not."""
        ref = uuid4().hex
        await self.ear.ws.send_json({"type": kind, "ref": ref, **fields})

        def answered() -> Frame | None:
            return next((f for f in self.ear.frames if f.get("ref") == ref), None)

        answer = await self.ear.until(f"an answer to {kind}", answered)
        return Refusal(answer["text"]) if answer["type"] == "refused" else answer

    async def sees_waiting(self, who: Customer | str, **facts: Any) -> Frame:
        """The card of a waiting customer, with these facts on it."""
        return await self._card("waiting", who, facts)

    async def has(self, who: Customer | str) -> Frame:
        return await self._card("mine", who, {})

    async def sees_nobody_waiting(self) -> None:
        await self.ear.until("an empty list", lambda: self._lists().get("waiting") == [])

    async def opens(self, who: Customer | str) -> None:
        self._done(await self.asks("open", conversation=_id(who)))

    async def takes(self, who: Customer | str) -> None:
        await self.sees_waiting(who)
        self._done(await self.asks("claim", conversation=_id(who)))

    async def tries_to_take(self, who: Customer | str) -> Frame | Refusal:
        return await self.asks("claim", conversation=_id(who))

    async def replies(self, who: Customer | str, text: str) -> None:
        self._done(await self.tries_to_reply(who, text))

    async def tries_to_reply(self, who: Customer | str, text: str) -> Frame | Refusal:
        return await self.asks("reply", conversation=_id(who), client_id=uuid4().hex, text=text)

    async def notes(self, who: Customer | str, text: str) -> None:
        given = {"conversation": _id(who), "client_id": uuid4().hex, "text": text}
        self._done(await self.asks("note", **given))

    async def hands_back(
        self, who: Customer | str, reason: str = "bot_can", done: str = ""
    ) -> None:
        self._done(await self.asks("hand_back", conversation=_id(who), reason=reason, done=done))

    async def resolves(self, who: Customer | str, outcome: str = "answered") -> None:
        self._done(await self.asks("resolve", conversation=_id(who), outcome=outcome))

    async def sees(self, who: Customer | str, text: str) -> Frame:
        """A line with these words in the transcript of the conversation."""

        def found() -> Frame | None:
            return next((line for line in self._lines(_id(who)) if text in line["text"]), None)

        return dict(await self.ear.until(f"{text!r} in the transcript", found))

    async def sees_facts(self, who: Customer | str, **facts: Any) -> Frame:
        """The card's facts beside the transcript, with these values."""

        def found() -> Frame | None:
            shown = [f for f in self.ear.frames if f["type"] == "conversation"]
            mine = [f for f in shown if f["conversation"] == _id(who)]
            return mine[-1] if mine and facts.items() <= mine[-1].items() else None

        return dict(await self.ear.until(f"facts {facts}", found))

    async def dead_letters(self) -> list[Frame]:
        return list(self._done(await self.asks("dead_letters"))["dead_letters"])

    def _lines(self, conversation: str) -> list[Frame]:
        frames = [f for f in self.ear.frames if f["type"] == "entries"]
        return [e for f in frames if f["conversation"] == conversation for e in f["entries"]]

    async def _card(self, where: str, who: Customer | str, facts: Frame) -> Frame:
        def found() -> Frame | None:
            cards = [c for c in self._lists().get(where, ()) if c["conversation"] == _id(who)]
            return cards[0] if cards and facts.items() <= cards[0].items() else None

        return dict(await self.ear.until(f"{_id(who)} {facts} in {where}", found))

    def _lists(self) -> Frame:
        return next((f for f in reversed(self.ear.frames) if f["type"] == "lists"), {})

    def _done(self, answer: Frame | Refusal) -> Frame:
        assert not isinstance(answer, Refusal), answer.text
        return answer


def _id(who: Customer | str) -> str:
    return who if isinstance(who, str) else who.conversation


async def customer_at(people: AsyncExitStack, stand: Stand, language: str = "en") -> Customer:
    """A customer who has just opened the chat, until ``people`` go."""
    customer = Customer(await people.enter_async_context(_browser()), stand, language)
    people.push_async_callback(customer.leaves)
    await customer.arrives()
    return customer


async def agent_at(people: AsyncExitStack, stand: Stand, name: str, **facts: Any) -> AgentAtDesk:
    """A new agent who has just opened the desk, until ``people`` go."""
    agent = await stand.add_agent(name, **facts)
    at_desk = AgentAtDesk(await people.enter_async_context(_browser()), stand, agent)
    people.push_async_callback(at_desk.leaves)
    await at_desk.signs_in()
    return at_desk


def _browser() -> ClientSession:
    return ClientSession(cookie_jar=CookieJar(unsafe=True))
