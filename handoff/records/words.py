"""Finding tickets by words: a full-text table of SQLite, an array with an index in PostgreSQL.

Both hold the same words, made here, so that both find the same: letters without accents and case,
and Chinese as pairs of characters, since it has no spaces.
"""

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, TextClause, text

MOST_WORDS = 400
"""Words of one ticket; a longer story is found by its beginning."""
FOUND_AT_MOST = 500
"""The newest tickets with all words of a search; among them the other filters choose."""
FEW = 1_000
"""So many tickets are read and put in order; of a word with more, the newest are soon found."""
_FOUND = """
WITH few AS MATERIALIZED (
    SELECT position, ticket_id FROM ticket_words
    WHERE words @> CAST(:words AS TEXT[]) LIMIT :few)
(SELECT ticket_id FROM few WHERE (SELECT count(*) FROM few) < :few
    ORDER BY position DESC LIMIT :most)
UNION ALL
(SELECT ticket_id FROM ticket_words
    WHERE words @> CAST(:words AS TEXT[]) AND (SELECT count(*) FROM few) = :few
    ORDER BY position DESC LIMIT :most)
"""
"""PostgreSQL takes a word that it has no figures of for a common one, and would read the whole
table from its newest row on for the ten tickets that hold it; so the index is asked first."""
_HAN = r"\u3400-\u4dbf\u4e00-\u9fff"
_WORD = re.compile(rf"[{_HAN}]+|[^\W_{_HAN}]+")
_HAN_ONLY = re.compile(rf"[{_HAN}]")


def words_in(texts: str | Iterable[str]) -> list[str]:
    """The words of texts in their order, each once."""
    given = texts if isinstance(texts, str) else "\n".join(texts)
    flat = unicodedata.normalize("NFKD", given).casefold()
    plain = "".join(letter for letter in flat if not unicodedata.combining(letter))
    found: dict[str, None] = {}
    for piece in _WORD.findall(plain):
        if len(found) >= MOST_WORDS:
            break
        for word in _pairs(piece) if _HAN_ONLY.match(piece) else [piece[:40]]:
            found[word] = None
    return list(found)


def _pairs(piece: str) -> list[str]:
    if len(piece) == 1:
        return [piece]
    return [piece[at : at + 2] for at in range(len(piece) - 1)]


def create_words(connection: Connection) -> None:
    """Make the table, as each database does it best."""
    if connection.dialect.name == "sqlite":
        connection.execute(
            text(
                "CREATE VIRTUAL TABLE ticket_words USING "
                "fts5(ticket_id UNINDEXED, words, detail=none)"
            )
        )
        return
    connection.execute(
        text(
            "CREATE TABLE ticket_words (position BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, "
            "ticket_id VARCHAR(120) NOT NULL UNIQUE, words TEXT[] NOT NULL)"
        )
    )
    connection.execute(text("CREATE INDEX ix_ticket_words_words ON ticket_words USING gin (words)"))


def words_of(
    dialect: str, ticket_id: str, texts: str | Iterable[str]
) -> tuple[TextClause, dict[str, Any]]:
    """The statement that stores the words of a ticket, and its parameters."""
    words = words_in(texts)
    statement = text("INSERT INTO ticket_words (ticket_id, words) VALUES (:id, :words)")
    return statement, {"id": ticket_id, "words": " ".join(words) if dialect == "sqlite" else words}


def found_by(dialect: str, sought: str) -> tuple[TextClause, dict[str, Any]] | None:
    """A query for ids of tickets that hold all words of ``sought``; None if it has no word."""
    words = words_in(sought)
    if not words:
        return None
    if dialect == "sqlite":
        matching = " AND ".join(f'"{word}"' for word in words)
        query = (
            "SELECT ticket_id FROM ticket_words WHERE ticket_words MATCH :words "
            "ORDER BY rowid DESC LIMIT :most"
        )
        return text(query), {"words": matching, "most": FOUND_AT_MOST}
    return text(_FOUND), {"words": words, "most": FOUND_AT_MOST, "few": FEW}
