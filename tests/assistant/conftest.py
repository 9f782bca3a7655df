"""The real model for tests of the assistant, trained only when what it is made of has changed."""

import asyncio
import json
import logging
import os
import subprocess
import sys
import time
import warnings
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
MADE_OF = (
    "config.yml",
    "domain.yml",
    "data/nlu",
    "data/rules",
    "data/stories",
    "data/glossary",
    "bot/nlu",
)
TRAINED = ROOT / "var/models/footbridge.tar.gz"
OURS = ROOT / "var/models/tests/footbridge.tar.gz"
QUIET = {
    "PYTHONPATH": str(ROOT),
    "PYTHONWARNINGS": "ignore",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "RASA_TELEMETRY_ENABLED": "false",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "HF_HUB_OFFLINE": "1",
    "TOKENIZERS_PARALLELISM": "false",
}

Parsed = dict[str, Any]
Parse = Callable[..., Parsed]


@pytest.fixture(scope="session")
def model() -> Path:
    """The trained model: the one of `footbridge train` if it is newer than all sources."""
    newest = max(
        file.stat().st_mtime
        for name in MADE_OF
        for file in ([ROOT / name] if (ROOT / name).is_file() else (ROOT / name).rglob("*.*"))
        if "__pycache__" not in file.parts
    )
    for archive in (TRAINED, OURS):
        if archive.is_file() and _begun(archive) >= newest:
            return archive
    _train()
    return OURS


def _begun(archive: Path) -> float:
    """When the training began: what was edited meanwhile is not in the model."""
    stamp = archive.with_suffix("").with_suffix(".json")
    if not stamp.is_file():
        return archive.stat().st_mtime
    about = json.loads(stamp.read_text())
    return datetime.fromisoformat(about["trained_at"]).timestamp() - float(about["seconds"])


def _train() -> None:
    begun = time.time()
    command = [sys.executable, "-m", "rasa", "train", "--config", "config.yml"]
    command += ["--domain", "domain.yml", "--data", "data/nlu", "data/rules", "data/stories"]
    command += ["--out", str(OURS.parent), "--fixed-model-name", "footbridge"]
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **QUIET}, capture_output=True, text=True, timeout=900
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    os.utime(OURS, (begun, begun))


@pytest.fixture(scope="session")
def agent(model: Path) -> Any:
    """The model as the server holds it (`rasa.core.agent.Agent`)."""
    os.environ.update(QUIET)
    os.chdir(ROOT)
    with warnings.catch_warnings():
        # Rasa's libraries are of its age; what they say while loading is not about our code.
        warnings.simplefilter("ignore")
        from rasa.core.agent import Agent
        from rasa.utils.log_utils import configure_structlog

        configure_structlog(logging.ERROR)
        return Agent.load(str(model))


@pytest.fixture(scope="session")
def parse(agent: Any) -> Parse:
    """Read a message as the server does: `parse(text, language=hint)`."""
    from rasa.core.channels import UserMessage

    loop = asyncio.new_event_loop()

    def read(text: str, **metadata: Any) -> Parsed:
        message = UserMessage(text, metadata=metadata)
        return dict(loop.run_until_complete(agent.processor.parse_message(message)))

    return read
