"""Random events and values for properties over the rules."""

import dataclasses
import typing
from enum import Enum
from typing import Any

from hypothesis import strategies as st

from handoff.rules.events import (
    AgentAssigned,
    AgentHandedBack,
    AgentResolved,
    AgentWrote,
    AssistantAnswered,
    AssistantFailed,
    BackInLine,
    ButtonPressed,
    ChatPassedOn,
    CustomerEdited,
    CustomerOpened,
    CustomerWrote,
    DeliveryFailed,
    Event,
    HandlingFailed,
    QueueJoined,
    TicketsFound,
    TicketStored,
    TimerFired,
)
from handoff.rules.events_desk import (
    ColleagueAnswered,
    ColleagueAsked,
    HandoffOffered,
    OfferEnded,
    QuestionWithdrawn,
    TakenOver,
)
from handoff.rules.messages import FileRef
from tests.rules.cases import CONVERSATION, NOW

TEXTS = [
    "Where is it?",
    "my tickets",
    "go on",
    "human please",
    "kill myself",
    "",
    " / ",
    "好的",
    "no human please",
    "FB-ABCDEF",
    "4 stars",
]
BUTTONS = [
    *("person:now", "menu:top", "menu:money", "menu:gone", "topic:refund", "topic:gone"),
    *("helped:yes", "helped:no", "complaint:billing_dispute", "complaint:gone", "queue:cancel"),
    *("queue:place", "solved:yes", "solved:no", "language:nl", "language:", "gone", ""),
    *("danger:yes", "danger:no", "form:yes", "form:skip", "form:resume", "form:cancel"),
    *("status:all", "status:T-1", "complaint:fault", "form:new:fault", "queue:message"),
    *("solved:no:h1", "solved:yes:h1", "solved:no:h9", "solved", "here:now", "rate:h1:words"),
    *("rate:h1:5", "rate:h1:6", "rate:gone:5", "rate"),
]
DRAFT: "dict[str, Any]" = {"id": "", "type": "billing_dispute", "description": ["x"], "values": {}}
MINOR: "dict[str, Any]" = {**DRAFT, "type": "fault"}
SIGNALS: "list[dict[str, Any]]" = [
    {"signal": "topic", "kind": "answer", "topics": [{"id": "refund"}, {"id": "login"}]},
    {"signal": "topic", "kind": "offer", "topics": [{"id": "login"}, {"id": "upload"}]},
    {"signal": "topic", "kind": "unsure", "topics": [], "language": "nl"},
    {"signal": "say", "text": "greeting", "language": "other"},
    {"signal": "handoff", "reason": "user_request"},
    {"signal": "handoff", "reason": "unheard_of"},
    {"signal": "menu"},
    {"signal": "not_my_question"},
    {"signal": "helped", "yes": False},
    {"signal": "check"},
    {"signal": "say", "text": "deny", "confidence": 0.9},
    {"signal": "say", "text": "cancel", "confidence": 0.5},
    {"signal": "form", "kind": "ask", "draft": DRAFT, "text": "ask"},
    {"signal": "form", "kind": "summary", "draft": DRAFT, "text": "sum"},
    {"signal": "form", "kind": "summary", "draft": MINOR, "text": "sum"},
    {"signal": "form", "kind": "confirmed", "draft": DRAFT},
    {"signal": "form", "kind": "confirmed", "draft": MINOR},
    {"signal": "form", "kind": "cancelled", "draft": DRAFT},
    {"signal": "form", "kind": "paused", "draft": DRAFT},
    {"signal": "form", "kind": "person", "draft": DRAFT, "reason": "form_stuck"},
    {"signal": "status", "number": ""},
]

small = st.integers(0, 4)
handoffs = small.map(lambda n: f"{CONVERSATION}:h{n}")
messages = small.map(lambda n: f"m{n}")
agents = st.sampled_from(["ada", "zoe"])
file = st.just(FileRef("k", "a.png", "image/png", 1))

