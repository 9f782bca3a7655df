"""How long it will probably take: what the customer hears of it, and when."""

from dataclasses import replace

import pytest

from handoff.rules.conversation import Conversation, Filed, Handoff
from handoff.rules.effects import Phrase, Record, Say, SetTimer
from handoff.rules.events import (
    AgentAssigned,
    BackInLine,
    QueueJoined,
    TicketStored,
    TimerFired,
)
from handoff.rules.ids import ConversationId
from handoff.rules.routes import Routes
from handoff.rules.shown_range import REFRESH_MS
from handoff.rules.wait_told import wait_words
from tests.rules.cases import (
    AGENT,
    HANDOFF,
    LEFT_MESSAGE,
    MINUTE,
    NOW,
    QUEUED,
    TABLES,
    buttons,
    go,
    kinds,
    pressed,
    said,
)

JOINED = QueueJoined(HANDOFF.id, "frontline", 3, 5, 10)
STORED = TicketStored(HANDOFF.id, "LMR-1")
LIMITED = replace(TABLES, routes=Routes(long_wait={"frontline": 30}))
LONG = replace(JOINED, ahead=40, low=60, high=90)


def waiting(**changes: object) -> Conversation:
    fresh = replace(HANDOFF, due_ms=NOW + 60 * MINUTE, **changes)  # type: ignore[arg-type]
    return replace(QUEUED, handoff=fresh)


NEW = waiting(told=False, ahead=-1, number="")
TOLD = waiting(told=True, ahead=3, number="LMR-1", low=5, high=10)


def phrase(say: Say) -> Phrase:
    (words,) = say.lines
    return words


def of(effects: object) -> Say:
    (say,) = kinds(effects, Say)
    return say  # type: ignore[no-any-return]


def test_place_and_range_are_told_with_the_number() -> None:
    state, effects = go(NEW, JOINED)
    assert said(effects) == []
    state, effects = go(state, STORED)
    assert said(effects) == ["queue_range_number"]
    assert of(effects).values == {"ahead": "3", "number": "LMR-1"}
    assert phrase(of(effects)) == Phrase("wait_minutes", {"low": "5", "high": "10"})
    assert state.handoff
    assert state.handoff.due_ms == NEW.handoff.due_ms


def test_what_is_not_known_is_told_by_the_target_as_before() -> None:
    state, _ = go(NEW, replace(JOINED, low=0, high=0))
    _, effects = go(state, STORED)
    assert said(effects) == ["queue_place_number"]
    assert of(effects).values["minutes"] == "60"


def test_who_asks_hears_the_range_that_stands_now() -> None:
    state, effects = go(TOLD, replace(JOINED, ahead=1, low=2, high=5))
    assert effects == ()
    _, effects = go(state, pressed("queue:place"))
    assert said(effects) == ["queue_stays_range"]
    assert (of(effects).values["ahead"], phrase(of(effects)).values) == (
        "1",
        {"low": "2", "high": "5"},
    )


def test_after_the_promise_is_over_the_apology_stays() -> None:
    late = replace(TOLD, handoff=replace(TOLD.handoff, due_ms=NOW - 1))
    _, effects = go(late, pressed("queue:place"))
    assert said(effects) == ["queue_late"]


def test_a_much_longer_wait_is_said_and_a_shorter_one_is_only_shown() -> None:
    state, effects = go(TOLD, replace(JOINED, low=15, high=30, is_longer=True))
    assert said(effects) == ["queue_longer"]
    assert buttons(effects) == ["queue:place", "queue:message", "menu:top", "queue:cancel"]
    _, effects = go(state, replace(JOINED, low=1, high=2))
    assert effects == ()


def test_who_left_a_message_hears_nothing_of_it() -> None:
    left = replace(LEFT_MESSAGE, handoff=TOLD.handoff)
    _, effects = go(left, replace(LONG, is_longer=True), tables=LIMITED)
    assert effects == ()


@pytest.mark.parametrize("danger", [{"reason": "safety_emergency"}, {"priority": "P0"}])
def test_nobody_in_danger_is_told_to_reckon_with_it(danger: dict[str, str]) -> None:
    endangered = replace(TOLD, handoff=replace(TOLD.handoff, **danger))
    state, effects = go(endangered, replace(LONG, is_longer=True), tables=LIMITED)
    assert effects == ()
    _, effects = go(state, pressed("queue:place"))
    assert said(effects) == ["queue_place_number"]


def test_a_long_line_is_told_with_the_ways_out_once() -> None:
    state, _ = go(NEW, LONG, tables=LIMITED)
    state, effects = go(state, STORED, tables=LIMITED)
    assert said(effects) == ["queue_long_number"]
    assert buttons(effects) == ["queue:place", "queue:message", "menu:top", "queue:cancel"]
    (fact,) = kinds(effects, Record)
    assert (fact.name, fact.data["department"]) == ("queue_long", "frontline")
    _, effects = go(state, replace(LONG, low=120, high=180, is_longer=True), tables=LIMITED)
    assert said(effects) == ["queue_longer"]
    _, effects = go(state, pressed("queue:place"), tables=LIMITED)
    assert said(effects) == ["queue_stays_range"]


