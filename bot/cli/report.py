"""``footbridge report``: figures of a period, on the screen or as a file."""

import csv
import io
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.console import Console
from rich.table import Table

from bot.catalogue import ContentError
from bot.cli.database import stop, with_records
from bot.cli.days import day
from bot.cli.start import errors
from bot.cli.tables import print_whole
from bot.content import load
from handoff.records.sql import SqlRecords
from handoff.records.ticket_report import Kind, Report, rows_of
from handoff.reports.figures import Figures, Row
from handoff.reports.page import render_page
from handoff.reports.sheets import agent_rows, handoff_rows
from handoff.reports.view import Viewer

DATA = Path(__file__).resolve().parents[2] / "data"
Language = Literal["en", "nl", "zh"]
FOUR_WEEKS = timedelta(days=27)
screen = Console(highlight=False)


def report(
    first: Annotated[
        datetime | None,
        typer.Option(
            "--from",
            "--first",
            parser=day,
            metavar="DAY",
            help="Such as 2026-11-20; four weeks back if left out.",
        ),
    ] = None,
    last: Annotated[
        datetime | None,
        typer.Option(
            "--to",
            "--last",
            parser=day,
            metavar="DAY",
            help="Such as 2026-11-20; today if left out.",
        ),
    ] = None,
    file: Annotated[
        Path | None, typer.Option("--csv", help="Write the figures of tickets to this file.")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", help="Write a page with charts and all CSV files to this folder."),
    ] = None,
    language: Annotated[
        Language, typer.Option(help="What the page with charts is written in.")
    ] = "en",
) -> None:
    """Handoffs and tickets: waits, targets met, who settled it, loads, causes, improvements.

    See docs/reports.md.
    """
    end = last.date() if last else datetime.now(UTC).date()
    start = first.date() if first else end - FOUR_WEEKS
    if start > end:
        errors.print("The first day is after the last one.")
        raise typer.Exit(2)
    made, figures, names = with_records(lambda records: _count(records, start, end))
    _print_handoffs(figures)
    _print(made)
    if file is not None:
        _write_rows(file, rows_of(made))
        screen.print(f"All figures of tickets: {file}")
    if out is not None:
        _write_all(out, made, figures, names, language)
        screen.print(f"All figures: {out / 'index.html'}")


async def _count(
    records: SqlRecords, start: date, end: date
) -> tuple[Report, Figures, dict[str, str]]:
    """Figures of tickets and of handoffs, and what agents are called."""
    names = {str(agent.id): agent.name for agent in await records.agents()}
    return await records.report(start, end), await records.figures(start, end), names


def _write_all(
    folder: Path, made: Report, figures: Figures, names: dict[str, str], language: str
) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        stop(f"{folder} cannot be made: {error.strerror}. Name another folder.")
    _write_rows(folder / "handoffs.csv", handoff_rows(figures))
    _write_rows(folder / "agents.csv", agent_rows(figures, names))
    _write_rows(folder / "tickets.csv", rows_of(made))
    _write(folder / "index.html", _page(figures, names, language).encode())


def _page(figures: Figures, names: dict[str, str], language: str) -> str:
    try:
        loaded = load(DATA)
    except ContentError as error:
        stop(str(error))
    kinds = loaded.tables.complaint_types.values()
    types = {kind.id: kind.title.get(language, kind.id) for kind in kinds}

    def words(text_id: str, values: dict[str, str] | None = None) -> str:
        return loaded.content.render_text(text_id, language, values or {})

    view = Viewer(words, language, types, names).view(figures)
    title, note = words("desk_figures"), words("desk_figures_note")
    return render_page(view, title, note, words("desk_report_empty"), language)


def _write_rows(file: Path, rows: Iterable[list[str]]) -> None:
    written = io.StringIO()
    csv.writer(written).writerows(rows)
    # With the mark in front, spreadsheets read letters of every script.
    _write(file, written.getvalue().encode("utf-8-sig"))


def _write(file: Path, content: bytes) -> None:
    try:
        file.write_bytes(content)
    except OSError as error:
        stop(f"{file} cannot be written: {error.strerror}. Name a folder that is there.")


def _print_handoffs(figures: Figures) -> None:
    table = Table(title=f"Handoffs, {figures.first} to {figures.last}")
    table.add_column("department")
    for title in ("asked", "got a person", "left", "half waited", "9 of 10 waited",
                  "answered in time"):  # fmt: skip
        table.add_column(title, justify="right")
    for row in figures.by.get("department", ()):
        if row.requested:
            table.add_row(row.value or "–", *_handoff_cells(row))
    table.add_row("all", *_handoff_cells(figures.total), style="bold")
    print_whole(screen, table, ("department",))


def _handoff_cells(row: Row) -> list[str]:
    waits = ["–" if s is None else f"{s / 60:.1f} min" for s in (row.wait_p50_s, row.wait_p90_s)]
    target = f"{row.in_time} of {row.with_target}" if row.with_target else "–"
    return [str(row.requested), str(row.accepted), str(row.abandoned), *waits, target]


def _print(made: Report) -> None:
    table = Table(title=f"Tickets, {made.first} to {made.last}")
    table.add_column("type")
    for title in ("made", "resolved", "again in 7 days", "reopened", "answered in time",
                  "settled in time"):  # fmt: skip
        table.add_column(title, justify="right")
    for kind in made.kinds:
        table.add_row(kind.type, *_cells(kind))
    table.add_row("all", *_cells(made.total), style="bold")
    print_whole(screen, table, ("type",))
    causes = Table("week", "type", "cause", "resolved", title="Resolved by week and cause")
    for line in made.lines:
        causes.add_row(line.week, line.type, line.cause or "–", str(line.count))
    print_whole(screen, causes, ("week", "type", "cause"))
    for one in made.improvements:
        due = f", due {one.due}" if one.due else ""
        screen.print(f"Open improvement of {one.number}: {one.action}, {one.owner}{due}")


def _cells(kind: Kind) -> list[str]:
    counts = [kind.opened, kind.resolved, kind.repeated, kind.reopened]
    shares = [
        (kind.answered_in_time, kind.with_answer),
        (kind.resolved_in_time, kind.with_outcome),
    ]
    shown = [f"{met} of {of}" if of else "–" for met, of in shares]
    return [*map(str, counts), *shown]
