"""`footbridge evaluate`: sentences of your own through the real assistant and router."""

import asyncio
import json as json_format
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import track

from bot.app import DATA
from bot.bench.stack import NoModel, PartFailed
from bot.catalogue import ContentError
from bot.cli.start import errors
from bot.content import load
from bot.evaluate.ask import ANSWER_WITHIN_S, UNANSWERED, ask, page_of, standing
from bot.evaluate.compare import Change, compare, read_figures, vanished
from bot.evaluate.rows import KINDS, BadFile, Row, read_rows
from bot.evaluate.score import Result, score, verdict
from handoff.errors import FootbridgeError
from handoff.rules.signals import LANGUAGES
from handoff.settings import SettingsError

screen = Console(highlight=False)
PROBLEMS = (
    BadFile, ContentError, FootbridgeError, NoModel, OSError, PartFailed, SettingsError
)  # fmt: skip


def evaluate(
    kind: Annotated[str, typer.Argument(help=f"What the file holds: {', '.join(KINDS)}.")],
    file: Annotated[Path, typer.Argument(help="Tab-separated, with a header.")],
    json: Annotated[Path | None, typer.Option("--json", help="Write the figures here.")] = None,
    rows: Annotated[Path | None, typer.Option("--rows", help="Write each row's outcome.")] = None,
    earlier: Annotated[
        Path | None, typer.Option("--compare", help="Figures of an earlier run of this kind.")
    ] = None,
    language: Annotated[
        str, typer.Option("--page-language", metavar="LANG", help="Instead of each row's own.")
    ] = "",
) -> None:
    """Put each row to the real product as the first message of a fresh conversation.

    Ends with 1 if a share is clearly worse than in an earlier run, with 2 if it could not be told.
    """
    try:
        _check(kind, [json, rows], language := language.casefold())
        before = read_figures(earlier, kind) if earlier else None
        asked = read_rows(file, kind, load(DATA).tables)
        results = asyncio.run(_results(kind, asked, language))
        figures = {**score(kind, results), "page_language": language or None}
        _write(kind, figures, results, json, rows)
        changes = compare(before, figures) if before else []
    except PROBLEMS as error:
        errors.print(str(error), style="red", markup=False)
        raise typer.Exit(2) from None
    if before is not None:
        tell_changes(changes, vanished(before, figures))


def _check(kind: str, written: list[Path | None], language: str) -> None:
    """What would otherwise be found out after a long run. Raises ``BadFile``."""
    if kind not in KINDS:
        raise BadFile(f"{kind} is no kind of file. Known: {', '.join(KINDS)}.")
    if language and language not in LANGUAGES:
        raise BadFile(f"{language} is no language. Known: {', '.join(LANGUAGES)}.")
    for path in filter(None, written):
        if not path.parent.is_dir():
            raise BadFile(f"{path}: there is no folder {path.parent}")
        if path.is_dir():
            raise BadFile(f"{path} is a folder; wanted the name of a file")


def _write(
    kind: str, figures: dict[str, Any], results: list[Result], json: Path | None, rows: Path | None
) -> None:
    screen.print_json(json_format.dumps(figures, ensure_ascii=False))
    tell_unanswered(results)
    if json is not None:
        json.write_text(json_format.dumps(figures, ensure_ascii=False, indent=2) + "\n", "utf-8")
    if rows is not None:
        rows.write_text(_table(kind, results), "utf-8")


def tell_unanswered(results: list[Result]) -> None:
    lines = [str(row.line) for row, outcome in results if outcome.kind == UNANSWERED]
    if lines:
        few = f"{len(lines)} of {len(results)} rows got no answer within {ANSWER_WITHIN_S:.0f} s"
        errors.print(f"{few}: line {', '.join(lines)}.", style="yellow")


def tell_changes(changes: list[Change], gone: list[str]) -> None:
    """One line for each share that moved by more than chance. Exit 1 if one got worse."""
    for change in changes:
        if change.is_clear:
            word, style = ("worse", "red") if change.is_worse else ("better", "green")
            moved = f"{change.before:.1%} -> {change.after:.1%} (chance: {change.noise:.1%})"
            screen.print(f"{word}  {change.where}  {moved}", style=style)
    for where in gone:
        screen.print(f"gone   {where}  only the earlier run has it", style="yellow")
    if not any(change.is_clear for change in changes):
        screen.print(f"No clear change in {len(changes)} shares.")
    if any(change.is_worse for change in changes):
        raise typer.Exit(1)


async def _results(kind: str, rows: list[Row], language: str) -> list[Result]:
    results = []
    async with standing() as service:
        tables, platform = service.content.now.tables, service.settings.platform
        for number, row in enumerate(track(rows, "asking", console=screen)):
            page = page_of(row, kind, tables, platform, language)
            results.append((row, await ask(service, number, row.text, page)))
    return results


def _table(kind: str, results: list[Result]) -> str:
    columns = [name for name in KINDS[kind] if name != "text"]
    lines = ["\t".join([*columns, "outcome", "topics", "reason", "text"])]
    for row, outcome in results:
        told = [verdict(kind, row, outcome), ",".join(outcome.topics), outcome.reason, row.text]
        lines.append("\t".join([*(row.columns[name] for name in columns), *told]))
    return "\n".join(lines) + "\n"
