"""Very many made tickets, for measuring how lists cope with them."""

from collections.abc import Sequence

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.schema import CreateIndex, DropIndex

from handoff.records.tables import tickets

OPEN_STATES = ("queued", "queued", "in_progress", "in_progress", "waiting_user", "escalated")
ENDED_STATES = ("closed", "closed", "closed", "resolved", "cancelled", "merged")
DEPARTMENTS = ("frontline", "billing", "moderation", "privacy", "trust_safety", "advertising",
               "technical_support", "marketplace_disputes")  # fmt: skip
TYPES = ("payout", "game_problem", "seller_conduct", "spam_scam", "technical_fault",
         "billing_dispute", "copyright", "general_request")  # fmt: skip
PRIORITIES = ("P0", *["P1"] * 9, *["P2"] * 40, *["P3"] * 50)
LANGUAGES = ("en", "nl", "zh")
AGENTS = tuple(f"agent-{n}" for n in range(40))
STORIES = ("the parcel never came", "refund of twelve euro", "mijn account is weg",
           "我的退款还没有到账", "the stream stops after a minute")  # fmt: skip
OPEN_EVERY = 25
"""One ticket of so many is open."""
FIRST_S = 1_750_000_000
SPAN_S = 365 * 86_400


async def fill(engine: AsyncEngine, count: int) -> None:
    """Let the database make ``count`` tickets; indexes come afterwards, as a restore does it."""
    async with engine.connect() as connection:
        await connection.execution_options(writes=True)
        async with connection.begin():
            if not engine.dialect.name.startswith("sqlite"):
                await connection.execute(text("SET statement_timeout = 0"))
            for index in tickets.indexes:
                await connection.execute(DropIndex(index))
            await connection.execute(text(_insert(engine.dialect.name)), {"count": count})
            await _fill_words(connection, engine.dialect.name)
            for index in tickets.indexes:
                await connection.execute(CreateIndex(index))
    if not engine.dialect.name.startswith("sqlite"):  # which does it by itself, as no SQLite does
        async with engine.connect() as connection:
            await connection.execution_options(isolation_level="AUTOCOMMIT")
            await connection.execute(text("VACUUM ANALYZE"))


def _insert(dialect: str) -> str:
    """Values follow from a number that is stirred, so that columns do not go along."""
    is_open = f"(n % {OPEN_EVERY} = 0)"

    def one_of(choices: Sequence[str], salt: int) -> str:
        cases = " ".join(f"WHEN {at} THEN '{one}'" for at, one in enumerate(choices))
        return f"CASE {_stirred(salt)} % {len(choices)} {cases} END"

    state = f"CASE WHEN {is_open} THEN {one_of(OPEN_STATES, 1)} ELSE {one_of(ENDED_STATES, 2)} END"
    made = _time(dialect, f"{FIRST_S} + {_stirred(3)} % {SPAN_S}")
    due = _time(dialect, f"{FIRST_S + SPAN_S - 86_400} + {_stirred(4)} % {10 * 86_400}")
    kind = one_of(TYPES, 5)
    question = (
        f"CASE WHEN n % 100000 = 77 THEN 'a needle' ELSE {one_of(STORIES, 11)} END || ' ' || n"
    )
    columns = {
        "id": "'t-' || n", "number": "'FB-' || n", "conversation": "'web-' || (n % 300000)",
        "type": kind, "first_type": kind, "state": state, "department": one_of(DEPARTMENTS, 6),
        "priority": one_of(PRIORITIES, 7), "reason": "''", "language": one_of(LANGUAGES, 8),
        "channel": "'web'", "platform": "''", "question": question,
        "agent": one_of(AGENTS, 9), "agent_name": "'Ada'", "outcome": "''", "details": "'{}'",
        "created_at": made, "updated_at": made, "customer": "'Noor'", "account": "''",
        "cause": "''", "fault": "''", "open": is_open, "reopened": "0", "version": "0",
        "due_at": due,
    }  # fmt: skip
    numbers = "WITH RECURSIVE c(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM c WHERE n + 1 < :count)"
    names, values = ", ".join(columns), ", ".join(columns.values())
    # Only constants of this file stand in it.
    rows = f"SELECT {values} FROM c"  # noqa: S608
    if dialect == "sqlite":
        return f"INSERT INTO tickets ({names}) {numbers} {rows}"
    series = "(SELECT n::bigint FROM generate_series(0, CAST(:count AS bigint) - 1) AS n) AS c"
    return f"INSERT INTO tickets ({names}) SELECT {values} FROM {series}".replace(  # noqa: S608
        "'{}'", "'{}'::json"
    )


def _stirred(salt: int) -> str:
    return f"(((n + {salt} * 7919) * 2654435761) % 4294967291 / 64)"


def _time(dialect: str, seconds: str) -> str:
    if dialect == "sqlite":
        return f"strftime('%Y-%m-%d %H:%M:%S', {seconds}, 'unixepoch') || '.000000'"
    return f"to_timestamp({seconds})"


async def _fill_words(connection: AsyncConnection, dialect: str) -> None:
    """The Chinese story as pairs, as ``words.py`` makes them."""
    pairs = "我的 的退 退款 款还 还没 没有 有到 到账"
    words = f"replace(lower(question), '{STORIES[3]}', '{pairs}')"
    if dialect != "sqlite":
        words = f"string_to_array({words}, ' ')"
    statement = f"INSERT INTO ticket_words (ticket_id, words) SELECT id, {words} FROM tickets"  # noqa: S608
    await connection.execute(text(statement))
