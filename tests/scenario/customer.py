"""A customer at the web widget, over the real protocol on loopback."""

import re
from contextlib import AsyncExitStack
from io import BytesIO
from typing import Any
from uuid import uuid4

from aiohttp import ClientSession, FormData

from handoff.rules.ids import ConversationId
from tests.scenario.hearing import PLATFORM, Ear, Frame, a_browser, pattern_of
from tests.scenario.stand import Stand


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

    async def arrives(self, role: str = "") -> None:
        """Opens the chat for the first time, on a page that says what they are there."""
        body = {"language": self.language, "platform": PLATFORM, "role": role}
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

    async def uploads(self, data: bytes, name: str) -> dict[str, Any]:
        """Sends a file; the answer of the service."""
        fields = {"token": self._token, "client_id": str(uuid4()), "language": self.language}
        # As browsers do: names go as they are.
        form = FormData(fields, quote_fields=False)
        form.add_field("file", BytesIO(data), filename=name)
        url = f"{self._stand.url}/api/web/files"
        async with self._http.post(url, data=form, headers=self._headers) as answer:
            return dict(await answer.json())

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


async def customer_at(
    people: AsyncExitStack, stand: Stand, language: str = "en", role: str = ""
) -> Customer:
    """A customer who has just opened the chat, until ``people`` go."""
    customer = Customer(await people.enter_async_context(a_browser()), stand, language)
    people.push_async_callback(customer.leaves)
    await customer.arrives(role)
    return customer
