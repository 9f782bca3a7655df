"""What is learnt about each language, as files: arrays and JSON, nothing that runs code on load."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np

from bot.nlu.calibration import Thresholds
from bot.nlu.chooser import IntentChooser
from bot.nlu.decision import Judge
from bot.nlu.kernel import KernelReader
from bot.nlu.packing import pack, unpack

VECTORS = "vectors.npz"


def save_judges(folder: Path, judges: Mapping[str, Judge]) -> None:
    """Write the judges, by language, below `folder`."""
    vectors, rows = _shared([judge.reader.vectors() for judge in judges.values()])
    packed, steps = pack(vectors)
    np.savez(folder / VECTORS, vectors=packed, steps=steps)
    about = {}
    for (language, judge), own in zip(judges.items(), rows, strict=True):
        judge.reader.save(folder / language, own)
        chooser = judge.chooser.as_dict() if judge.chooser else None
        about[language] = {"thresholds": asdict(judge.thresholds), "chooser": chooser}
    (folder / "judges.json").write_text(json.dumps(about), "utf-8")


def load_judges(folder: Path) -> dict[str, Judge]:
    """Read what `save_judges` wrote."""
    with np.load(folder / VECTORS, allow_pickle=False) as arrays:
        vectors = unpack(arrays["vectors"], arrays["steps"])
    judges = {}
    for language, stored in json.loads((folder / "judges.json").read_text("utf-8")).items():
        reader, chooser = KernelReader.load(folder / language, vectors), stored["chooser"]
        judges[language] = Judge(
            reader,
            IntentChooser.from_dict(reader.labels, chooser) if chooser else None,
            Thresholds(**stored["thresholds"]),
        )
    return judges


def _shared(groups: Sequence[np.ndarray]) -> tuple[np.ndarray, list[np.ndarray]]:
    """Return all vectors, each once, and for each group which of them are its own.

    Most phrases are examples of several readers: it is half the room.
    """
    found: dict[bytes, int] = {}
    rows = [
        np.array([found.setdefault(row.tobytes(), len(found)) for row in group], dtype=np.int32)
        for group in groups
    ]
    vectors = np.frombuffer(b"".join(found), dtype=np.float32)
    return vectors.reshape(len(found), -1) if found else np.zeros((0, 1), np.float32), rows
