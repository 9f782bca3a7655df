"""Times as customers read them."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.content import load
from bot.times import render_time

LOADED = load(Path("data"))
NOON = int(datetime(2026, 11, 20, 12, 0, tzinfo=UTC).timestamp() * 1000)
HOUR_MS = 3_600_000


@pytest.mark.parametrize(
    ("hours", "language", "words"),
    [
        (2, "en", "today at 14:00"),
        (2, "nl", "vandaag om 15:00"),
        (2, "zh", "今天22:00"),
        (13, "en", "tomorrow at 01:00"),
        (5, "zh", "明天01:00"),
        (-13, "en", "yesterday at 23:00"),
        (72, "en", "Monday 23 November at 12:00"),
        (72, "nl", "maandag 23 november om 13:00"),
        (72, "zh", "11月23日星期一20:00"),
        # Over the end of summer time and of the year.
        (24 * 45, "nl", "maandag 4 januari om 13:00"),
    ],
)
def test_a_moment_is_told_in_the_zone_of_the_language(hours: int, language: str, words: str):
    zones = LOADED.tables.zones
    render = LOADED.content.render_text
    assert render_time(render, NOON + hours * HOUR_MS, NOON, language, zones) == words
