"""Whatever ends a state, customer and desk are told exactly once: every line of ``exits``."""

from contextlib import AsyncExitStack
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import yaml

from bot.app import DATA
from handoff.rules.conversation import TRANSITIONS, State
from tests.scenario import exits, exits_of_agents
from tests.scenario.exits import Exit
from tests.scenario.stand import standing
from tests.scenario.story import LANGUAGES, ZONES, a_story, data_where_one_may_wait

MONDAY = date(2026, 11, 23)
EXITS = [*exits.EXITS, *exits_of_agents.EXITS]


def begins_at(each: Exit, language: str) -> datetime | None:
    if each.at is None:
        return None
    return datetime.combine(MONDAY, each.at, ZONES[language]).astimezone(UTC)


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return data_where_one_may_wait(tmp_path_factory.mktemp("content") / "data")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("each", EXITS, ids=lambda each: f"{each.old.value}-{each.name}")
async def test_customer_and_desk_are_told_once(
    each: Exit, language: str, data: Path, tmp_path: Path, redis_url: str, people: AsyncExitStack
) -> None:
    at = begins_at(each, language)
    async with standing(tmp_path, redis_url, data=DATA if at else data, at=at) as stand:
        story = await a_story(people, stand, language)
        await story.begins(each.old, each.begins)
        await story.forgets()
        assert (await stand.state(story.customer.conversation)).state is each.old

        await each.deed(story)

        assert await story.heard() == each.heard
        assert (await stand.state(story.customer.conversation)).state is each.new
        assert await story.ticket() == each.ticket
        assert await story.holders() == ([each.holder] if each.holder else [])
        await story.stands_in_line(each.new in (State.QUEUED, State.LEFT_MESSAGE))


def test_the_catalogue_names_the_same_transitions() -> None:
    catalogue = yaml.safe_load((DATA / "catalogue/conversation_states.yml").read_text("utf-8"))
    told = {each["from"]: set(each["to"]) for each in catalogue["conversation_transitions"]}
    assert told == {old.value: {new.value for new in others} for old, others in TRANSITIONS.items()}


def test_no_transition_is_left_out() -> None:
    known = {(old, new) for old, others in TRANSITIONS.items() for new in others}
    played = {(each.old, each.new) for each in EXITS if each.old is not each.new}
    assert played == known
