# ruff: noqa: RUF012  # pydantic copies defaults for each object.
"""What ``data/catalogue/routing.yml`` looks like."""

from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator, StrictInt

from bot.checks.shape import Shape


def _several(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


Names = Annotated[list[str], BeforeValidator(_several)]
"""One name or a list of them."""


class Way(Shape):
    needed: ClassVar = ("department", "priority")
    department: str = ""
    priority: str = ""


class When(Shape):
    reason: Names = []
    complaint: Names = []
    language: Names = []
    platform: Names = []
    role: Names = []


class Rule(Shape):
    needed: ClassVar = ("when",)
    when: When = When()
    department: str = ""
    priority: str = ""
    skills: list[str] = []
    target: StrictInt | None = None


class Routing(Shape):
    needed: ClassVar = ("reasons", "targets")
    reasons: dict[str, Way] = {}
    targets: dict[str, StrictInt] = {}
    roles: list[str] = []
    skills: list[str] = []
    ways: list[Rule] = []
    stand_ins: dict[str, str] = {}
    wider: dict[str, StrictInt] = {}
    most_waiting: dict[str, StrictInt] = {}
    long_wait: dict[str, StrictInt] = {}
