"""``footbridge report`` as a manager types it, over a real database."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import build

pytestmark = pytest.mark.sql


@pytest.fixture(autouse=True)
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/records.db")


@pytest.mark.parametrize(("file", "code"), [("figures.csv", 0), ("nowhere/figures.csv", 1)])
def test_figures_go_to_a_file_or_one_line_says_why_not(file: str, code: int) -> None:
    answer = CliRunner().invoke(build(["report"]), ["report", "--csv", file])
    assert answer.exit_code == code
    assert Path(file).is_file() is (code == 0)
    assert ("cannot be written" in answer.stderr) is (code == 1)
