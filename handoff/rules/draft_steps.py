"""What happens to a complaint in the making: signals of the form, its buttons, files, time."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from handoff.rules.asking import ask
from handoff.rules.conversation import Conversation, Form, Question, State, go
from handoff.rules.danger import is_asked
from handoff.rules.drafts import (
    CANCEL,
    FORM_STATES,
    RESUME,
    buttons_shown,
    clocks,
    command,
    draft_id,
    draft_of,
    dropped,
    evidence_of,
    is_open,
    is_own_id,
    making_way,
    open_command,
    say_open,
    set_aside,
    title_of,
    until_ms,
    with_fresh_dialogue,
)
from handoff.rules.effects import Effect, Phrase, Record, Say
from handoff.rules.events import ButtonPressed, CustomerWrote
from handoff.rules.filing import file_complaint, say_filed_before
from handoff.rules.forms_kept import ANEW, ask_which, is_beside_kept, may_begin
from handoff.rules.forms_unled import while_waiting
from handoff.rules.handoffs import MENU, PERSON, Result, hand_off
from handoff.rules.signals import SPOKEN_KINDS
from handoff.rules.tables import ComplaintType, Tables

ALWAYS_GOOD = frozenset({"form:cancel", "form:pause", "form:change"})
"""Buttons that mean the same whatever is open; any other belongs to the question it stood under."""


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
        return _cancelled(conversation)
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


def _cancelled(conversation: Conversation) -> Result:
    state, effects = _gone(conversation)
    said = Say("complaint_withdrawn", buttons=(MENU, PERSON))
    return state, [*effects, Record("form_cancelled"), said]


def _paused(conversation: Conversation, form: Form) -> Result:
    state = replace(_closed(conversation), form=replace(form, is_known=False))
    said = Say("complaint_paused", buttons=(RESUME, CANCEL), times={"until": until_ms(form)})
    return state, [*clocks(form, is_asked=False), said]


def _gone(conversation: Conversation) -> tuple[Conversation, list[Effect]]:
    """Its words are no part of the next complaint either."""
    return dropped(replace(_closed(conversation), first_question=""))


def _closed(conversation: Conversation) -> Conversation:
    is_in_form = conversation.state in FORM_STATES
    return go(conversation, State.BOT) if is_in_form else conversation


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


def complaint_said(
    conversation: Conversation, kind: ComplaintType, story: Sequence[str], ask_id: str, now_ms: int
) -> Result:
    """Open the form of a type with what was said; the answer brings the first question."""
    draft = draft_of(conversation, kind.id, story, draft_id(conversation, ask_id))
    asked = Question(f"{ask_id}:form", "", f"complaint:{kind.id}")
    return ask(conversation, asked, now_ms, text=open_command(Form(draft)))


def complaint_pressed(
    conversation: Conversation, event: ButtonPressed, complaint: str, now_ms: int, tables: Tables
) -> Result:
    """The way to a form that stands under an answer; the words before it are its beginning."""
    kind = tables.complaint_types[complaint]
    form = conversation.form
    is_waiting = conversation.state in (State.QUEUED, State.LEFT_MESSAGE)
    if kind.always_person or is_waiting or is_asked(conversation):
        return _for_person(conversation, kind, now_ms, tables)
    if is_open(conversation) and form and form.draft.get("type") == complaint:
        return conversation, say_open(conversation)
    if _is_pending(conversation, event.button):
        return conversation, []
    if conversation.state is State.WRAP_UP:
        conversation = go(conversation, State.BOT, handoff=None)
    if form:
        return ask_which(conversation, complaint, tables)
    return complaint_said(conversation, kind, conversation.story, event.message_id, now_ms)


def _for_person(
    conversation: Conversation, kind: ComplaintType, now_ms: int, tables: Tables
) -> Result:
    if not conversation.first_question:
        # By buttons alone nothing was said: the card must not be empty.
        title = kind.title.get(conversation.language, "")
        conversation = replace(conversation, first_question=title)
    return hand_off(conversation, "complaint_needs_decision", now_ms, tables, complaint=kind.id)


def form_pressed(
    conversation: Conversation, event: ButtonPressed, now_ms: int, tables: Tables
) -> Result:
    """A button of the form; one that belongs to an earlier question never answers this one."""
    form = conversation.form
    if form is None or conversation.state not in {State.BOT, *FORM_STATES}:
        return say_filed_before(conversation, event.button, now_ms)
    if event.button == "form:cancel" and not is_open(conversation):
        return _cancelled(conversation)
    if event.button.startswith(ANEW):
        return _begun_anew(conversation, event, now_ms, tables)
    if not is_open(conversation):
        return resume(conversation, event.message_id, now_ms, button=event.button)
    if event.button == "form:resume":
        return conversation, say_open(conversation)
    if _is_pending(conversation, event.button):
        return conversation, []
    if event.button not in ALWAYS_GOOD | buttons_shown(form):
        return conversation, [Say("complaint_old_button"), *say_open(conversation)]
    return _told(conversation, event.message_id, event.button, now_ms)


def _begun_anew(
    conversation: Conversation, event: ButtonPressed, now_ms: int, tables: Tables
) -> Result:
    """The customer has chosen: the kept draft gives way once the new one is asked for."""
    kind = tables.complaint_types.get(event.button.removeprefix(ANEW))
    if kind is None or not may_begin(conversation, kind.id):
        return conversation, [Say("complaint_old_button"), *say_open(conversation)]
    if _is_pending(conversation, f"complaint:{kind.id}"):
        return conversation, []
    return complaint_said(conversation, kind, conversation.story, event.message_id, now_ms)


def _told(conversation: Conversation, ask_id: str, button: str, now_ms: int) -> Result:
    pressed = command("form_button", button=button)
    return ask(conversation, Question(ask_id, "", button), now_ms, text=pressed)


def resume(conversation: Conversation, ask_id: str, now_ms: int, *, button: str = "") -> Result:
    """Send the draft to the assistant, which asks again what is open; whatever it remembers."""
    if conversation.form is None:
        return conversation, [Say("complaint_none_kept", buttons=(MENU, PERSON))]
    button = button or RESUME.id
    if _is_pending(conversation, button):
        return conversation, []
    # Files may have come in meanwhile.
    draft = {**conversation.form.draft, "evidence": evidence_of(conversation.evidence)}
    known = replace(conversation.form, draft=draft, is_known=True)
    again = open_command(known)
    return ask(replace(conversation, form=known), Question(ask_id, "", button), now_ms, text=again)


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


def _is_pending(conversation: Conversation, button: str) -> bool:
    """Whether the same press is on its way already: a double tap is one answer."""
    return any(question.button == button for question in conversation.pending)


def files_sent(conversation: Conversation, event: CustomerWrote, now_ms: int) -> Result:
    """Evidence in mid-form: the assistant learns how much there is, never what it shows."""
    if not event.files or not is_open(conversation):
        return conversation, []
    added = command("evidence_added", **evidence_of(conversation.evidence))
    words = bool(event.text.strip())
    asked = Question(f"{event.message_id}:files", "", is_quiet=words)
    return ask(conversation, asked, now_ms, text=added, at_ms=event.at_ms)


def kept_too_long(conversation: Conversation, tables: Tables) -> Result:
    title = title_of(conversation, tables)
    state, effects = _gone(conversation)
    return replace(state, expired=title), [*effects, Record("form_expired")]
