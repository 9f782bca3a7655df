"""Plays dialogues one after the other and judges each turn."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from bot.converse.known import Known
from bot.converse.moment import Moment
from bot.converse.predicates import FAILED, PASSED, UNSUPPORTED, Check, judge
from bot.converse.prepare import prepare
from bot.converse.record import Seen
from bot.converse.road import Road
from bot.converse.roads import on_the_road
from bot.converse.script import PLAYABLE, Dialogue, Turn
from bot.converse.stand import Stand, Unsettled
from bot.converse.telegram import NoTelegram
from bot.converse.turns import Played, Player
from handoff.errors import FootbridgeError
from handoff.settings import Settings

NOT_DELIVERED = "the customer's window does not show it"
NOT_AS_WRITTEN = "it holds, but not in the circumstances that the script wants"


@dataclass(frozen=True)
class TurnResult:
    """``seen`` is None for a turn that was not played."""

    turn: Turn
    seen: Seen | None
    checks: tuple[Check, ...]


@dataclass
class Result:
    """A dialogue, the channel it was played on, and the checks of its setup and of its turns."""

    dialogue: Dialogue
    channel: str
    setup: list[Check] = field(default_factory=list)
    turns: list[TurnResult] = field(default_factory=list)

    @property
    def checks(self) -> list[Check]:
        return [*self.setup, *(check for turn in self.turns for check in turn.checks)]

    def count(self, result: str) -> int:
        return sum(check.result == result for check in self.checks)


async def play(
    settings: Settings,
    number: int,
    dialogue: Dialogue,
    known: Known,
    channel: str = "",
    starting: asyncio.Lock | None = None,
) -> Result:
    """Play one dialogue from an empty product, on ``channel`` or that of the script.

    ``number`` (1 or more) is its own in this run. Of several at a time one holds ``starting``.
    """
    result = Result(dialogue, channel or dialogue.channel)
    if result.channel not in PLAYABLE:
        _not_played(result, 0, UNSUPPORTED, f"the product has no channel {result.channel}")
        return result
    try:
        zone = known.zones[dialogue.lang]
        lock = starting or asyncio.Lock()
        opened = on_the_road(settings, dialogue, number, result.channel, zone, lock)
        async with opened as (stand, road):
            await _play_turns(result, stand, road)
    except NoTelegram as error:
        _not_played(result, 0, UNSUPPORTED, str(error))
    except (Unsettled, FootbridgeError) as error:
        _not_played(result, len(result.turns), FAILED, f"not played to its end: {error}")
    return result


async def _play_turns(result: Result, stand: Stand, road: Road) -> None:
    prepared = await prepare(stand, result.dialogue, road.conversation, result.channel)
    for name, why in prepared.unsupported.items():
        wanted = getattr(result.dialogue.setup, name)
        result.setup.append(Check(name, wanted, UNSUPPORTED, why))
    is_as_written = not prepared.unsupported
    player = Player(stand, road, prepared)
    await player.begin()
    past: list[Moment] = []
    for turn in result.dialogue.turns:
        played = await player.play(turn)
        is_as_written = is_as_written and not played.unsupported
        now = Moment(turn, played.seen, tuple(past))
        checks = [*_of_the_deed(turn, played), *judge(now)]
        if not is_as_written:
            checks = [_doubted(check) for check in checks]
        result.turns.append(TurnResult(turn, played.seen, tuple(checks)))
        past.append(now)


def _of_the_deed(turn: Turn, played: Played) -> list[Check]:
    """A deed that could not be done is no part of any predicate, and must not go unseen; nor must
    words that did not reach the customer."""
    if played.problem:
        return [Check("turn", turn.said, FAILED, played.problem)]
    if played.lost:
        return [Check("delivered", list(played.lost), FAILED, NOT_DELIVERED)]
    if played.unsupported:
        return [Check("turn", turn.said, UNSUPPORTED, played.unsupported)]
    return []


def _doubted(check: Check) -> Check:
    """After something the product cannot do yet, what holds may hold for another reason."""
    if check.result != PASSED:
        return check
    return replace(check, result=UNSUPPORTED, why=NOT_AS_WRITTEN)


def _not_played(result: Result, after: int, outcome: str, why: str) -> None:
    """All that is left of a dialogue counts as ``outcome``, and at least one check does."""
    if after == len(result.dialogue.turns):
        result.setup.append(Check("dialogue", result.dialogue.id, outcome, why))
    for turn in result.dialogue.turns[after:]:
        checks: Sequence[Check] = [
            Check(name, wanted, outcome, why) for name, wanted in turn.expect.items()
        ]
        result.turns.append(
            TurnResult(turn, None, (Check("turn", turn.said, outcome, why), *checks))
        )
