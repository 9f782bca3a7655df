"""The real channel and the real python-telegram-bot, against a Telegram on loopback."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.channels.telegram import TelegramChannel
from bot.channels.telegram.waits import Waits
from handoff.files.store import StoredFiles
from tests.adapters.telegram.stands import InboxStand, LimitsStand, texts
from tests.fakes.telegram import TelegramFake
from tests.stored_files import files_in

QUICK = Waits(first=0.02, most=0.1, conflict=0.05, token=0.05, full=0.3)


@pytest.fixture
async def fake() -> AsyncIterator[TelegramFake]:
    async with TelegramFake() as server:
        yield server


@pytest.fixture
def inbox(fake: TelegramFake) -> InboxStand:
    return InboxStand(fake.wake)


@pytest.fixture
def limits() -> LimitsStand:
    return LimitsStand()


@pytest.fixture
def files(tmp_path: Path) -> StoredFiles:
    return files_in(tmp_path / "files")


@pytest.fixture
async def channel(
    fake: TelegramFake, inbox: InboxStand, files: StoredFiles, limits: LimitsStand
) -> AsyncIterator[TelegramChannel]:
    """A channel that is polling."""
    channel = TelegramChannel(
        fake.token, fake.url, inbox, files, texts, limits,
        platforms=("marketplace", "short_video"), default_platform="short_video", waits=QUICK,
        is_urgent=lambda text: "danger" in text,
    )  # fmt: skip
    await channel.start()
    yield channel
    await channel.stop()
