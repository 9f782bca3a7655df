"""Files wait with the conversation, then belong to the ticket; some are deleted for good."""

from dataclasses import replace

import pytest

from handoff.rules.codec import to_plain
from handoff.rules.conversation import Conversation, State
from handoff.rules.effects import DiscardFile, KeepEvidence, Put, Say, StoreTicket
from handoff.rules.events import ButtonPressed, CustomerWrote, FileDiscarded
from handoff.rules.ids import ConversationId
from handoff.rules.messages import Audience, FileRef
from handoff.rules.sent_files import MOST_WAITING
from handoff.rules.step import step
from handoff.rules.tables import Tables

TABLES = Tables(reasons={"user_request": ("frontline", "P3")}, targets={"P3": 60})
FIRST, SECOND = (
    FileRef(str(n) * 32, f"{n}.png", "image/png", 9, "screenshot", "ab") for n in (1, 2)
)
NEW = Conversation(ConversationId("web-1"), greeted=True)


def sends(state: Conversation, *files: FileRef, text: str = ""):
    return step(state, CustomerWrote("web:web-1:m", text, 5, files=files), 5, TABLES)


def asks_for_a_person(state: Conversation):
    return step(state, ButtonPressed("web:web-1:p", "person:now", "", 6), 6, TABLES)


def stored_with(effects) -> list[dict]:
    """The files on the ticket that is stored."""
    (stored,) = [effect for effect in effects if isinstance(effect, StoreTicket)]
    return stored.ticket.get("evidence", [])


def kept_in(effects) -> list[KeepEvidence]:
    return [effect for effect in effects if isinstance(effect, KeepEvidence)]


def test_a_file_waits_until_there_is_a_ticket_and_then_belongs_to_it() -> None:
    state, effects = sends(NEW, FIRST)
    assert (state.evidence, kept_in(effects)) == ((FIRST,), [])
    state, _ = sends(state, SECOND)

    state, effects = asks_for_a_person(state)

    assert stored_with(effects) == [to_plain(FIRST), to_plain(SECOND)]
    assert state.evidence == ()


def test_without_a_file_nothing_is_claimed() -> None:
    _, effects = asks_for_a_person(NEW)
    assert (stored_with(effects), kept_in(effects)) == ([], [])


@pytest.mark.parametrize("where", [State.QUEUED, State.AGENT, State.WRAP_UP])
def test_with_a_person_a_file_goes_to_the_ticket_at_once(where: State) -> None:
    waiting, _ = asks_for_a_person(NEW)
    state, effects = sends(replace(waiting, state=where), FIRST)
    assert kept_in(effects) == [KeepEvidence("web-1:h1", (FIRST,))]
    assert state.evidence == ()


@pytest.mark.parametrize("state", State)
def test_a_file_is_taken_in_every_state(state: State) -> None:
    waiting, _ = asks_for_a_person(NEW)
    handoff = waiting.handoff if state not in (State.BOT, State.FORM, State.CONFIRMING) else None
    after, effects = sends(replace(waiting, state=state, handoff=handoff), FIRST)
    shown = [effect.entry.files for effect in effects if isinstance(effect, Put)]
    assert shown == [(FIRST,)]
    assert after.evidence == (FIRST,) or kept_in(effects)


def test_what_waits_is_bounded() -> None:
    files = tuple(replace(FIRST, key=f"{n:032}") for n in range(MOST_WAITING + 3))
    state, _ = sends(NEW, *files)
    assert state.evidence == files[3:]


@pytest.mark.parametrize(("why", "is_told"), [("identity", True), ("child_safety", False)])
def test_a_deleted_file_goes_and_only_one_reason_is_told(why: str, is_told: bool) -> None:
    state, _ = sends(NEW, FIRST, SECOND)
    event = FileDiscarded("a-1", "Sanne de Wit", FIRST.key, FIRST.name, why, 9)

    state, effects = step(state, event, 9, TABLES)

    assert state.evidence == (SECOND,)
    assert DiscardFile(FIRST.key, why, "a-1", "Sanne de Wit") in effects
    said = [effect for effect in effects if isinstance(effect, Say)]
    notes = [say for say in said if say.audience is Audience.DESK]
    assert [(note.text, note.values["key"]) for note in notes] == [
        (f"desk_discarded_{why}", FIRST.key)
    ]
    assert bool([say for say in said if say.text == "file_discarded_identity"]) == is_told
    assert len(said) == 1 + is_told
