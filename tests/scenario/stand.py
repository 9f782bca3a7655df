"""The whole service on loopback, with a Rasa that follows a script and a clock set by hand."""

import asyncio
import atexit
import re
import shutil
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bot.app import DATA, Service, serve
from bot.clock import HandClock
from handoff.ports import Agent
from handoff.rules.conversation import Conversation
from handoff.rules.ids import AgentId, ConversationId
from handoff.settings import Settings
from tests.cli.waiting import until
from tests.databases import with_tables
from tests.fakes.rasa import RasaFake
from tests.fakes.telegram import TelegramFake
from tests.redis_server import free_port

WITHIN_S = 60.0
"""How long anything may take before a test fails; a busy machine stands still for seconds."""


@dataclass
class Stand:
    """A running service and what a test may do to the world around it."""

    service: Service
    rasa: RasaFake = field(default_factory=RasaFake)
    clock: HandClock = field(default_factory=HandClock)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.service.settings.http_port}"

    async def state(self, conversation: ConversationId) -> Conversation:
        state = await self.service.log.state(conversation)
        assert state is not None, f"{conversation} was never opened"
        return state

    async def quiet(self) -> None:
        """Until no lane holds a message: all that could follow from what was done has followed."""

        async def is_idle() -> bool:
            boxes = self.service.mailboxes
            bases = [*boxes.keys.shards(), boxes.keys.line]
            return not any(await asyncio.gather(*(boxes.lanes_in_use(base) for base in bases)))

        await until(is_idle, within_s=WITHIN_S)

    async def asked(self, times: int) -> None:
        """Until the assistant was asked so often, whatever became of it."""
        await until(lambda: len(self.rasa.arrived) >= times, within_s=WITHIN_S)

    async def tickets(self, conversation: ConversationId) -> list[dict[str, Any]]:
        """All tickets of the conversation as stored, the first one first."""
        await self.quiet()
        found = await self.service.records.tickets_of(conversation)
        return sorted(found, key=lambda ticket: str(ticket["id"]))

    async def recorded(self, conversation: ConversationId, name: str) -> list[dict[str, Any]]:
        """The data of each fact recorded under ``name`` about the conversation, in order."""
        await self.quiet()
        facts = await self.service.records.events_of(conversation)
        return [data for known, _, data in facts if known == name]

    async def add_agent(self, name: str, **changes: Any) -> Agent:
        fields = {"id": AgentId(""), "name": name, "role": "agent"} | changes
        return await self.service.records.add_agent(Agent(**fields))


@asynccontextmanager
async def standing(
    folder: Path,
    redis_url: str,
    *,
    rasa: RasaFake | None = None,
    telegram: TelegramFake | None = None,
    data: Path | None = None,
    smtp_url: str = "",
    at: datetime | None = None,
    **more: Any,
) -> AsyncIterator[Stand]:
    """A service with its files in ``folder``; stopped at the end.

    Without ``rasa`` it gets one of its own. Two stands over one folder and one Redis are two copies
    of the same service, or, one after the other, a restart. Without ``data`` nobody ever closes, so
    that a story goes alike at any hour. ``more`` are further settings.
    """
    async with AsyncExitStack() as stack:
        rasa = rasa or await stack.enter_async_context(RasaFake())
        settings = settings_for(folder, redis_url, rasa.url, telegram, smtp_url, **more)
        clock = HandClock(at)
        with_tables(settings.database_address)
        async with serve(settings, clock, data or always_open()) as service:
            yield Stand(service, rasa, clock)
            # A question that the assistant still holds would hold up the stop as well.
            rasa.let_go()


def settings_for(
    folder: Path,
    redis_url: str,
    assistant_url: str,
    telegram: TelegramFake | None = None,
    smtp_url: str = "",
    **more: Any,
) -> Settings:
    """An SQLite file in ``folder`` and a free port; nothing of the machine's own settings."""
    return Settings(
        redis_url=redis_url,
        database_url="",
        telegram_bot_token=telegram.token if telegram else "",
        telegram_api_url=telegram.url if telegram else "https://api.telegram.org",
        http_port=free_port(),
        assistant_url=assistant_url,
        var_dir=folder,
        platform="short_video",
        smtp_url=smtp_url,
        mail_from="support@example.com" if smtp_url else "",
        _env_file=None,
        **more,
    )


def copy_of_files(folder: Path) -> Path:
    """The content and catalogue files, free to be edited."""
    for part in ("content", "catalogue"):
        shutil.copytree(DATA / part, folder / part)
    return folder


def copy_of_data(folder: Path) -> Path:
    """The same, but nobody ever closes."""
    copy_of_files(folder)
    path = folder / "catalogue" / "departments.yml"
    open_hours = re.sub(r'hours: "[^"]+"', 'hours: "24/7"', path.read_text("utf-8"))
    path.write_text(
        re.sub(r"outside_hours: \w+", "outside_hours: not_applicable", open_hours), "utf-8"
    )
    return folder


@cache
def always_open() -> Path:
    """One copy for all stories of a run, read once; it goes with the run."""
    folder = TemporaryDirectory()
    atexit.register(folder.cleanup)
    return copy_of_data(Path(folder.name))
