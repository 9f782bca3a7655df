"""``footbridge slack manifest``."""

import json

import yaml

from handoff.desks.slack.manifest import SCOPES
from tests.cli.test_commands import footbridge


def test_the_manifest_of_sockets_needs_no_address() -> None:
    answer = footbridge("slack", "manifest")
    assert answer.returncode == 0, answer.stderr
    made = yaml.safe_load(answer.stdout)
    assert made["settings"]["socket_mode_enabled"] is True
    assert made["oauth_config"]["scopes"]["bot"] == list(SCOPES)
    assert "url" not in answer.stdout


def test_with_http_every_door_has_the_address() -> None:
    arguments = ("--mode", "http", "--url", "https://support.example.org/", "--format", "json")
    answer = footbridge("slack", "manifest", *arguments)
    assert answer.returncode == 0, answer.stderr
    made = json.loads(answer.stdout)
    where = "https://support.example.org/slack/events"
    settings = made["settings"]
    assert settings["socket_mode_enabled"] is False
    assert settings["event_subscriptions"]["request_url"] == where
    assert settings["interactivity"]["request_url"] == where
    assert [command["url"] for command in made["features"]["slash_commands"]] == [where]


def test_http_without_a_safe_address_is_refused_with_the_remedy() -> None:
    for given in ((), ("--url", "http://support.example.org")):
        answer = footbridge("slack", "manifest", "--mode", "http", *given)
        assert answer.returncode == 1
        assert "--url https://" in answer.stderr


def test_the_name_is_the_operators() -> None:
    answer = footbridge("slack", "manifest", "--name", "Klantenservice")
    assert yaml.safe_load(answer.stdout)["display_information"]["name"] == "Klantenservice"
    assert footbridge("slack", "manifest", "--name", "x" * 36).returncode == 1
