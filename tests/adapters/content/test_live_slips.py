"""A slip that ``footbridge check`` sees never gets into a running service."""

import logging
from pathlib import Path

import pytest

from bot.catalogue import ContentError
from bot.content import load
from bot.live_content import LiveContent
from tests.cli.waiting import until

SLIPS = {
    "a target that is no number": (
        "complaint_types.yml",
        "first_response: 480",
        "first_response: 8 hours",
    ),
    "a target below zero": ("complaint_types.yml", "first_response: 480", "first_response: -5"),
    "a target that is gone": (
        "complaint_types.yml",
        "    sla: {first_response: 480, resolution: 7200}\n",
        "",
    ),
    "no value": ("policy.yml", "refund_days: 10", "refund_days:"),
    "an unknown type of field": (
        "complaint_types.yml",
        "{name: game_server, type: short_text",
        "{name: game_server, type: link",
    ),
    "a field that stands twice": (
        "complaint_types.yml",
        "{name: game_server,",
        "{name: game_name,",
    ),
    "an unknown priority": ("complaint_types.yml", "    priority: P3\n", "    priority: P9\n"),
    "bare yes and no": (
        "complaint_types.yml",
        "options: [missing_reward, lost_item,",
        "options: [yes, no,",
    ),
}


@pytest.mark.parametrize(("file", "old", "new"), SLIPS.values(), ids=SLIPS)
async def test_a_slip_is_told_with_its_place_and_changes_nothing(
    file: str, old: str, new: str, project: Path,
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr("bot.live_content.LOOK_EVERY_S", 0.05)
    path = project / "data/catalogue" / file
    live = LiveContent(project / "data")
    before = live.now
    live.start()
    good = path.read_text("utf-8")
    assert old in good
    path.write_text(good.replace(old, new, 1), "utf-8")
    await until(lambda: "is not used" in caplog.text)
    assert live.now is before
    (told,) = [r.getMessage() for r in caplog.records if r.levelno == logging.ERROR]
    assert f"data/catalogue/{file}:" in told
    assert f"data/catalogue/{file}:" in live.unused
    assert told.endswith(live.unused)

    path.write_text(good + "\n", "utf-8")
    await until(lambda: live.now is not before)
    assert live.unused == ""
    await live.stop()


async def test_an_error_that_was_there_at_the_start_is_told_as_well(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.live_content.LOOK_EVERY_S", 0.05)
    path = project / "data/catalogue/policy.yml"
    good = path.read_text("utf-8")
    path.write_text(good.replace("refund_days: 10", "refund_days:", 1), "utf-8")
    live = LiveContent(project / "data")
    live.start()
    await until(lambda: "policy.yml:" in live.unused)
    path.write_text(good, "utf-8")
    await until(lambda: live.unused == "")
    await live.stop()


@pytest.mark.parametrize("cut", ["\nanswer:", "\ntitle:", "\ncategory:"])
def test_half_a_file_is_refused_in_words_when_a_part_starts(project: Path, cut: str) -> None:
    path = project / "data/content/topics/refund_request.yml"
    text = path.read_text("utf-8")
    path.write_text(text[: text.index(cut)] + "\n", "utf-8")
    with pytest.raises(ContentError, match="footbridge check tells where"):
        load(project / "data")
