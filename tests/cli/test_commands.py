"""The command line as a whole."""

import subprocess
import sys

import pytest

from bot.cli import COMMANDS


def footbridge(*arguments: str) -> subprocess.CompletedProcess[str]:
    code = "from bot.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, timeout=60
    )


def test_the_help_lists_every_command() -> None:
    answer = footbridge("--help")
    assert answer.returncode == 0
    assert [name for name in COMMANDS if name not in answer.stdout] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_explains_itself(name: str) -> None:
    answer = footbridge(name, "--help")
    assert answer.returncode == 0, answer.stderr
    assert f"{name} " in answer.stdout


def test_a_slip_of_the_pen_is_answered_with_the_name_that_was_meant() -> None:
    answer = footbridge("docter")
    assert answer.returncode == 2
    assert "doctor" in answer.stderr


def test_starting_up_does_not_load_the_database_library() -> None:
    code = (
        "import sys; from bot.cli import build; build(['up']); print('sqlalchemy' in sys.modules)"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert answer.stdout == "False\n"
