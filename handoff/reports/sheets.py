"""Figures as tables for spreadsheets."""

from collections.abc import Iterable, Mapping

from handoff.reports.figures import DIMENSIONS, LOAD_NAMES, ROW_NAMES, Figures


def as_cell(value: object) -> str:
    """Empty for nothing; a spreadsheet would take what begins like a formula for one."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text


def handoff_rows(figures: Figures) -> Iterable[list[str]]:
    """One row for the whole period, then one for each value of each dimension."""
    yield ["dimension", "value", *ROW_NAMES]
    rows = [("total", figures.total)]
    rows += [(name, row) for name in DIMENSIONS for row in figures.by.get(name, ())]
    for name, row in rows:
        yield [name, *(as_cell(getattr(row, each)) for each in ("value", *ROW_NAMES))]


def agent_rows(figures: Figures, names: Mapping[str, str]) -> Iterable[list[str]]:
    """One row for each agent, with what the agent is called."""
    yield ["agent", "name", *LOAD_NAMES]
    for load in figures.agents:
        counts = (as_cell(getattr(load, each)) for each in LOAD_NAMES)
        yield [as_cell(load.agent), as_cell(names.get(load.agent, "")), *counts]
