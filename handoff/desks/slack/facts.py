"""What the card of a thread tells, put together from the conversation and its tickets."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from handoff.desks.slack.card import CardFacts, Earlier, Status, Text, Told
from handoff.errors import FootbridgeError
from handoff.ports import Records
from handoff.ports_desk import Card
from handoff.rules.conversation import Conversation, State
from handoff.rules.ids import channel_of

STATUS = {
    State.QUEUED: Status.WAITING,
    State.LEFT_MESSAGE: Status.LEFT_MESSAGE,
    State.AGENT: Status.HELD,
}


class Facts:
    """Of handoffs that are open, and of those that have ended since their thread was opened."""

    def __init__(
        self,
        records: Records,
        card_of: Callable[[Conversation], Card],
        title: Callable[[str], str],
        told: Callable[[Mapping[str, Any]], tuple[Told, ...]],
        desk_url: str,
        hold_s: Callable[[], int],
        text: Text,
        deeds: frozenset[str] = frozenset(),
    ) -> None:
        """``card_of`` gives the card of an open handoff, ``title`` names an answer (a ``KeyError``
        means that it has no name any more), ``told`` the answers in the form of a ticket. ``deeds``
        are those that can be done from Slack.
        """
        self._records = records
        self._card_of = card_of
        self._title = title
        self._told = told
        self._desk_url = desk_url
        self._hold_s = hold_s
        self._text = text
        self._deeds = deeds

    async def of(
        self, state: Conversation, handoff_id: str, belongs: Callable[[str], bool]
    ) -> CardFacts | None:
        """Of one handoff, seen from where the departments are worked that ``belongs`` says; None
        if nothing is known of it any more.
        """
        tickets = await self._tickets(state)
        own = next((ticket for ticket in tickets if ticket["id"] == handoff_id), {})
        handoff = state.handoff
        is_present = handoff is not None and handoff.id == handoff_id
        card = self._card_of(state) if is_present else _card_of_ticket(state, own)
        if card is None:
            return None
        if handoff is not None and is_present:
            number = handoff.number or card.ticket
            card = replace(card, ticket=number, answered_ms=handoff.replied_ms)
        status = STATUS.get(state.state, Status.OVER) if is_present else Status.OVER
        ended = self._ended(state, handoff_id) if status is Status.OVER else ""
        if status is not Status.OVER and not belongs(card.department):
            where = self._text(f"desk_department_{card.department}")
            status, ended = Status.OVER, self._text("slack_moved", department=where)
        return CardFacts(
            card=card,
            status=status,
            link=self._desk_url,
            owner=handoff.agent_name if handoff and is_present else "",
            ended=ended,
            met_person=state.met_person,
            tried=tuple(self._titles(state.tried)),
            told=self._told(own),
            earlier=tuple(self._earlier(each) for each in tickets if each["id"] != handoff_id),
            hold_s=self._hold_s(),
            deeds=self._deeds,
        )

    def _ended(self, state: Conversation, handoff_id: str) -> str:
        """Who ended it; empty if nobody did."""
        handoffs = [each.handoff for each in state.ended if each.handoff.id == handoff_id]
        if state.handoff and state.handoff.id == handoff_id:
            handoffs.append(state.handoff)
        names = [handoff.agent_name for handoff in handoffs if handoff.agent_name]
        return self._text("slack_ended", name=names[-1]) if names else ""

    async def _tickets(self, state: Conversation) -> list[dict[str, Any]]:
        """The desk does without them while SQL is down."""
        try:
            return await self._records.tickets_of(state.id)
        except FootbridgeError:
            return []

    def _titles(self, topics: tuple[str, ...]) -> list[str]:
        titles = []
        for topic in topics:
            try:
                titles.append(self._title(topic))
            except KeyError:
                continue
        return titles

    def _earlier(self, ticket: Mapping[str, Any]) -> Earlier:
        state = self._text(f"desk_state_{ticket['state']}")
        return Earlier(str(ticket["number"]), state, str(ticket["question"]))


def _card_of_ticket(state: Conversation, ticket: Mapping[str, Any]) -> Card | None:
    """Of a handoff that is over: what its ticket kept."""
    if not ticket:
        return None
    return Card(
        conversation=state.id,
        handoff_id=str(ticket["id"]),
        department=str(ticket["department"]),
        priority=str(ticket["priority"]),
        reason=str(ticket["reason"]),
        language=str(ticket["language"]),
        platform=str(ticket["platform"]),
        channel=channel_of(state.id),
        customer=state.customer_name,
        question=str(ticket["question"]),
        since_ms=_ms(ticket["created_at"]),
        due_ms=_ms(ticket["response_due_at"] or ticket["created_at"]),
        ticket=str(ticket["number"]),
    )


def _ms(at: datetime) -> int:
    return int(at.timestamp() * 1000)
