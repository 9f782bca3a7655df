"""What the documents name must exist: targets, commands, settings' files, links."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
CODE = re.compile(r"```(?:sh|bash)?\n(.*?)```|`([^`\n]+)`", re.DOTALL)


def snippets(page: Path) -> list[str]:
    return [block or inline for block, inline in CODE.findall(page.read_text("utf-8"))]


def mentioned(pattern: str) -> set[str]:
    return {
        match
        for page in PAGES
        for snippet in snippets(page)
        for match in re.findall(pattern, snippet, re.MULTILINE)
    }


def test_every_make_target_in_the_docs_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = mentioned(r"^(?:[A-Z_]+=\S+ )?make ([a-z-]+)")
    assert {"run", "test"} <= named
    assert named - targets == set()


@pytest.mark.parametrize("command", sorted(mentioned(r"^footbridge ((?:[a-z]+)(?: [a-z]+)?)")))
def test_every_command_in_the_docs_is_known(command: str) -> None:
    words = command.split()
    program = [str(Path(sys.executable).with_name("footbridge"))]
    if (
        len(words) == 2
        and subprocess.run(
            [*program, *words, "--help"], cwd=ROOT, capture_output=True, check=False
        ).returncode
    ):
        words = words[:1]
    result = subprocess.run(
        [*program, *words, "--help"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_in_the_docs_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)", page.read_text("utf-8"))
    local = [link for link in links if "://" not in link]
    assert [link for link in local if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_path_in_the_docs_exists(page: Path) -> None:
    roots = "bot|handoff|actions|data|tests|docs|scripts|requirements|docker"
    paths = {
        match
        for snippet in snippets(page)
        for match in re.findall(rf"^((?:{roots})/[\w./*-]*)$", snippet)
    }
    missing = [path for path in sorted(paths) if not list(ROOT.glob(path.rstrip("/")))]
    assert missing == []
