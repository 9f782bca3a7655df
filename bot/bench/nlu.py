"""The benchmark of reading: the project's pipeline on public sets, and the assistant's own cost."""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.bench.figures import machine
from bot.bench.reading import learn, product
from bot.bench.reading.sets import SETS, BadData, PublicSet, Source, check, read
from bot.bench.reading.targets import STORED_DEFAULT
from bot.bench.stack import ROOT, own_settings
from bot.up.parts import ASSISTANT_PYTHON

PRODUCT = "product"
NAMES = (*(each.name for each in SETS), PRODUCT)
CONFIG = Path("config.yml")
DEFAULT_SET = "banking77_10"
TEXTS = Source("banking77/test.csv")
"""Messages that both assistants are timed with: unlike all that either was taught."""

Progress = Callable[[str], None]


@dataclass(frozen=True)
class NluPlan:
    """Folder of the sets; which of ``NAMES`` to measure; where to keep what was made, if at all."""

    data: Path
    only: Sequence[str] = field(default=NAMES)
    keep: Path | None = None
    with_default: bool = False

    def sets(self) -> list[PublicSet]:
        return [each for each in SETS if each.name in self.only]

    def check(self) -> None:
        """Raises ``BadData`` for an unknown name, or a file that is missing or not as it should."""
        for name in self.only:
            if name not in NAMES:
                raise BadData(f"{name} is not known. Known: {', '.join(NAMES)}.")
        check(self.data, self.sets())
        if PRODUCT in self.only:
            texts_for_product(self.data)
        if not ASSISTANT_PYTHON.exists():
            raise BadData("The assistant environment is missing. Run `make environments`.")


async def measure(plan: NluPlan, progress: Progress) -> dict[str, Any]:
    """All figures of the plan, shares from 0 to 1.

    Raises ``BadData``, ``RasaFailed``, ``TrainingFailed``, ``PartFailed`` or ``NoAnswer``.
    """
    plan.check()
    before, figures = machine(), dict[str, Any]()
    with _folder(plan.keep) as folder, own_settings() as settings:
        for each in plan.sets():
            own = folder / each.name
            figures |= await learn.measure(settings, CONFIG, plan.data, each, own, progress)
        if PRODUCT in plan.only:
            texts = texts_for_product(plan.data)
            figures |= await product.measure(texts, folder / PRODUCT, progress)
        figures["default"] = STORED_DEFAULT
        if plan.with_default:
            figures["default"] = await _default(plan, folder / "default", progress)
    after = machine()["load_1_min"]
    return {**figures, "machine": {**before, "load_1_min_after": after}}


def texts_for_product(data: Path) -> list[str]:
    """Messages that differ. Raises ``BadData`` if they are too few."""
    texts = list(dict.fromkeys(phrase.text for phrase in read(data, TEXTS)))
    needed = product.WARM_UP + product.TIMED
    if len(texts) < needed:
        raise BadData(f"{data / TEXTS.file} has {len(texts)} different texts, {needed} are needed.")
    return texts


async def _default(plan: NluPlan, folder: Path, progress: Progress) -> dict[str, Any]:
    """The pipeline that `rasa init` writes, on the set that its stored figure is of."""
    chosen = next(each for each in SETS if each.name == DEFAULT_SET)
    with own_settings() as settings:
        bot = await product.default_bot(settings, folder, progress)
        config = bot / "config.yml"
        return await learn.measure(
            settings, config, plan.data, chosen, folder / chosen.name, progress
        )


@contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    if keep is not None:
        keep.mkdir(parents=True, exist_ok=True)
        yield keep.resolve()
        return
    ROOT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=ROOT, prefix="nlu-") as folder:
        yield Path(folder).resolve()
