"""Complaints that agents take down on the phone, with the forms of the chat."""

import hashlib
import re
from collections.abc import Callable, Mapping
from typing import Any

from handoff.desks.gathered import of_desk
from handoff.errors import Refused
from handoff.extract.masking import mask_cards
from handoff.ports import Agent, Clock
from handoff.records.sql import SqlRecords
from handoff.records.store import to_ms
from handoff.rules.conversation import Conversation, Form
from handoff.rules.drafts import draft_id
from handoff.rules.effects import Say
from handoff.rules.filing import phoned_ticket
from handoff.rules.forms_replies import label_of
from handoff.rules.forms_tables import FormField
from handoff.rules.forms_values import Refused as Wrong
from handoff.rules.ids import ConversationId
from handoff.rules.messages import Speaker
from handoff.rules.phoned import (
    UNKNOWN,
    asked_by_phone,
    choices_by_phone,
    phoned_draft,
)
from handoff.rules.signals import LANGUAGES
from handoff.rules.tables import Tables
from handoff.rules.ticket import ALARM_PHONED, Actor

Found = dict[str, Any]
Words = Callable[[str, str, dict[str, str]], str]
"""A content text: its id, a language, values."""
_CLIENT_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
MOST_LETTERS = 5_000
CHANNEL = "desk"
ALARMING = ("P0", "P1")
"""From a chat these ring at the desk; from the phone nobody waits in a line, so leads are told."""


class PhoneDesk:
    """Use cases of the page. Raises ``Refused``."""

    def __init__(
        self,
        records: SqlRecords,
        clock: Clock,
        tables: Callable[[], Tables],
        words: Words,
        hint: Callable[[], None],
        platform: str = "",
    ) -> None:
        """``hint`` is called when there is something to tell a customer.

        ``platform`` is that of the installation, with which the page begins.
        """
        self._records = records
        self._clock = clock
        self._tables = tables
        self._words = words
        self._hint = hint
        self._platform = platform

    def choices(self, language: str) -> Found:
        """What is chosen first: platforms, and the types of each."""
        tables = self._tables()
        platforms = dict.fromkeys(p for t in tables.forms.types.values() for p in t.platforms)
        return {
            "platforms": list(platforms),
            "platform": self._platform,
            "types": [
                {"id": t.id, "label": t.title.get(language, t.id), "platforms": list(t.platforms)}
                for t in tables.complaint_types.values()
                if t.id in tables.forms.types
            ],
        }

    def fields(self, kind: str, platform: str, language: str, spoken: str) -> Found:
        """The fields of a type, with the question in the customer's language to read out."""
        forms = self._tables().forms
        if kind not in forms.types:
            raise Refused("desk_field_unreadable")
        spoken = spoken if spoken in LANGUAGES else language
        fields = asked_by_phone(kind, forms)
        return {"fields": [self._field(each, platform, language, spoken) for each in fields]}

    def _field(self, each: FormField, platform: str, language: str, spoken: str) -> Found:
        options = choices_by_phone(each, platform, self._tables().forms)
        return {
            "name": each.name,
            "type": each.type,
            "needed": each.required and each.unless is None,
            "label": self._said(f"form_field_{each.name}", language),
            "question": self._said(f"form_ask_{each.name}", spoken) if each.is_asked else "",
            "choices": [{"id": one, "label": self._label(each, one, language)} for one in options],
        }

    def _label(self, each: FormField, option: str, language: str) -> str:
        if option == UNKNOWN:
            return self._words("form_value_unknown", language, {})
        return self._words(label_of(each, option), language, {})

    async def store(self, agent: Agent, given: Any, language: str) -> Found:
        """``number`` and what to tell of it; or ``wrong``, a reason by each field."""
        client_id, kind, spoken, platform, customer, answers = _read(given)
        tables, now_ms = self._tables(), to_ms(self._clock.now())
        if kind not in tables.forms.types or kind not in tables.complaint_types:
            raise Refused("desk_field_unreadable")
        draft, wrong = phoned_draft(
            kind, answers, tables.forms, language=spoken, platform=platform, now_ms=now_ms
        )
        if wrong:
            return {"wrong": {n: self._why(one, language) for n, one in wrong.items()}}
        conversation = _conversation(agent, client_id)
        draft = {**draft, "id": draft_id(Conversation(conversation), client_id)}
        state = Conversation(conversation, language=spoken, platform=platform, form=Form(draft))
        about = {
            "conversation": conversation,
            "channel": CHANNEL,
            "language": spoken,
            "platform": draft["platform"],
            "customer": customer,
            "taken_by": agent.name,
        }
        ticket = {**phoned_ticket(state, now_ms, tables), **about}
        alarm = ALARM_PHONED if ticket["priority"] in ALARMING else ""
        effect_id, by = f"phone:{draft['id']}", Actor(agent.id, agent.name, agent.role)
        number = await self._records.store_ticket(effect_id, ticket, alarm=alarm, by=by)
        await self._records.record_audit(effect_id, agent.id, "phoned", number)
        await self._send_receipt(ticket, number)
        return {
            "number": number,
            "department": ticket["department"],
            "first_ms": ticket["response_due_ms"],
            "resolution_ms": ticket["resolution_due_ms"],
        }

    async def _send_receipt(self, ticket: Found, number: str) -> None:
        """By e-mail, if an address was left: a number that was heard is easily lost."""
        times = {"first": ticket["response_due_ms"], "resolution": ticket["resolution_due_ms"]}
        team = {"team": f"team_{ticket['department']}"}
        values = {"number": number}
        told = Say("phone_receipt", values, speaker=Speaker.SYSTEM, times=times, names=team)
        notice = f"phone:{ticket['id']}:n0"
        await self._records.put_notice(notice, ticket["id"], ticket["conversation"], told)
        self._hint()

    def _why(self, wrong: Wrong, language: str) -> str:
        return self._said(wrong.text, language, wrong.values)

    def _said(self, text_id: str, language: str, values: dict[str, str] | None = None) -> str:
        return of_desk(text_id, lambda one: self._words(one, language, values or {}))


def _conversation(agent: Agent, client_id: str) -> ConversationId:
    """Of the page's own id, so that what is sent again is the same complaint."""
    name = hashlib.sha256(f"{agent.id}:{client_id}".encode()).hexdigest()[:16]
    return ConversationId(f"{CHANNEL}-{name}")


def _read(given: Any) -> tuple[str, str, str, str, str, dict[str, Any]]:
    if not isinstance(given, dict) or not isinstance(given.get("answers"), dict):
        raise Refused("desk_try_again")
    named = {name: given.get(name, "") for name in ("id", "type", "language", "platform")}
    customer = given.get("customer", "")
    texts = [*named.values(), customer]
    if any(not isinstance(one, str) or len(one) > MOST_LETTERS for one in texts):
        raise Refused("desk_try_again")
    if not _CLIENT_ID.fullmatch(named["id"]) or named["language"] not in LANGUAGES:
        raise Refused("desk_try_again")
    answers = {str(name): _masked(answer) for name, answer in given["answers"].items()}
    return (
        named["id"], named["type"], named["language"], named["platform"],
        mask_cards(customer.strip()), answers,
    )  # fmt: skip


def _masked(answer: Any) -> Any:
    """Card numbers are no more stored from the phone than from the chat."""
    if isinstance(answer, str):
        return mask_cards(answer.strip()[:MOST_LETTERS])
    if isinstance(answer, Mapping):
        return {str(name): _masked(part) for name, part in answer.items() if isinstance(part, str)}
    return answer
