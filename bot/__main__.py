"""``python -m bot``: one copy of the service."""

import logging
import sys

import uvloop

from bot.app import run
from bot.catalogue import ContentError
from handoff.errors import FootbridgeError
from handoff.settings import SettingsError, load_settings


def main() -> int:
    try:
        settings = load_settings()
    except SettingsError as error:
        for problem in error.problems:
            print(problem, file=sys.stderr)  # noqa: T201
        return 2
    logging.basicConfig(
        level=settings.log_level.upper(),
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
    )
    settings.var_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        uvloop.run(run(settings))
    except (FootbridgeError, ContentError, OSError) as error:
        logging.getLogger("bot").critical("the service cannot run: %s", error)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
