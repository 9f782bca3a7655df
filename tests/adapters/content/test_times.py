"""Times and summaries as customers read them."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.content import load
from bot.summary import MOST_WORDS, summary_of
from bot.times import render_time
from handoff.rules.texts import Content

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


def test_a_summary_has_a_line_for_each_answer_and_marks_what_is_about_right():
    content = Content(texts={"form_field_amount": {"en": "Amount", "nl": "Bedrag", "zh": "金额"}})
    draft = {
        "description": ["Charged twice"],
        "values": {
            "amount": {"value": 12, "words": "12 euro", "approximate": False},
            "charge_date": {"value": "2026-05-03", "words": "3 May", "approximate": True},
        },
        "evidence": {"count": 2, "kinds": ["screenshot"]},
    }
    assert summary_of(content, draft, "nl").split("\n") == [
        "description: Charged twice",
        "Bedrag: 12 euro",
        "charge date: ± 3 May",
        "evidence: 2",
    ]


def test_a_long_story_is_cut_in_the_summary_alone():
    draft = {"description": ["x" * 4000], "values": {}}
    shown = summary_of(Content(), draft, "en")
    assert shown.endswith("…")
    assert len(shown) < MOST_WORDS + 20
