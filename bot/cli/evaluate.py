"""`footbridge evaluate`: sentences of your own through the real assistant and router."""

import asyncio
import json as json_format
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import track

from bot.bench.stack import NoModel, PartFailed
from bot.cli.start import errors
from bot.evaluate.ask import Outcome, ask, standing
from bot.evaluate.compare import Change, compare, read_figures
from bot.evaluate.rows import KINDS, BadFile, Row, read_rows
from bot.evaluate.score import score, verdict
from handoff.settings import SettingsError

screen = Console(highlight=False)


def evaluate(
    kind: Annotated[str, typer.Argument(help=f"What the file holds: {', '.join(KINDS)}.")],
    file: Annotated[Path, typer.Argument(help="Tab-separated, with a header.")],
    json: Annotated[Path | None, typer.Option("--json", help="Write the figures here.")] = None,
    rows: Annotated[Path | None, typer.Option("--rows", help="Write each row's outcome.")] = None,
    earlier: Annotated[
        Path | None,
        typer.Option("--compare", help="Figures of an earlier run; a clear loss ends with 1."),
    ] = None,
) -> None:
    """Put each row, as the first message of a fresh conversation, to the real product."""
    if kind not in KINDS:
        _stop(f"{kind} is no kind of file. Known: {', '.join(KINDS)}.")
    try:
        before = read_figures(earlier) if earlier else None
        results = asyncio.run(_results(read_rows(file, kind)))
    except (BadFile, NoModel, PartFailed, SettingsError) as error:
        _stop(str(error))
    figures = score(kind, results)
    screen.print_json(json_format.dumps(figures, ensure_ascii=False))
    if json is not None:
        json.write_text(json_format.dumps(figures, ensure_ascii=False, indent=2) + "\n", "utf-8")
    if rows is not None:
        rows.write_text(_table(kind, results), "utf-8")
    if before is not None:
        _tell_changes(compare(before, figures))


def _tell_changes(changes: list[Change]) -> None:
    """One line for each share that moved by more than chance. Exit 1 if one got worse."""
    for change in changes:
        if change.is_clear:
            word, style = ("worse", "red") if change.is_worse else ("better", "green")
            moved = f"{change.before:.1%} -> {change.after:.1%} (chance: {change.noise:.1%})"
            screen.print(f"{word}  {change.where}  {moved}", style=style)
    if not any(change.is_clear for change in changes):
        screen.print(f"No clear change in {len(changes)} shares.")
    if any(change.is_worse for change in changes):
        raise typer.Exit(1)


async def _results(rows: list[Row]) -> list[tuple[Row, Outcome]]:
    results = []
    async with standing() as service:
        tables = service.content.now.tables
        for number, row in enumerate(track(rows, "asking", console=screen)):
            topic = tables.topics.get(row.columns.get("id", ""))
            platform: str = service.settings.platform
            if topic is not None and platform not in topic.platforms:
                platform = min(topic.platforms)
            results.append((row, await ask(service, number, row.text, row.lang, platform)))
    return results


def _table(kind: str, results: list[tuple[Row, Outcome]]) -> str:
    columns = [name for name in KINDS[kind] if name != "text"]
    lines = ["\t".join([*columns, "outcome", "topics", "reason", "text"])]
    for row, outcome in results:
        told = [verdict(kind, row, outcome), ",".join(outcome.topics), outcome.reason, row.text]
        lines.append("\t".join([*(row.columns[name] for name in columns), *told]))
    return "\n".join(lines) + "\n"


def _stop(problem: str) -> Any:
    errors.print(problem, style="red", markup=False)
    raise typer.Exit(1)
