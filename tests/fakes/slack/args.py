"""Reading the arguments of a call: wrong names, missing ones and wrong types are refused."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aiohttp import web

from tests.fakes.slack.errors import Json, SlackError, invalid_arguments

if TYPE_CHECKING:
    from tests.fakes.slack.app import App

ALWAYS = {"token", "team_id", "pretty"}
_TS = re.compile(r"\d{10}\.\d{6}")


@dataclass(frozen=True)
class Method:
    """One method of the Web API: any of ``scopes`` allows it; ``tier`` 0 is a special limit."""

    name: str
    run: "Callable[[App, Args], Json]"
    scopes: tuple[str, ...]
    tier: int
    needs: frozenset[str]
    takes: frozenset[str]
    json: bool
    app_token: bool


METHODS: dict[str, Method] = {}


def method(
    name: str,
    *,
    tier: int,
    scopes: str = "",
    needs: str = "",
    takes: str = "",
    json: bool = False,
    app_token: bool = False,
) -> "Callable[[Callable[[App, Args], Json]], Callable[[App, Args], Json]]":
    """Register a method; ``needs`` and ``takes`` are names of arguments, parted by blanks."""

    def register(run: "Callable[[App, Args], Json]") -> "Callable[[App, Args], Json]":
        names = frozenset(needs.split()), frozenset(takes.split())
        METHODS[name] = Method(name, run, tuple(scopes.split()), tier, *names, json, app_token)
        return run

    return register


class Args:
    """The arguments of one call, whatever way they came."""

    def __init__(self, values: Json) -> None:
        self.values = values

    def check(self, known: Method) -> None:
        for name in self.values:
            if name not in known.needs | known.takes | ALWAYS:
                raise SlackError("invalid_arg_name", response_metadata={"messages": [name]})
        missing = sorted(name for name in known.needs if self.values.get(name) in (None, ""))
        if missing:
            raise invalid_arguments(*(f"missing required field: {name}" for name in missing))

    def text(self, name: str, default: str = "") -> str:
        value = self.values.get(name)
        return default if value is None else str(value)

    def flag(self, name: str, *, default: bool = False) -> bool:
        value = self.values.get(name)
        return default if value is None else str(value).lower() in {"1", "true"}

    def number(self, name: str, default: int) -> int:
        try:
            return int(self.values.get(name, default))
        except (TypeError, ValueError):
            raise invalid_arguments(f"must be a number [json-pointer:/{name}]") from None

    def ts(self, name: str) -> str:
        """A timestamp; as a number it would have lost digits, which is refused."""
        value = self.values.get(name)
        if not isinstance(value, str) or not _TS.fullmatch(value):
            raise SlackError("bad_timestamp" if name == "timestamp" else "invalid_ts")
        return value

    def json(self, name: str, refusal: str) -> Any:
        """An object or array, given as such or as JSON text."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError:
            raise SlackError(refusal) from None


async def read_args(request: web.Request, known: Method) -> Args:
    """From query, form or, where the method takes it, JSON."""
    values: Json = dict(request.query)
    if request.content_type == "application/json":
        if not known.json:
            return Args(values)
        try:
            given = await request.json()
        except ValueError:
            raise SlackError("invalid_json") from None
        if not isinstance(given, dict):
            raise SlackError("json_not_object")
        return Args(values | given)
    return Args(values | dict(await request.post()))


def token_of(request: web.Request, args: Args) -> str:
    header = request.headers.get("Authorization", "")
    given = header.removeprefix("Bearer ").strip() or args.text("token")
    if not given:
        raise SlackError("not_authed")
    return given


def page(found: list[Json], args: Args, *, default: int = 100) -> tuple[list[Json], Json]:
    """A part of a list, and the metadata with the cursor of the next."""
    limit, cursor = args.number("limit", default), args.text("cursor")
    if not 1 <= limit <= 1000:
        raise SlackError("invalid_limit")
    if cursor and not re.fullmatch(r"from:\d+", cursor):
        raise SlackError("invalid_cursor")
    start = int(cursor.removeprefix("from:")) if cursor else 0
    more = f"from:{start + limit}" if start + limit < len(found) else ""
    return found[start : start + limit], {"response_metadata": {"next_cursor": more}}
