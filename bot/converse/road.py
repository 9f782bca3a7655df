"""The way between a customer of a script and the product: a channel as its customers see it."""

from typing import Protocol

from bot.converse.deeds import Said
from handoff.errors import FootbridgeError
from handoff.rules.ids import ConversationId


class CannotBeDone(FootbridgeError):
    """A deed for which the conversation gives no occasion; the text says why."""


class Road(Protocol):
    """One customer on one channel.

    What a customer does is done once the product has it; what follows from it is not waited for.
    """

    conversation: ConversationId

    async def arrive(self) -> None:
        """Open the chat; the greeting follows."""
        ...

    async def write(self, said: Said) -> None:
        """Send words and files."""
        ...

    async def press(self, button: str, label: str) -> None:
        """Press the newest button of this id. Raises ``CannotBeDone`` if none is shown."""
        ...

    async def shown(self, last: int) -> list[str]:
        """All texts of the other side that the customer has before the eyes, refusals included.

        ``last`` is the number of the newest entry that is to be seen; it is waited for a little.
        """
        ...
