"""Everything that outlives a chat, over SQLite or PostgreSQL."""

from collections.abc import Callable
from datetime import datetime

from handoff.records.agents import AgentRecords
from handoff.records.alarms import AlarmRecords
from handoff.records.engine import open_engine
from handoff.records.erasure import ErasureRecords
from handoff.records.evidence import EvidenceRecords
from handoff.records.figures import FigureRecords
from handoff.records.mails import MailRecords
from handoff.records.migrate import upgrade_to_head
from handoff.records.notices import NoticeBoardRecords
from handoff.records.ratings import RatingRecords
from handoff.records.sessions import SessionRecords
from handoff.records.slack import SlackRecords
from handoff.records.store import records_errors, utc_now
from handoff.records.ticket_list import TicketLists
from handoff.records.ticket_notices import NoticeRecords
from handoff.records.ticket_report import ReportRecords
from handoff.records.tickets import TicketRecords
from handoff.records.transcripts import TranscriptRecords
from handoff.rules.ticket import TicketTables


class SqlRecords(
    TicketRecords,
    TicketLists,
    NoticeRecords,
    NoticeBoardRecords,
    AlarmRecords,
    MailRecords,
    ReportRecords,
    FigureRecords,
    RatingRecords,
    EvidenceRecords,
    ErasureRecords,
    TranscriptRecords,
    AgentRecords,
    SessionRecords,
    SlackRecords,
):
    """The ``Records`` port and all that desks read and write, in one place.

    All methods raise ``RecordsUnavailable`` when SQL does not answer, and those that write
    ``RecordsRejected`` for what it does not take. Each write is one transaction: a process that
    dies at any moment leaves all of it or nothing.
    """

    @classmethod
    async def open(
        cls,
        database_url: str,
        tables: Callable[[], TicketTables] = TicketTables,
        now: Callable[[], datetime] = utc_now,
    ) -> "SqlRecords":
        """Connect and bring the tables up to date.

        ``database_url`` is ``sqlite:///path`` or ``postgresql://...``; ``tables`` gives what
        tickets are judged by at this moment, ``now`` the time.
        """
        engine = open_engine(database_url)
        await upgrade_to_head(engine)
        return cls(engine, now, tables)

    async def close(self) -> None:
        """Give back all connections."""
        with records_errors():
            await self._engine.dispose()
