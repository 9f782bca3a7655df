"""`footbridge up` around the smallest service, as a process of its own, for tests with signals."""

import asyncio
import os
import sys
from pathlib import Path

from bot.up.console import Lines
from bot.up.files import AlreadyRunning
from bot.up.parts import Part
from bot.up.ready import answers
from bot.up.supervisor import CannotStart, Supervisor
from handoff.settings import Settings, load_settings

SMALL_SERVICE = str(Path(__file__).parent / "small_service.py")


def small_part(settings: Settings) -> Part:
    (settings.var_dir / "desk-link.txt").write_text("http://desk.example/once\n")
    command = [sys.executable, SMALL_SERVICE, str(settings.http_port)]
    ready = answers(f"http://127.0.0.1:{settings.http_port}/healthz")
    return Part("service", command, dict(os.environ), ready, slow_after_s=20, stop_within_s=5)


def main() -> None:
    supervisor = Supervisor(load_settings(), Lines(), with_assistant=False, service=small_part)
    try:
        asyncio.run(supervisor.run())
    except (AlreadyRunning, CannotStart) as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
