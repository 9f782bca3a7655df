"""`footbridge train`: make the assistant's model fresh."""

import asyncio

import typer
from rich.console import Console

from bot.cli.start import errors, settings_or_exit
from bot.up.training import TrainingFailed, is_fresh, model_path, read_stamp
from bot.up.training import train as make_fresh
from handoff.settings import Settings


def train() -> None:
    """Train the assistant's model, only when its data has changed."""
    settings = settings_or_exit()
    console = Console(highlight=False)
    if is_fresh(settings):
        console.print("The model is fresh: nothing it is made of has changed.")
        return
    try:
        asyncio.run(_train(settings, console))
    except TrainingFailed as error:
        errors.print(str(error))
        raise typer.Exit(1) from None


async def _train(settings: Settings, console: Console) -> None:
    console.print("training the assistant's model" + _guess(settings))
    with console.status("training") as status:

        def progress(passed_s: float, expected_s: float) -> None:
            status.update(f"training: {passed_s:.0f} s of about {expected_s:.0f} s")

        await make_fresh(settings, progress)
    stamp = read_stamp(settings)
    took = f" in {stamp.seconds:.0f} s" if stamp else ""
    console.print(f"trained{took}: {model_path(settings)}")


def _guess(settings: Settings) -> str:
    stamp = read_stamp(settings)
    return f" (last time {stamp.seconds:.0f} s)" if stamp else " (usually 4 to 8 minutes)"
