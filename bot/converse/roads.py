"""Opens the product and a road to it, on the channel that is wanted."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC
from zoneinfo import ZoneInfo

from pydantic import SecretStr

from bot.clock import HandClock
from bot.converse.road import Road
from bot.converse.script import Dialogue
from bot.converse.stand import BEFORE, BEGINS, Stand, standing
from bot.converse.telegram import App, a_telegram
from bot.converse.widget import at_widget
from handoff.settings import Settings


@asynccontextmanager
async def on_the_road(
    settings: Settings,
    dialogue: Dialogue,
    number: int,
    channel: str,
    zone: ZoneInfo,
    starting: asyncio.Lock,
) -> AsyncIterator[tuple[Stand, Road]]:
    """The product as it is before ``dialogue``, with its customer. Raises ``NoTelegram``."""
    begins = BEGINS.replace(tzinfo=zone).astimezone(UTC)
    clock = HandClock(begins - BEFORE)
    name = f"dialogue{number}-{channel}"
    async with AsyncExitStack() as stack:
        if channel == "web":
            service = await stack.enter_async_context(standing(settings, name, clock, starting))
            stand = Stand(service, clock, begins)
            yield stand, await stack.enter_async_context(at_widget(stand, dialogue))
            return
        fake = await stack.enter_async_context(a_telegram(lambda: clock.now().timestamp()))
        token = SecretStr(fake.token)
        own = settings.model_copy(
            update={"telegram_bot_token": token, "telegram_api_url": fake.url}
        )
        service = await stack.enter_async_context(standing(own, name, clock, starting))
        stand = Stand(service, clock, begins)
        yield stand, App(stand, fake, dialogue, number)
