"""The outcome of a run, as plain data."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from bot.converse.play import Result, TurnResult
from bot.converse.predicates import RESULTS
from bot.converse.record import Message, Seen


def figures(results: Sequence[Result]) -> dict[str, Any]:
    """All dialogues with every turn, and the totals. Plain values only."""
    totals = {result: sum(r.count(result) for r in results) for result in RESULTS}
    return {
        "dialogues": [_dialogue(result) for result in results],
        "totals": {
            "dialogues": len(results),
            "turns": sum(len(result.turns) for result in results),
            **totals,
        },
    }


def _dialogue(result: Result) -> dict[str, Any]:
    dialogue = result.dialogue
    is_played = any(turn.seen for turn in result.turns)
    return {
        "id": dialogue.id,
        "lang": dialogue.lang,
        "platform": dialogue.platform,
        "channel": dialogue.channel,
        "played_on": result.channel if is_played else None,
        "setup": asdict(dialogue.setup),
        "setup_checks": [asdict(check) for check in result.setup],
        "turns": [_turn(turn) for turn in result.turns],
        **{name: result.count(name) for name in RESULTS},
    }


def _turn(result: TurnResult) -> dict[str, Any]:
    turn, seen = result.turn, result.seen or Seen()
    form = seen.form
    return {
        "n": turn.n,
        "actor": turn.actor,
        "said": turn.said,
        "note": turn.note,
        "messages": [_message(message) for message in seen.messages],
        "state": seen.state if result.seen else None,
        "form": {"type": form.type, "summary_shown": form.is_summed_up} if form else None,
        "field_asked": form.asked if form else None,
        "draft": form.draft if form else None,
        "ticket": seen.tickets[0] if seen.tickets else None,
        "handoff": seen.handoff,
        "agent_sees": seen.desk,
        "checks": [asdict(check) for check in result.checks],
    }


def _message(message: Message) -> dict[str, Any]:
    plain = asdict(message)
    plain["buttons"] = [{"id": button, "label": label} for button, label in message.buttons]
    return plain
