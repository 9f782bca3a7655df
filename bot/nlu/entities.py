"""What a message names in passing, as entities: links, numbers, amounts and times."""

from __future__ import annotations

from datetime import datetime, timezone, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from handoff.extract.find import find_all
from handoff.extract.found import (
    Card,
    Email,
    Found,
    Handle,
    Link,
    Moment,
    Money,
    Phone,
    Reference,
    Room,
)

# Reads the tables of all libraries, so that no customer waits for them.
WARM_UP = "3 mei 2020 om 14:00, 06 12345678"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class EntityFinder(GraphComponent, EntityExtractorMixin):
    """Adds what `handoff.extract` finds; there is nothing to train.

    Times are meant in the zone of the option `zone` (a name of the time zone database), since a
    message does not say where its customer is.
    """

    def __init__(self, config: dict[str, Any]) -> None:
        """Raise ZoneInfoNotFoundError for a zone that this machine does not know."""
        self._zone = _zone(config["zone"])
        for language in ("en", "nl", "zh"):
            find_all(WARM_UP, language, datetime.now(self._zone))

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the options."""
        return {"zone": "UTC"}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> EntityFinder:
        """Return a finder, warm."""
        return cls(config)

    def process(self, messages: list[Message]) -> list[Message]:
        """Add entities to every message, in the language that was set on it before."""
        now = datetime.now(self._zone)
        for message in messages:
            text = str(message.get(TEXT) or "")
            found = find_all(text, str(message.get("language") or ""), now)
            entities = self.add_extractor_name([entity_of(each) for each in found])
            known = message.get(ENTITIES) or []
            message.set(ENTITIES, [*known, *entities], add_to_output=True)
        return messages


def entity_of(found: Found) -> dict[str, Any]:
    """Return `found` as Rasa wants it; `value` is a text, and of a card only its end."""
    entity = {
        "entity": type(found).__name__.lower(),
        "value": _value(found),
        "start": found.start,
        "end": found.end,
    }
    if isinstance(found, Moment):
        about = {"precision": found.precision, "is_approximate": found.is_approximate}
        return {**entity, "additional_info": about}
    if isinstance(found, Reference):
        return {**entity, "additional_info": {"is_named": found.is_named}}
    return entity


def _value(found: Found) -> str:
    if isinstance(found, Money):
        return f"{found.amount:f} {found.currency}"
    if isinstance(found, Moment):
        return found.at.isoformat(timespec="minutes")
    if isinstance(found, Card):
        return f"**** {found.last_four}"
    return _written(found)


def _written(found: Found) -> str:
    if isinstance(found, Link):
        return found.url
    if isinstance(found, Email):
        return found.address
    if isinstance(found, (Phone, Room)):
        return found.number
    if isinstance(found, Handle):
        return found.name
    if isinstance(found, Reference):
        return found.value
    raise TypeError(f"no entity for {type(found).__name__}")


def _zone(name: str) -> tzinfo:
    # A slim image has no database, and needs none for UTC.
    return timezone.utc if name == "UTC" else ZoneInfo(name)
