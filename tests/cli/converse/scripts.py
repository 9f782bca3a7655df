"""Small scripts, written where a test can read them."""

from pathlib import Path

from bot.app import DATA
from bot.converse.known import read_known
from bot.converse.script import Dialogue, read_script

KNOWN = read_known(DATA)


def written(folder: Path, turns: str, head: str = "") -> Path:
    """The file of one dialogue; ``turns`` are the lines below ``turns:``, ``head`` those above."""
    head = head or "lang: en\nplatform: marketplace\n"
    path = folder / "script.yml"
    path.write_text(f"id: tried\n{head}turns:\n{turns}\n", "utf-8")
    return path


def dialogue(folder: Path, turns: str, head: str = "") -> Dialogue:
    return read_script(written(folder, turns, head), KNOWN)[0]
