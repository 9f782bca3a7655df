"""The entities of a message, by the real component and in the trained model."""

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from ruamel.yaml import YAML

from bot.nlu.entities import EntityFinder, entity_of
from handoff.extract import found
from tests.assistant.conftest import ROOT, Parse


@pytest.fixture(scope="module")
def finder() -> EntityFinder:
    return EntityFinder(EntityFinder.get_default_config())


def entities(finder: EntityFinder, text: str, language: str) -> list[dict[str, Any]]:
    [message] = finder.process([Message({TEXT: text, "language": language})])
    return list(message.as_dict(only_output_properties=True)["entities"])


@pytest.mark.parametrize(
    ("language", "text", "kind", "written", "value"),
    [
        ("en", "see example.com/x.", "link", "example.com/x", "https://example.com/x"),
        ("en", "i am a@example.com", "email", "a@example.com", "a@example.com"),
        ("nl", "bel 06 12345678", "phone", "06 12345678", "+31612345678"),
        ("zh", "主播@streamer01骂我", "handle", "@streamer01", "streamer01"),
        ("nl", "€ 1.000,50 weg", "money", "€ 1.000,50", "1000.50 EUR"),
        ("zh", "充了十块", "money", "十块", "10 CNY"),
        ("en", "order AB-1234", "reference", "AB-1234", "AB-1234"),
        ("zh", "房间号 8841", "room", "8841", "8841"),
        ("nl", "op 3 mei 2025 om 14:00", "moment", "3 mei 2025 om 14:00", "2025-05-03T14:00+00:00"),
    ],
)
def test_each_kind(
    finder: EntityFinder, language: str, text: str, kind: str, written: str, value: str
) -> None:
    [entity] = entities(finder, text, language)
    assert (entity["entity"], entity["value"]) == (kind, value)
    assert text[entity["start"] : entity["end"]] == written
    assert entity["extractor"] == "EntityFinder"


def test_of_a_card_only_the_end_is_told(finder: EntityFinder) -> None:
    [entity] = entities(finder, "order 4111 1111 1111 1111", "en")
    assert (entity["entity"], entity["value"]) == ("card", "**** 1111")


def test_a_moment_tells_how_sure_it_is(finder: EntityFinder) -> None:
    [entity] = entities(finder, "about two hours ago", "en")
    assert entity["additional_info"] == {"precision": "hour", "is_approximate": True}
    told = datetime.fromisoformat(entity["value"])
    assert timedelta(hours=2) <= datetime.now(timezone.utc) - told < timedelta(hours=2, minutes=2)


@pytest.mark.parametrize("text", ["", " ", "👍", "my videos are slow"])
def test_messages_without_entities(finder: EntityFinder, text: str) -> None:
    assert entities(finder, text, "en") == []


def test_what_another_part_found_is_kept() -> None:
    finder, known = EntityFinder({"zone": "UTC"}), {"entity": "x", "value": "y"}
    [message] = finder.process([Message({TEXT: "€ 5", "entities": [known]})])
    assert [entity["entity"] for entity in message.get("entities")] == ["x", "money"]


def test_every_kind_is_an_entity_of_the_domain() -> None:
    in_commands = {"button", "type", "draft", "count", "kinds"}
    domain = YAML(typ="safe").load(ROOT / "domain.yml")["entities"]
    names = {next(iter(entity)) for entity in domain}
    kinds = {kind.__name__.lower() for kind in found.Found.__subclasses__()}
    assert names == kinds | in_commands
    # What a message names must not change which rule applies.
    assert all(
        options == {"influence_conversation": False} for e in domain for options in e.values()
    )


def test_a_kind_that_is_not_known_here_is_an_error() -> None:
    with pytest.raises(TypeError, match="Found"):
        entity_of(found.Found(0, 1))


@pytest.mark.rasa
def test_the_model_tells_them_with_the_intent(parse: Parse) -> None:
    parsed = parse("ik heb gisteren € 12,50 betaald voor bestelling 9912345", language="nl")
    kinds = [entity["entity"] for entity in parsed["entities"]]
    assert kinds == ["moment", "money", "reference"]
    assert parsed["intent"]["name"]
