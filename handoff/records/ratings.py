"""Ratings: one row for each thing that was rated, and the figures that leads see."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Row, case, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.records.rating_tables import ratings
from handoff.records.store import SqlStore, bounded, from_ms, storable_data, to_ms
from handoff.records.tables import tickets

GOOD = 4
"""From this score on a customer was content."""
MOST_WORDS = 50
"""Ratings with words that are shown, the newest."""
_FACTS = (
    "conversation", "of", "ticket", "agent_name", "department", "topic", "language", "platform",
    "channel", "score", "words",
)  # fmt: skip


@dataclass(frozen=True)
class Rated:
    """Figures of one agent, department or language; ``good`` counts scores of 4 and 5."""

    of: str
    name: str
    count: int
    mean: float
    good: int


@dataclass(frozen=True)
class Said:
    """One rating with words; ``at_ms`` is Unix milliseconds, ``number`` that of its ticket."""

    at_ms: int
    of: str
    score: int
    words: str
    agent: str
    department: str
    language: str
    number: str


@dataclass(frozen=True)
class Ratings:
    """``first`` to ``last``, both included; days are those of UTC.

    ``total`` is by ``of``: one for agents, one for the bot.
    """

    first: str
    last: str
    total: tuple[Rated, ...] = ()
    agents: tuple[Rated, ...] = ()
    departments: tuple[Rated, ...] = ()
    languages: tuple[Rated, ...] = ()
    said: tuple[Said, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


class RatingRecords(SqlStore):
    """A rating is written whole each time, so that a repeat changes nothing."""

    async def store_rating(self, rating: dict[str, Any]) -> None:
        """Keep ``rating``: ``id`` within its ``conversation``, ``agent_id``, ``rated_ms``, others.

        The same one again, with another score or with words, takes the place of what it said.
        """
        given = storable_data(rating)
        row = {
            **{name: given[name] for name in _FACTS},
            "id": _id(given["conversation"], given["id"]),
            "agent": given["agent_id"],
            "at": from_ms(given["rated_ms"]),
        }
        async with self._writing() as connection:
            dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
            changed = {"score": row["score"], "words": row["words"]}
            insert = dialect.insert(ratings).values(row)
            await connection.execute(
                insert.on_conflict_do_update(index_elements=["id"], set_=changed)
            )

    async def ratings_of(self, conversation: str) -> list[dict[str, Any]]:
        """Every rating of a customer's conversation, oldest first."""
        query = select(ratings).where(ratings.c.conversation == conversation)
        async with self._reading() as connection:
            rows = await connection.execute(query.order_by(ratings.c.at, ratings.c.id))
            return [dict(row) for row in rows.mappings()]

    async def ratings(self, first: date, last: date) -> Ratings:
        """Figures of ``first`` to ``last``, both included, by days of UTC."""
        start = datetime.combine(first, time(), UTC)
        end = datetime.combine(last + timedelta(days=1), time(), UTC)
        within = (ratings.c.at >= start, ratings.c.at < end)
        async with self._reading() as connection:
            counted = (await connection.execute(_counts().where(*within))).all()
            said = (await connection.execute(_with_words().where(*within))).all()
        return Ratings(
            first.isoformat(),
            last.isoformat(),
            total=_grouped(counted, lambda row: ""),
            agents=_grouped((r for r in counted if r.of == "agent"), _name_of),
            departments=_grouped(counted, lambda row: row.department),
            languages=_grouped(counted, lambda row: row.language),
            said=tuple(
                Said(to_ms(row.at), row.of, row.score, row.words, row.agent_name, row.department,
                     row.language, row.number or "")
                for row in said
            ),
        )  # fmt: skip


def _id(conversation: str, rating: str) -> str:
    return bounded(f"{conversation}:{rating}")


def _name_of(row: Row[Any]) -> str:
    return str(row.agent_name or row.agent)


def _counts() -> Any:
    by = (ratings.c.of, ratings.c.agent, ratings.c.department, ratings.c.language)
    return select(
        *by,
        func.max(ratings.c.agent_name).label("agent_name"),
        func.count().label("rated"),
        func.sum(ratings.c.score).label("sum"),
        func.sum(case((ratings.c.score >= GOOD, 1), else_=0)).label("good"),
    ).group_by(*by)


def _with_words() -> Any:
    return (
        select(ratings, tickets.c.number)
        .join(tickets, tickets.c.id == ratings.c.ticket, isouter=True)
        .where(ratings.c.words != "")
        .order_by(ratings.c.at.desc(), ratings.c.id)
        .limit(MOST_WORDS)
    )


def _grouped(rows: Iterable[Row[Any]], name_of: Callable[[Row[Any]], str]) -> tuple[Rated, ...]:
    """Summed by ``of`` and name, in that order."""
    counts: Counter[tuple[str, str]] = Counter()
    sums, good = counts.copy(), counts.copy()
    for row in rows:
        key = (row.of, name_of(row))
        counts[key] += int(row.rated)
        sums[key] += int(row.sum)
        good[key] += int(row.good)
    return tuple(
        Rated(*key, count, round(sums[key] / count, 2), good[key])
        for key, count in sorted(counts.items())
    )


async def forget_ratings(connection: AsyncConnection, before: datetime) -> None:
    """The words go, what reports count stays."""
    old = (ratings.c.at < before) & (ratings.c.words != "")
    await connection.execute(update(ratings).where(old).values(words=""))


async def erase_ratings(connection: AsyncConnection, conversation: str, alias: str) -> None:
    """Words, ticket and whose it was go; the ids too, for they are made of the customer's."""
    query = select(ratings.c.id).where(ratings.c.conversation == conversation)
    found = await connection.scalars(query.order_by(ratings.c.id))
    for number, rating_id in enumerate(found.all(), start=1):
        blank = {"id": f"{alias}:{number}", "conversation": alias, "ticket": "", "words": ""}
        await connection.execute(update(ratings).where(ratings.c.id == rating_id).values(**blank))
