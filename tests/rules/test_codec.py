"""What is stored can be read again, also by a newer or an older service."""

import json

import pytest

pytest.importorskip("hypothesis")

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handoff.rules.codec import (
    event_from_json,
    event_to_json,
    event_to_plain,
    from_json,
    from_plain,
    to_json,
    to_plain,
)
from handoff.rules.conversation import Conversation, Handoff, State
from handoff.rules.events import EVENTS, CustomerOpened
from handoff.rules.messages import Audience, Entry, Speaker
from tests.rules.histories import whole

SETTINGS = settings(
    max_examples=60, deadline=None, database=None, suppress_health_check=list(HealthCheck)
)


@SETTINGS
@pytest.mark.parametrize("name", sorted(EVENTS))
@given(dice=st.data())
def test_every_event_survives_storage(name: str, dice: st.DataObject):
    event = dice.draw(whole(EVENTS[name]))
    assert event_from_json(event_to_json(event)) == event


@SETTINGS
@pytest.mark.parametrize("kind", [Conversation, Handoff, Entry])
@given(dice=st.data())
def test_state_and_entries_survive_storage(kind: type, dice: st.DataObject):
    value = dice.draw(whole(kind))
    assert from_json(kind, to_json(value)) == value


def test_what_an_older_service_did_not_write_takes_its_default():
    stored = {"id": "web-c1", "state": "queued", "epoch": 3}
    conversation = from_plain(Conversation, stored)
    assert (conversation.state, conversation.epoch, conversation.language) == (
        State.QUEUED,
        3,
        "en",
    )


def test_what_a_newer_service_wrote_is_passed_over():
    event = {**event_to_plain(CustomerOpened("nl")), "mood": "sunny"}
    assert event_from_json(json.dumps(event)) == CustomerOpened("nl")


@pytest.mark.parametrize(
    "text",
    ["null", "[]", "{}", '{"type":"Unheard"}', '{"type":"HandlingFailed"}', "not json", '"x"'],
)
def test_what_is_no_event_is_an_error(text: str):
    with pytest.raises(ValueError):  # noqa: PT011  # any: json or ours
        event_from_json(text)


@pytest.mark.parametrize("text", ["[]", "{}", '{"id":"m","speaker":"nobody"}'])
def test_what_is_no_entry_is_an_error(text: str):
    with pytest.raises(ValueError):  # noqa: PT011
        from_json(Entry, text)


def test_plain_values_hold_only_what_json_knows():
    entry = Entry("m", Speaker.AGENT, "好", 1, audience=Audience.DESK)
    plain = to_plain(entry)
    assert (plain["speaker"], plain["audience"], plain["buttons"]) == ("agent", "desk", [])
    assert to_json(entry).startswith('{"id":"m","speaker":"agent","text":"好"')
