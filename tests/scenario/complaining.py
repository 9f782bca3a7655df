"""A customer with a complaint, at the widget or in the Telegram app alike."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from handoff.rules.ids import ConversationId
from tests.fakes.rasa_forms import ADDED
from tests.scenario.customer import Customer
from tests.scenario.stand import Stand, copy_of_data
from tests.scenario.telegram import TelegramCustomer, buttons_of


@dataclass
class Talker:
    """What both channels let a customer do and see; ``buttons`` are ids under a message."""

    conversation: ConversationId
    writes: Callable[[str], Awaitable[Any]]
    presses: Callable[[str], Awaitable[None]]
    sees: Callable[[str], Awaitable[dict[str, Any]]]
    buttons: Callable[[dict[str, Any]], list[str]]
    all_texts: Callable[[], Awaitable[list[str]]]


def at_widget(customer: Customer) -> Talker:
    return Talker(
        customer.conversation,
        customer.writes,
        customer.presses,
        customer.sees,
        lambda entry: [button["id"] for button in entry["buttons"]],
        customer.heard,
    )


def in_app(customer: TelegramCustomer, stand: Stand) -> Talker:
    async def writes(text: str) -> None:
        customer.app.write(text)

    async def all_texts() -> list[str]:
        await stand.quiet()
        return customer.app.chat.texts()

    return Talker(
        ConversationId(customer.conversation),
        writes,
        customer.presses,
        customer.sees,
        buttons_of,
        all_texts,
    )


def data_with_form_texts(folder: Path) -> Path:
    """The content files, with the questions of the form that the Rasa on loopback leads."""
    return with_form_texts(copy_of_data(folder))


def with_form_texts(data: Path) -> Path:
    """The same for a copy that is there already."""
    added = data / "content" / "texts" / "stand.yml"
    added.write_text(yaml.safe_dump({"texts": ADDED}, allow_unicode=True), "utf-8")
    return data


@asynccontextmanager
async def sql_away(stand: Stand) -> AsyncIterator[None]:
    """No ticket can be written until the end of the block."""
    await _rename(stand, "tickets", "tickets_away")
    try:
        yield
    finally:
        await _rename(stand, "tickets_away", "tickets")


async def _rename(stand: Stand, old: str, new: str) -> None:
    async with stand.service.records._writing() as connection:
        await connection.exec_driver_sql(f"ALTER TABLE {old} RENAME TO {new}")
