"""`footbridge simulate`: how long customers would wait with so many agents."""

from dataclasses import asdict
from math import isfinite
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from bot.bench.figures import write_json
from bot.cli.start import errors
from handoff.planning.staffing import Figures, Question, Row, problem, rows

BAR = 40
screen = Console(highlight=False)


def simulate(
    arrivals: Annotated[float, typer.Option(help="Customers an hour who ask for a person.")],
    agents: Annotated[int, typer.Option(help="Agents on duty; two fewer to three more are shown.")],
    chats: Annotated[int, typer.Option(help="Chats that one agent holds at once.")],
    chat_minutes: Annotated[float, typer.Option(help="How long a chat takes on average.")] = 10.0,
    patience: Annotated[
        float | None,
        typer.Option(help="Minutes until a waiting customer leaves, on average; none: never."),
    ] = None,
    target: Annotated[float, typer.Option(help="Minutes within which to answer.")] = 5.0,
    hours: Annotated[
        float | None, typer.Option(help="How much time to play; enough for 20,000 customers.")
    ] = None,
    json: Annotated[Path | None, typer.Option("--json", help="Write all figures here.")] = None,
) -> None:
    """Waits by formula (Erlang) and by simulation. See docs/planning.md."""
    asked = Question(arrivals, agents, chats, chat_minutes, patience, target, hours)
    wrong = problem(asked)
    if wrong:
        errors.print(wrong)
        raise typer.Exit(2)
    found = []
    with screen.status("simulate") as status:
        for row in rows(asked):
            found.append(row)
            status.update(f"simulate: {row.agents} agents played")
    screen.print(_table(asked, found))
    screen.print(f"Answered within {target:g} min (simulation):")
    for row in found:
        screen.print(_bar(asked, row))
    if any(not isfinite(row.formula.mean_s) for row in found):
        screen.print(
            "no end: more customers come than can be served, and without --patience nobody leaves."
        )
    if json is not None:
        _write(json, asked, found)


def _table(asked: Question, found: list[Row]) -> Table:
    slots = f"{asked.chats} chats each" if asked.chats > 1 else "one chat each"
    table = Table(title=f"{asked.arrivals_per_hour:g} customers an hour, {slots}")
    table.add_column("agents", justify="right")
    table.add_column("by", no_wrap=True)
    for title in ("mean wait", "half within", "9 of 10 within",
                  f"answered in {asked.target_minutes:g} min", "leave", "busy"):  # fmt: skip
        table.add_column(title, justify="right")
    for row in found:
        style = "bold" if row.agents == asked.agents else None
        table.add_row(str(row.agents), "formula", *_cells(row.formula), style=style)
        table.add_row("", "simulation", *_cells(row.simulation), style=style, end_section=True)
    return table


def _cells(figures: Figures) -> list[str]:
    waits = [_minutes(s) for s in (figures.mean_s, figures.p50_s, figures.p90_s)]
    return [*waits, *(f"{share:.0%}" for share in (figures.within, figures.leaves, figures.busy))]


def _minutes(seconds: float) -> str:
    return f"{seconds / 60:.1f} min" if isfinite(seconds) else "no end"


def _bar(asked: Question, row: Row) -> str:
    share = row.simulation.within
    mark = "  <- asked for" if row.agents == asked.agents else ""
    return f"{row.agents:4} agents {'█' * round(share * BAR):{BAR}} {share:4.0%}{mark}"


def _write(path: Path, asked: Question, found: list[Row]) -> None:
    figures = {"asked": asdict(asked), "rows": [_finite(asdict(row)) for row in found]}
    try:
        write_json(path, figures)
    except OSError as error:
        errors.print(f"{path} cannot be written: {error.strerror}. Name a file that can be.")
        raise typer.Exit(1) from None
    screen.print(f"All figures: {path}")


def _finite(value: Any) -> Any:
    """JSON knows no infinity: null stands for it."""
    if isinstance(value, dict):
        return {key: _finite(inner) for key, inner in value.items()}
    return None if isinstance(value, float) and not isfinite(value) else value
