"""``footbridge report`` as a manager types it, over a real database."""

import asyncio
import csv
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner

from bot.cli import build
from bot.cli.report import _print
from handoff.records.sql import SqlRecords
from handoff.records.ticket_report import Kind, Line, Report

pytestmark = pytest.mark.sql


@pytest.fixture(autouse=True)
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/records.db")


@pytest.mark.parametrize(
    ("typed", "is_read"),
    [("2026-11-20", True), ("20-11-2026", False), ("yesterday", False), ("2026-02-30", False)],
)
def test_a_day_that_cannot_be_read_is_answered_with_one_that_can(typed: str, is_read: bool) -> None:
    answer = CliRunner().invoke(build(["report"]), ["report", "--first", typed])
    assert (answer.exit_code == 0) is is_read, answer.output
    told = " ".join(answer.stderr.replace("│", " ").split())
    assert (f"“{typed}” is no day. Write it as 2026-11-20." in told) is not is_read
    assert "%Y" not in answer.output


def test_types_and_causes_are_whole_on_a_narrow_screen(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    kinds = [Kind(name, *range(1, 9)) for name in ("plagiarised_listing", "moderation_decision")]
    line = Line("2026-W47", "moderation_decision", "policy_unclear_or_inconsistent", 3)
    made = Report("2026-11-01", "2026-11-20", (line,), tuple(kinds))
    for screen in (Console(force_terminal=True), Console()):
        monkeypatch.setattr("bot.cli.report.screen", screen)
        _print(made)
        shown = capsys.readouterr().out
        for word in (
            "plagiarised_listing",
            "moderation_decision",
            "policy_unclear_or_inconsistent",
        ):
            assert word in shown


@pytest.mark.parametrize(("file", "code"), [("figures.csv", 0), ("nowhere/figures.csv", 1)])
def test_figures_go_to_a_file_or_one_line_says_why_not(file: str, code: int) -> None:
    answer = CliRunner().invoke(build(["report"]), ["report", "--csv", file])
    assert answer.exit_code == code
    assert Path(file).is_file() is (code == 0)
    assert ("cannot be written" in answer.stderr) is (code == 1)


def record_a_handoff(folder: Path) -> None:
    """A customer of billing, who waits 40 s and has an answer after 60 s, on 3 March 2026."""

    async def record() -> None:
        records = await SqlRecords.open(f"sqlite:///{folder}/records.db")
        at_ms = 1_772_532_000_000
        known = {
            "conversation": "web-1", "handoff": "web-1:h1", "department": "billing", "type": "",
            "priority": "P3", "language": "nl", "channel": "web", "platform": "short_video",
            "reason": "user_request", "due_ms": at_ms + 300_000,
        }  # fmt: skip
        for name, after_s, own in (
            ("handoff_requested", 0, {"is_open": True}),
            ("handoff_accepted", 40, {"agent": "a1", "waited_s": 40}),
            ("first_reply", 60, {"agent": "a1", "waited_s": 60, "in_time": True}),
        ):
            data = {**known, **own, "at_ms": at_ms + after_s * 1000}
            await records.record_event(name, name, data)
        await records.close()

    asyncio.run(record())


@pytest.mark.parametrize(("language", "word"), [("en", "Got a person"), ("zh", "接通人工")])
def test_a_page_with_charts_and_all_sheets_go_to_a_folder(
    tmp_path: Path, language: str, word: str
) -> None:
    record_a_handoff(tmp_path)
    typed = ["report", "--from", "2026-03-01", "--to", "2026-03-04", "--out", "new/figures"]
    answer = CliRunner().invoke(build(["report"]), [*typed, "--language", language])
    assert answer.exit_code == 0, answer.output
    assert "billing" in answer.output
    assert "1 of 1" in answer.output
    folder = tmp_path / "new" / "figures"
    names = {"index.html", "handoffs.csv", "agents.csv", "tickets.csv"}
    assert {path.name for path in folder.iterdir()} == names
    with (folder / "handoffs.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = {(row["dimension"], row["value"]): row for row in csv.DictReader(stream)}
    total, day = rows["total", ""], rows["day", "2026-03-03"]
    assert (total["requested"], total["wait_p50_s"], total["reply_p90_s"]) == ("1", "40", "60")
    assert (day["in_time"], day["with_target"]) == ("1", "1")
    assert word in (folder / "index.html").read_text("utf-8")


def test_a_folder_that_cannot_be_made_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    answer = CliRunner().invoke(build(["report"]), ["report", "--out", "taken"])
    assert answer.exit_code == 1
    assert "taken cannot be made" in answer.stderr
