"""`footbridge check`: what it prints, writes and ends with."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TOPIC = "data/content/topics/refund_request.yml"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "data", tmp_path / "data")
    for name in ("domain.yml", "config.yml"):
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def check(root: Path, *options: str) -> subprocess.CompletedProcess[str]:
    program = [sys.executable, "-c", "from bot.cli import main; main()", "check", "--root"]
    return subprocess.run(
        [*program, str(root), *options], capture_output=True, text=True, timeout=60, cwd=ROOT
    )


def change(project: Path, old: str, new: str) -> None:
    path = project / TOPIC
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def test_an_error_is_printed_with_its_place_and_remedy(project: Path) -> None:
    change(project, "complaint: billing_dispute", "complaint: [x]")
    answer = check(project)
    assert answer.returncode == 1
    assert f"{TOPIC}:5  error  `complaint` is not a text\n    Write a text.\n" in answer.stdout
    assert answer.stdout.endswith("To mend: 1 error.\n")
    assert answer.stderr == ""


def test_a_warning_fails_only_when_strict(project: Path) -> None:
    change(project, "    2. Kies Terugbetaling", "    Kies Terugbetaling")
    assert check(project).returncode == 0
    answer = check(project, "--strict")
    assert answer.returncode == 1
    assert answer.stdout.endswith("To mend: 1 warning.\n")


def test_problems_are_written_for_a_program(project: Path, tmp_path: Path) -> None:
    change(project, "related: [", "related: [refund_request, ")
    out = tmp_path / "problems.json"
    assert check(project, "--json", str(out)).returncode == 1
    report = json.loads(out.read_text("utf-8"))
    assert (report["ok"], report["errors"], report["warnings"]) == (False, 1, 0)
    assert report["problems"] == [
        {
            "file": TOPIC,
            "line": 6,
            "what": "refund_request is related to itself",
            "remedy": "Remove it from `related`.",
            "severity": "error",
        }
    ]


@pytest.mark.parametrize("name", ["domain.yml", "config.yml"])
def test_a_folder_that_is_no_whole_project_is_told(project: Path, name: str) -> None:
    (project / name).unlink()
    answer = check(project)
    assert answer.returncode == 2
    told = " ".join(answer.stderr.replace("│", " ").split())
    assert f"has no {name}; it must hold data, domain.yml, config.yml." in told


def test_a_place_that_does_not_exist_is_told(tmp_path: Path) -> None:
    answer = check(tmp_path / "nowhere")
    assert answer.returncode == 2
    # The frame breaks lines where the name of the folder ends, which is longer at some times.
    assert "does not exist" in " ".join(answer.stderr.replace("│", " ").split())
