"""Agents, the line, deliveries: what comes from the side of people."""

from dataclasses import replace

import pytest

from handoff.rules.conversation import Question, State
from handoff.rules.effects import (
    CancelTimer,
    ChangeTicket,
    CloseHandoff,
    Put,
    Record,
    Say,
    SetTimer,
    TellAssistant,
)
from handoff.rules.events import (
    AgentAssigned,
    AgentHandedBack,
    AgentResolved,
    AgentWrote,
    DeliveryFailed,
    TicketStored,
)
from handoff.rules.messages import Audience, Speaker
from handoff.rules.people import CARD_MASKED
from tests.rules.cases import (
    AGENT,
    BOT,
    EVERY_STATE,
    HANDOFF,
    LEFT_MESSAGE,
    MINUTE,
    NOW,
    QUEUED,
    WITHOUT_AGENT,
    WRAP_UP,
    buttons,
    go,
    kinds,
    pressed,
    said,
)

ASSIGNED = AgentAssigned(HANDOFF.id, "ada", "Ada", 2, NOW + 9_500)
WORDS = AgentWrote("ada", "Ada", "a1", "Hello, I am looking into it.", NOW + 20_000)
BACK = AgentHandedBack("ada", "solved", NOW, "refunded")
RESOLVED = AgentResolved("ada", "Refunded.", NOW)


@pytest.mark.parametrize("waiting", [QUEUED, LEFT_MESSAGE])
def test_an_agent_takes_over_with_a_new_epoch_and_the_customer_is_told_the_name(waiting):
    asked = replace(waiting, pending=(Question("m1", "?"),))
    state, effects = go(asked, ASSIGNED)
    assert (state.state, state.epoch, state.pending) == (State.AGENT, 2, ())
    assert (state.handoff.agent_id, state.handoff.agent_name) == ("ada", "Ada")
    assert (said(effects), effects[-1].values) == (["agent_joined"], {"name": "Ada"})
    assert CancelTimer("assistant_slow") in effects
    [accepted] = kinds(effects, Record)
    facts = {"agent": "ada", "waited_s": 9, "handoff": "web-c1:h1", "department": "frontline"}
    assert accepted.name == "handoff_accepted"
    assert facts.items() <= accepted.data.items()


@pytest.mark.parametrize("name", ["bot", "asked", "form"])
def test_an_agent_who_takes_one_who_has_left_is_freed_again(name):
    state, effects = go(EVERY_STATE[name], ASSIGNED)
    assert (state, effects) == (EVERY_STATE[name], (CloseHandoff(HANDOFF.id),))


def test_an_assignment_of_an_older_epoch_changes_nothing():
    assert go(replace(QUEUED, epoch=2), ASSIGNED)[0].state is State.QUEUED


def test_the_holders_words_reach_the_customer_and_the_first_is_timed():
    state, effects = go(AGENT, WORDS)
    put = effects[0]
    assert (put.deliver, put.entry.audience, put.entry.speaker) == (
        True, Audience.ALL, Speaker.AGENT,
    )  # fmt: skip
    assert put.entry.name == "Ada"
    [first] = kinds(effects, Record)
    assert (first.name, first.data["waited_s"]) == ("first_reply", 20)
    _, effects = go(state, replace(WORDS, message_id="a2"))
    assert [type(effect) for effect in effects] == [Put, SetTimer]


@pytest.mark.parametrize("name", EVERY_STATE)
def test_a_note_stays_at_the_desk_whoever_writes_it(name):
    _, effects = go(EVERY_STATE[name], replace(WORDS, note=True, agent_id="zoe"))
    [put] = effects
    assert (put.deliver, put.entry.audience) == (False, Audience.DESK)


@pytest.mark.parametrize(
    "event",
    [
        replace(WORDS, masked=True),
        replace(WORDS, masked=True, note=True),
        replace(WORDS, masked=True, agent_id="zoe"),
        replace(BACK, masked=True),
    ],
    ids=("words", "note", "not theirs", "handing back"),
)
def test_an_agent_hears_at_the_desk_alone_that_a_card_number_was_masked(event):
    told = [effect for effect in go(AGENT, event)[1] if effect == CARD_MASKED]
    assert [(one.text, one.audience) for one in told] == [("desk_card_masked", Audience.DESK)]
    assert CARD_MASKED not in go(AGENT, replace(event, masked=False))[1]


