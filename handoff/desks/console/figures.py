"""Figures at the web desk: which period, for whom, in whose words."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, timedelta
from typing import Any

from handoff.desks.console.json_pages import check_supervisor
from handoff.desks.console.parts import Texts
from handoff.errors import Refused
from handoff.ports import Agent, Clock
from handoff.records.sql import SqlRecords
from handoff.reports.sheets import agent_rows, handoff_rows
from handoff.reports.view import Viewer
from handoff.rules.tables import Tables

MOST_DAYS = 400
WEEK = timedelta(days=6)


class FigureDesk:
    """Use cases of the page about figures, for leads and managers. Raises ``Refused``."""

    def __init__(
        self, records: SqlRecords, clock: Clock, tables: Callable[[], Tables], texts: Texts
    ) -> None:
        """``tables`` gives the tables of this moment."""
        self._records = records
        self._clock = clock
        self._tables = tables
        self._texts = texts

    async def view(self, agent: Agent, query: Mapping[str, str], language: str) -> dict[str, Any]:
        """What is shown of the period that ``query`` asks for."""
        check_supervisor(agent)
        figures = await self._records.figures(*self._period(query))

        def words(text_id: str, values: dict[str, str]) -> str:
            return self._texts(text_id, language, values)

        kinds = self._tables().complaint_types.values()
        types = {kind.id: kind.title.get(language, kind.id) for kind in kinds}
        viewer = Viewer(words, language, types, await self._agents())
        return viewer.view(figures).as_json()

    async def sheet(
        self, agent: Agent, query: Mapping[str, str], name: str
    ) -> tuple[str, Iterable[list[str]]]:
        """The name of a file and its rows; ``name`` is ``handoffs`` or ``agents``."""
        check_supervisor(agent)
        figures = await self._records.figures(*self._period(query))
        rows = handoff_rows(figures)
        if name == "agents":
            rows = agent_rows(figures, await self._agents())
        return f"{name}-{figures.first}-{figures.last}.csv", rows

    async def _agents(self) -> dict[str, str]:
        return {str(agent.id): agent.name for agent in await self._records.agents()}

    def _period(self, query: Mapping[str, str]) -> tuple[date, date]:
        """``range`` is ``today`` or ``week``; else ``first`` and ``last`` are days. A week if
        nothing is given."""
        today = self._clock.now().astimezone(UTC).date()
        if query.get("range") == "today":
            return today, today
        if query.get("range") == "week" or not query.get("first"):
            return today - WEEK, today
        try:
            first, last = (date.fromisoformat(query.get(name, "")) for name in ("first", "last"))
        except ValueError as error:
            raise Refused("desk_report_period", days=str(MOST_DAYS)) from error
        if not timedelta(0) <= last - first <= timedelta(days=MOST_DAYS):
            raise Refused("desk_report_period", days=str(MOST_DAYS))
        return first, last
