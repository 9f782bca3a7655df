"""`footbridge doctor`: say everything that is wrong at once, and how to mend it."""

import asyncio
import json
from dataclasses import asdict
from typing import Annotated

import typer
from rich.console import Console

from bot.doctor.examine import examine
from bot.doctor.findings import Finding
from handoff.settings import SettingsError, load_settings


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for a program.")] = False,
) -> None:
    """Look at settings, environments, stores, model and tokens; exit 1 if any is wrong."""
    findings = _look()
    if as_json:
        checks = [{**asdict(finding), "ok": finding.is_well} for finding in findings]
        report = {"ok": all(finding.is_well for finding in findings), "checks": checks}
        typer.echo(json.dumps(report, ensure_ascii=False, indent=2))
    else:
        _print(findings)
    if not all(finding.is_well for finding in findings):
        raise typer.Exit(1)


def _look() -> list[Finding]:
    try:
        settings = load_settings()
    except SettingsError as error:
        # Nothing else can be judged by values that cannot be read.
        remedy = "docs/configuration.md explains each setting."
        return [Finding("settings", problem, remedy) for problem in error.problems]
    return asyncio.run(examine(settings))


def _print(findings: list[Finding]) -> None:
    console = Console(highlight=False, soft_wrap=True, markup=False)
    for finding in findings:
        mark, style = ("ok", "green") if finding.is_well else ("WRONG", "bold red")
        console.print(f"{mark:<6}", style=style, end="")
        console.print(f"{finding.part:<16}{finding.text}")
        if finding.remedy:
            console.print(f"{'':<22}{finding.remedy}")
    wrong = sum(not finding.is_well for finding in findings)
    console.print("\nAll is well." if not wrong else f"\nTo mend: {wrong}.")
