"""Rasa as a program: train a pipeline on phrases, serve the model, have messages read."""

import asyncio
import shutil
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import aiohttp

from bot.bench.customers import NoAnswer
from bot.bench.reading import phrases as phrase_files
from bot.bench.reading.score import Read
from bot.bench.reading.sets import Phrase
from bot.up.child import Child
from bot.up.files import last_lines
from bot.up.parts import ASSISTANT_PYTHON, Part, assistant_environment
from bot.up.ready import has_model
from handoff.settings import Settings

RUN_WITHIN_S = 7_200.0
READ_WITHIN_S = 60.0
LOG = "rasa.log"
NOT_AN_INTENT = ("nlu_fallback", "unsupported_language")
"""What stands for "none of them" in a ranking."""


class RasaFailed(Exception):
    """A command of Rasa's ended with an error; the text has the end of its log."""


async def run(settings: Settings, arguments: Sequence[str], folder: Path) -> None:
    """Run ``rasa ...`` to its end with a cache of its own. Raises ``RasaFailed``."""
    command = ["nice", "-n", "10", str(ASSISTANT_PYTHON), "-m", "rasa", *arguments]
    child = await Child.start(command, _environment(settings, folder), folder / LOG)
    code: int | None = None
    try:
        with suppress(TimeoutError):
            async with asyncio.timeout(RUN_WITHIN_S):
                code = await child.wait()
    finally:
        if code is None:
            await child.stop(within_s=5)
    if code != 0:
        raise _failed(arguments, folder)


def _failed(arguments: Sequence[str], folder: Path) -> RasaFailed:
    end = "\n".join(last_lines(folder / LOG, 12))
    return RasaFailed(f"`rasa {' '.join(arguments[:2])}` failed:\n{end}")


async def train(
    settings: Settings, config: Path, phrases: Sequence[Phrase], folder: Path
) -> tuple[Path, float]:
    """The model of ``config``'s pipeline for these phrases, and the seconds that it took.

    Raises ``RasaFailed`` or ``BadData``.
    """
    phrase_files.write(phrases, folder)
    # A copy: Rasa writes into the file what it has chosen itself.
    own_config = Path(shutil.copy(config, folder / "config.yml"))
    shutil.rmtree(folder / "cache", ignore_errors=True)  # of an earlier run, if kept
    arguments = ["train", "nlu", "--nlu", str(folder / "nlu.yml")]
    arguments += ["--domain", str(folder / "domain.yml"), "--config", str(own_config)]
    arguments += ["--out", str(folder), "--fixed-model-name", "model"]
    started = time.monotonic()
    await run(settings, arguments, folder)
    seconds, model = time.monotonic() - started, folder / "model.tar.gz"
    if not model.is_file():  # Rasa ends with 0 where it finds nothing to train on.
        raise _failed(arguments, folder)
    return model, seconds


def server(settings: Settings, model: Path, folder: Path, port: int) -> Part:
    """Rasa's server with this model alone: no tracker, no channel, no token, loopback only."""
    empty = folder / "empty.yml"
    empty.write_text("{}\n")
    command = [str(ASSISTANT_PYTHON), "-m", "rasa", "run", "--enable-api"]
    command += ["-i", "127.0.0.1", "-p", str(port), "--model", str(model)]
    command += ["--endpoints", str(empty), "--credentials", str(empty)]
    ready = has_model(f"http://127.0.0.1:{port}", "")
    return Part(f"rasa-{port}", command, _environment(settings, folder), ready, 180, 15)


def _environment(settings: Settings, folder: Path) -> dict[str, str]:
    cache = str((folder / "cache").resolve())
    own = {"RASA_CACHE_DIRECTORY": cache, "LOG_LEVEL": "ERROR"}
    return {**assistant_environment(settings), **own}


class Reader:
    """Asks a server of Rasa's what messages mean."""

    def __init__(self, http: aiohttp.ClientSession, url: str, token: str = "") -> None:
        self._http = http
        self._url = f"{url}/model/parse"
        self._params = {"token": token} if token else {}

    async def read(self, text: str) -> Read:
        """Raises ``NoAnswer``."""
        timeout = aiohttp.ClientTimeout(total=READ_WITHIN_S)
        body = {"text": phrase_files.message(text)}
        try:
            async with self._http.post(
                self._url, json=body, params=self._params, timeout=timeout
            ) as answer:
                found = await answer.json()
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise NoAnswer(f"the assistant did not read {text!r}: {error!r}") from error
        if "intent" not in found:
            raise NoAnswer(f"the assistant could not read {text!r}: {found}")
        return best_of(found)


def best_of(found: dict[str, Any]) -> Read:
    """The first intent of the served ranking; whether it was sure enough is another matter."""
    for each in found.get("intent_ranking") or ():
        if each["name"] not in NOT_AN_INTENT:
            return Read(str(each["name"]), float(each["confidence"]))
    return Read("", 0.0)
