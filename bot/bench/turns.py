"""One question of a customer, through the whole road and to the bare assistant, in turn."""

from collections.abc import Callable
from contextlib import AsyncExitStack
from time import perf_counter
from typing import Any

import aiohttp

from bot.bench.customers import Customer, from_address
from bot.bench.figures import percentile
from bot.up.parts import service_url
from handoff.settings import Settings

PER_CONVERSATION = 2
"""Questions of one customer: few enough for the bot to answer all of them itself."""

_QUESTIONS = (
    "How do I change my password? My phone is a model {n}.",
    "When will my payout of {n} euros arrive?",
    "Where can I see my transactions of day {n}?",
    "How do I cancel the subscription that costs {n} a month?",
    "Why is my video number {n} not shown to others?",
    "How can I delete my account? I have {n} followers.",
)

Progress = Callable[[str], None]


async def measure(settings: Settings, token: str, count: int, progress: Progress) -> dict[str, Any]:
    """``p50_ratio`` of ``count`` questions, the road beside Rasa's own REST channel.

    Every text is new in its place: an even one goes over the road first, an odd one to Rasa first,
    so that neither side profits from what the other has warmed.
    """
    road: list[float] = []
    bare: list[float] = []
    async with AsyncExitStack() as stack:
        rasa = await stack.enter_async_context(aiohttp.ClientSession())
        for number in range(count):
            progress(f"turns: {number} of {count}")
            if number % PER_CONVERSATION == 0:
                customer = await _customer(settings, stack, number)
            text = _QUESTIONS[number % len(_QUESTIONS)].format(n=1_000 + number)
            sender = f"bare-{number // PER_CONVERSATION}"
            if number % 2:
                bare.append(await _ask_rasa(rasa, settings, token, sender, text))
            road.append(await _ask(customer, text))
            if not number % 2:
                bare.append(await _ask_rasa(rasa, settings, token, sender, text))
    return {
        "p50_ratio": percentile(road, 0.5) / percentile(bare, 0.5),
        "questions": count,
        "road_p50_ms": percentile(road, 0.5),
        "road_p95_ms": percentile(road, 0.95),
        "rasa_p50_ms": percentile(bare, 0.5),
        "rasa_p95_ms": percentile(bare, 0.95),
    }


async def _customer(settings: Settings, stack: AsyncExitStack, number: int) -> Customer:
    http = await stack.enter_async_context(from_address(20_000 + number))
    customer = Customer()
    await customer.come(http, service_url(settings))
    stack.push_async_callback(customer.page.close)
    return customer


async def _ask(customer: Customer, text: str) -> float:
    started = perf_counter()
    await customer.ask(text)
    return (perf_counter() - started) * 1000


async def _ask_rasa(
    rasa: aiohttp.ClientSession, settings: Settings, token: str, sender: str, text: str
) -> float:
    metadata = {"platform": "short_video", "language": "en", "epoch": 0, "message_id": text}
    body = {"sender": sender, "message": text, "metadata": metadata}
    url = f"{settings.assistant_address}/webhooks/rest/webhook"
    started = perf_counter()
    async with rasa.post(url, json=body, params={"token": token}) as answer:
        await answer.read()
    return (perf_counter() - started) * 1000
