"""What the people of a run did and saw; all times are seconds of ``time.monotonic``."""

from dataclasses import dataclass, field


@dataclass
class Written:
    """A message of a customer; ``stored_at`` is when the widget was told so, 0 until then."""

    client_id: str
    text: str
    written_at: float
    stored_at: float = 0.0
    not_stored: int = 0
    """How often the widget was told that it was not stored."""


@dataclass(frozen=True)
class Seen:
    """An entry as it arrived at a widget."""

    seq: int
    id: str
    speaker: str
    at: float


@dataclass
class CustomerHistory:
    name: str
    conversation: str = ""
    written: list[Written] = field(default_factory=list)
    seen: list[Seen] = field(default_factory=list)
    connections: int = 0
    resets: int = 0
    """How often the log no longer knew what the widget had: never, unless something was lost."""


@dataclass(frozen=True)
class Reply:
    """An agent's reply that the desk has acknowledged; ``of`` is the customer's message."""

    id: str
    conversation: str
    of: str
    done_at: float


@dataclass
class AgentHistory:
    name: str
    replies: list[Reply] = field(default_factory=list)
    taken: int = 0
    handed_back: int = 0
    connections: int = 0
    refused: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Logged:
    """An entry as the service keeps it, in its log or in the transcript."""

    seq: int
    id: str
    speaker: str
    text: str
    text_id: str
    for_customer: bool


@dataclass(frozen=True)
class Kept:
    """What the service has about one conversation at the end of a run."""

    log: list[Logged]
    transcript: list[Logged]
    complaints: int = 0
    """Tickets that a form has brought about."""


@dataclass
class History:
    """All that the checker looks at; ``kept`` by conversation."""

    customers: list[CustomerHistory]
    agents: list[AgentHistory]
    kept: dict[str, Kept]
    dead_letters: list[str]
    undrained: list[str]