def test_a_line_that_becomes_long_is_told_then() -> None:
    _, effects = go(TOLD, replace(LONG, is_longer=True), tables=LIMITED)
    assert said(effects) == ["queue_long_number"]
    _, effects = go(TOLD, replace(LONG, low=15, high=30), tables=LIMITED)
    assert effects == (), "the limit itself is not long"


def test_a_complaint_hears_the_range_in_its_receipt_and_the_reason_after_it() -> None:
    filed = Filed(HANDOFF.id, "fault", "frontline", "P3", NOW + MINUTE, NOW + 2 * MINUTE)
    complaint = replace(NEW, filed=(filed,))
    for joined, tables, told in [
        (JOINED, TABLES, ["complaint_receipt_range"]),
        (LONG, LIMITED, ["complaint_receipt_range", "queue_long_number"]),
        (replace(JOINED, low=0, high=0), TABLES, ["complaint_receipt_queue"]),
    ]:
        state, _ = go(complaint, joined, tables=tables)
        _, effects = go(state, STORED, tables=tables)
        assert said(effects) == told


def test_back_in_line_nothing_is_known_until_it_is_looked_at_again() -> None:
    held = replace(AGENT, handoff=replace(AGENT.handoff, low=5, high=10))
    back = BackInLine(HANDOFF.id, "frontline", 2, 9, "lost", NOW, "ada", "Ada")
    state, _ = go(held, back)
    assert state.handoff
    assert (state.handoff.low, state.handoff.high) == (0, 0)


def on_telegram(conversation: Conversation) -> Conversation:
    return replace(conversation, id=ConversationId("telegram-7"))


def test_the_message_with_the_place_is_changed_at_most_every_twenty_seconds() -> None:
    state, _ = go(on_telegram(NEW), JOINED)
    state, effects = go(state, STORED)
    name = of(effects).name
    assert name == f"place:{HANDOFF.id}:{state.epoch}"
    state, effects = go(state, replace(JOINED, ahead=2), now=NOW + REFRESH_MS - 1)
    assert effects == (SetTimer("place_moved", name, NOW + REFRESH_MS),)
    state, effects = go(state, replace(JOINED, ahead=1), now=NOW + REFRESH_MS - 1)
    assert effects == ()
    fired = TimerFired("place_moved", name)
    state, effects = go(state, fired, now=NOW + REFRESH_MS)
    assert (of(effects).edits, of(effects).values["ahead"]) == (name, "1")
    state, effects = go(state, replace(JOINED, ahead=1), now=NOW + 3 * REFRESH_MS)
    assert effects == (), "nothing has changed"
    state, effects = go(state, replace(JOINED, ahead=0), now=NOW + 3 * REFRESH_MS)
    assert (of(effects).edits, of(effects).values["ahead"]) == (name, "0")


def test_a_longer_wait_is_said_and_the_message_changed() -> None:
    state, _ = go(on_telegram(NEW), JOINED)
    state, _ = go(state, STORED)
    longer = replace(JOINED, low=15, high=30, is_longer=True)
    _, effects = go(state, longer, now=NOW + REFRESH_MS)
    assert said(effects) == ["queue_longer", "queue_range_number"]
    assert of(effects[1:]).edits


def test_a_place_of_before_is_not_changed_any_more() -> None:
    state, _ = go(on_telegram(NEW), JOINED)
    state, effects = go(state, STORED)
    old = of(effects).name
    state, _ = go(state, replace(JOINED, ahead=2))
    held = AgentAssigned(HANDOFF.id, "ada", "Ada", state.epoch + 1, NOW)
    state, _ = go(state, held)
    _, effects = go(state, TimerFired("place_moved", old), now=NOW + REFRESH_MS)
    assert effects == ()
    back = BackInLine(HANDOFF.id, "frontline", 2, 9, "lost", NOW, "ada", "Ada")
    state, effects = go(state, back)
    (told,) = [say for say in kinds(effects, Say) if say.text == "back_lost"]
    assert told.name not in ("", old)
    _, effects = go(state, TimerFired("place_moved", old), now=NOW + REFRESH_MS)
    assert effects == ()


def test_on_the_web_the_card_shows_it_and_no_message_is_changed() -> None:
    state, _ = go(NEW, JOINED)
    state, effects = go(state, STORED)
    assert of(effects).name == ""
    _, effects = go(state, replace(JOINED, ahead=1), now=NOW + REFRESH_MS)
    assert effects == ()


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [(5, 10, ("wait_minutes", "5", "10")), (90, 120, ("wait_minutes", "90", "120")),
     (90, 180, ("wait_hours", "1", "3")), (240, 300, ("wait_hours", "4", "5"))],
)  # fmt: skip
def test_long_waits_are_told_in_hours(low: int, high: int, words: tuple[str, str, str]) -> None:
    found = wait_words(replace(HANDOFF, low=low, high=high))
    assert (found.text, found.values["low"], found.values["high"]) == words
    assert isinstance(HANDOFF, Handoff)
