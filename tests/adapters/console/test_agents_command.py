"""``footbridge agents`` as a person types it, over a real database."""

import asyncio
import fcntl
import re
import threading
from pathlib import Path

import pytest
from click.testing import Result
from rich.console import Console
from typer.testing import CliRunner

from bot.cli.agents import app
from bot.up.files import AlreadyRunning, hold
from handoff.records.sql import SqlRecords

pytestmark = pytest.mark.sql


@pytest.fixture(autouse=True)
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    address = f"sqlite:///{tmp_path}/records.db"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", address)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.delenv("FOOTBRIDGE_VAR_DIR", raising=False)
    return address


def typed(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def test_added_agent_is_listed_with_everything_given():
    words = ["add", "Sanne", "--language", "nl", "--language", "en", "--department", "billing"]
    added = typed(*words, "--capacity", "6", "--role", "lead", "--slack", "U0SANNE")
    assert added.exit_code == 0, added.output
    assert "sanne" in added.stdout

    listed = typed("list").stdout
    for part in ("sanne", "Sanne", "lead", "billing", "nl, en", "6", "U0SANNE", "yes"):
        assert part in listed


def test_skills_are_given_taken_and_shown():
    typed("add", "Sanne", "--skill", "gold")
    assert "gold" in typed("list").stdout

    changed = typed("skills", "Sanne", "refunds", "vip")
    assert (changed.exit_code, changed.stdout) == (0, "Sanne (sanne): refunds, vip.\n")
    assert "refunds, vip" in typed("list").stdout
    assert typed("skills", "Sanne").stdout == "Sanne (sanne): no skills.\n"
    for wrong in (("skills", "Sanne", "Gold!"), ("skills", "Nobody", "gold")):
        assert typed(*wrong).exit_code == 1


@pytest.mark.parametrize("is_terminal", [True, False])
@pytest.mark.parametrize("columns", ["20", "80"])
def test_ids_are_whole_however_narrow_the_screen(
    monkeypatch: pytest.MonkeyPatch, columns: str, is_terminal: bool
):
    monkeypatch.setenv("COLUMNS", columns)
    monkeypatch.setattr("bot.cli.agents.screen", Console(force_terminal=is_terminal))
    name = "Anna Maximiliana van Oldenbarnevelt"
    words = ["add", name, "--department", "billing", "--department", "privacy"]
    typed(*words, "--slack", "U0ANNAMAXIMILIANA")
    typed(*words)

    listed = typed("list").stdout
    for made in ("anna-maximiliana-van-oldenbarnevelt", "anna-maximiliana-van-oldenbarnevelt-2"):
        assert f" {made} " in listed
    assert " U0ANNAMAXIMILIANA " in listed
    if not is_terminal:
        assert re.search(f" {name} .* billing, privacy .* U0ANNAMAXIMILIANA ", listed)


def test_empty_list_says_how_to_begin():
    assert "footbridge agents add NAME" in typed("list").stdout


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (["--language", "fr"], "Unknown language 'fr'. Known: en, nl, zh"),
        (["--department", "sales"], "Unknown department 'sales'. Known: frontline"),
        (["--role", "boss"], "Unknown role 'boss'"),
        (["--capacity", "0"], "Capacity 0 is not between 1 and 50"),
    ],
)
def test_wrong_values_are_named_with_the_right_ones(words: list[str], problem: str):
    refused = typed("add", "Sanne", *words)

    assert refused.exit_code == 1
    assert problem in refused.stderr
    assert "No agents yet" in typed("list").stdout


def test_slack_id_of_somebody_else_is_refused():
    typed("add", "Sanne", "--slack", "U1")

    refused = typed("add", "Noor", "--slack", "U1")
    assert (refused.exit_code, "belongs to Sanne already" in refused.stderr) == (1, True)


def test_link_signs_in_once(database: str):
    typed("add", "Sanne")
    link = typed("link", "sanne", "--base-url", "https://help.example.com/").stdout.strip()
    found = re.fullmatch(r"https://help\.example\.com/desk/sign-in\?code=([\w-]{43})", link)
    assert found is not None

    async def sign_in_twice() -> list[bool]:
        records = await SqlRecords.open(database)
        try:
            return [await records.open_session(found.group(1)) is not None for _ in range(2)]
        finally:
            await records.close()

    assert asyncio.run(sign_in_twice()) == [True, False]


def test_link_without_an_address_uses_the_service_s_own():
    typed("add", "Sanne")

    assert typed("link", "Sanne").stdout.startswith("http://127.0.0.1:8080/desk/sign-in?code=")
    assert typed("link", "sanne", "--base-url", "help.example.com").exit_code == 1


def test_link_leads_to_the_installation_that_runs(tmp_path: Path):
    typed("add", "Sanne")
    folder = tmp_path / "var"
    with hold(folder):
        # A service with a database of its own writes no link: then the settings have to do.
        assert typed("link", "Sanne").stdout.startswith("http://127.0.0.1:8080/desk/")
        (folder / "desk-link.txt").write_text("http://127.0.0.1:9191/desk/sign-in?code=once\n")
        assert typed("link", "Sanne").stdout.startswith("http://127.0.0.1:9191/desk/sign-in?code=")

    # It has stopped; what it left behind says nothing any more.
    assert typed("link", "Sanne").stdout.startswith("http://127.0.0.1:8080/desk/")


def test_start_waits_for_one_who_only_looks_whether_it_runs(tmp_path: Path):
    with (tmp_path / "footbridge.lock").open("w") as looking:
        fcntl.flock(looking, fcntl.LOCK_SH)
        end = threading.Timer(0.05, fcntl.flock, [looking, fcntl.LOCK_UN])
        end.start()
        with hold(tmp_path):
            end.join()
            with pytest.raises(AlreadyRunning), hold(tmp_path):
                pytest.fail("two hold the folder")


def test_disabled_agent_gets_no_link_until_enabled():
    typed("add", "Sanne")

    assert typed("disable", "sanne").exit_code == 0
    refused = typed("link", "sanne")
    assert (refused.exit_code, "footbridge agents enable sanne" in refused.stderr) == (1, True)
    assert typed("enable", "sanne").exit_code == 0
    assert typed("link", "sanne").exit_code == 0


def test_namesakes_are_told_apart_by_id():
    assert "another" not in typed("add", "Sanne").stdout
    second = typed("add", "sanne").stdout
    assert "There is another sanne already: sanne." in second
    assert "footbridge agents disable sanne-2" in second

    refused = typed("disable", "Sanne")
    assert (refused.exit_code, "sanne, sanne-2" in refused.stderr) == (1, True)
    assert typed("disable", "sanne-2").exit_code == 0
    assert "No agent 'noor'" in typed("disable", "noor").stderr


def test_database_that_does_not_answer_is_one_clear_line(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:9/none")

    failed = typed("list")
    assert failed.exit_code == 1
    assert "The database does not answer" in failed.stderr
