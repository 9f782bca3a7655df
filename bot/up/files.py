"""Files of the supervisor under ``var/``: the lock, secrets made once, logs."""

import fcntl
import os
import re
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

LOG_LIMIT_BYTES = 10_000_000
LOGS_KEPT = 3
END_BYTES = 1 << 20
NUMBER = re.compile(r"\d+")
_LOCK_TRIES = 11
_LOCK_PAUSE_S = 0.1
"""Other commands hold the lock for an instant to see whether somebody has it: that passes."""


class AlreadyRunning(Exception):
    """Another supervisor holds this folder."""


@contextmanager
def hold(folder: Path) -> Iterator[None]:
    """Keep ``folder`` for this process; the system lets go of it even after a crash.

    Raises ``AlreadyRunning`` with a sentence for the operator.
    """
    # Conversations end up in here: nobody else on the machine may look.
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (folder / "footbridge.lock").open("a+") as lock:
        _take(lock, folder)
        lock.truncate(0)
        lock.write(f"{os.getpid()}\n")
        lock.flush()
        yield


def _take(lock: TextIO, folder: Path) -> None:
    for _ in range(_LOCK_TRIES):
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            time.sleep(_LOCK_PAUSE_S)
    lock.seek(0)
    holder = lock.read().strip() or "unknown"
    raise AlreadyRunning(
        f"Footbridge already runs with the folder {folder} (process {holder}). Stop it there "
        "with Ctrl-C, or give this one a folder of its own with FOOTBRIDGE_VAR_DIR."
    )


def secret(path: Path) -> str:
    """The secret in ``path``; made once, readable by its owner alone."""
    if path.is_file():
        return path.read_text().strip()
    path.parent.mkdir(parents=True, exist_ok=True)
    value = secrets.token_urlsafe(32)
    write_private(path, value + "\n")
    return value


def write_private(path: Path, text: str) -> None:
    """Write ``path`` whole or not at all, mode 0600 from its first moment."""
    new = path.with_name(path.name + ".new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    new.replace(path)


def rotate(path: Path, limit: int = LOG_LIMIT_BYTES) -> None:
    """Move a long log aside and empty it in place, for a running part keeps writing to it."""
    if not path.is_file() or path.stat().st_size < limit:
        return
    for number in range(LOGS_KEPT - 1, 0, -1):
        older = path.with_name(f"{path.name}.{number}")
        if older.exists():
            older.replace(path.with_name(f"{path.name}.{number + 1}"))
    shutil.copyfile(path, path.with_name(f"{path.name}.1"))
    os.truncate(path, 0)


def last_lines(path: Path, count: int) -> list[str]:
    """The end of a log, for the moment when a part fails.

    Of neighbours that differ in their numbers alone only the last is told: a complaint that is
    repeated every second must not hide its cause.
    """
    if not path.is_file():
        return []
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - END_BYTES))
        text = file.read().decode(errors="replace")
    lines: list[str] = []
    for line in filter(str.strip, text.splitlines()):
        if lines and NUMBER.sub("", lines[-1]) == NUMBER.sub("", line):
            lines.pop()
        lines.append(line)
    return lines[-count:]
