"""A PostgreSQL server of our own for a test run: free loopback port, own data, unprivileged."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

INSTALLED = Path("/usr/lib/postgresql")
START_S = 30


def find_binaries() -> Path | None:
    """The folder with ``initdb`` and ``postgres``: on the path, else the newest installed."""
    found = shutil.which("initdb")
    if found:
        return Path(found).parent
    folders = sorted(INSTALLED.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return folders[-1].parent if folders else None


@contextmanager
def running_server(binaries: Path) -> Iterator[str]:
    """Start a server and give its address without a database name; stopped and removed after."""
    data = Path(tempfile.mkdtemp(prefix="footbridge-pg-"))
    account = _account()
    if account:
        os.chown(data, account.pw_uid, account.pw_gid)
    port = _free_port()
    try:
        _run(account, binaries / "initdb", "-D", data, "-U", "test", "-A", "trust", "--no-sync")
        options = (
            f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off"
        )
        start = ("start", "-w", "-t", START_S, "-l", data / "log", "-o", options)
        _run(account, binaries / "pg_ctl", "-D", data, *start)
        yield f"postgresql://test@127.0.0.1:{port}"
    finally:
        _run(account, binaries / "pg_ctl", "-D", data, "stop", "-m", "immediate", check=False)
        shutil.rmtree(data, ignore_errors=True)


def _account() -> pwd.struct_passwd | None:
    """Who runs the server: PostgreSQL refuses root, so root borrows another account."""
    if os.getuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise RuntimeError("no unprivileged account to run PostgreSQL")


def _run(account: pwd.struct_passwd | None, *command: object, check: bool = True) -> None:
    who = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if account else {}
    subprocess.run(
        [str(part) for part in command],
        check=check,
        cwd="/",
        timeout=START_S * 2,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        **who,
    )


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
