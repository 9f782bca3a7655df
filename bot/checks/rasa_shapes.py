# ruff: noqa: RUF012  # pydantic copies defaults for each object.
"""What ``data/nlu``, ``data/rules``, ``data/stories`` and ``domain.yml`` look like here.

Narrower than what Rasa takes: phrases stand in blocks, one language each.
"""

from typing import Any, ClassVar

from bot.checks.shape import Shape


class Metadata(Shape):
    needed: ClassVar = ("lang",)
    lang: str = ""


class Block(Shape):
    needed: ClassVar = ("intent", "metadata", "examples")
    intent: str = ""
    metadata: Metadata = Metadata()
    examples: str = ""


class Phrases(Shape):
    needed: ClassVar = ("version", "nlu")
    version: str = ""
    nlu: list[Block] = []


class Rule(Shape):
    needed: ClassVar = ("rule", "steps")
    rule: str = ""
    condition: list[dict[str, Any]] = []
    conversation_start: bool = False
    wait_for_user_input: bool = True
    metadata: dict[str, Any] = {}
    steps: list[dict[str, Any]] = []


class Story(Shape):
    needed: ClassVar = ("story", "steps")
    story: str = ""
    metadata: dict[str, Any] = {}
    steps: list[dict[str, Any]] = []


class Dialogue(Shape):
    """A file of rules, or of stories."""

    needed: ClassVar = ("version",)
    version: str = ""
    rules: list[Rule] = []
    stories: list[Story] = []


class Slot(Shape):
    needed: ClassVar = ("type", "mappings")
    type: str = ""
    influence_conversation: bool = True
    initial_value: Any = None
    values: list[Any] = []
    min_value: float = 0.0
    max_value: float = 1.0
    mappings: list[dict[str, Any]] = []


class Form(Shape):
    needed: ClassVar = ("required_slots",)
    required_slots: list[str] = []
    ignored_intents: Any = None


class Domain(Shape):
    needed: ClassVar = ("version", "intents", "actions")
    version: str = ""
    intents: list[Any] = []
    entities: list[Any] = []
    slots: dict[str, Slot] = {}
    forms: dict[str, Form] = {}
    actions: list[Any] = []
    responses: dict[str, Any] = {}
    session_config: dict[str, Any] = {}


class Config(Shape):
    """``config.yml`` as far as it names intents; Rasa checks the rest when it trains."""

    needed: ClassVar = ("pipeline", "policies")
    recipe: str = ""
    assistant_id: str = ""
    language: str = ""
    pipeline: list[dict[str, Any]] = []
    policies: list[dict[str, Any]] = []
