"""What customers think: once for each matter, counted by agent, department and language."""

import asyncio
from datetime import date, timedelta
from typing import Any

from handoff.records.sql import SqlRecords
from handoff.rules.ids import ConversationId
from tests.contract.records.hand_clock import HandClock

DAY = date(2026, 3, 4)
NOON_MS = 1_772_625_600_000
"""2026-03-04 12:00 UTC."""


def rating(**facts: Any) -> dict[str, Any]:
    usual = {
        "id": "h1", "conversation": "web-a", "of": "agent", "ticket": "web-a:h1", "score": 4,
        "agent_id": "sanne", "agent_name": "Sanne", "department": "billing", "topic": "",
        "language": "en", "platform": "short_video", "channel": "web", "words": "",
        "rated_ms": NOON_MS, "asked_ms": NOON_MS - 60_000,
    }  # fmt: skip
    return usual | facts


async def test_the_same_rating_again_takes_the_place_of_what_it_said(records: SqlRecords) -> None:
    await records.store_rating(rating(score=2))
    await records.store_rating(rating(score=2))
    await records.store_rating(rating(score=5, words="Quick \0and kind"))

    [stored] = await records.ratings_of("web-a")
    assert (stored["score"], stored["words"], stored["agent"]) == (5, "Quick and kind", "sanne")


async def test_writers_at_once_leave_one_row(records: SqlRecords) -> None:
    await asyncio.gather(*(records.store_rating(rating(score=n)) for n in (1, 2, 3, 4, 5)))
    assert len(await records.ratings_of("web-a")) == 1


async def test_figures_equal_a_count_by_hand(records: SqlRecords) -> None:
    """Bot and agent never mix; only the days asked for count."""
    given = [
        rating(score=5),
        rating(id="h2", score=2, language="nl"),
        rating(conversation="web-b", score=4, department="frontline"),
        rating(conversation="web-c", agent_id="wei", agent_name="Wei", language="zh", score=1),
        rating(conversation="web-c", id="b1", of="bot", ticket="", agent_id="", agent_name="",
               topic="refund_request", language="zh", score=3),
        rating(conversation="web-d", score=1, rated_ms=NOON_MS - 86_400_000),
        rating(conversation="web-e", score=1, rated_ms=NOON_MS + 12 * 3_600_000),
    ]  # fmt: skip
    for one in given:
        await records.store_rating(one)

    made = await records.ratings(DAY, DAY)

    def rows(part: Any) -> list[tuple[str, str, int, float, int]]:
        return [(r.of, r.name, r.count, r.mean, r.good) for r in part]

    assert rows(made.total) == [("agent", "", 4, 3.0, 2), ("bot", "", 1, 3.0, 0)]
    assert rows(made.agents) == [("agent", "Sanne", 3, 3.67, 2), ("agent", "Wei", 1, 1.0, 0)]
    assert rows(made.departments) == [
        ("agent", "billing", 3, 2.67, 1), ("agent", "frontline", 1, 4.0, 1),
        ("bot", "billing", 1, 3.0, 0),
    ]  # fmt: skip
    assert rows(made.languages) == [
        ("agent", "en", 2, 4.5, 2), ("agent", "nl", 1, 2.0, 0), ("agent", "zh", 1, 1.0, 0),
        ("bot", "zh", 1, 3.0, 0),
    ]  # fmt: skip


async def test_the_latest_words_come_first_and_name_their_ticket(records: SqlRecords) -> None:
    ticket = {"id": "web-a:h1", "conversation": "web-a", "type": "general_request"}
    number = await records.store_ticket("e1", ticket)
    await records.store_rating(rating(words="Helpful"))
    await records.store_rating(rating(id="h2", words="Later", rated_ms=NOON_MS + 1, ticket="gone"))
    await records.store_rating(rating(id="h3", words=""))

    made = await records.ratings(DAY, DAY)

    assert [(one.words, one.number) for one in made.said] == [("Later", ""), ("Helpful", number)]


async def test_words_go_with_time_and_counts_stay(records: SqlRecords, clock: HandClock) -> None:
    await records.store_rating(rating(words="Call me on this number"))
    await records.forget(clock() + timedelta(days=36_500))
    made = await records.ratings(DAY, DAY)
    assert (made.said, made.total[0].count) == ((), 1)


async def test_an_erased_customer_leaves_a_score_that_nobody_can_trace(
    records: SqlRecords,
) -> None:
    await records.record_event("e1", "rated", {"conversation": "web-a", "score": 4, "of": "agent"})
    await records.store_rating(rating(words="I am Robin"))
    await records.erase(ConversationId("web-a"), 0)

    assert await records.ratings_of("web-a") == []
    made = await records.ratings(DAY, DAY)
    assert (made.said, [one.count for one in made.total]) == ((), [1])
