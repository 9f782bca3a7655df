"""`footbridge converse`: whole conversations by a script through the real product."""

import asyncio
import json as json_format
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from bot.app import DATA
from bot.bench.stack import NoModel, PartFailed
from bot.catalogue import ContentError
from bot.cli.start import errors
from bot.converse.known import Known, read_known
from bot.converse.many import AT_ONCE, Part, places, play_many
from bot.converse.play import Result
from bot.converse.predicates import FAILED, PASSED, UNCHECKED, UNSUPPORTED, Check
from bot.converse.report import figures
from bot.converse.script import PLAYABLE, Dialogue, read_script
from bot.converse.source import BadScript
from handoff.settings import SettingsError

screen = Console(highlight=False)
COLOURS = {PASSED: "green", FAILED: "red", UNCHECKED: "dim", UNSUPPORTED: "yellow"}


def converse(
    scripts: Annotated[list[Path], typer.Argument(help="YAML with `dialogues`, or one of them.")],
    json: Annotated[Path | None, typer.Option("--json", help="Write every turn here.")] = None,
    channel: Annotated[
        str, typer.Option("--channel", help="web or telegram; else what each dialogue names.")
    ] = "",
) -> None:
    """Play conversations: customers, agents, time. Ends with 1 if a check failed, 2 if none ran."""
    try:
        if json is not None and not json.parent.is_dir():
            raise BadScript(f"{json}: there is no folder {json.parent}")
        if channel and channel not in PLAYABLE:
            raise BadScript(f"--channel is {' or '.join(PLAYABLE)}, not {channel}")
        dialogues, known = _read(scripts)
        results = asyncio.run(_results([(each, channel) for each in dialogues], known))
    except (BadScript, ContentError, NoModel, PartFailed, SettingsError) as error:
        errors.print(str(error), style="red", markup=False)
        raise typer.Exit(2) from None
    found = figures(results)
    if json is not None:
        text = json_format.dumps(found, ensure_ascii=False, indent=2, default=str)
        json.write_text(text + "\n", "utf-8")
    screen.print(_table(results, found["totals"]))
    for result in results:
        _tell_failures(result)
    if found["totals"][FAILED]:
        raise typer.Exit(1)


def _read(scripts: list[Path]) -> tuple[list[Dialogue], Known]:
    """Raises ``BadScript`` with the faults of all scripts; ``ContentError`` if data/ has some."""
    if missing := [str(script) for script in scripts if not script.is_file()]:
        raise BadScript(f"there is no file {' and no file '.join(missing)}")
    known, dialogues, faults = read_known(DATA), list[Dialogue](), list[str]()
    for script in scripts:
        try:
            dialogues += read_script(script, known)
        except BadScript as error:
            faults.append(str(error))
    if faults:
        raise BadScript("\n".join(faults))
    return dialogues, known


async def _results(parts: list[Part], known: Known) -> list[Result]:
    done: dict[int, Result] = {}
    async with places(min(AT_ONCE, len(parts))) as where:
        with Progress(console=screen) as progress:
            talking = progress.add_task("talking", total=len(parts))
            async for n, result in play_many(where, parts, known):
                done[n] = result
                progress.advance(talking)
    return [done[n] for n in range(len(parts))]


def _table(results: list[Result], totals: dict[str, int]) -> Table:
    table = Table("dialogue", "turns", *COLOURS, show_footer=True, box=None)
    table.columns[0].footer = "all"
    for column, name in zip(table.columns[1:], ["turns", *COLOURS], strict=True):
        column.justify, column.footer = "right", str(totals[name])
        column.style = COLOURS.get(name, "")
    for result in results:
        counts = [str(result.count(name)) for name in COLOURS]
        style = "bold" if result.count(FAILED) else ""
        table.add_row(result.dialogue.id, str(len(result.turns)), *counts, style=style)
    return table


def _tell_failures(result: Result) -> None:
    """What failed and what the product cannot do yet, in words."""
    places = [("setup", result.setup)]
    places += [(f"turn {turn.turn.n}", list(turn.checks)) for turn in result.turns]
    for place, checks in places:
        for check in checks:
            if check.result in (FAILED, UNSUPPORTED):
                _tell(f"{result.dialogue.id}, {place}", check)


def _tell(place: str, check: Check) -> None:
    text = f"{check.result}  {place}: {check.predicate} {_short(check.wanted)}: {check.why}"
    screen.print(text, style=COLOURS[check.result], markup=False, soft_wrap=True)


def _short(wanted: object) -> str:
    return json_format.dumps(wanted, ensure_ascii=False, default=str)
