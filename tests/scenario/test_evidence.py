"""Evidence on Telegram: as much as the operator allows, and a reason with a time beyond that."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.fakes.telegram import TelegramFake
from tests.pictures import picture
from tests.scenario.stand import Stand, standing
from tests.scenario.telegram import TelegramCustomer

PNG = picture("PNG")


@pytest.fixture
async def fake() -> AsyncIterator[TelegramFake]:
    async with TelegramFake() as fake:
        yield fake


@pytest.fixture
async def stand(
    fake: TelegramFake, tmp_path: Path, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Stand]:
    """An operator who allows two files an hour."""
    monkeypatch.setenv("FOOTBRIDGE_FILES_PER_HOUR", "2")
    monkeypatch.setenv("FOOTBRIDGE_FILE_MB_PER_HOUR", "50")
    async with standing(tmp_path, redis_url, telegram=fake) as stand:
        yield stand


@pytest.mark.parametrize("language", ["en", "nl", "zh"])
async def test_the_setting_holds_and_what_is_beyond_it_is_told(
    fake: TelegramFake, stand: Stand, language: str
) -> None:
    robin = TelegramCustomer(fake, stand, language)
    robin.app.start()
    await robin.sees("greeting")
    for number in range(3):
        robin.app.send_photo(PNG, caption=f"proof {number}", album="proofs")

    told = await robin.sees("files_too_many")

    assert re.findall(r"\d+", told["text"]) == ["2", "50", "30"]
    await stand.quiet()
    entries = [entry for _, entry in await stand.service.log.read(robin.conversation, 0)]
    proofs = [entry for entry in entries if entry.text.startswith("proof")]
    assert [len(entry.files) for entry in proofs] == [1, 1, 0]
