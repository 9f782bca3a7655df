"""The real assistant at the other end: the trained model, the action server, the service."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from bot.app import serve
from bot.up.console import Lines
from bot.up.keeper import Keeper
from bot.up.parts import ASSISTANT_PYTHON, actions_part, assistant_part
from bot.up.training import is_fresh, model_path
from handoff.settings import Settings, load_settings
from tests.redis_server import free_port
from tests.scenario.actors import agent_at, customer_at
from tests.scenario.stand import Stand, always_open, settings_for

START_WITHIN_S = 240.0
QUESTIONS = {"en": "I forgot my password", "nl": "wachtwoord vergeten", "zh": "密码忘了"}
"""Plain ones: how well the model reads is measured elsewhere."""
pytestmark = [
    pytest.mark.rasa,
    pytest.mark.skipif(not ASSISTANT_PYTHON.exists(), reason="no .venv-assistant"),
]


@pytest.fixture
async def assistant(tmp_path: Path, redis_url: str) -> AsyncIterator[Settings]:
    """Rasa and its actions with the model that is in use; settings that lead to them."""
    if not is_fresh(load_settings()):
        pytest.skip("there is no model of the data as it is: `make train`")
    model = model_path(load_settings()).resolve()
    settings = settings_for(tmp_path, redis_url, "").model_copy(
        update={
            "assistant_port": free_port(),
            "actions_port": free_port(),
            "assistant_redis_url": redis_url.replace("/0", "/1"),
        }
    )
    async with AsyncExitStack() as stack:
        parts = [actions_part(settings), assistant_part(settings, model)]
        keepers = [Keeper(part, tmp_path / f"{part.name}.log", Lines()) for part in parts]
        for keeper in keepers:
            keeper.start()
            stack.push_async_callback(keeper.stop)
        async with asyncio.timeout(START_WITHIN_S):
            await asyncio.gather(*(keeper.up.wait() for keeper in keepers))
        yield settings


async def test_real_assistant_answers_in_three_languages_and_gives_way_to_a_person(
    assistant: Settings,
) -> None:
    async with AsyncExitStack() as stack:
        service = await stack.enter_async_context(serve(assistant, data=always_open()))
        stand = Stand(service)
        for language, question in QUESTIONS.items():
            asking = await customer_at(stack, stand, language)
            await asking.writes(question)
            await asking.sees("answer:password_reset")
        customer = await customer_at(stack, stand)
        sanne = await agent_at(stack, stand, "Sanne")

        await customer.writes(QUESTIONS["en"])
        await customer.sees("answer:password_reset")
        await customer.writes("that is not my question")
        await customer.sees("sorry_not_my_question")
        await customer.writes("I want to talk to a human")
        await customer.sees("queue_place_number")
        await sanne.sees_waiting(customer, question=QUESTIONS["en"])
        await sanne.takes(customer)
        await sanne.replies(customer, "Tell me more.")
        await customer.sees("Tell me more.")
        await sanne.hands_back(customer, "bot_can", "sent a new link")
        await customer.sees("handed_back_done")
        await customer.writes("hello")
        await customer.sees("greeting_again_done")

        await stand.quiet()
        assert await service.desk.dead_letters() == []
