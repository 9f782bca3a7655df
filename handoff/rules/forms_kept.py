"""A complaint that was begun and not sent: told of, asked about beside another one, gone."""

from dataclasses import replace
from typing import Any

from handoff.rules.conversation import Conversation, State
from handoff.rules.drafts import CANCEL, RESUME, is_open, is_own_id, title_of, until_ms
from handoff.rules.effects import ButtonOf, Say
from handoff.rules.handoffs import Result
from handoff.rules.tables import Tables

ANEW = "form:new:"
"""Begins the button for another complaint in place of the one that is kept; its type follows."""
BESIDE = "beside"
"""In what is shown of an open form: the type of the other complaint that was asked about."""


def is_beside_kept(conversation: Conversation, draft: dict[str, Any]) -> bool:
    """Whether words began another complaint while one is kept; chosen by button it has an id."""
    is_kept = conversation.form is not None and conversation.state is State.BOT
    return is_kept and not is_own_id(conversation, draft.get("id"))


def ask_which(conversation: Conversation, complaint: str, tables: Tables) -> Result:
    """Only one is kept: the customer says whether it gives way."""
    if conversation.form and is_open(conversation):
        shown = {**conversation.form.shown, BESIDE: complaint}
        conversation = replace(conversation, form=replace(conversation.form, shown=shown))
    kind = tables.complaint_types.get(complaint)
    other = kind.title.get(conversation.language, "") if kind else ""
    values = {"type": title_of(conversation, tables), "other": other}
    buttons = (RESUME, ButtonOf(f"{ANEW}{complaint}", "button_complaint_new"))
    return conversation, [Say("complaint_other_kept", values, buttons)]


def may_begin(conversation: Conversation, complaint: str) -> bool:
    """Whether the customer was asked about this one last: an open form gives way to no other."""
    form = conversation.form
    return form is None or not is_open(conversation) or form.shown.get(BESIDE) == complaint


def tell_expired(conversation: Conversation) -> Result:
    """At the next sign of life: what was begun and not sent is gone."""
    if not conversation.expired or conversation.has_person:
        return conversation, []
    said = Say("complaint_expired", {"type": conversation.expired})
    return replace(conversation, expired=""), [said]


def say_kept(conversation: Conversation) -> Result:
    """After half an hour of silence: nothing is lost, and until when."""
    form = conversation.form
    if form is None or not is_open(conversation):
        return conversation, []
    said = Say("complaint_kept", buttons=(RESUME, CANCEL), times={"until": until_ms(form)})
    return conversation, [said]
