"""What one who waits can do, from the first words about the place on."""

import re
from dataclasses import replace

import pytest

from handoff.rules.conversation import State
from handoff.rules.effects import Say
from handoff.rules.events import QueueJoined, TicketStored
from tests.rules.cases import (
    BOT,
    HANDOFF,
    QUEUED,
    TABLES,
    buttons,
    go,
    kinds,
    pressed,
    said,
    wrote,
)

ALL = ["queue:place", "queue:message", "menu:top", "queue:cancel"]
WORDS = {"place": "i wait", "message": "leave a message", "menu": "something else"}
LISTENING = replace(
    TABLES,
    wishes=replace(
        TABLES.wishes, waiting={name: (re.compile(words),) for name, words in WORDS.items()}
    ),
)
JOINED = QueueJoined(HANDOFF.id, HANDOFF.department, 3)


def told(changes: dict[str, str]) -> list[Say]:
    """The first words about the place."""
    handoff = replace(HANDOFF, ahead=-1, told=False, number="", **changes)
    state, _ = go(replace(QUEUED, handoff=handoff), JOINED)
    _, effects = go(state, TicketStored(HANDOFF.id, "FB-7K3QX9"))
    return kinds(effects, Say)


def test_all_ways_are_offered_with_the_first_words_about_the_place():
    [place] = told({})
    assert (place.text, [each.id for each in place.buttons]) == ("queue_place_number", ALL)


@pytest.mark.parametrize(
    "danger", [{"reason": "safety_emergency"}, {"reason": "security_emergency"}, {"priority": "P0"}]
)
def test_who_is_in_danger_is_not_offered_to_leave_a_message_nor_can(danger: dict[str, str]):
    [place] = told(danger)
    assert [each.id for each in place.buttons] == ["queue:cancel"]
    waits = replace(QUEUED, handoff=replace(HANDOFF, ahead=1, told=True, **danger))
    for event in (pressed("queue:message"), wrote("leave a message")):
        state, effects = go(waits, event, tables=LISTENING)
        assert (state.state, said(effects)) == (State.QUEUED, ["queue_place"])


@pytest.mark.parametrize("by_words", [True, False])
def test_each_way_by_button_and_in_words(by_words: bool):
    def choose(name: str, button: str):
        event = wrote(WORDS[name]) if by_words else pressed(button)
        return go(replace(QUEUED, handoff=replace(HANDOFF, ahead=2)), event, tables=LISTENING)

    state, effects = choose("place", "queue:place")
    assert (state.state, said(effects)) == (State.QUEUED, ["queue_stays"])
    assert buttons(effects) == ["queue:cancel"]
    state, effects = choose("message", "queue:message")
    assert (state.state, said(effects)) == (State.LEFT_MESSAGE, ["message_write"])
    state, effects = go(state, wrote("i wait"), tables=LISTENING)
    assert (state.state, said(effects)) == (State.QUEUED, ["queue_place"])
    state, effects = choose("menu", "menu:top")
    assert (state.state, state.handoff.ahead) == (State.QUEUED, 2)
    assert said(effects) == ["menu"]


def test_the_same_words_are_for_the_bot_where_nobody_waits():
    state, effects = go(BOT, wrote("leave a message"), tables=LISTENING)
    assert (state.state, said(effects), len(state.pending)) == (State.BOT, [], 1)
