"""One turn as it is judged: what it wanted, what was seen, and what came before it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.converse.deeds import Said, Wrote
from bot.converse.record import Form, Message, Seen
from bot.converse.script import Turn
from handoff.rules.matter import SMALL_TALK
from handoff.rules.messages import Speaker


@dataclass(frozen=True)
class Moment:
    """A turn, what was seen after it, and the moments before it, the first one first."""

    turn: Turn
    seen: Seen
    past: Sequence["Moment"] = ()

    @property
    def before(self) -> Seen:
        return self.past[-1].seen if self.past else Seen()

    @property
    def form(self) -> Form | None:
        return self.seen.form

    @property
    def automatic(self) -> list[Message]:
        """What the product itself said to the customer, as the bot or as the line's voice."""
        return [message for message in self.seen.messages if message.is_automatic]

    @property
    def answered(self) -> list[str]:
        """Topics answered in this turn."""
        return [message.answers for message in self.seen.messages if message.answers]

    @property
    def new_tickets(self) -> list[dict[str, Any]]:
        known = {ticket["id"] for ticket in self.before.tickets}
        return [ticket for ticket in self.seen.tickets if ticket["id"] not in known]

    @property
    def got(self) -> str:
        """What the customer was told in this turn, in short."""
        told = [_short(message) for message in self.automatic]
        return ", ".join(told) or "nothing from the bot"

    @property
    def customers_words(self) -> list[str]:
        """What the customer wrote until now, word for word."""
        deeds = [moment.turn.deed for moment in (*self.past, self)]
        return [deed.text for deed in deeds if isinstance(deed, Said) and deed.text]

    @property
    def first_question(self) -> str:
        """The customer's first words that were not answered as mere courtesies."""
        for moment in (*self.past, self):
            deed, told = moment.turn.deed, [m.text_id for m in moment.automatic]
            if isinstance(deed, Said) and deed.text and not (told and SMALL_TALK.issuperset(told)):
                return deed.text
        return ""

    @property
    def agents_words(self) -> list[str]:
        """Texts of agents that were delivered in this turn."""
        agent = Speaker.AGENT.value
        return [message.text for message in self.seen.messages if message.sender == agent]

    @property
    def is_spoken_to(self) -> bool:
        """Whether a customer or an agent wrote, so that the product could chime in."""
        return isinstance(self.turn.deed, Said | Wrote)


def _short(message: Message) -> str:
    topics = [button.partition(":")[2] for button, _ in message.buttons if button[:6] == "topic:"]
    offered = f" ({', '.join(topics)})" if topics and not message.answers else ""
    return f"{message.text_id or message.sender}{offered}"
