"""Names of files as people see them."""

import unicodedata

_MOST = 100
_SAME = {"jpeg": "jpg", "jpe": "jpg", "htm": "html", "heif": "heic", "qt": "mov", "m4v": "mp4"}
_TEXTS = frozenset({"txt", "log", "csv", "md", "json", "srt", "vtt", "text"})
"""Endings of plain text that say more than ``txt`` and cannot be run."""


def safe_name(name: str) -> str:
    """The last path component without control and direction characters, at most 100 long.

    Direction characters could make ``exe.gnp`` of a malicious name read ``png.exe``.
    """
    last = name.replace("\\", "/").rpartition("/")[2]
    kept = "".join(c for c in last if not unicodedata.category(c).startswith("C")).strip(" .")
    stem, dot, ending = kept.rpartition(".")
    if dot and len(ending) <= 10:
        return f"{stem[: _MOST - 1 - len(ending)]}.{ending}" if stem else ending
    return kept[:_MOST] or "file"


def named_as(name: str, format_name: str) -> str:
    """``safe_name`` with an ending that is true: what looks like a program never ends like one."""
    shown = safe_name(name)
    stem, dot, ending = shown.rpartition(".")
    known = _SAME.get(ending.lower(), ending.lower())
    if dot and (known == format_name or (format_name == "txt" and known in _TEXTS)):
        return shown
    if dot and known == "heic" and format_name == "jpg":
        shown = stem
    return f"{shown[: _MOST - 1 - len(format_name)]}.{format_name}"
