"""A small catalogue and conversations in every state, for tables of cases."""

import re
from dataclasses import replace
from typing import Any

from handoff.rules.conversation import Conversation, Handoff, Question, State
from handoff.rules.effects import Effect, Say, SayAnswer
from handoff.rules.events import AssistantAnswered, ButtonPressed, CustomerWrote
from handoff.rules.forms_tables import FormTables, FormType
from handoff.rules.ids import ConversationId
from handoff.rules.messages import Audience
from handoff.rules.step import step
from handoff.rules.tables import ComplaintType, Tables, Topic
from handoff.rules.wishes import Wishes

NOW = 1_763_683_855_123
MINUTE = 60_000
CONVERSATION = ConversationId("web-c1")
ALL = ("video", "shop")

TABLES = Tables(
    topics={
        "refund": Topic("refund", "money", "billing", "billing_dispute", ALL),
        "payout": Topic("payout", "money", "billing", "", ("shop",)),
        "login": Topic("login", "account", "security", "", ALL),
        "upload": Topic("upload", "content", "technical", "", ("video",)),
    },
    categories=("money", "account", "content"),
    complaint_types={
        "billing_dispute": ComplaintType("billing_dispute", "billing", "P2"),
        "account_security": ComplaintType("account_security", "security", "P1"),
        "self_harm_violence": ComplaintType(
            "self_harm_violence", "urgent", "P0", always_person=True
        ),
        "fault": ComplaintType(
            "fault", "technical", "P3", title={"en": "Fault"}, first_response=480, resolution=7200
        ),
    },
    forms=FormTables(
        {
            name: FormType(name, ALL, department, priority, fields=())
            for name, department, priority in (
                ("billing_dispute", "billing", "P2"),
                ("account_security", "security", "P1"),
                ("self_harm_violence", "urgent", "P0"),
                ("fault", "technical", "P3"),
            )
        }
    ),
    reasons={
        "user_request": ("frontline", "P3"),
        "low_confidence_repeat": ("frontline", "P3"),
        "not_my_question": ("frontline", "P2"),
        "safety_emergency": ("urgent", "P0"),
        "security_emergency": ("security", "P1"),
        "complaint_needs_decision": ("frontline", "P2"),
        "bot_error": ("frontline", "P2"),
        "repeated_contact": ("frontline", "P2"),
        "unsupported_language": ("frontline", "P3"),
        "form_stuck": ("frontline", "P3"),
        "legal_or_press": ("frontline", "P2"),
        "agent_reclaim": ("frontline", "P3"),
    },
    targets={"P0": 5, "P1": 15, "P2": 30, "P3": 60},
    departments=("frontline", "billing", "security", "technical", "urgent"),
    wishes=Wishes(
        person={"en": (re.compile(r"\bhuman please\b"),), "nl": (re.compile("mens graag"),)},
        no_person=(re.compile(r"\bno human please\b"),),
        status=(re.compile("my tickets"),),
        form=(re.compile("go on"),),
        danger={"en": (re.compile(r"\bkill myself\b"),), "zh": (re.compile("不想活"),)},
    ),
)

HANDOFF = Handoff(
    id="web-c1:h1",
    reason="user_request",
    department="frontline",
    priority="P3",
    asked_at_ms=NOW,
    due_ms=NOW + 60 * MINUTE,
    question="Where is my money?",
)

BOT = Conversation(CONVERSATION, platform="video", greeted=True)
ASKED = replace(
    BOT,
    pending=(Question("m1", "Where is my money?"),),
    last_question="q",
    timers={"assistant_slow": "m1"},
)
QUEUED = replace(
    BOT, state=State.QUEUED, epoch=1, handoff=HANDOFF, handoffs=1, first_question=HANDOFF.question
)
NUMBERED = replace(QUEUED, handoff=replace(HANDOFF, number="T-1", ahead=2, told=True))
AGENT = replace(
    QUEUED,
    state=State.AGENT,
    epoch=2,
    handoff=replace(HANDOFF, agent_id="ada", agent_name="Ada", number="T-1", told=True),
)
WRAP_UP = replace(AGENT, state=State.WRAP_UP, epoch=3, met_person="Ada", first_question="")
LEFT_MESSAGE = replace(QUEUED, state=State.LEFT_MESSAGE)

EVERY_STATE = {
    "bot": BOT,
    "asked": ASKED,
    "form": replace(BOT, state=State.FORM),
    "confirming": replace(BOT, state=State.CONFIRMING),
    "queued": QUEUED,
    "numbered": NUMBERED,
    "left_message": LEFT_MESSAGE,
    "agent": AGENT,
    "wrap_up": WRAP_UP,
}
WITHOUT_AGENT = {name: state for name, state in EVERY_STATE.items() if name != "agent"}


def go(
    conversation: Conversation, *events: Any, now: int = NOW, tables: Tables | None = None
) -> Any:
    """State after the events, and the effects of the last one."""
    effects: tuple[Effect, ...] = ()
    for event in events:
        conversation, effects = step(conversation, event, now, tables or TABLES)
    return conversation, effects


def wrote(text: str, message_id: str = "m9", **more: Any) -> CustomerWrote:
    return CustomerWrote(message_id, text, NOW, **more)


def pressed(button: str, label: str = "A button") -> ButtonPressed:
    return ButtonPressed("b1", button, label, NOW)


def answer(*signals: "dict[str, Any]", epoch: int = 0, ask_id: str = "m1") -> AssistantAnswered:
    return AssistantAnswered(ask_id, epoch, signals)


def topic(kind: str, *ids: str, **more: Any) -> "dict[str, Any]":
    return {
        "signal": "topic",
        "kind": kind,
        "topics": [{"id": i, "score": 0.5} for i in ids],
        **more,
    }


def said(effects: "tuple[Effect, ...]") -> "list[str]":
    """What the customer is told, as text ids; answers as ``answer:<topic>``."""
    told = []
    for effect in effects:
        if isinstance(effect, Say) and effect.audience is Audience.ALL:
            told.append(effect.text)
        elif isinstance(effect, SayAnswer):
            told.append(f"answer:{effect.topic}")
    return told


def kinds(effects: "tuple[Effect, ...]", *wanted: type) -> "list[Effect]":
    return [effect for effect in effects if isinstance(effect, wanted)]


def buttons(effects: "tuple[Effect, ...]") -> "list[str]":
    """Ids of the buttons under the last words to the customer."""
    spoken = [effect for effect in effects if isinstance(effect, (Say, SayAnswer))]
    return [button.id for button in spoken[-1].buttons] if spoken else []
