"""A customer at the web widget: session, socket and uploads, as a browser has them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from io import BytesIO
from uuid import uuid4

from aiohttp import ClientSession, FormData

from bot.bench.customers import Frame, NoAnswer, Page
from bot.converse.deeds import Said
from bot.converse.files import content_of
from bot.converse.road import CannotBeDone
from bot.converse.script import Dialogue
from bot.converse.stand import Stand
from handoff.rules.ids import ConversationId
from handoff.rules.messages import Speaker

SHOWS_WITHIN_S = 5.0


class Widget:
    """Satisfies ``Road``."""

    def __init__(self, stand: Stand, http: ClientSession, language: str) -> None:
        self.conversation = ConversationId("")
        self._stand = stand
        self._http = http
        self._language = language
        self._token = ""
        self._page = Page(self._heard)
        self._entries: dict[int, Frame] = {}
        self._refusals: list[str] = []
        self._news = asyncio.Event()

    async def come(self, platform: str, account: str) -> None:
        """Load the page; nothing is shown before ``arrive``."""
        body = {"language": self._language, "platform": platform, "account": account}
        async with self._http.post(f"{self._stand.url}/api/web/session", json=body) as answer:
            session = await answer.json()
        if "token" not in session:
            raise NoAnswer(f"no session: {session}")
        self._token, self.conversation = session["token"], ConversationId(session["conversation"])

    async def arrive(self) -> None:
        await self._page.connect(self._http, self._stand.url, "/api/web/socket")
        hello = {"type": "hello", "token": self._token, "after": 0, "language": self._language}
        await self._page.ask(hello, lambda frame: frame["type"] == "ready")
        await self._page.send({"type": "open", "language": self._language})

    async def leave(self) -> None:
        await self._page.close()

    async def write(self, said: Said) -> None:
        for name in said.files:
            self._refusals.append(await self._upload(name))
        if said.text:
            self._refusals.append(await self._send({"type": "message", "text": said.text}))

    async def press(self, button: str, label: str) -> None:
        shown = [each["id"] for entry in self._entries.values() for each in entry["buttons"]]
        if button not in shown:
            raise CannotBeDone(f"the widget shows no button {button}")
        if refusal := await self._send({"type": "button", "button": button, "label": label}):
            raise CannotBeDone(refusal)

    async def shown(self, last: int) -> list[str]:
        with suppress(TimeoutError):
            async with asyncio.timeout(SHOWS_WITHIN_S):
                while max(self._entries, default=0) < last:
                    self._news.clear()
                    await self._news.wait()
        others = [e for e in self._entries.values() if e["from"] != Speaker.CUSTOMER.value]
        return [*(entry["text"] for entry in others), *filter(None, self._refusals)]

    async def _send(self, frame: Frame) -> str:
        """Why it was refused, in the customer's words, or nothing."""
        await self._stand.rest(f"web:messages:{self.conversation}")
        client_id = str(uuid4())
        sent = {**frame, "client_id": client_id, "language": self._language}
        answer = await self._page.ask(sent, lambda got: got.get("client_id") == client_id)
        return str(answer.get("text") or "")

    async def _upload(self, name: str) -> str:
        fields = {"token": self._token, "client_id": str(uuid4()), "language": self._language}
        form = FormData(fields, quote_fields=False)  # names go as they are, as browsers send them
        form.add_field("file", BytesIO(content_of(name)), filename=name)
        async with self._http.post(f"{self._stand.url}/api/web/files", data=form) as answer:
            return str((await answer.json()).get("text") or "")

    def _heard(self, frame: Frame) -> None:
        if frame["type"] == "entry":
            self._entries[frame["seq"]] = frame
            self._news.set()


@asynccontextmanager
async def at_widget(stand: Stand, dialogue: Dialogue) -> AsyncIterator[Widget]:
    """A customer who has the page before the eyes, the chat still closed."""
    async with ClientSession(headers={"Origin": stand.url}) as http:
        widget = Widget(stand, http, dialogue.lang)
        await widget.come(dialogue.platform, dialogue.setup.account)
        try:
            yield widget
        finally:
            await widget.leave()
