"""What a customer does with the widget and sees in it."""

from typing import Any

from playwright.async_api import ConsoleMessage, Locator, Page, expect

from handoff.rules.ids import ConversationId
from tests.adapters.web.served import Served


class Chat:
    """The widget in one tab. ``complaints`` collects what the page reports as errors."""

    def __init__(self, page: Page, served: Served) -> None:
        self.page = page
        self.served = served
        self.complaints: list[str] = []
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", self._on_console)

    def _on_console(self, message: ConsoleMessage) -> None:
        # A lost connection is reported by the browser itself, whatever the page does.
        if message.type == "error" and "net::ERR" not in message.text:
            self.complaints.append(message.text)

    async def visit(self, language: str) -> None:
        await self.page.goto(f"{self.served.url}/?language={language}")
        await expect(self.launcher).to_be_visible()

    async def open(self) -> None:
        await self.launcher.click()
        await expect(self.entries.first).to_be_visible()

    async def write(self, text: str) -> None:
        await self.field.fill(text)
        await self.field.press("Enter")

    async def say(self, text: str) -> None:
        """Write, and wait for the answer."""
        await self.write(text)
        await expect(self.bubble(f"You wrote: {text}")).to_be_visible()

    def bubble(self, text: str) -> Locator:
        return self.page.locator(".bubble").get_by_text(text, exact=True)

    async def said(self) -> list[str]:
        return await self.entries.locator(".bubble").all_inner_texts()

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    @property
    def launcher(self) -> Locator:
        return self.page.locator(".launcher")

    @property
    def panel(self) -> Locator:
        return self.page.get_by_role("dialog")

    @property
    def card(self) -> Locator:
        """Where the customer stands in line."""
        return self.page.locator(".card")

    @property
    def line(self) -> Locator:
        """What is wrong with the connection."""
        return self.page.locator(".line")

    @property
    def field(self) -> Locator:
        return self.page.locator("textarea")

    @property
    def entries(self) -> Locator:
        """Entries from the log, not those still on their way."""
        return self.page.locator(".entries .entry")

    @property
    def unsent(self) -> Locator:
        return self.page.locator(".unsent .entry")

    @property
    def conversation(self) -> ConversationId:
        return self.served.support.accepted[-1][0]

    def answer(self, text: str, **fields: Any) -> None:
        self.served.support.say(self.conversation, text, **fields)

    def become(self, **changes: Any) -> None:
        self.served.support.become(self.conversation, **changes)
