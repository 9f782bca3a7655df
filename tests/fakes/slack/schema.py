"""Small checkers that Block Kit's rules are made of. Each adds to a list of problems."""

from collections.abc import Callable, Iterable
from typing import Any

# check(problems, pointer, value)
Check = Callable[[list[str], str, Any], None]


def told(problems: list[str], where: str, what: str) -> None:
    problems.append(f"{what} [json-pointer:{where}]")


def string(most: int, least: int = 0) -> Check:
    """A text of ``least`` to ``most`` characters."""

    def check(problems: list[str], where: str, value: Any) -> None:
        if not isinstance(value, str):
            told(problems, where, "must be a string")
        elif len(value) > most:
            told(problems, where, f"must be less than {most + 1} characters")
        elif len(value) < least:
            told(problems, where, f"must be more than {least - 1} characters")

    return check


def flag(problems: list[str], where: str, value: Any) -> None:
    if not isinstance(value, bool):
        told(problems, where, "must be a boolean")


def whole(least: int, most: int) -> Check:
    def check(problems: list[str], where: str, value: Any) -> None:
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            told(problems, where, f"must be a number from {least} to {most}")

    return check


def one_of(*allowed: str) -> Check:
    def check(problems: list[str], where: str, value: Any) -> None:
        if value not in allowed:
            told(problems, where, f"must be one of {', '.join(allowed)}")

    return check


def anything(problems: list[str], where: str, value: Any) -> None:
    """Not looked at."""


def items(each: Check, most: int, least: int = 1) -> Check:
    def check(problems: list[str], where: str, value: Any) -> None:
        if not isinstance(value, list):
            told(problems, where, "must be an array")
            return
        if len(value) > most:
            told(problems, where, f"no more than {most} items allowed")
        if len(value) < least:
            told(problems, where, f"no fewer than {least} items allowed")
        for place, item in enumerate(value):
            each(problems, f"{where}/{place}", item)

    return check


def fields(needs: dict[str, Check], may: dict[str, Check] | None = None) -> Check:
    """An object with these fields and no others; ``type`` is looked at by whoever chose them."""
    known = {**needs, **(may or {}), "type": anything}

    def check(problems: list[str], where: str, value: Any) -> None:
        if not isinstance(value, dict):
            told(problems, where, "must be an object")
            return
        for name in needs:
            if name not in value:
                told(problems, where, f"missing required field: {name}")
        for name, given in value.items():
            if name not in known:
                told(problems, where, f"invalid additional property: {name}")
            else:
                known[name](problems, f"{where}/{name}", given)

    return check


def by_type(kinds: dict[str, Check], place: str = "") -> Check:
    """An object whose ``type`` says which check it is put to."""

    def check(problems: list[str], where: str, value: Any) -> None:
        kind = value.get("type") if isinstance(value, dict) else None
        if kind not in kinds:
            told(problems, f"{where}/type", f"unsupported type: {kind}{place}")
        else:
            kinds[kind](problems, where, value)

    return check


def text(most: int, kinds: Iterable[str] = ("plain_text", "mrkdwn")) -> Check:
    """A text object; an empty text is refused."""
    body = string(most, least=1)
    forms = {
        "plain_text": fields({"text": body}, {"emoji": flag}),
        "mrkdwn": fields({"text": body}, {"verbatim": flag}),
    }
    return by_type({kind: forms[kind] for kind in kinds})


def plain(most: int) -> Check:
    return text(most, ["plain_text"])
