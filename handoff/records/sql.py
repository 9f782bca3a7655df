"""Everything that outlives a chat, over SQLite or PostgreSQL."""

from handoff.records.agents import AgentRecords
from handoff.records.engine import open_engine
from handoff.records.evidence import EvidenceRecords
from handoff.records.migrate import upgrade_to_head
from handoff.records.sessions import SessionRecords
from handoff.records.store import records_errors
from handoff.records.tickets import TicketRecords
from handoff.records.transcripts import TranscriptRecords


class SqlRecords(TicketRecords, EvidenceRecords, TranscriptRecords, AgentRecords, SessionRecords):
    """The ``Records`` port, the registry of agents, desk sessions and the audit in one place.

    All methods raise ``RecordsUnavailable`` when SQL does not answer, and those that write
    ``RecordsRejected`` for what it does not take. Each write is one transaction: a process that
    dies at any moment leaves all of it or nothing.
    """

    @classmethod
    async def open(cls, database_url: str) -> "SqlRecords":
        """Connect and bring the tables up to date.

        ``database_url`` is ``sqlite:///path`` or ``postgresql://...``.
        """
        engine = open_engine(database_url)
        await upgrade_to_head(engine)
        return cls(engine)

    async def close(self) -> None:
        """Give back all connections."""
        with records_errors():
            await self._engine.dispose()
