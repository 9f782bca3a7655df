"""`footbridge up` installs the environment of the assistant only where it is not current."""

import io
from pathlib import Path

import pytest
from rich.console import Console

from bot.up.console import Lines
from bot.up.supervisor import AssistantMissing, Supervisor
from handoff.settings import load_settings

SCRIPT = """
import pathlib, sys
assert sys.argv.pop() == "assistant"
if sys.argv[1:] == ["--check"]:
    sys.exit(pathlib.Path("is-old").exists())
pathlib.Path("was-run").touch()
sys.exit("no space left" if pathlib.Path("fails").exists() else 0)
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the script tells what the real one would, by its exit codes."""
    (tmp_path / "scripts").mkdir()
    (tmp_path / "scripts" / "bootstrap").write_text(SCRIPT)
    monkeypatch.chdir(tmp_path)
    return tmp_path


async def said_by_the_supervisor(folder: Path) -> str:
    text = io.StringIO()
    lines = Lines(Console(file=text, width=300))
    await Supervisor(load_settings(var_dir=folder / "var"), lines)._prepare_environment()
    return text.getvalue()


async def test_nothing_is_said_of_an_environment_that_is_current(folder: Path) -> None:
    assert await said_by_the_supervisor(folder) == ""
    assert not (folder / "was-run").exists()


async def test_an_old_environment_is_installed_and_the_operator_hears_so(folder: Path) -> None:
    (folder / "is-old").touch()
    told = await said_by_the_supervisor(folder)
    assert "its environment is being installed" in told
    assert "bootstrap.log" in told
    assert (folder / "was-run").exists()


async def test_an_environment_that_cannot_be_made_is_told_with_the_reason(folder: Path) -> None:
    for name in ("is-old", "fails"):
        (folder / name).touch()
    with pytest.raises(AssistantMissing, match="no space left"):
        await said_by_the_supervisor(folder)
