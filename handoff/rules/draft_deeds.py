"""What customers do with a complaint in the making: begin it, press its buttons, send files; and
what becomes of one that is left."""

from collections.abc import Sequence
from dataclasses import replace

from handoff.rules.asking import ask
from handoff.rules.closed import CANCEL as STOP_WAITING
from handoff.rules.conversation import Conversation, Form, Question, State, go
from handoff.rules.danger import is_asked
from handoff.rules.drafts import (
    CANCEL,
    FORM_STATES,
    RESUME,
    buttons_shown,
    command,
    draft_id,
    draft_of,
    dropped,
    evidence_of,
    is_open,
    open_command,
    say_open,
    title_of,
    until_ms,
)
from handoff.rules.effects import Effect, Record, Say
from handoff.rules.events import ButtonPressed, CustomerWrote
from handoff.rules.filing import say_filed_before
from handoff.rules.forms_kept import ANEW, ask_which, may_begin
from handoff.rules.handoffs import MENU, PERSON, Result, hand_off
from handoff.rules.matter import begun_by_button
from handoff.rules.tables import ComplaintType, Tables

ALWAYS_GOOD = frozenset({"form:cancel", "form:pause", "form:change"})
"""Buttons that mean the same whatever is open; any other belongs to the question it stood under."""


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
    """The way to a form that stands under an answer; the words of its matter are its beginning."""
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
    conversation = begun_by_button(conversation, complaint, tables)
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
    if form is not None and event.button == RESUME.id and conversation.waits:
        return conversation, [say_in_line(form)]
    if form is None or conversation.state not in {State.BOT, *FORM_STATES}:
        return say_filed_before(conversation, event.button, now_ms)
    if event.button == "form:cancel" and not is_open(conversation):
        return cancelled(conversation)
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


def resume(
    conversation: Conversation, ask_id: str, now_ms: int, *, button: str = "", answer: str = ""
) -> Result:
    """Send the draft to the assistant, which asks again what is open; whatever it remembers.

    ``answer`` was said with the wish to go on, and is taken instead of asking.
    """
    if conversation.form is None:
        return conversation, [Say("complaint_none_kept", buttons=(MENU, PERSON))]
    button = button or RESUME.id
    if _is_pending(conversation, button):
        return conversation, []
    # Files may have come in meanwhile.
    draft = {**conversation.form.draft, "evidence": evidence_of(conversation.evidence)}
    known = replace(conversation.form, draft=draft, is_known=True)
    state = replace(conversation, form=known)
    opened = Question(ask_id, "", button, is_quiet=bool(answer))
    state, effects = ask(state, opened, now_ms, text=open_command(known))
    if not answer:
        return state, effects
    state, more = ask(state, Question(f"{ask_id}:answer", answer), now_ms)
    return state, effects + more


def say_paused(form: Form) -> Say:
    """It is on hold until then; it can go on or be taken back."""
    return Say("complaint_paused", buttons=(RESUME, CANCEL), times={"until": until_ms(form)})


def say_in_line(form: Form) -> Say:
    """The form rests while the customer has a place in the line; what was filled in is not lost."""
    return Say("complaint_in_line", buttons=(STOP_WAITING,), times={"until": until_ms(form)})


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


def cancelled(conversation: Conversation) -> Result:
    """Taken back by the customer: nothing of it is kept."""
    state, effects = _gone(conversation)
    said = Say("complaint_withdrawn", buttons=(MENU, PERSON))
    return state, [*effects, Record("form_cancelled"), said]


def kept_too_long(conversation: Conversation, tables: Tables) -> Result:
    title = title_of(conversation, tables)
    state, effects = _gone(conversation)
    return replace(state, expired=title), [*effects, Record("form_expired")]


def _gone(conversation: Conversation) -> tuple[Conversation, list[Effect]]:
    """Its words are no part of the next complaint either."""
    return dropped(replace(closed(conversation), first_question=""))


def closed(conversation: Conversation) -> Conversation:
    """Nothing of it is open any more."""
    is_in_form = conversation.state in FORM_STATES
    return go(conversation, State.BOT) if is_in_form else conversation
