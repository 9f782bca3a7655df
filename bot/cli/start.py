"""What every subcommand does first: read the settings, or say what is wrong with them."""

import typer
from rich.console import Console

from handoff.settings import Settings, SettingsError, load_settings

errors = Console(stderr=True, highlight=False, soft_wrap=True, markup=False)


def settings_or_exit() -> Settings:
    try:
        return load_settings()
    except SettingsError as error:
        errors.print("Some settings cannot be used (docs/configuration.md explains each one):")
        for problem in error.problems:
            errors.print(f"  {problem}")
        raise typer.Exit(1) from None
