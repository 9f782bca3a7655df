"""Times as customers read them."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.content import load
from bot.render import Draft, Renderer
from bot.times import render_time, render_when
from handoff.rules.conversation import Conversation
from handoff.rules.effects import Say
from handoff.rules.forms_drafts import new_draft
from handoff.rules.ids import ConversationId

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


@pytest.mark.parametrize(
    ("value", "language", "words"),
    [
        ("2026-11-19T21:30+00:00", "en", "yesterday at 21:30"),
        ("2026-11-19T21:30+01:00", "nl", "gisteren om 21:30"),
        ("2026-11-19T21:30+08:00", "zh", "昨天21:30"),
        ("2026-11-20T09:05", "nl", "vandaag om 09:05"),
        ("2026-11-16T21:30+00:00", "en", "Monday 16 November at 21:30"),
        ("2025-11-16T21:30+00:00", "en", "Sunday 16 November 2025 at 21:30"),
        ("2026-11-19", "en", "yesterday"),
        ("2026-11-20T00:00+01:00", "nl", "vandaag"),
        ("2026-11-16", "zh", "11月16日星期一"),
        ("2025-11-16", "zh", "2025年11月16日星期日"),
        ("2026-W46", "en", "the week of Monday 9 November"),
        ("2026-W46", "nl", "de week van maandag 9 november"),
        ("2026-10", "nl", "oktober 2026"),
        ("2026-10", "zh", "2026年10月"),
        ("2025", "en", "2025"),
    ],
)
def test_when_something_happened_is_told_as_exactly_as_it_is_known(
    value: str, language: str, words: str
):
    zones, render = LOADED.tables.zones, LOADED.content.render_text
    assert render_when(render, value, NOON, language, zones) == words


@pytest.mark.parametrize(
    ("value", "shown"), [("2026-11-19T21:30+01:00", "gisteren om 21:30"), ("ooit", "ooit")]
)
def test_the_summary_of_a_complaint_tells_times_as_everything_else_does(value: str, shown: str):
    when = {"value": value, "words": "", "approximate": False, "source": "answer"}
    complaint = {**new_draft("payout", "nl", "short_video"), "values": {"payout_date": when}}
    written = Draft()
    robin = Conversation(ConversationId("web-c1"), language="nl")
    Renderer(LOADED, NOON).add(written, "e1", robin, [Say("form_summary", draft=complaint)])
    assert shown in written.entries[0]
    assert "2026-11" not in written.entries[0]