EVENTS: "st.SearchStrategy[Event]" = st.one_of(
    st.builds(CustomerOpened, st.sampled_from(["", "nl"]), st.sampled_from(["", "shop"])),
    st.builds(
        CustomerWrote,
        messages,
        st.sampled_from(TEXTS),
        st.just(NOW),
        files=st.tuples() | st.tuples(file),
        refused=st.sampled_from(["", "film.zip"]),
    ),
    st.builds(CustomerEdited, messages, st.sampled_from(TEXTS), st.just(NOW)),
    st.builds(ButtonPressed, messages, st.sampled_from(BUTTONS), st.just("label"), st.just(NOW)),
    st.builds(
        AssistantAnswered,
        messages,
        small,
        st.lists(st.sampled_from(SIGNALS), max_size=2).map(tuple),
    ),
    st.builds(AssistantFailed, messages, small, st.just("away")),
    st.builds(HandlingFailed, messages),
    st.builds(QueueJoined, handoffs, st.just("frontline"), small),
    st.builds(HandoffOffered, handoffs, agents),
    st.builds(OfferEnded, handoffs, agents, st.sampled_from(["refused", "missed"])),
    st.builds(AgentAssigned, handoffs, agents, st.just("Ada"), small, st.just(NOW)),
    st.builds(TakenOver, handoffs, agents, st.just("Ada"), small, st.just(NOW)),
    st.builds(ChatPassedOn, handoffs, agents, st.just("Bo"), small, st.just(NOW)),
    st.builds(
        BackInLine,
        handoffs,
        st.just("billing"),
        small,
        small,
        st.sampled_from(["lost", "put_back", "passed_on"]),
        st.just(NOW),
        agents,
        st.just("Ada"),
    ),
    st.builds(
        AgentWrote, agents, st.just("Ada"), messages, st.just("Hello"), st.just(NOW), st.booleans()
    ),
    st.builds(
        ColleagueAsked,
        agents,
        st.just("Ada"),
        messages,
        st.just("agent:bo"),
        st.just("x"),
        st.just(NOW),
    ),
    st.builds(
        ColleagueAnswered, agents, st.just("Bo"), messages, messages, st.just("y"), st.just(NOW)
    ),
    st.builds(QuestionWithdrawn, agents, st.just("Ada"), messages),
    st.builds(AgentHandedBack, agents, st.just("done"), st.just(NOW)),
    st.builds(AgentResolved, agents, st.just("done"), st.just(NOW)),
    st.builds(TicketStored, handoffs, st.just("T-1")),
    st.builds(TicketsFound, st.sampled_from(["", "T-1"]), st.just(())),
    st.builds(
        TimerFired,
        st.sampled_from(["assistant_slow", "assistant_still_slow", "handoff_told"]),
        messages | messages.map(lambda m: f"{m}:late") | handoffs,
    ),
    st.builds(DeliveryFailed, messages, st.just("blocked")),
)


def values_of(hint: Any) -> "st.SearchStrategy[Any]":
    """Any value of a field's type, however deep."""
    if hint in (str, int, bool, float):
        return {str: st.text(max_size=8), int: st.integers(), bool: st.booleans()}[hint]
    if isinstance(hint, type) and issubclass(hint, Enum):
        return st.sampled_from(hint)
    if dataclasses.is_dataclass(hint):
        return whole(hint)
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin is tuple:
        return st.lists(values_of(inner[0]), max_size=2).map(tuple)
    if origin is dict:
        plain = st.text(max_size=4) | st.integers() | st.booleans() | st.none()
        return st.dictionaries(
            st.text(max_size=4), values_of(inner[1]) if inner[1] is str else plain
        )
    if origin is not None:
        return st.none() | values_of(next(kind for kind in inner if kind is not type(None)))
    return values_of(getattr(hint, "__supertype__", str))


def whole(kind: Any) -> "st.SearchStrategy[Any]":
    """Any instance of a dataclass."""
    hints = typing.get_type_hints(kind)
    return st.builds(kind, **{f.name: values_of(hints[f.name]) for f in dataclasses.fields(kind)})
