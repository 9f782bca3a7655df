"""``footbridge notice`` as a manager types it, over a real database."""

import asyncio
import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from bot.cli.notice import app
from handoff.records.sql import SqlRecords
from handoff.rules.ids import ConversationId

pytestmark = pytest.mark.sql
WORDS = ("--en", "It is moved.", "--nl", "Het verhuist.", "--zh", "正在迁移。")


@pytest.fixture(autouse=True)
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    address = f"sqlite:///{tmp_path}/records.db"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", address)
    return address


def typed(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def until(hours: int) -> tuple[str, str]:
    at = datetime.now() + timedelta(hours=hours)  # noqa: DTZ005  # as people type it
    return "--until", at.strftime("%Y-%m-%d %H:%M")


def posted(*words: str) -> str:
    """The id of what was posted."""
    answer = typed(*words)
    assert answer.exit_code == 0, answer.output
    return re.findall(r"notice lift (n\w+)", answer.stdout)[0]


def test_a_pause_is_posted_listed_given_more_time_and_lifted(database: str):
    name = posted("pause", "report_button", *WORDS, *until(2))
    assert "report_button" in typed("list").stdout
    assert typed("extend", name, *until(5)).exit_code == 0

    async def someone_asks() -> int:
        records = await SqlRecords.open(database)
        await records.await_notice(name, ConversationId("web-1"), "nl")
        unheard = await records.unheard()
        await records.close()
        return len(unheard)

    assert asyncio.run(someone_asks()) == 0
    assert typed("lift", name).exit_code == 0
    assert asyncio.run(someone_asks()) == 1
    again = typed("lift", name)
    assert again.exit_code == 1
    assert "footbridge notice list" in again.output


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("pause", "teapot", *WORDS, *until(2)), "Known: upload"),
        (("pause", "upload", *WORDS, *until(-2)), "an end that lies ahead"),
        (("news", *WORDS[:5], " ", *until(2)), "zh is missing"),
        (("news", *WORDS, *until(2), "--topic", "teapot"), "no answer called teapot"),
    ],
)
def test_what_cannot_be_posted_says_why(words: tuple[str, ...], reason: str):
    answer = typed(*words)
    assert answer.exit_code == 1
    assert reason in answer.output
    assert "No notices" in typed("list").stdout


def test_a_type_and_news_can_be_posted_as_well():
    posted("pause", "type:spam_scam", *WORDS, *until(2))
    posted("fault", "upload", *WORDS, *until(2))
    posted("news", *WORDS, *until(2), "--topic", "upload_problem")
    assert typed("list").stdout.count("It is moved.") == 3
