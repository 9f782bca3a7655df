"""``footbridge slack``: what an operator needs to connect Slack."""

import json
from enum import StrEnum
from typing import Annotated

import typer
import yaml

from bot.cli.database import stop
from handoff.desks.slack.manifest import manifest as manifest_for
from handoff.settings import load_settings

app = typer.Typer(help="Connect the desk in Slack.", no_args_is_help=True)


class Mode(StrEnum):
    """How Slack reaches the service."""

    SOCKET = "socket"
    HTTP = "http"


class Format(StrEnum):
    """Slack takes both."""

    YAML = "yaml"
    JSON = "json"


@app.callback()
def slack() -> None:
    """Connect the desk in Slack."""


@app.command()
def manifest(
    mode: Annotated[
        Mode, typer.Option(help="socket needs no public address; with http Slack calls one.")
    ] = Mode.SOCKET,
    url: Annotated[
        str, typer.Option(help="The public address for http; FOOTBRIDGE_PUBLIC_URL if left out.")
    ] = "",
    name: Annotated[str, typer.Option(help="How the app is called in Slack.")] = "Support Desk",
    form: Annotated[Format, typer.Option("--format", help="yaml or json.")] = Format.YAML,
) -> None:
    """Print the manifest of the Slack app, to be pasted into api.slack.com/apps."""
    if not 1 <= len(name) <= 35:
        stop("Slack takes names of 1 to 35 letters. Give another --name.")
    try:
        made = manifest_for(mode.value, url or load_settings().public_url, name)
    except ValueError as error:
        stop(f"{error}. Give --url https://support.example.org, or use --mode socket.")
    if form is Format.JSON:
        typer.echo(json.dumps(made, indent=2))
    else:
        typer.echo(yaml.safe_dump(made, sort_keys=False, allow_unicode=True), nl=False)