@pytest.mark.parametrize("name", WITHOUT_AGENT)
def test_words_of_one_who_does_not_hold_it_never_reach_the_customer(name):
    _, effects = go(WITHOUT_AGENT[name], WORDS)
    put = effects[0]
    assert (put.deliver, put.entry.audience) == (False, Audience.DESK)
    assert put.entry.text_id == "desk_not_sent"
    other = go(AGENT, replace(WORDS, agent_id="zoe"))[1][0]
    assert (other.deliver, other.entry.audience) == (False, Audience.DESK)


def test_handing_back_closes_the_ticket_and_the_bot_knows_the_agent():
    state, effects = go(AGENT, BACK)
    assert (state.state, state.epoch, state.handoff) == (State.BOT, 3, None)
    assert (state.met_person, state.first_question) == ("Ada", "")
    assert CloseHandoff(HANDOFF.id) in effects
    assert kinds(effects, TellAssistant)
    [change] = kinds(effects, ChangeTicket)
    assert change.change == {"state": "resolved", "outcome": "solved: refunded"}
    assert (change.by, change.by_name) == ("ada", "Ada")
    told = ["handed_back_done"], ["menu:top", "person:now"]
    assert (said(effects), buttons(effects)) == told
    assert said(go(AGENT, replace(BACK, done=""))[1]) == ["handed_back"]


def test_resolving_asks_whether_it_is_solved():
    state, effects = go(AGENT, RESOLVED)
    assert (state.state, state.epoch) == (State.WRAP_UP, 3)
    assert state.handoff == AGENT.handoff
    assert CloseHandoff(HANDOFF.id) in effects
    assert (said(effects), buttons(effects)) == (
        ["resolved"], ["solved:yes:h1", "solved:no:h1"],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("late", "by"), [(0, NOW + 4320 * MINUTE), (9000, NOW + (9000 + 1440) * MINUTE)]
)
def test_the_chat_about_a_complaint_ends_and_the_complaint_stays_open(late, by):
    chat = replace(AGENT, handoff=replace(AGENT.handoff, complaint="billing_dispute"))
    state, effects = go(chat, RESOLVED, now=NOW + late * MINUTE)
    assert (state.state, state.epoch, state.handoff) == (State.BOT, 3, None)
    assert said(effects) == ["resolved_complaint_open"]
    assert effects[-1].times == {"by": by}
    assert buttons(effects) == ["status:all", "menu:top", "person:now"]
    assert kinds(effects, CloseHandoff)
    # No second ticket, whatever was offered before.
    assert said(go(state, pressed("solved:no"))[1]) == ["button_too_old"]


@pytest.mark.parametrize("event", [BACK, RESOLVED])
def test_only_the_holder_can_end_it_and_only_once(event):
    other = replace(event, agent_id="zoe")
    assert go(AGENT, other) == (AGENT, ())
    for conversation in WITHOUT_AGENT.values():
        assert go(conversation, event) == (conversation, ())
    ended, _ = go(AGENT, event)
    assert go(ended, event) == (ended, ())


@pytest.mark.parametrize("name", ["agent", "wrap_up"])
def test_a_number_that_comes_late_is_still_told(name):
    handoff = replace(EVERY_STATE[name].handoff, number="")
    state, effects = go(replace(EVERY_STATE[name], handoff=handoff), TicketStored(HANDOFF.id, "T"))
    assert (said(effects), state.handoff.number) == (["ticket_number"], "T")


@pytest.mark.parametrize("name", EVERY_STATE)
def test_agents_are_told_what_was_not_delivered(name):
    state, effects = go(EVERY_STATE[name], DeliveryFailed("m1:2", "blocked by the customer"))
    assert state == EVERY_STATE[name]
    assert effects[0] == Say(
        "desk_delivery_failed",
        {"error": "blocked by the customer"},
        speaker=Speaker.SYSTEM,
        audience=Audience.DESK,
    )
    assert said(effects) == []


def test_after_the_end_the_next_agent_and_epoch_are_new():
    ended, _ = go(WRAP_UP, ASSIGNED)
    assert ended == WRAP_UP, "an old assignment does not take it back"
    assert go(BOT, WORDS)[0] == BOT
