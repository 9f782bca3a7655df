"""Train the assistant's model, only when something it is made of has changed."""

import asyncio
import fcntl
import hashlib
import json
import shutil
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from bot.up.child import Child
from bot.up.files import last_lines
from bot.up.parts import ASSISTANT_PYTHON, assistant_environment
from handoff.settings import Settings

SOURCES = (
    "config.yml",
    "domain.yml",
    "data/nlu",
    "data/rules",
    "data/stories",
    "data/glossary",
    "bot/nlu",
)
MODELS_KEPT = 3
LAVISH = {
    "MALLOC_MMAP_THRESHOLD_": str(1 << 30),
    "MALLOC_TRIM_THRESHOLD_": str(2 << 30),
    "MALLOC_TOP_PAD_": str(64 << 20),
}
"""Keep the room of large arrays for the next: a step of tuning took 0.30 s with these, 0.34 s
without, and 0.43 s where each array is given back at once, as ``SPARING`` does for serving."""
FIRST_GUESS_S = 300.0

Progress = Callable[[float, float], None]
"""Called about once a second with the seconds that have passed and those of the last training."""


class TrainingFailed(Exception):
    """No new model; the old one, if any, is untouched. The text says why."""


@dataclass(frozen=True)
class Stamp:
    """Stored beside the model: what it was made of, and how long that took in seconds."""

    sources: str
    trained_at: str
    seconds: float


def model_path(settings: Settings) -> Path:
    return settings.var_dir / "models" / "footbridge.tar.gz"


def stamp_path(settings: Settings) -> Path:
    return model_path(settings).with_name("footbridge.json")


def read_stamp(settings: Settings) -> Stamp | None:
    try:
        return Stamp(**json.loads(stamp_path(settings).read_text()))
    except (OSError, ValueError, TypeError):
        return None


def is_fresh(settings: Settings) -> bool:
    """Is there a model, made of what lies in the folders now?"""
    stamp = read_stamp(settings)
    return bool(stamp and model_path(settings).is_file() and stamp.sources == digest(settings))


def digest(settings: Settings) -> str:
    """Of names and contents of all sources, and of the encoder that is chosen."""
    found = hashlib.sha256(settings.encoder_path.encode())
    for path in source_files():
        found.update(f"\0{path}\0".encode())
        found.update(path.read_bytes())
    return found.hexdigest()


def source_files() -> Iterator[Path]:
    for source in map(Path, SOURCES):
        files = [source] if source.is_file() else sorted(source.rglob("*"))
        yield from (f for f in files if f.is_file() and f.suffix in (".yml", ".yaml", ".py"))


async def train(settings: Settings, progress: Progress) -> bool:
    """Make the model fresh; False if it was already. Raises ``TrainingFailed``."""
    async with _alone(settings):
        if is_fresh(settings):
            return False
        _check_possible()
        # What is edited meanwhile shall count as a change, so look before, not after.
        sources, started = digest(settings), time.monotonic()
        new = await _run_rasa(settings, progress)
        _put_in_place(settings, new)
        seconds = round(time.monotonic() - started, 1)
        stamp = Stamp(sources, datetime.now(UTC).isoformat(timespec="seconds"), seconds)
        stamp_path(settings).write_text(json.dumps(asdict(stamp)) + "\n")
        return True


@asynccontextmanager
async def _alone(settings: Settings) -> AsyncIterator[None]:
    """`make train` beside a running `make run` waits instead of training the same twice."""
    folder = model_path(settings).parent
    await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
    lock: IO[str] = await asyncio.to_thread((folder / "training.lock").open, "w")
    try:
        await asyncio.to_thread(fcntl.flock, lock, fcntl.LOCK_EX)
        yield
    finally:
        lock.close()


def _check_possible() -> None:
    missing = [name for name in SOURCES if not Path(name).exists()]
    if missing:
        raise TrainingFailed(f"Missing: {', '.join(missing)}. Start this in the project's folder.")
    if not ASSISTANT_PYTHON.exists():
        raise TrainingFailed("The assistant environment is missing. Run `make environments`.")


async def _run_rasa(settings: Settings, progress: Progress) -> Path:
    new = model_path(settings).parent / "new"
    shutil.rmtree(new, ignore_errors=True)
    log = settings.var_dir / "log" / "training.log"
    child = await Child.start(_command(new), _environment(settings), log)
    finished = asyncio.create_task(child.wait())
    try:
        await _watch(finished, progress, read_stamp(settings))
    except asyncio.CancelledError:
        await child.stop(within_s=5)
        raise
    if finished.result() != 0 or not (new / "footbridge.tar.gz").is_file():
        tail = "\n".join(last_lines(log, 12))
        raise TrainingFailed(f"Training failed. The end of {log}:\n{tail}")
    return new / "footbridge.tar.gz"


def _command(out: Path) -> list[str]:
    # Nice: a service that answers customers on the same machine goes first.
    command = ["nice", "-n", "10", str(ASSISTANT_PYTHON), "-m", "rasa", "train"]
    command += ["--data", "data/nlu", "data/rules", "data/stories"]
    command += ["--config", "config.yml", "--domain", "domain.yml"]
    # `footbridge check` tells what is wrong with these files; Rasa's way reads them all once more.
    command += ["--skip-validation"]
    return [*command, "--out", str(out), "--fixed-model-name", "footbridge"]


def _environment(settings: Settings) -> dict[str, str]:
    cache = (settings.var_dir / "rasa-cache").resolve()
    return {
        **assistant_environment(settings),
        **LAVISH,
        "RASA_CACHE_DIRECTORY": str(cache),
    }


async def _watch(finished: "asyncio.Task[int]", progress: Progress, last: Stamp | None) -> None:
    expected = last.seconds if last else FIRST_GUESS_S
    started = time.monotonic()
    while not finished.done():
        progress(time.monotonic() - started, expected)
        await asyncio.wait([finished], timeout=1)


def _put_in_place(settings: Settings, new: Path) -> None:
    """Swap in one step, and keep the last models under the times at which they were replaced."""
    current = model_path(settings)
    earlier = current.parent / "earlier"
    earlier.mkdir(exist_ok=True)
    if current.is_file():
        # Copied, not moved: at no moment is there no model.
        shutil.copy2(current, earlier / f"footbridge-{time.time_ns()}.tar.gz")
    new.replace(current)
    shutil.rmtree(new.parent, ignore_errors=True)
    for old in sorted(earlier.glob("footbridge-*.tar.gz"))[: -(MODELS_KEPT - 1)]:
        old.unlink()
