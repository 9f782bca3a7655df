"""Tickets at the web desk: what an agent may see of them, and deeds on their way to the records."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from handoff.desks.console.ticket_facts import (
    covers,
    facts_of,
    in_short,
    line_of,
    objects_of,
    title_of,
)
from handoff.desks.gathered import gathered
from handoff.errors import Refused
from handoff.extract.masking import mask_cards_in
from handoff.ports import Agent, Clock, Log
from handoff.records.mails import address_in
from handoff.records.sql import SqlRecords
from handoff.records.store import to_ms
from handoff.records.ticket_list import TicketFilter
from handoff.rules.codec import from_plain
from handoff.rules.conversation import Conversation
from handoff.rules.forms_tables import FormTables
from handoff.rules.ids import ConversationId
from handoff.rules.messages import FileRef
from handoff.rules.notice import Notice
from handoff.rules.tables import Tables
from handoff.rules.ticket import TRANSITIONS, Actor, Deed, Ticket
from handoff.rules.ticket_fields import FIELDS, READ, choices_of, cleaned
from handoff.rules.tickets import offered, possible

Found = dict[str, Any]
Words = Callable[[str], str]
"""A content text by its id, in the agent's language."""
_CLIENT_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
SCOPES = ("open", "ended", "all")
MOST_LETTERS = 200
CHAT_FIRST = frozenset({"take", "queue", "escalate", "change_department", "cancel", "merge"})
"""Not before the chat is taken: its customer would go on waiting there, in the same line."""
LABELLED = {
    "party_kind": "desk_party_kind", "object_outcome": "desk_object", "outcome": "desk_result",
    "cause": "desk_cause", "department": "desk_department", "priority": "desk_priority",
    "action": "desk_action",
}  # fmt: skip
"""Choices whose words are content texts: what stands before their ids."""


