"""``footbridge report`` as a manager types it, over a real database."""

from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner

from bot.cli import build
from bot.cli.report import _print
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
