"""One public set: train on its phrases, read all of its messages, count."""

import csv
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import aiohttp

from bot.bench.reading import rasa
from bot.bench.reading.phrases import intent_of
from bot.bench.reading.score import Read, accuracy, recall_of_unknown
from bot.bench.reading.sets import Phrase, PublicSet, read, read_all
from bot.bench.stack import free_ports, running
from handoff.settings import Settings

TELL_EVERY = 50

Progress = Callable[[str], None]


async def measure(
    settings: Settings,
    config: Path,
    data: Path,
    chosen: PublicSet,
    folder: Path,
    progress: Progress,
) -> dict[str, dict[str, Any]]:
    """The figures of each test of the set, with the pipeline of ``config``.

    What was written, trained and read stays in ``folder``. Raises ``BadData``, ``RasaFailed``,
    ``PartFailed`` or ``NoAnswer``.
    """
    phrases = read_all(data, chosen.train)
    progress(f"{chosen.name}: training on {len(phrases):,} phrases")
    model, seconds = await rasa.train(settings, config, phrases, folder)
    progress(f"{chosen.name}: starting the assistant")
    (port,) = free_ports(1)
    async with (
        running(settings, [rasa.server(settings, model, folder, port)]),
        aiohttp.ClientSession() as http,
    ):
        reader = rasa.Reader(http, f"http://127.0.0.1:{port}")
        figures = await _ask(reader, data, chosen, folder, progress)
    return {name: {**found, "train_s": seconds} for name, found in figures.items()}


async def _ask(
    reader: rasa.Reader, data: Path, chosen: PublicSet, folder: Path, progress: Progress
) -> dict[str, dict[str, Any]]:
    figures: dict[str, dict[str, Any]] = {}
    for name, source in chosen.tests.items():
        messages = read(data, source)
        found = await _read_all(reader, messages, folder / f"{name}.csv", progress)
        share = accuracy(found, [intent_of(message.label) for message in messages])
        figures[name] = {"accuracy": share, "messages": len(messages)}
        if chosen.unknown:
            messages = read(data, chosen.unknown)
            unknown = await _read_all(reader, messages, folder / f"{name}_unknown.csv", progress)
            figures[name]["oos_recall_95"] = recall_of_unknown(found, unknown)
    return figures


async def _read_all(
    reader: rasa.Reader, messages: Sequence[Phrase], file: Path, progress: Progress
) -> list[Read]:
    found = []
    for number, message in enumerate(messages):
        if number % TELL_EVERY == 0:
            progress(f"{file.stem}: {number:,} of {len(messages):,} messages")
        found.append(await reader.read(message.text))
    with file.open("w", encoding="utf-8", newline="") as output:
        writer = csv.writer(output)
        writer.writerow(("text", "label", "read", "confidence"))
        for message, got in zip(messages, found, strict=True):
            writer.writerow((message.text, message.label, got.intent, f"{got.confidence:.4f}"))
    return found
