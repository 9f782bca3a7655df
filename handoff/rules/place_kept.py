"""The message that tells the place: said once, and from then on kept true by changing it.

On the web the card shows the place, so nothing is changed there.
"""

from collections.abc import Sequence
from dataclasses import replace

from handoff.rules.conversation import Conversation, Handoff, State
from handoff.rules.effects import Effect, Say, SetTimer
from handoff.rules.filing import filed_as, say_receipt
from handoff.rules.handoffs import Result, say_place
from handoff.rules.ids import channel_of
from handoff.rules.messages import PLACE
from handoff.rules.shown_range import REFRESH_MS
from handoff.rules.tables import Tables
from handoff.rules.wait_told import tell_long

MOVED = "place_moved"
"""Fires when a change that came too early after another may be shown."""
HAS_CARD = ("web", "desk")


def tell_place(conversation: Conversation, handoff: Handoff, now_ms: int, tables: Tables) -> Result:
    """The first words about the place: of a complaint its receipt, of a long line the reason."""
    told = replace(conversation, handoff=replace(handoff, told=True))
    receipt = _receipt(told, now_ms)
    state, reason = tell_long(told, tables)
    said = [*receipt, *reason] if receipt or reason else [say_place(told, now_ms)]
    return kept_true(state, said, now_ms)


def kept_true(conversation: Conversation, effects: Sequence[Effect], now_ms: int) -> Result:
    """The first words of ``effects`` tell the place and are changed with it from now on."""
    handoff, found = conversation.handoff, list(effects)
    if handoff is None or channel_of(conversation.id) in HAS_CARD:
        return conversation, found
    for number, effect in enumerate(found):
        if isinstance(effect, Say):
            found[number] = replace(effect, name=_name(conversation, handoff))
            return replace(conversation, handoff=replace(handoff, place_ms=now_ms)), found
    return conversation, found


def moved(conversation: Conversation, now_ms: int) -> Result:
    """Place or range have changed: so does the message, at most every `REFRESH_MS`."""
    handoff = conversation.handoff
    if handoff is None or conversation.state is not State.QUEUED or not handoff.place_ms:
        return conversation, []
    name, next_ms = _name(conversation, handoff), handoff.place_ms + REFRESH_MS
    if now_ms < next_ms:
        is_set = conversation.timers.get(MOVED) == name
        return conversation, [] if is_set else [SetTimer(MOVED, name, next_ms)]
    (said,) = _receipt(conversation, now_ms) or [say_place(conversation, now_ms)]
    changed = replace(conversation, handoff=replace(handoff, place_ms=now_ms))
    return changed, [replace(said, edits=name)]


def turn_came(conversation: Conversation, token: str, now_ms: int) -> Result:
    """The timer; one of an earlier place changes nothing."""
    handoff = conversation.handoff
    if handoff is None or token != _name(conversation, handoff):
        return conversation, []
    return moved(conversation, now_ms)


def _receipt(conversation: Conversation, now_ms: int) -> list[Say]:
    handoff = conversation.handoff
    filed = filed_as(conversation, handoff.id) if handoff else None
    return [say_receipt(conversation, filed, now_ms)] if filed and filed.number else []


def _name(conversation: Conversation, handoff: Handoff) -> str:
    """With the epoch: whoever comes back into the line is told the place anew."""
    return f"{PLACE}{handoff.id}:{conversation.epoch}"
