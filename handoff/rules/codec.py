"""Dataclasses to JSON and back, for everything that is stored: events, state, entries, effects.

A field that is unknown when read is passed over and one that is missing takes its default, so that
two versions of the service can work on the same store during a rolling restart.
"""

import dataclasses
import json
import types
import typing
from enum import Enum
from functools import cache
from typing import Any, TypeVar, Union

from handoff.rules.events import EVENTS, Event

T = TypeVar("T")


class UnknownEvent(ValueError):
    """An event of a kind that this version does not know: a newer one has written it."""


def to_json(value: Any) -> str:
    """JSON without spaces; dataclasses become objects, enums their values."""
    return json.dumps(to_plain(value), ensure_ascii=False, separators=(",", ":"))


def to_plain(value: Any) -> Any:
    """Only dict, list, str, int, float, bool and None."""
    if isinstance(value, Enum):
        return value.value
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: to_plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, dict):
        return {str(key): to_plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [to_plain(item) for item in value]
    return value


def from_json(kind: type[T], text: str) -> T:
    """Read a dataclass. Raises ``ValueError`` when the text does not hold one."""
    return from_plain(kind, json.loads(text))


def from_plain(kind: type[T], plain: Any) -> T:
    if not isinstance(plain, dict):
        raise ValueError(f"{kind.__name__} expected an object")
    known = _fields(kind)  # type: ignore[arg-type]  # a type is hashable
    try:
        return kind(**{name: _read(known[name], plain[name]) for name in known if name in plain})
    except TypeError as error:
        raise ValueError(f"{kind.__name__}: {error}") from error


def event_to_json(event: Event) -> str:
    return json.dumps(event_to_plain(event), ensure_ascii=False, separators=(",", ":"))


def event_to_plain(event: Event) -> dict[str, Any]:
    return {"type": type(event).__name__, **to_plain(event)}


def event_from_json(text: str) -> Event:
    """Read an event by its ``type``. Raises ``UnknownEvent``, or ``ValueError`` if it is none."""
    plain = json.loads(text)
    name = plain.get("type") if isinstance(plain, dict) else None
    if not isinstance(name, str):
        raise ValueError("this is no event")
    kind = EVENTS.get(name)
    if kind is None:
        raise UnknownEvent(f"this version knows no event {name[:40]}")
    event: Event = from_plain(kind, plain)
    return event


@cache
def _fields(kind: Any) -> dict[str, Any]:
    hints = typing.get_type_hints(kind)
    return {f.name: hints[f.name] for f in dataclasses.fields(kind)}


def _read(hint: Any, value: Any) -> Any:
    origin = typing.get_origin(hint)
    if origin in (Union, types.UnionType):
        if value is None:
            return None
        return _read(next(a for a in typing.get_args(hint) if a is not type(None)), value)
    if origin is tuple:
        inner = typing.get_args(hint)
        if len(inner) == 2 and inner[1] is Ellipsis:
            return tuple(_read(inner[0], item) for item in value)
        return tuple(_read(kind, item) for kind, item in zip(inner, value, strict=True))
    if origin is dict:
        inner = typing.get_args(hint)[1]
        return {name: _read(inner, item) for name, item in value.items()}
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        return from_plain(hint, value)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint(value)
    return value
