"""The complaint in the making: what the conversation keeps of it, and how it is shown.

The assistant leads the form and sends the whole draft with every turn; here it is kept for a day,
so that it outlives the assistant's memory, a restart and a talk with a person.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from handoff.rules.codec import to_plain
from handoff.rules.conversation import Conversation, Form, State
from handoff.rules.effects import ButtonOf, CancelTimer, Effect, Say, SetTimer
from handoff.rules.forms_drafts import Draft, new_draft
from handoff.rules.messages import FileRef
from handoff.rules.tables import Tables

MINUTE_MS = 60_000
SILENT_AFTER_MS = 30 * MINUTE_MS
"""How long an open question may stand before the customer is told that the form is kept."""
KEPT_MS = 24 * 60 * MINUTE_MS
"""How long a draft is kept after the customer added to it last."""
SILENT = "form_silent"
OVER = "form_over"

FORM_STATES = frozenset({State.FORM, State.CONFIRMING})

CANCEL = ButtonOf("form:cancel", "button_complaint_withdraw")
RESUME = ButtonOf("form:resume", "button_complaint_resume")


def is_open(conversation: Conversation) -> bool:
    """Whether a question or the summary waits for the customer."""
    return conversation.state in FORM_STATES and conversation.form is not None


def lacks_form(conversation: Conversation) -> bool:
    """Whether a form is open of which the assistant must be told again; it asks then."""
    return is_open(conversation) and not (conversation.form and conversation.form.is_known)


def until_ms(form: Form) -> int:
    return form.touched_ms + KEPT_MS


def draft_id(conversation: Conversation, message_id: str) -> str:
    """The id of a draft and of its ticket: the same however often its message is handled."""
    return f"{conversation.id}:f{hashlib.sha256(message_id.encode()).hexdigest()[:16]}"


def is_own_id(conversation: Conversation, value: object) -> bool:
    return isinstance(value, str) and value.startswith(f"{conversation.id}:f")


def draft_of(conversation: Conversation, complaint: str, story: Sequence[str], draft: str) -> Draft:
    """A draft that holds what is known before anything was asked; ``story``: messages."""
    return {
        **new_draft(complaint, conversation.language, conversation.platform),
        "id": draft,
        "description": [words for words in story if words],
        "evidence": evidence_of(files_beside(conversation)),
    }


def files_beside(conversation: Conversation) -> tuple[FileRef, ...]:
    """The files that wait and are none of the kept complaint: it knows how many came first."""
    kept = conversation.form.draft.get("evidence") or {} if conversation.form else {}
    return conversation.evidence[int(kept.get("count") or 0) :]


def making_way(conversation: Conversation, draft: Draft) -> Conversation:
    """The conversation without the files of the kept complaint, if ``draft`` takes its place."""
    form, given = conversation.form, draft.get("id")
    if form is None or not is_own_id(conversation, given) or given == form.draft.get("id"):
        return conversation
    return replace(conversation, evidence=files_beside(conversation))


def evidence_of(files: tuple[FileRef, ...]) -> dict[str, Any]:
    """How many files there are, and of which kinds of ``data/catalogue/evidence.yml``."""
    kinds = [file.kind for file in files if file.kind]
    return {"count": len(files), "kinds": list(dict.fromkeys(kinds))}


def story_of(conversation: Conversation) -> str:
    """What the customer wrote about the complaint whose form is open; empty without one."""
    draft = conversation.form.draft if conversation.form and is_open(conversation) else {}
    return "\n".join(str(part) for part in draft.get("description") or ())


def facts_of(conversation: Conversation) -> dict[str, Any]:
    """What a ticket takes over: facts as understood, the customer's words as they were written."""
    draft = conversation.form.draft if conversation.form else {}
    return {
        "words": [str(part) for part in draft.get("description") or ()],
        "facts": draft.get("values") or {},
        "skipped": draft.get("skipped") or [],
        "evidence": [to_plain(file) for file in conversation.evidence],
    }


def command(name: str, **entities: Any) -> str:
    """What the assistant reads as a deed and not as words."""
    return f"/{name}{json.dumps(entities, ensure_ascii=False)}"


def open_command(form: Form) -> str:
    return command("form_open", type=str(form.draft.get("type", "")), draft=form.draft)


def set_aside(conversation: Conversation) -> Conversation:
    """The assistant forgets the form: it would take all that is written from now on for answers.

    What was gathered stays here and can be sent to it again.
    """
    form = conversation.form
    return with_fresh_dialogue(conversation) if form and form.is_known else conversation


def with_fresh_dialogue(conversation: Conversation) -> Conversation:
    """Whatever the assistant was in the middle of is over."""
    form = replace(conversation.form, is_known=False) if conversation.form else None
    return replace(conversation, form=form, dialogue=conversation.dialogue + 1, turns=0)


def dropped(conversation: Conversation) -> tuple[Conversation, list[Effect]]:
    """Nothing is kept; the state is the caller's to choose."""
    state = replace(set_aside(conversation), form=None, evidence=())
    return state, [CancelTimer(SILENT), CancelTimer(OVER)]


def clocks(form: Form, *, is_asked: bool) -> list[Effect]:
    """The draft is kept for a day from now; an open question is reminded of."""
    token = f"{form.draft.get('id', '')}:{form.touched_ms}"
    over = SetTimer(OVER, token, until_ms(form))
    if not is_asked:
        return [CancelTimer(SILENT), over]
    return [SetTimer(SILENT, token, form.touched_ms + SILENT_AFTER_MS), over]


def say_open(conversation: Conversation) -> list[Effect]:
    """What is open: the question or the summary, as it was said last; nothing without one."""
    form = conversation.form
    if form is None or not form.shown or conversation.state not in FORM_STATES:
        return []
    shown = form.shown
    buttons = tuple(
        ButtonOf(str(b["id"]), str(b.get("label") or ""), str(b.get("words") or ""))
        for b in shown.get("buttons") or ()
        if b.get("id") and (b.get("label") or b.get("words"))
    )
    values = {str(name): str(value) for name, value in (shown.get("values") or {}).items()}
    summed = form.draft if shown.get("kind") == "summary" else {}
    return [Say(str(shown["text"]), values, buttons, draft=summed)]


def title_of(conversation: Conversation, tables: Tables) -> str:
    """What the complaint is about, as its type is called in the customer's language."""
    draft = conversation.form.draft if conversation.form else {}
    kind = tables.complaint_types.get(str(draft.get("type")))
    return kind.title.get(conversation.language, "") if kind else ""


def buttons_shown(form: Form) -> set[str]:
    return {str(button.get("id")) for button in form.shown.get("buttons") or ()}
