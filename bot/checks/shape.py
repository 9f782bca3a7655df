"""Holds a file against its shape, and tells faults in plain words."""

import copy
import difflib
from collections.abc import Iterator
from typing import Any, ClassVar, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from bot.checks.problem import Problem
from bot.checks.source import Place, Source

_MOST_ROUNDS = 20
_IN_PLACE_OF = {"string_type": "", "list_type": [], "int_type": 0, "int_parsing": 0}
"""What takes the place of an unusable item of a list, so that the others keep their position."""
_VALUE = "value_type"
"""A policy value that is none stays as an empty one: whoever quotes it is not to blame."""
_KINDS = {
    "string": "a text", "list": "a list, as in [one, two]", "dict": "a table of `key: value`",
    "model": "a table of `key: value`", "int": "a whole number", "float": "a number",
    "bool": "true or false", "value": "a number or words, or a table with `en`, `nl` and `zh`",
}  # fmt: skip


class Shape(BaseModel):
    """Base of all shapes. Every field has a default, so that the rest of a faulty file is checked
    too; ``needed`` names those that must be written."""

    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)
    needed: ClassVar[tuple[str, ...]] = ()


S = TypeVar("S", bound=Shape)


def fit(source: Source, shape: type[S]) -> tuple[S, list[Problem]]:
    """The file in its shape, without what does not fit, and a problem for each thing left out."""
    if source.node is None:
        return shape(), []
    data = copy.deepcopy(source.data)
    problems: list[Problem] = []
    unfit: set[Place] = set()
    for _ in range(_MOST_ROUNDS):
        try:
            fitting = shape.model_validate(data)
        except ValidationError as error:
            faults = sorted(error.errors(include_url=False), key=_depth, reverse=True)
            problems += _tell_all(source, shape, faults)
            unfit.update(_place(fault) for fault in faults)
            data = _without(data, faults)
        else:
            gaps = [gap for gap in _gaps(fitting, ()) if not _is_under(gap, unfit)]
            return fitting, [*problems, *(_tell_gap(source, gap) for gap in gaps)]
    return shape(), problems


def _depth(fault: ErrorDetails) -> tuple[str, ...]:
    return tuple(f"{step:06}" if isinstance(step, int) else step for step in fault["loc"])


def _place(fault: ErrorDetails) -> Place:
    return tuple(step for step in fault["loc"] if step != "[key]")


def _without(data: Any, faults: list[ErrorDetails]) -> Any:
    for fault in faults:
        place = _place(fault)
        if not place:
            return {}
        holder = data
        for step in place[:-1]:
            holder = holder[_key(holder, step)]
        last = _key(holder, place[-1])
        if isinstance(holder, list) or fault["type"] == _VALUE:
            holder[last] = copy.copy(_IN_PLACE_OF.get(fault["type"], {}))
        else:
            holder.pop(last, None)
    return data


def _key(holder: Any, step: str | int) -> Any:
    """The key as it is in the data: a word like ``no`` was read as something else than a text."""
    if isinstance(holder, list) or step in holder:
        return step
    return next((key for key in holder if str(key) == str(step)), step)


def _gaps(shape: Shape, place: Place) -> Iterator[Place]:
    for name in type(shape).needed:
        if name not in shape.model_fields_set:
            yield (*place, _written(type(shape), name))
    for name in shape.model_fields_set:
        yield from _gaps_under(getattr(shape, name), (*place, name))


def _gaps_under(value: Any, place: Place) -> Iterator[Place]:
    if isinstance(value, Shape):
        yield from _gaps(value, place)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _gaps_under(item, (*place, key))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _gaps_under(item, (*place, number))


def _is_under(place: Place, others: set[Place]) -> bool:
    return any(place[: len(other)] == other for other in others)


def _tell_gap(source: Source, place: Place) -> Problem:
    name, around = place[-1], named(source, place[:-1])
    where = f" in {around}" if around else ""
    return source.error(place[:-1], f"`{name}` is missing{where}", f"Add a line `{name}:`.")


