"""scripts/bootstrap: what it says, without installing anything."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """What the script reads, in a folder of its own."""
    shutil.copytree("requirements", tmp_path / "requirements")
    shutil.copy("pyproject.toml", tmp_path)
    (tmp_path / "scripts").mkdir()
    shutil.copy("scripts/bootstrap", tmp_path / "scripts")
    return tmp_path


def bootstrap(clone: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    # No Python but the one that runs the script can be found from here.
    nowhere = str(clone / "nowhere")
    places = {"PATH": nowhere, "PYENV_ROOT": nowhere, "UV_PYTHON_INSTALL_DIR": nowhere}
    return subprocess.run(
        [sys.executable, str(clone / "scripts" / "bootstrap"), *arguments],
        env={**os.environ, **places, **more},
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_a_fresh_clone_has_no_environment(clone: Path) -> None:
    answer = bootstrap(clone, "--check")
    assert answer.returncode == 1
    assert answer.stdout.splitlines() == ["service environment", "assistant environment"]


def test_a_missing_python_is_named_with_the_ways_to_get_it(clone: Path) -> None:
    answer = bootstrap(clone, "assistant")
    assert answer.returncode == 1
    assert "Python 3.10 is missing, and the assistant environment needs it." in answer.stderr
    for way in ("pyenv install 3.10", "uv python install 3.10", "apt-get install python3.10"):
        assert way in answer.stderr
    assert not (clone / ".venv-assistant").exists()


def test_an_environment_that_does_not_exist_is_refused(clone: Path) -> None:
    answer = bootstrap(clone, "assisstant")
    assert answer.returncode == 1
    assert "There is no environment 'assisstant'. Known: service, assistant." in answer.stderr


def test_the_environment_of_this_run_is_current() -> None:
    answer = subprocess.run(
        [sys.executable, "scripts/bootstrap", "--check", "service"], capture_output=True, text=True
    )
    assert (answer.returncode, answer.stdout) == (0, "")
