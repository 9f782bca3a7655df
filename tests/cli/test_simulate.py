"""`footbridge simulate` as a manager sees it."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli import build
from handoff.planning.erlang import Load
from handoff.planning.erlang import answer as answer_to

WHOLE = ["--arrivals", "60", "--agents", "4", "--chats", "3", "--hours", "20"]


def simulate(*arguments: str) -> Result:
    return CliRunner().invoke(build(["simulate"]), ["simulate", *arguments], env={"COLUMNS": "100"})


def test_formula_and_simulation_stand_side_by_side_with_a_chart(tmp_path: Path) -> None:
    file = tmp_path / "new" / "plan.json"
    answer = simulate(*WHOLE, "--patience", "15", "--json", str(file))
    assert answer.exit_code == 0, answer.output
    assert "60 customers an hour, 3 chats each" in answer.output
    assert answer.output.count("│ formula") == answer.output.count("│ simulation") == 6
    assert "█" in answer.output
    assert "   4 agents" in answer.output
    assert answer.output.count("<- asked for") == 1
    found = json.loads(file.read_text())
    expected = answer_to(Load(60 / 3600, 600, 12, 900)).mean_s
    assert [row["agents"] for row in found["rows"]] == [2, 3, 4, 5, 6, 7]
    assert found["rows"][2]["formula"]["mean_s"] == pytest.approx(expected, rel=1e-3)
    assert found["asked"]["patience_minutes"] == 15


def test_an_overload_without_patience_has_no_end(tmp_path: Path) -> None:
    file = tmp_path / "plan.json"
    answer = simulate(*WHOLE, "--chat-minutes", "30", "--json", str(file))
    assert answer.exit_code == 0, answer.output
    assert "no end: more customers come than can be served" in answer.output
    assert json.loads(file.read_text())["rows"][0]["formula"]["mean_s"] is None


def test_bad_input_is_answered_with_what_to_give() -> None:
    answer = simulate("--arrivals", "60", "--agents", "0", "--chats", "3")
    assert answer.exit_code == 2
    assert "Give --agents a whole number from 1 to 500." in answer.output


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    answer = simulate(*WHOLE, "--json", str(tmp_path))
    assert answer.exit_code == 1
    assert "cannot be written" in " ".join(answer.output.split())
