"""The Lua scripts, loaded once from ``lua/`` with the parts that they share put in front."""

import re
from functools import cache
from pathlib import Path

from handoff.stores.client import Script

_FOLDER = Path(__file__).parent / "lua"
_ALONE = {"limit", "hold", "held"}
_LINES = {
    *("join", "take", "take_over", "close", "cards", "question", "depths", "gather"),
    *("refuse", "agent", "offers", "release", "move", "pass", "tune", "tick", "recount"),
    *("recount_index", "roster", "reseat", "erase_line", "ahead", "pasts", "stands", "told"),
}


@cache
def script(name: str) -> Script:
    """The script ``lua/<name>.lua``."""
    parts = [] if name in _ALONE else ["lane"]
    if name in _LINES:
        parts += ["line", "past", "assign"]
    source = (_FOLDER / f"{name}.lua").read_text("utf-8")
    for part in reversed(parts):
        source = _needed((_FOLDER / f"{part}.lua").read_text("utf-8"), source) + source
    return Script(source)


def _needed(shared: str, user: str) -> str:
    """``shared`` without the functions that ``user`` does not call, directly or not.

    Redis makes every function anew for each run of a script, which took a tenth of its time.
    """
    needed = ""
    for block in reversed(re.split(r"(?m)^(?=local function )", shared)):
        name = re.match(r"local function (\w+)", block)
        if name is None or re.search(rf"\b{name[1]}\(", needed + user):
            needed = block + needed
    return needed
