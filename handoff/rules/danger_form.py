"""While danger is asked about: signals of a form, and answers that are plainly for a form."""

import re
from dataclasses import replace
from typing import Any

from handoff.rules.conversation import Conversation
from handoff.rules.danger import ask_again, ask_whether, passed_over
from handoff.rules.draft_steps import take_signal
from handoff.rules.drafts import is_open, with_fresh_dialogue
from handoff.rules.effects import Record, Say
from handoff.rules.forms import take_answer
from handoff.rules.forms_drafts import Draft
from handoff.rules.forms_replies import open_field
from handoff.rules.forms_tables import FormTables
from handoff.rules.forms_values import Taken, read_answer
from handoff.rules.handoffs import Result
from handoff.rules.on_record import words_of
from handoff.rules.signals import SPOKEN_KINDS
from handoff.rules.tables import Tables

_SUM = re.compile(
    r"(?:[€$£¥￥] ?)?\d[\d.,]*(?: ?(?:euros?|eur|usd|dollars?|pounds?|gbp|cny|rmb|元|块))?"
)
_REACH = re.compile(r"\+\d[\d ()-]{6,20}|[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_LINK = re.compile(r"(?:https?://|www\.)\S+")
_NUMBER = re.compile(r"(?=\S*\d)(?=\S*[A-Za-z-])[A-Za-z0-9-]{5,40}")
_PLAIN = {
    "amount": _SUM, "contact": _REACH, "url": _LINK, "url_list": _LINK, "transaction_ref": _NUMBER,
    "order_ref": _NUMBER,
}  # fmt: skip
"""What all of an answer to a question of a type may be, so that it can be about nothing else."""


def check(
    conversation: Conversation, signal: dict[str, Any], now_ms: int, tables: Tables
) -> Result:
    """Ask whether somebody is in danger; what was answered in the same message stays answered."""
    form, draft = conversation.form, signal.get("draft")
    if form and isinstance(draft, dict) and is_open(conversation):
        kept = replace(form, draft={**draft, "id": form.draft.get("id", "")})
        conversation = replace(conversation, form=kept)
    return ask_whether(conversation, now_ms)


def answered_form(
    conversation: Conversation, ask_id: str, now_ms: int, tables: Tables
) -> Result | None:
    """The form goes on after words that answer its open question and can mean nothing else.

    Whoever writes a sum or a link for it does not cry for help. None for all other words.
    """
    form, words = conversation.form, words_of(conversation, ask_id).strip()
    if form is None or not is_open(conversation):
        return None
    if not _is_plain_answer(form.draft, words, tables.forms):
        return None
    language = conversation.language
    turn = take_answer(form.draft, words, tables.forms, language=language, now_ms=now_ms)
    state = replace(conversation, misses=0, form=replace(form, draft=turn.draft))
    state, ended = passed_over(state)
    return state, [Record("danger_answered", {"yes": False, "by": "form"}), *ended]


def _is_plain_answer(draft: Draft, words: str, tables: FormTables) -> bool:
    each = open_field(draft, tables)
    plain = _PLAIN.get(each.type) if each else None
    if each is None or plain is None or not plain.fullmatch(words.casefold()):
        return False
    read = read_answer(each, words, tables)
    # "20" may be pills, and 112 whom to call.
    is_sum = each.type != "amount" or not words.isdecimal()
    return is_sum and isinstance(read, Taken)


def form_beside_check(
    conversation: Conversation, signal: dict[str, Any], now_ms: int, tables: Tables
) -> Result:
    """A complaint is kept until danger is ruled out, and the assistant takes no reply for its own.

    A form that was open before goes on then instead.
    """
    state = with_fresh_dialogue(conversation)
    if signal["kind"] != "person" and (is_open(state) or signal["kind"] not in SPOKEN_KINDS):
        return state, [ask_again(state, now_ms)]
    state, effects = take_signal(state, signal, now_ms, tables)
    if state.epoch != conversation.epoch:
        return state, effects
    unsaid = [effect for effect in effects if not isinstance(effect, Say)]
    return state, [*unsaid, ask_again(state, now_ms)]
