"""Who asks while nobody is there hears once when that changes, whatever the clocks do meanwhile."""

from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.app import DATA
from handoff.rules.conversation import State
from tests.scenario.stand import copy_of_files, standing
from tests.scenario.story import PERSON, ZONES, Heard, a_story

NIGHTS = [
    # By the clock of the customer: asked, opens; and hours of real time between the two.
    ("en", "2026-11-23 23:30", "2026-11-24 07:00", 7.5),
    ("nl", "2026-11-23 23:30", "2026-11-24 07:00", 7.5),
    ("zh", "2026-11-23 23:30", "2026-11-24 07:00", 7.5),
    # Clocks are put forward, but not in China.
    ("en", "2026-03-28 23:30", "2026-03-29 07:00", 6.5),
    ("nl", "2026-03-28 23:30", "2026-03-29 07:00", 6.5),
    ("zh", "2026-03-28 23:30", "2026-03-29 07:00", 7.5),
    # They are put back; half past one and half past two come twice, and it is the second time.
    ("en", "2026-10-25 01:30", "2026-10-25 07:00", 5.5),
    ("nl", "2026-10-24 23:30", "2026-10-25 07:00", 8.5),
    ("nl", "2026-10-25 02:30", "2026-10-25 07:00", 4.5),
    # Short days and holidays.
    ("en", "2026-12-24 18:30", "2026-12-27 07:00", 60.5),
    ("nl", "2026-12-31 18:30", "2027-01-02 07:00", 36.5),
    ("zh", "2027-02-04 23:30", "2027-02-12 07:00", 175.5),
]


def moment(local: str, language: str) -> datetime:
    """Of a time that comes twice the second one."""
    return datetime.fromisoformat(local).replace(tzinfo=ZONES[language], fold=1).astimezone(UTC)


@pytest.mark.parametrize(
    ("language", "asked", "opens", "hours"),
    NIGHTS,
)
async def test_opening_is_told_once_at_the_right_moment(
    language: str,
    asked: str,
    opens: str,
    hours: float,
    tmp_path: Path,
    redis_url: str,
    people: AsyncExitStack,
) -> None:
    at, opening = moment(asked, language), moment(opens, language)
    assert opening - at == timedelta(hours=hours)
    async with standing(tmp_path, redis_url, data=DATA, at=at) as stand:
        story = await a_story(people, stand, language)
        await story.begins(State.BOT)
        await story.forgets()
        await story.customer.writes(PERSON[language])
        told = await story.customer.sees("queue_closed_number")
        assert "07:00" in told["text"]
        wanted = Heard(("handoff_request", "queue_closed"), (), ("handoff_requested",))
        assert await story.heard() == wanted
        [card] = await stand.service.lines.waiting(["frontline"])
        assert card.opens_ms == int(opening.timestamp() * 1000)

        await story.forgets()
        await story.passes(hours * 60 - 1)
        assert await story.heard() == Heard((), (), ())
        await story.passes(1)
        assert await story.heard() == Heard(("queue_place",), (), ())
        [card] = await stand.service.lines.waiting(["frontline"])
        assert card.opens_ms == 0

        await story.forgets()
        await story.sanne.signs_in()  # The session of the night is over.
        await story.sanne.takes(story.customer)
        assert await story.heard() == Heard(("agent_joined",), (), ("handoff_accepted",))


@pytest.mark.parametrize(("language", "shown"), [("en", "06:00"), ("nl", "07:00"), ("zh", "13:00")])
async def test_a_department_keeps_its_own_clock_and_is_told_in_that_of_the_customer(
    language: str, shown: str, tmp_path: Path, redis_url: str, people: AsyncExitStack
) -> None:
    """All customers are served from Amsterdam, and there clocks are put forward in this night."""
    data = copy_of_files(tmp_path / "data")
    path = data / "catalogue/departments.yml"
    local, own = "Mon-Sun 07:00-23:00 local", "Mon-Sun 07:00-23:00 Europe/Amsterdam"
    text = path.read_text("utf-8")
    path.write_text(text.replace(local, own, 1), "utf-8")
    assert text.index("id: frontline") < text.index(local) < text.index("id: billing")
    at, opening = moment("2026-03-28 23:30", "nl"), moment("2026-03-29 07:00", "nl")
    async with standing(tmp_path, redis_url, data=data, at=at) as stand:
        story = await a_story(people, stand, language)
        await story.begins(State.BOT)
        await story.customer.writes(PERSON[language])
        told = await story.customer.sees("queue_closed_number")
        assert shown in told["text"]
        await story.forgets()
        await story.passes(6.5 * 60 - 1)
        assert await story.heard() == Heard((), (), ())
        await story.passes(1)
        assert stand.clock.now() == opening
        assert await story.heard() == Heard(("queue_place",), (), ())
