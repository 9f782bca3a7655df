"""What is learnt about each language, as files: arrays and JSON, nothing that runs code on load."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from bot.nlu.calibration import Thresholds
from bot.nlu.chooser import IntentChooser
from bot.nlu.decision import Judge
from bot.nlu.kernel import KernelReader


def save_judges(folder: Path, judges: Mapping[str, Judge]) -> None:
    """Write the judges, by language, below `folder`."""
    about = {}
    for language, judge in judges.items():
        judge.reader.save(folder / language)
        chooser = judge.chooser.as_dict() if judge.chooser else None
        about[language] = {"thresholds": asdict(judge.thresholds), "chooser": chooser}
    (folder / "judges.json").write_text(json.dumps(about), "utf-8")


def load_judges(folder: Path) -> dict[str, Judge]:
    """Read what `save_judges` wrote."""
    judges = {}
    for language, stored in json.loads((folder / "judges.json").read_text("utf-8")).items():
        reader, chooser = KernelReader.load(folder / language), stored["chooser"]
        judges[language] = Judge(
            reader,
            IntentChooser.from_dict(reader.labels, chooser) if chooser else None,
            Thresholds(**stored["thresholds"]),
        )
    return judges
