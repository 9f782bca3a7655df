"""`footbridge check`: look over answers, texts, tables and phrases before they are used."""

import json as json_format
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from bot.checks.examine import examine
from bot.checks.problem import Problem, Severity

_PARTS = ("data", "domain.yml", "config.yml")
_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow"}


def check(
    strict: Annotated[bool, typer.Option("--strict", help="Warnings fail as well.")] = False,
    json: Annotated[Path | None, typer.Option("--json", help="Write the problems here.")] = None,
    root: Annotated[
        Path,
        typer.Option(
            exists=True,
            file_okay=False,
            help="The folder that holds data/, domain.yml and config.yml; else this project.",
        ),
    ] = Path(),
) -> None:
    """Look over data/, domain.yml and config.yml without a model; exit 1 if anything is wrong."""
    if missing := [name for name in _PARTS if not (root / name).exists()]:
        problem = f"{root} has no {' and no '.join(missing)}; it must hold {', '.join(_PARTS)}."
        raise typer.BadParameter(problem, param_hint="--root")
    problems = examine(root)
    counts = Counter(problem.severity for problem in problems)
    is_well = not (problems if strict else counts[Severity.ERROR])
    if json is not None:
        _write(json, problems, counts, is_well)
    _print(problems, counts)
    if not is_well:
        raise typer.Exit(1)


def _write(path: Path, problems: list[Problem], counts: Counter[Severity], is_well: bool) -> None:
    report = {
        "ok": is_well,
        "errors": counts[Severity.ERROR],
        "warnings": counts[Severity.WARNING],
        "problems": [asdict(problem) for problem in problems],
    }
    path.write_text(json_format.dumps(report, ensure_ascii=False, indent=2) + "\n", "utf-8")


def _print(problems: list[Problem], counts: Counter[Severity]) -> None:
    console = Console(highlight=False, soft_wrap=True)
    for problem in problems:
        spot = f"{problem.file}:{problem.line}" if problem.line else problem.file
        style = _STYLES[problem.severity]
        console.print(f"[bold]{escape(spot)}[/]  [{style}]{problem.severity}[/]", end="")
        console.print(f"  {problem.what}", markup=False)
        console.print(f"    {problem.remedy}", markup=False)
    if not problems:
        console.print("All is well.", style="green")
        return
    told = [f"{counts[s]} {s}{'' if counts[s] == 1 else 's'}" for s in Severity if counts[s]]
    console.print(f"\nTo mend: {', '.join(told)}.")