class TicketDesk:
    """Use cases of the pages about tickets. Raises ``Refused`` where a person may know why."""

    def __init__(
        self,
        records: SqlRecords,
        log: Log,
        clock: Clock,
        tables: Callable[[], Tables],
        hint: Callable[[], None],
        *,
        mails: bool = False,
    ) -> None:
        """``tables`` gives the tables of this moment; ``hint`` is called when there is news.

        ``mails``: whether e-mail can be sent.
        """
        self.records = records
        self._log = log
        self._clock = clock
        self._tables = tables
        self._hint = hint
        self._mails = mails

    def forms(self) -> FormTables:
        """What complaint forms ask at this moment."""
        return self._tables().forms

    def covers(self, tickets: Sequence[Found]) -> bool:
        """Whether a customer with these tickets sent pictures that are shown on request only."""
        return covers(self._tables(), tickets)

    async def choices(self, agent: Agent, language: str, words: Words) -> Found:
        """What the filters of the list offer, with words."""
        tables = self._tables()
        departments = agent.departments or tables.departments
        agents = await self.records.agents()
        return {
            "state": [_choice(one, words(f"desk_state_{one}")) for one in TRANSITIONS],
            "type": [
                _choice(one, title_of(tables, one, language)) for one in tables.complaint_types
            ],
            "department": [_choice(one, words(f"desk_department_{one}")) for one in departments],
            "priority": [
                _choice(one, words(f"desk_priority_{one}")) for one in tables.tickets.priorities
            ],
            "agent": [_choice(one.id, one.name) for one in agents],
        }

    async def list(self, agent: Agent, query: Mapping[str, str], language: str) -> Found:
        """A page of the list: ``tickets`` and ``more``, the key of the next one."""
        wanted = TicketFilter(
            scope=query.get("scope", "open") if query.get("scope") in SCOPES else "open",
            departments=agent.departments,
            overdue=query.get("overdue") == "1",
            **{
                name: query.get(name, "")[:MOST_LETTERS]
                for name in ("department", "state", "type", "priority", "agent", "text", "number")
            },
            # "language" is the one the page speaks.
            language=query.get("spoken", "")[:MOST_LETTERS],
        )  # fmt: skip
        try:
            page = await self.records.list_tickets(wanted, query.get("after", ""))
        except ValueError as error:
            raise Refused("desk_ticket_unknown") from error
        tables = self._tables()
        tickets = [in_short(row, tables, language) for row in page.tickets]
        return {"tickets": tickets, "more": page.more, "now": self._now_ms()}

    async def card(self, agent: Agent, number: str, language: str, words: Words) -> Found:
        """All of a ticket, and what may be done to it now."""
        fields, ticket = await self._visible(agent, number)
        tables = self._tables()
        state = await self._log.state(ConversationId(ticket.conversation))
        related = await self.records.related_tickets(ticket.id, agent.departments)
        customers = await self.records.customers_of(ticket.id)
        in_chat, by = _chat_waits(state, ticket), _actor(agent)
        unheard, lines = self._is_unheard(fields), await self.records.lines_of(ticket.id)
        return {
            **facts_of(fields, ticket, tables, language),
            "covered": covers(tables, [fields]),
            "values": gathered(fields, tables.forms, words),
            "objects": objects_of(ticket, customers),
            "fault": await self._fault(ticket, language, words),
            "mails": await self.records.mails_in_trouble(ticket.id),
            "history": [line_of(line, tables, language, unheard=unheard) for line in lines],
            "related": [in_short(row, tables, language) for row in related],
            "deeds": [
                self._deed(kind, ticket, language, words)
                for kind in possible(ticket)
                if offered(ticket, kind, by, self._now_ms())
                and not (in_chat and kind in CHAT_FIRST)
            ],
            "phone_back": unheard,
            "in_chat": in_chat,
            "mine": ticket.agent == agent.id,
            "now": self._now_ms(),
        }

    def _deed(self, kind: str, ticket: Ticket, language: str, words: Words) -> Found:
        """A deed as the page asks for it: its fields, the choices of each, what customers hear."""
        asked = []
        for name, field in FIELDS[kind].items():
            choices = choices_of(field.kind, ticket, self._tables().tickets)
            if choices is not None and not choices and field.needed:
                return {"kind": kind, "fields": [], "empty": True}
            labelled = [
                _choice(one, self._words_of(field.kind, one, ticket, language, words))
                for one in choices or ()
            ]
            asked.append({"name": name, "kind": field.kind, "needed": field.needed,
                          "choices": labelled, "label": words(f"desk_field_{name}")})  # fmt: skip
        told = [words(f"desk_field_{name}") for name in READ.get(kind, ())]
        return {"kind": kind, "label": words(f"desk_deed_{kind}"), "fields": asked, "told": told}

    def _words_of(self, kind: str, one: str, ticket: Ticket, language: str, words: Words) -> str:
        if kind == "type":
            return title_of(self._tables(), one, language)
        if kind == "party":
            party = next(party for party in ticket.parties if party.id == one)
            return " · ".join(filter(None, (words(f"desk_party_kind_{party.kind}"), party.name)))
        if kind == "improvement":
            return next(row.what for row in ticket.improvements if row.id == one)
        if kind == "fault":
            return _words_of_fault(self._tables().tickets.faults[one], language, words)
        return words(f"{LABELLED[kind]}_{one}") if kind in LABELLED else one

    async def _fault(self, ticket: Ticket, language: str, words: Words) -> str:
        """The known fault that it is tied to, and of one that is over, that it is fixed."""
        if known := self._tables().tickets.faults.get(ticket.fault):
            return _words_of_fault(known, language, words)
        over = await self.records.notice(ticket.fault) if ticket.fault else None
        fixed = words("desk_deed_fault_fixed") if ticket.fault else ""
        return f"{fixed} · {_words_of_fault(over, language, words)}" if over else fixed

    async def do(self, agent: Agent, number: str, given: Any) -> bool:
        """``given``: ``kind``, ``id`` (of the page, for repeats), ``seen`` and ``fields``.

        True if they held a card number: it is stored nowhere.
        """
        kind, client_id, seen, fields = _read(given)
        _, ticket = await self._visible(agent, number)
        state = await self._log.state(ConversationId(ticket.conversation))
        if kind in CHAT_FIRST and _chat_waits(state, ticket):
            raise Refused("desk_ticket_in_chat")
        typed = cleaned(kind, fields)
        kept = mask_cards_in(typed)
        deed = Deed(kind, _actor(agent), self._now_ms(), kept, seen)
        await self.records.do_deed(f"console:{agent.id}:{client_id}", ticket.id, deed)
        self._hint()
        return bool(kept != typed)

    async def file_of(self, agent: Agent, number: str, key: str) -> tuple[ConversationId, FileRef]:
        """A file of a ticket, and the conversation it came in. Raises ``Refused``."""
        fields, ticket = await self._visible(agent, number)
        for file in fields.get("evidence", []):
            if file["key"] == key and "discarded" not in file:
                return ConversationId(ticket.conversation), from_plain(FileRef, file)
        raise Refused("desk_file_gone")

    async def _visible(self, agent: Agent, number: str) -> tuple[Found, Ticket]:
        found = await self.records.whole_ticket(number)
        if found is None or (agent.departments and found[1].department not in agent.departments):
            raise Refused("desk_ticket_unknown")
        return found

    def _is_unheard(self, fields: Found) -> bool:
        """Whether its customer has phoned and no e-mail reaches them: nothing of it does."""
        return bool(fields["channel"] == "desk" and not (self._mails and address_in(fields)))

    def _now_ms(self) -> int:
        return to_ms(self._clock.now())


def _words_of_fault(fault: Notice, language: str, words: Words) -> str:
    return f"{words(fault.title)}: {fault.text.get(language, '')}"


def _actor(agent: Agent) -> Actor:
    return Actor(agent.id, agent.name, agent.role)


def _read(given: Any) -> tuple[str, str, int, dict[str, Any]]:
    if not isinstance(given, dict):
        raise Refused("desk_try_again")
    kind, client_id = given.get("kind"), given.get("id")
    fields, seen = given.get("fields", {}), given.get("seen", -1)
    sound = isinstance(client_id, str) and _CLIENT_ID.fullmatch(client_id)
    if kind not in FIELDS or not sound or not isinstance(fields, dict) or type(seen) is not int:
        raise Refused("desk_try_again")
    return str(kind), str(client_id), seen, fields


def _chat_waits(state: Conversation | None, ticket: Ticket) -> bool:
    """Whether its customer waits in the chat: then the chat is taken, and the ticket with it."""
    if state is None or state.handoff is None or not state.waits:
        return False
    return ticket.id == state.handoff.id or ticket.number == state.handoff.number


def _choice(one: str, label: str) -> dict[str, str]:
    return {"id": one, "label": label}
