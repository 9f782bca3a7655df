"""The assistant itself: how long it trains, how large it is, how fast it reads."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from time import perf_counter
from typing import Any

import aiohttp

from bot.bench.figures import percentile
from bot.bench.reading import rasa
from bot.bench.stack import free_ports, own_settings, running
from bot.up import training
from bot.up.files import secret
from bot.up.parts import actions_part, assistant_part, redis_part
from handoff.settings import Settings

WARM_UP = 20
TIMED = 240
"""Messages; the size of the process is taken after them."""

Progress = Callable[[str], None]


async def measure(texts: Sequence[str], folder: Path, progress: Progress) -> dict[str, Any]:
    """Train the project's own model from nothing, then read ``texts`` beside `rasa init`'s bot.

    ``texts`` must differ from one another and be enough for warm-up and timing. Raises
    ``TrainingFailed``, ``RasaFailed``, ``PartFailed`` or ``NoAnswer``.
    """
    with own_settings() as settings:
        default = await default_bot(settings, folder, progress)
        await training.train(
            settings, lambda passed, _: progress(f"product: training, {passed:.0f} s")
        )
        stamp, model = training.read_stamp(settings), training.model_path(settings)
        figures = {
            "train_s": stamp.seconds if stamp else None,
            "model_mb": model.stat().st_size / 1e6,
        }
        progress("product: starting both assistants")
        async with _both(settings, model, default, folder) as (ours, theirs, pid):
            return {
                **figures,
                **await _side_by_side(ours, theirs, texts, progress),
                "rss_mb": resident_mb(pid),
            }


async def default_bot(settings: Settings, folder: Path, progress: Progress) -> Path:
    """The folder of an untouched bot as `rasa init` makes and trains it."""
    bot = folder / "rasa-init"
    bot.mkdir(parents=True, exist_ok=True)
    progress("rasa init: training")
    await rasa.run(settings, ["init", "--no-prompt", "--init-dir", str(bot)], folder)
    return bot


@asynccontextmanager
async def _both(
    settings: Settings, model: Path, default: Path, folder: Path
) -> AsyncIterator[tuple[rasa.Reader, rasa.Reader, int]]:
    """Readers of the assistant as `footbridge up` runs it and of the other; the first's process."""
    secret(settings.redis_password_file)
    token = secret(settings.assistant_token_file)
    (port,) = free_ports(1)
    ours = assistant_part(settings, model)
    theirs = rasa.server(settings, default / "models", folder, port)
    parts = [redis_part(settings), actions_part(settings), ours, theirs]
    async with running(settings, parts) as pids, aiohttp.ClientSession() as http:
        yield (
            rasa.Reader(http, settings.assistant_address, token),
            rasa.Reader(http, f"http://127.0.0.1:{port}"),
            pids[ours.name],
        )


async def _side_by_side(
    ours: rasa.Reader, theirs: rasa.Reader, texts: Sequence[str], progress: Progress
) -> dict[str, Any]:
    """Both read each text once, in turn; who goes first alternates, and warming up is not timed."""
    times: dict[rasa.Reader, list[float]] = {ours: [], theirs: []}
    for number, text in enumerate(texts[: WARM_UP + TIMED]):
        progress(f"product: {number} messages, each to both assistants")
        for reader in (ours, theirs) if number % 2 else (theirs, ours):
            started = perf_counter()
            await reader.read(text)
            if number >= WARM_UP:
                times[reader].append((perf_counter() - started) * 1000)
    return {
        "parse_p50_ratio": percentile(times[ours], 0.5) / percentile(times[theirs], 0.5),
        "parse_p50_ms": percentile(times[ours], 0.5),
        "parse_p95_ms": percentile(times[ours], 0.95),
        "default_parse_p50_ms": percentile(times[theirs], 0.5),
        "timed_messages": len(times[ours]),
    }


def resident_mb(pid: int) -> float:
    """Memory that process ``pid`` and its children hold, in MB (10^6 bytes)."""
    status = Path(f"/proc/{pid}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return int(line.split()[1]) * 1024 / 1e6 + sum(resident_mb(int(child)) for child in children)
