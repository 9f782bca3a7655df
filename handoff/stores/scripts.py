"""The Lua scripts, loaded once from ``lua/`` with the parts that they share put in front."""

from functools import cache
from pathlib import Path

from handoff.stores.client import Script

_FOLDER = Path(__file__).parent / "lua"
_ALONE = {"limit"}
_LINES = {"join", "take", "close", "cards"}


@cache
def script(name: str) -> Script:
    """The script ``lua/<name>.lua``."""
    parts = [] if name in _ALONE else ["lane"]
    if name in _LINES:
        parts.append("line")
    parts.append(name)
    return Script("\n".join((_FOLDER / f"{part}.lua").read_text("utf-8") for part in parts))
