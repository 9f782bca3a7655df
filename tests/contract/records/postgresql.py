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


class Server:
    """A server that can be stopped without warning and started again on the same data."""

    def __init__(self, binaries: Path, data: Path) -> None:
        self._binaries, self._data, self._port = binaries, data, _free_port()
        self._who = _account()
        if self._who:
            os.chown(data, self._who.pw_uid, self._who.pw_gid)
        self._run("initdb", "-U", "test", "-A", "trust", "--no-sync")
        self.address = f"postgresql://test@127.0.0.1:{self._port}"

    def start(self) -> None:
        options = (
            f"-p {self._port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= "
            "-c fsync=off"
        )
        self._run("pg_ctl", "start", "-w", "-t", START_S, "-l", self._data / "log", "-o", options)

    def stop(self, *, check: bool = True) -> None:
        """End all its processes at once, with whatever they were doing."""
        self._run("pg_ctl", "stop", "-m", "immediate", check=check)

    def _run(self, program: str, *arguments: object, check: bool = True) -> None:
        who = self._who
        as_who = {"user": who.pw_uid, "group": who.pw_gid, "extra_groups": []} if who else {}
        subprocess.run(
            [str(part) for part in (self._binaries / program, "-D", self._data, *arguments)],
            check=check,
            cwd="/",
            timeout=START_S * 2,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            **as_who,
        )


@contextmanager
def running_server(binaries: Path) -> Iterator[Server]:
    """Start a server on an empty folder; stopped and removed after."""
    data = Path(tempfile.mkdtemp(prefix="footbridge-pg-"))
    server = Server(binaries, data)
    try:
        server.start()
        yield server
    finally:
        server.stop(check=False)
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


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
