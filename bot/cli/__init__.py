"""The command `footbridge`: one module per subcommand, registered here."""

import os
from pathlib import Path

import typer

from bot.cli import agents
from bot.cli.doctor import doctor
from bot.cli.train import train
from bot.cli.up import up

app = typer.Typer(
    name="footbridge",
    help="A support chatbot that never burns the bridge to a person.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,
)
app.command()(up)
app.command()(doctor)
app.command()(train)
app.add_typer(agents.app, name="agents")


def main() -> None:
    # Paths in settings and data are relative to the project, from wherever the command is called.
    os.chdir(Path(__file__).resolve().parents[2])
    app()
