"""A real browser at the web desk, over real records and a small desk service in memory."""

import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect

from bot.clock import WallClock
from bot.content import load
from handoff.desks.console.figures import FigureDesk
from handoff.desks.console.links import make_sign_in_link
from handoff.desks.console.server import ConsoleDesk
from handoff.desks.console.tickets import TicketDesk
from handoff.ports import Agent
from handoff.records.sql import SqlRecords
from handoff.rules.tables import Tables
from tests.adapters.console.stand import DeskStand, LogStand, add_agent, render, serving
from tests.databases import with_tables

CHROMIUM = "/usr/bin/chromium"
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WAIT_MS = 60_000
"""Only a failure takes that long; a busy machine may need more than the usual five seconds."""
CHAT = "web-3fA9"


@dataclass
class Desk:
    """The running desk and what a test may do behind it."""

    address: str
    stand: DeskStand
    log: LogStand
    records: SqlRecords
    console: ConsoleDesk

    def wait(self, conversation: str, *, waits_s: int = 120, left_s: int = 600, **changes: Any):
        now = int(time.time() * 1000)
        times = {"since_ms": now - waits_s * 1000, "due_ms": now + left_s * 1000}
        return self.stand.wait(conversation, **(times | changes))

    async def add_agent(self, name: str, **changes: Any) -> Agent:
        return await add_agent(self.records, name, **changes)


@cache
def tables() -> Tables:
    """The tables as they are."""
    return load(Path(__file__).parents[3] / "data").tables


SignIn = Callable[..., Awaitable[Page]]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    expect.set_options(timeout=WAIT_MS)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    url = f"sqlite:///{tmp_path}/records.db"
    records = await SqlRecords.open(with_tables(url), lambda: tables().tickets)
    log = LogStand()
    stand = DeskStand(log)
    tickets = TicketDesk(records, log, WallClock(), tables, lambda: None)
    figures = FigureDesk(records, WallClock(), tables, render)
    console = ConsoleDesk(
        stand, log, records, render,
        tickets=tickets, figures=figures, departments=lambda: ("billing", "moderation"),
    )  # fmt: skip
    async with serving(console) as address:
        yield Desk(address, stand, log, records, console)
    await records.close()


@pytest_asyncio.fixture(loop_scope="session")
async def sign_in(browser: Browser, desk: Desk) -> AsyncIterator[SignIn]:
    """``await sign_in(agent, **options of the browser context)``: a page at the desk.

    Whatever the page complains about, a broken rule of its own policy included, fails the test.
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    async def sign_one_in(agent: Agent, **options: Any) -> Page:
        context = await browser.new_context(**options)
        contexts.append(context)
        page = await context.new_page()
        page.set_default_timeout(WAIT_MS)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda said: complaints.append(said.text) if "Security Policy" in said.text else None,
        )
        await page.goto(await make_sign_in_link(desk.records, agent.id, desk.address))
        await page.get_by_role("button", name="Sign in").click()
        await expect(page.locator("#presence")).to_be_enabled()
        return page

    yield sign_one_in
    for context in contexts:
        await context.close()
    assert complaints == []


async def open_chat(page: Page, name: str = "Noor") -> None:
    await page.locator(".chat-item", has_text=name).click()
    await expect(page.locator(".said").first).to_be_visible()
