"""What may and may not lie in the repository."""

import re
import subprocess
from pathlib import Path

import pytest

# Spelled so that this file does not find itself.
REGISTRIES = ["py" + "pi.org", "files.python" + "hosted", "download.py" + "torch", "npm" + "js.org"]
REGISTRIES += ["prox" + "y.golang.org", "registry." + "npm"]
MACHINE_PATH = re.compile(r"(?<![\w.~}])/(work/|root/|home/\w|opt/pypi|opt/wheels|tmp/(?!\W))")
CHAT = re.compile(r"^(nlu|rules|stories|responses):", re.MULTILINE)


def tracked() -> list[Path]:
    names = subprocess.run(["git", "ls-files", "-z"], capture_output=True, text=True, check=True)
    paths = [Path(name) for name in names.stdout.split("\0") if name]
    return [path for path in paths if path.is_file()]


def text_of(path: Path) -> str:
    try:
        return path.read_text()
    except UnicodeDecodeError:
        return ""


def test_no_file_names_the_host_of_a_registry() -> None:
    found = [f"{p}: {host}" for p in tracked() for host in REGISTRIES if host in text_of(p)]
    assert found == []


def test_no_file_names_a_path_of_one_machine() -> None:
    found = [
        f"{path}: {match.group()}"
        for path in tracked()
        for match in MACHINE_PATH.finditer(text_of(path))
    ]
    assert found == []


def test_the_repository_holds_files_only() -> None:
    """A link leads to a place of one machine, and shuts out the folder that set-up makes there."""
    lines = subprocess.run(["git", "ls-files", "-s"], capture_output=True, text=True, check=True)
    found = [line for line in lines.stdout.splitlines() if not line.startswith("100")]
    assert found == []


def test_the_licence_is_the_apache_licence() -> None:
    text = Path("LICENSE").read_text()
    assert "Apache License" in text
    assert "Version 2.0, January 2004" in text
    assert "END OF TERMS AND CONDITIONS" in text


@pytest.mark.parametrize("name", ["bot", "handoff", "handoff/rules"])
def test_the_three_packages_at_the_top_hold_a_docstring_only(name: str) -> None:
    text = Path(name, "__init__.py").read_text().strip()
    assert text.startswith('"""')
    assert text.count('"""') == 2
    assert text.endswith('"""')


def test_no_module_of_actions_hides_the_package_handoff() -> None:
    assert not Path("actions/handoff.py").exists()


def test_rasa_takes_no_content_file_for_training_data() -> None:
    files = [p for place in ("content", "catalogue") for p in Path("data", place).rglob("*.yml")]
    assert files != []
    assert [str(path) for path in files if CHAT.search(path.read_text())] == []


def test_no_secret_file_is_tracked() -> None:
    kinds = {".pem", ".key", ".db", ".sqlite", ".gz", ".log", ".aof", ".rdb"}
    names = [str(path) for path in tracked() if path.suffix in kinds or path.name == ".env"]
    assert names == []
