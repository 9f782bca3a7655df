"""`footbridge up`: start everything and keep it running."""

import asyncio
from typing import Annotated

import typer

from bot.cli.start import errors, settings_or_exit
from bot.up.console import Lines
from bot.up.files import AlreadyRunning
from bot.up.supervisor import CannotStart, Supervisor


def up(
    assistant: Annotated[
        bool, typer.Option(help="Start the assistant too. Without it, people are still reached.")
    ] = True,
) -> None:
    """Start every part, watch them, and stop them all with Ctrl-C."""
    settings = settings_or_exit()
    supervisor = Supervisor(settings, Lines(), with_assistant=assistant)
    try:
        asyncio.run(supervisor.run())
    except (AlreadyRunning, CannotStart, FileNotFoundError) as error:
        errors.print(str(error))
        raise typer.Exit(1) from None
