"""``footbridge report``: figures of a period, on the screen or as a file."""

import csv
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from bot.cli.database import stop, with_records
from bot.cli.days import day
from bot.cli.start import errors
from bot.cli.tables import print_whole
from handoff.records.ticket_report import Kind, Report, rows_of

FOUR_WEEKS = timedelta(days=27)
screen = Console(highlight=False)


def report(
    first: Annotated[
        datetime | None,
        typer.Option(
            parser=day, metavar="DAY", help="Such as 2026-11-20; four weeks back if left out."
        ),
    ] = None,
    last: Annotated[
        datetime | None,
        typer.Option(parser=day, metavar="DAY", help="Such as 2026-11-20; today if left out."),
    ] = None,
    file: Annotated[
        Path | None, typer.Option("--csv", help="Write all figures to this file.")
    ] = None,
) -> None:
    """Tickets by type, cause and week, repeated contacts, targets met, open improvements."""
    end = last.date() if last else datetime.now(UTC).date()
    start = first.date() if first else end - FOUR_WEEKS
    if start > end:
        errors.print("The first day is after the last one.")
        raise typer.Exit(2)
    made = with_records(lambda records: records.report(start, end))
    _print(made)
    if file is not None:
        _write(file, made)
        screen.print(f"All figures: {file}")


def _write(file: Path, made: Report) -> None:
    try:
        with file.open("w", newline="", encoding="utf-8-sig") as stream:
            csv.writer(stream).writerows(rows_of(made))
    except OSError as error:
        stop(f"{file} cannot be written: {error.strerror}. Name a folder that is there.")


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