def named(source: Source, place: Place) -> str:
    """A place for people: ``answer > nl``, ``complaint_types > payout > fields > amount``.

    Items of lists go by their id or name; those that have none are counted from 1.
    """
    held, names = source.data, []
    for step in place:
        held = _under(held, step)
        own = held.get("id") or held.get("name") if isinstance(held, dict) else None
        if isinstance(step, int):
            names.append(own if isinstance(own, str) else str(step + 1))
        else:
            names.append(step)
    return " > ".join(names)


def _under(held: Any, step: str | int) -> Any:
    if isinstance(held, dict):
        return held.get(_key(held, step))
    is_there = isinstance(held, list) and isinstance(step, int) and step < len(held)
    return held[step] if is_there else None


def _tell_all(source: Source, shape: type[Shape], faults: list[ErrorDetails]) -> Iterator[Problem]:
    """A problem for each fault, but one alone for all bare words of a list."""
    bare: dict[Place, list[Place]] = {}
    for fault in faults:
        place = _place(fault)
        is_in_list = bool(place) and isinstance(place[-1], int)
        if is_in_list and isinstance(fault["input"], bool) and fault["type"] == "string_type":
            bare.setdefault(place[:-1], []).append(place)
        else:
            yield _tell(source, shape, fault)
    for around, places in bare.items():
        words = [source.written(place) for place in reversed(places)]
        what = f"{' and '.join(words)} in `{named(source, around)}` without quotes is no word"
        quoted = ", ".join(f'"{word}"' for word in words)
        remedy = f"Write {quoted}: bare yes, no, on and off are read as true and false."
        yield source.error(places[-1], what, remedy)


def _tell(source: Source, shape: type[Shape], fault: ErrorDetails) -> Problem:
    place, given = _place(fault), fault["input"]
    where = f"`{named(source, place)}`" if place else "the file"
    if fault["type"] == "extra_forbidden":
        return _tell_unknown(source, shape, place)
    if isinstance(given, bool):
        remedy = "Put the word in quotes: bare yes, no, on and off do not mean themselves."
        return source.error(place, f"{where} was read as {str(given).lower()}", remedy)
    kind = _KINDS.get(fault["type"].split("_")[0])
    if kind is None:
        return source.error(place, f"{where}: {fault['msg']}", "Correct the value.")
    if given is None:
        is_wanted = fault["type"] == _VALUE or _is_needed(shape, place)
        remedy = f"Write {kind}." if is_wanted else f"Write {kind}, or remove the line."
        return source.error(place, f"{where} is empty", remedy)
    remedy = f"Write {kind}."
    if kind == "a text" and isinstance(given, dict):
        remedy = "Put the text in quotes: with `: ` inside it is read as a table."
    return source.error(place, f"{where} is not {kind}", remedy)


def _tell_unknown(source: Source, shape: type[Shape], place: Place) -> Problem:
    known = sorted(set(_fields_at(shape, place[:-1])))
    near = difflib.get_close_matches(str(place[-1]), known, n=1, cutoff=0.6)
    meant = f"Did you mean `{near[0]}`?" if near else f"Known here: {', '.join(known)}."
    return source.error(place, f"unknown key `{named(source, place)}`", meant)


def _is_needed(shape: type[Shape], place: Place) -> bool:
    return any(place[-1] == _written(each, name)
               for each in _shapes_at(shape, place[:-1]) for name in each.needed)  # fmt: skip


def _fields_at(shape: type[Shape], place: Place) -> list[str]:
    """Names that may stand at a place."""
    shapes = _shapes_at(shape, place)
    return [_written(found, name) for found in shapes for name in found.model_fields]


def _shapes_at(shape: type[Shape], place: Place) -> list[type[Shape]]:
    """What may stand at a place, found through the annotations of the shapes."""
    here: list[type[Shape]] = [shape]
    for step in place:
        if isinstance(step, int):
            continue
        fields = [s.model_fields[step].annotation for s in here if step in s.model_fields]
        here = [found for field in fields for found in _shapes_in(field)] or here
    return here


def _written(shape: type[Shape], name: str) -> str:
    """The key in the file; ``not`` cannot be the name of a field in Python."""
    return shape.model_fields[name].alias or name


def _shapes_in(annotation: Any) -> Iterator[type[Shape]]:
    if isinstance(annotation, type) and issubclass(annotation, Shape):
        yield annotation
    for part in getattr(annotation, "__args__", ()):
        yield from _shapes_in(part)
