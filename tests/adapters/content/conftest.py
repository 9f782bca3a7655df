"""A copy of what content teams write, to be broken."""

import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from bot.checks import glossaries, phrases

ROOT = Path(__file__).parents[3]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder with ``data/``, ``domain.yml`` and ``config.yml`` as they are."""
    shutil.copytree(ROOT / "data", tmp_path / "data")
    for name in ("domain.yml", "config.yml"):
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


@pytest.fixture(scope="session", autouse=True)
def _unchanged_files_are_read_once() -> Iterator[None]:
    """Most files are the same in every copy; what is kept is found again by their content."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(phrases, "bare", cache(phrases.bare))
        patch.setattr(glossaries, "never_found", cache(glossaries.never_found))
        yield
