"""When a model is trained, what is kept, and what is said when it fails.

A small program stands where Rasa is called, so that these tests take no minutes; the real training
runs once in every `make test`, before the assistant's own tests.
"""

import asyncio
import stat
from pathlib import Path

import pytest

from bot.up import training
from bot.up.training import TrainingFailed, is_fresh, model_path, read_stamp, train
from handoff.settings import Settings, load_settings

RASA = """#!/bin/sh
# Called as: python -m rasa train ... --out FOLDER --fixed-model-name NAME
if grep -q broken config.yml; then echo "InvalidConfig: the reason" >&2; exit 1; fi
while [ "$1" != --out ]; do shift; done
echo "$MALLOC_MMAP_THRESHOLD_" > threshold
mkdir -p "$2" && cat config.yml > "$2/footbridge.tar.gz" && echo x >> calls
"""


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.chdir(tmp_path)
    for folder in ("data/nlu", "data/rules", "data/stories", "data/glossary", "bot/nlu"):
        Path(folder).mkdir(parents=True)
        Path(folder, "one.yml").write_text("version: '3.1'\n")
    Path("config.yml").write_text("one\n")
    Path("domain.yml").write_text("version: '3.1'\n")
    rasa = tmp_path / "python"
    rasa.write_text(RASA)
    rasa.chmod(rasa.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setattr(training, "ASSISTANT_PYTHON", rasa)
    return load_settings(var_dir=tmp_path / "var")


def silent(_passed_s: float, _expected_s: float) -> None:
    return None


def calls() -> int:
    return len(Path("calls").read_text().splitlines())


async def test_it_trains_only_when_something_has_changed(settings: Settings) -> None:
    assert await train(settings, silent) is True
    assert await train(settings, silent) is False
    assert calls() == 1
    assert is_fresh(settings)


@pytest.mark.parametrize(
    "path",
    [
        "config.yml",
        "domain.yml",
        "data/nlu/new.yml",
        "data/stories/one.yml",
        "data/glossary/nl.yml",
        "bot/nlu/one.py",
    ],
)
async def test_each_source_makes_the_model_old(settings: Settings, path: str) -> None:
    await train(settings, silent)
    with Path(path).open("a") as file:
        file.write("# another line\n")
    assert not is_fresh(settings)


async def test_another_encoder_makes_the_model_old(settings: Settings) -> None:
    await train(settings, silent)
    assert not is_fresh(settings.model_copy(update={"encoder_path": "other"}))


async def test_the_last_three_models_are_kept(settings: Settings) -> None:
    for text in ("one", "two", "three", "four"):
        Path("config.yml").write_text(text)
        await train(settings, silent)
    earlier = sorted((model_path(settings).parent / "earlier").iterdir())
    assert model_path(settings).read_text() == "four"
    assert [path.read_text() for path in earlier] == ["two", "three"]


async def test_a_failed_training_leaves_the_model_and_says_why(settings: Settings) -> None:
    await train(settings, silent)
    Path("config.yml").write_text("broken")
    with pytest.raises(TrainingFailed, match="InvalidConfig: the reason"):
        await train(settings, silent)
    assert model_path(settings).read_text() == "one\n"
    assert not is_fresh(settings)


async def test_two_at_once_train_once(settings: Settings) -> None:
    done = await asyncio.gather(train(settings, silent), train(settings, silent))
    assert sorted(done) == [False, True]
    assert calls() == 1


async def test_the_time_of_the_last_training_is_the_estimate_of_the_next(
    settings: Settings,
) -> None:
    await train(settings, silent)
    stamp = read_stamp(settings)
    assert stamp is not None
    Path("config.yml").write_text("two")
    seen: list[float] = []
    await train(settings, lambda _passed_s, expected_s: seen.append(expected_s))
    assert set(seen) == {stamp.seconds}


async def test_a_training_keeps_its_memory_whatever_serving_is_told(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MALLOC_MMAP_THRESHOLD_", "65536")  # Memory is short where it serves.
    await train(settings, silent)
    assert int(Path("threshold").read_text()) == 1 << 30


async def test_a_missing_environment_or_source_is_said(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(training, "ASSISTANT_PYTHON", Path("nowhere"))
    with pytest.raises(TrainingFailed, match="make environments"):
        await train(settings, silent)
    Path("domain.yml").unlink()
    with pytest.raises(TrainingFailed, match=r"Missing: domain\.yml"):
        await train(settings, silent)
