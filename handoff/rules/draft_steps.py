"""What signals of the assistant do to a complaint in the making: question, summary, its end."""

from dataclasses import replace
from typing import Any

from handoff.rules.conversation import Conversation, Form, State, go
from handoff.rules.danger import is_asked
from handoff.rules.draft_deeds import cancelled, closed, resume, say_paused
from handoff.rules.drafts import (
    FORM_STATES,
    RESUME,
    clocks,
    draft_id,
    evidence_of,
    is_open,
    is_own_id,
    making_way,
    say_open,
    set_aside,
    with_fresh_dialogue,
)
from handoff.rules.effects import Effect, Phrase, Record, Say
from handoff.rules.filing import file_complaint, say_filed_before
from handoff.rules.forms_kept import ask_which, is_beside_kept
from handoff.rules.forms_unled import while_waiting
from handoff.rules.handoffs import Result, hand_off
from handoff.rules.signals import SPOKEN_KINDS
from handoff.rules.tables import Tables


def take_signal(
    conversation: Conversation, signal: dict[str, Any], now_ms: int, tables: Tables
) -> Result:
    """Carry out a signal ``form``; its ``ask_id`` is that of the question it answers."""
    ask_id = str(signal["ask_id"])
    if conversation.state not in {State.BOT, *FORM_STATES}:
        return while_waiting(conversation, signal, now_ms, tables)
    kind = signal["kind"]
    if kind == "confirmed":
        return _confirmed(conversation, signal, ask_id, now_ms, tables)
    if kind == "cancelled":
        return cancelled(conversation)
    if kind in SPOKEN_KINDS and is_beside_kept(conversation, signal["draft"]):
        words = next((q.text for q in conversation.pending if q.ask_id == ask_id), "")
        state = replace(with_fresh_dialogue(conversation), first_question=words)
        return ask_which(state, str(signal["draft"].get("type")), tables)
    conversation = making_way(conversation, signal["draft"])
    draft = _with_id(conversation, signal["draft"], ask_id)
    # An answer from before the question about danger is of a dialogue that was left for it.
    form = Form(draft, touched_ms=now_ms, is_known=not is_asked(conversation))
    if kind == "person":
        return _given_up(conversation, form, str(signal.get("reason")), now_ms, tables)
    if kind == "paused":
        return _paused(conversation, form)
    return _asked(conversation, replace(form, shown=_shown(signal)), signal, tables)


def _asked(
    conversation: Conversation, form: Form, signal: dict[str, Any], tables: Tables
) -> Result:
    """A question, or the summary, is open from now on."""
    begun: list[Effect] = []
    if conversation.form is None or conversation.form.draft.get("id") != form.draft["id"]:
        begun.append(Record("form_begun", {"type": form.draft.get("type", "")}))
    state = conversation
    if state.state is not State.FORM:
        state = go(state, State.FORM)
    if form.shown["kind"] == "summary":
        state = go(state, State.CONFIRMING)
    state = replace(state, form=form, expired="", misses=0, objections=0)
    ask_id = signal["ask_id"]
    is_quiet = any(q.ask_id == ask_id and q.is_quiet for q in conversation.pending)
    said = [] if is_quiet else _say(state, signal)
    return state, [*begun, *clocks(form, is_asked=True), *said]


def _given_up(
    conversation: Conversation, form: Form, reason: str, now_ms: int, tables: Tables
) -> Result:
    """A person takes over with what was gathered, maybe before anything was asked."""
    state = replace(conversation, form=form)
    if state.state is State.BOT:
        state = go(state, State.FORM)
    reason = reason if reason in tables.reasons else "form_stuck"
    state, effects = hand_off(state, reason, now_ms, tables)
    return state, [*clocks(form, is_asked=False), *effects]


def _confirmed(
    conversation: Conversation, signal: dict[str, Any], ask_id: str, now_ms: int, tables: Tables
) -> Result:
    """Only what was shown is sent, and only after a yes to it."""
    form = conversation.form
    if form is not None and conversation.state is State.CONFIRMING:
        return file_complaint(set_aside(conversation), form, now_ms, tables)
    if form is None:
        return say_filed_before(conversation, "form:yes", now_ms)
    draft = _with_id(conversation, signal["draft"], ask_id)
    unread = Form({**draft, "step": "asking"}, form.shown, now_ms, is_known=False)
    state = replace(conversation, form=unread)
    return resume(state, f"{ask_id}:again", now_ms)


def _paused(conversation: Conversation, form: Form) -> Result:
    state = replace(closed(conversation), form=replace(form, is_known=False))
    return state, [*clocks(form, is_asked=False), say_paused(form)]


def _shown(signal: dict[str, Any]) -> dict[str, Any]:
    """What is asked: after a refusal the question once more, and not the refusal."""
    shown: dict[str, Any] = {
        name: signal[name] for name in ("kind", "buttons", "field") if name in signal
    }
    if question := signal.get("question"):
        return {**shown, "text": question}
    return {**shown, "text": signal["text"], "values": signal.get("values") or {}}


def _say(conversation: Conversation, signal: dict[str, Any]) -> list[Effect]:
    """The question; a refusal stands before it in the same message."""
    shown = say_open(conversation)
    if not signal.get("question"):
        return shown
    question = Phrase(str(signal["question"]))
    values = {str(name): str(value) for name, value in (signal.get("values") or {}).items()}
    return [
        replace(each, text=str(signal["text"]), values=values, lines=(question,))
        for each in shown
        if isinstance(each, Say)
    ]


def _with_id(conversation: Conversation, draft: dict[str, Any], ask_id: str) -> dict[str, Any]:
    """The draft under an id of ours; the assistant may not know the one of a form it has opened."""
    own = draft.get("id")
    if not is_own_id(conversation, own):
        form = conversation.form
        is_same = form is not None and (conversation.state in FORM_STATES or form.is_known)
        own = form.draft["id"] if form and is_same else draft_id(conversation, ask_id)
    evidence = evidence_of(conversation.evidence)
    return {**draft, "id": own, "evidence": evidence}


def forgotten(conversation: Conversation, ask_id: str, now_ms: int, tables: Tables) -> Result:
    """An answer in mid-form without a word of the form: the assistant must be told of it again.

    If it was told just now, a person goes on.
    """
    form = conversation.form
    if form is None or not is_open(conversation) or not form.is_known:
        return conversation, []
    if any(q.ask_id == ask_id and q.button == RESUME.id for q in conversation.pending):
        return hand_off(conversation, "bot_error", now_ms, tables)
    return replace(conversation, form=replace(form, is_known=False)), []
