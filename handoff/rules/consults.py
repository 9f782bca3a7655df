"""A question of the holder to a colleague, as the conversation keeps it while it is open."""

from dataclasses import dataclass

TO_AGENT, TO_DEPARTMENT = "agent:", "department:"
MOST = 3
"""Questions that one conversation may have open at once."""


@dataclass(frozen=True)
class Consult:
    """``to`` is ``agent:<id>`` or ``department:<id>``; ``name`` is that agent's, else empty.

    ``by_id`` and ``by_name`` asked it with ``text``, at ``at_ms`` (Unix milliseconds).
    """

    id: str
    to: str
    text: str
    at_ms: int
    by_id: str
    by_name: str
    name: str = ""

    @property
    def agent(self) -> str:
        """The id of the agent who is asked; empty if a department is."""
        return self.to.removeprefix(TO_AGENT) if self.to.startswith(TO_AGENT) else ""

    @property
    def department(self) -> str:
        return "" if self.agent else self.to.removeprefix(TO_DEPARTMENT)
