# ruff: noqa: RUF012  # pydantic copies defaults for each object.
"""What the tables of words in ``data/catalogue`` look like: wishes and words in forms."""

from typing import ClassVar

from pydantic import Field

from bot.checks.content_shapes import ByLanguage
from bot.checks.shape import Shape
from handoff.rules.waiting import CHOICES


class Patterns(Shape):
    """Regular expressions, ``match`` by language; ``not`` is a word of Python, hence the alias."""

    needed: ClassVar = ("match", "not_")
    match: dict[str, list[str]] = {}
    not_: list[str] = Field([], alias="not")


class AskedLanguage(Shape):
    """What asks for a language; ``{language}`` in a pattern stands for one of the names."""

    needed: ClassVar = ("names", "courtesies", "match")
    names: ByLanguage = {}
    courtesies: list[str] = []
    match: list[str] = []


class Asked(Shape):
    """What asks for one thing and nothing else, in any language."""

    needed: ClassVar = ("match",)
    match: list[str] = []


class WishToComplain(Shape):
    """What makes a complaint of an answer; ``back``: what brings nothing of its own."""

    needed: ClassVar = ("match", "back", "not_")
    match: list[str] = []
    back: list[str] = []
    not_: list[str] = Field([], alias="not")


class WaysOfWaiting(Shape):
    """What one who waits asks for: to stay, to leave a message, to ask something else."""

    needed: ClassVar = CHOICES
    place: list[str] = []
    message: list[str] = []
    menu: list[str] = []


class Wishes(Shape):
    needed: ClassVar = (
        *("person", "danger", "security", "language", "status", "form", "waiting"),
        *("complaint", "follow_up"),
    )
    person: Patterns = Patterns.model_construct()
    danger: Patterns = Patterns.model_construct()
    language: AskedLanguage = AskedLanguage.model_construct()
    security: Asked = Asked.model_construct()
    status: Asked = Asked.model_construct()
    form: Asked = Asked.model_construct()
    waiting: WaysOfWaiting = WaysOfWaiting.model_construct()
    complaint: WishToComplain = WishToComplain.model_construct()
    follow_up: Asked = Asked.model_construct()


class FormWords(Shape):
    """Patterns by what they say; the program looks for each by its name."""

    needed: ClassVar = ("whole", "within")
    whole: dict[str, list[str]] = {}
    within: dict[str, list[str]] = {}
