"""A real browser on the demo page, with the web channel and a small support team behind it."""

from collections.abc import AsyncIterator
from typing import Any

import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, async_playwright, expect

from tests.adapters.web.served import Served
from tests.browser.widget.chat import Chat

CHROMIUM = "/usr/bin/chromium"
WAIT_MS = 60_000
"""Only a failure takes that long; a busy machine may need more than the usual five seconds."""
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    expect.set_options(timeout=WAIT_MS)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def served() -> AsyncIterator[Served]:
    served = Served()
    await served.start()
    yield served
    await served.stop()


@pytest_asyncio.fixture(loop_scope="session")
async def open_chat(browser: Browser, served: Served) -> AsyncIterator[Any]:
    """``await open_chat(language=..., **options of the browser context)``."""
    contexts: list[BrowserContext] = []

    async def open_one(language: str = "en", script: str = "", **options: Any) -> Chat:
        context = await browser.new_context(**options)
        contexts.append(context)
        if script:
            await context.add_init_script(script)
        chat = Chat(await context.new_page(), served)
        await chat.visit(language)
        return chat

    yield open_one
    for context in contexts:
        await context.close()
