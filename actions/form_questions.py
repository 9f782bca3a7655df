"""Questions that customers ask in the middle of a complaint form, beside an answer or alone."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.form_facts import facts_of_turn, now_ms_of
from actions.form_tables import live
from actions.signals import intent_of, send
from actions.topics import ActionAnswerTopic
from handoff.rules.forms import take_answer
from handoff.rules.forms_asides import HOW_LONG, OTHER, WHY, Parted, is_unknown, parted
from handoff.rules.forms_drafts import Draft
from handoff.rules.forms_replies import Turn, open_field, why_asked
from handoff.rules.forms_steps import ask_again

TIMES = "response_times"
"""The topic that tells when there is an answer and an outcome."""
MADE_OF_WORDS = frozenset({"short_text", "object_ref"})
"""Types of fields that any words could fill: beside a question only what is found in them."""


class ActionTellTimes(Action):
    """Signals by when complaints are answered, whatever the model made of the words."""

    def name(self) -> str:
        """Return a name; no rule uses it."""
        return "action_tell_times"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[dict[str, Any]]:
        """Send one `topic` signal."""
        topics = [{"id": TIMES, "score": 1.0}]
        send(dispatcher, tracker, "topic", kind="answer", topics=topics)
        return []


def question_in(tracker: Tracker, draft: Draft, words: str) -> Parted | None:
    """Return the message in two if it holds a question that can be answered here, else None.

    One that is nothing but a question of any kind is told by its intent.
    """
    found = parted(words, open_field(draft, live.now.tables), live.now.tables)
    if found is None or found.kind != OTHER:
        return found
    return found if found.answer and intent_of(tracker) == "faq" else None


def take_with_question(
    tracker: Tracker, draft: Draft, found: Parted, language: str
) -> tuple[Turn, Action | None]:
    """Return the turn after what was answered, and what is done for what was asked.

    Where nothing was answered, or it was only asked what for, the open question is asked again.
    """
    turn = _answered(tracker, draft, found, language)
    if found.kind == HOW_LONG:
        return turn, ActionTellTimes()
    if found.kind == OTHER:
        return turn, ActionAnswerTopic()
    is_answered = turn.draft["open"] != draft["open"]
    why = why_asked(draft, live.now.tables, is_answered=is_answered)
    says = ((why, {}), *turn.says)
    return Turn(turn.draft, turn.reply, says), None


def _answered(tracker: Tracker, draft: Draft, found: Parted, language: str) -> Turn:
    tables, answer = live.now.tables, found.answer.strip()
    again = ask_again({**draft, "language": language}, tables)
    if not answer or (found.kind == WHY and is_unknown(answer, tables)):
        return again
    facts, each = facts_of_turn(tracker, draft, answer), open_field(draft, tables)
    if found.kind == WHY and any(f.field == draft["open"] and f.value is None for f in facts):
        return again
    if each and each.type in MADE_OF_WORDS and not facts:
        return again
    taken = take_answer(draft, answer, tables, facts, language=language, now_ms=now_ms_of(tracker))
    is_stuck = taken.reply.reason == "form_stuck"
    if taken.reply.kind in ("refused", "confirmed") or is_stuck or _is_same(taken.draft, draft):
        story = {"description": taken.draft["description"]}
        kept = ask_again({**draft, "language": language, **story}, tables)
        return Turn(kept.draft, kept.reply, () if is_stuck else taken.says)
    return taken


def _is_same(after: Draft, before: Draft) -> bool:
    """Whether nothing was learned."""
    told = ("type", "description", "values", "skipped", "open", "step", "changing")
    return all(after[name] == before[name] for name in told)
