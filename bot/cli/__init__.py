"""The command `footbridge`: one module per subcommand, listed here."""

import importlib
import os
import sys
from pathlib import Path

import typer

COMMANDS = {
    "up": "bot.cli.up:up",
    "doctor": "bot.cli.doctor:doctor",
    "train": "bot.cli.train:train",
    "agents": "bot.cli.agents:app",
    "bench": "bot.cli.bench:app",
    "evaluate": "bot.cli.evaluate:evaluate",
    "converse": "bot.cli.converse:converse",
    "check": "bot.cli.check:check",
    "simulate": "bot.cli.simulate:simulate",
    "report": "bot.cli.report:report",
    "notice": "bot.cli.notice:app",
    "slack": "bot.cli.slack:app",
    "erase": "bot.cli.erase:erase",
}
"""Name to ``module:object``, a function or a ``typer.Typer`` of subcommands."""


def main() -> None:
    # Paths in settings and data are relative to the project, from wherever the command is called.
    os.chdir(Path(__file__).resolve().parents[2])
    build(sys.argv[1:2])()


def build(wanted: list[str]) -> typer.Typer:
    """The command line with the wanted command, or with all (for the help, or a slip of the pen).

    The others are not imported: `up` shall not wait for what `agents` needs.
    """
    app = typer.Typer(
        help="A support chatbot that never burns the bridge to a person.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_show_locals=False,
    )
    # With a single command typer would drop its name.
    app.callback()(lambda: None)
    for name in [name for name in wanted if name in COMMANDS] or COMMANDS:
        module, _, attribute = COMMANDS[name].partition(":")
        command = getattr(importlib.import_module(module), attribute)
        if isinstance(command, typer.Typer):
            app.add_typer(command, name=name)
        else:
            app.command(name)(command)
    return app
