"""Puts one sentence to the whole road and says what the customer got for it."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from time import perf_counter

from bot.app import Service, serve
from bot.bench.stack import own_assistant
from bot.evaluate.rows import Row
from handoff.rules.conversation import Conversation
from handoff.rules.events import CustomerWrote
from handoff.rules.ids import ConversationId
from handoff.rules.messages import Entry, Speaker
from handoff.rules.purpose import TOPICS
from handoff.rules.tables import Tables

EMERGENCY = "safety_emergency"
UNANSWERED = "unanswered"
ANSWER_WITHIN_S = 30.0
LOOK_AGAIN_S = 0.2


@dataclass(frozen=True)
class Outcome:
    """What the customer got first.

    ``kind`` is answer, offer, fallback, form, handoff, other, or unanswered if the assistant
    failed or nothing came in time; ``topics`` the topic answered, then those to choose from;
    ``complaint`` the type that was opened, or that the answer offers; ``reason`` the handoff's;
    ``serves`` the types of complaint that a handoff without a form is the right way for.
    """

    kind: str
    topics: tuple[str, ...] = ()
    complaint: str = ""
    reason: str = ""
    ms: float = 0.0
    serves: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Page:
    """Where a customer writes: the language of the page, and the kind of platform."""

    language: str
    platform: str


def page_of(row: Row, kind: str, tables: Tables, platform: str, language: str = "") -> Page:
    """The first platform of the topic or the type of complaint; else ``platform``.

    ``language`` is that of all pages; without one each page has the language of its row.
    """
    places: Sequence[str] = ()
    if kind == "faq":
        places = tables.topics[row.columns["id"]].platforms
    elif kind == "complaints":
        places = tables.complaint_types[row.columns["complaint_type"]].platforms
    return Page(language or row.lang, next(iter(places), platform))


@asynccontextmanager
async def standing() -> AsyncIterator[Service]:
    """The real service, assistant and actions on ports and data of their own.

    Raises ``NoModel``, ``PartFailed`` or what ``serve`` raises.
    """
    async with own_assistant() as settings, serve(settings) as service:
        yield service


async def ask(
    service: Service, number: int, text: str, page: Page, within_s: float = ANSWER_WITHIN_S
) -> Outcome:
    """The outcome of the first message of a fresh conversation, in at most ``within_s``."""
    conversation = ConversationId(f"web-evaluated-{number}")
    message_id = f"web:{conversation}:1"
    now_ms = int(service.clock.now().timestamp() * 1000)
    wrote = CustomerWrote(message_id, text, now_ms, page.language, page.platform)
    started = perf_counter()
    try:
        async with asyncio.timeout(within_s):
            await service.inbox.accept(conversation, message_id, wrote)
            entry = await _first_words(service, conversation)
    except TimeoutError:
        return Outcome(UNANSWERED, ms=(perf_counter() - started) * 1000)
    ms = (perf_counter() - started) * 1000
    return await _outcome_of(service, conversation, entry, ms)


async def _outcome_of(
    service: Service, conversation: ConversationId, entry: Entry, ms: float
) -> Outcome:
    state = await service.log.state(conversation)
    tables = service.content.now.tables
    topics = _topics(entry)
    complaint = tables.topics[topics[0]].complaint if topics and topics[0] in tables.topics else ""
    outcome = _outcome(entry, state, topics, complaint, ms)
    return replace(outcome, serves=_served(tables, state)) if outcome.kind == "handoff" else outcome


def _served(tables: Tables, state: Conversation | None) -> frozenset[str]:
    """Emergencies have no form: the right way is to the same people with the same priority."""
    handoff = state.handoff if state else None
    if handoff is None or handoff.reason != EMERGENCY:
        return frozenset()
    way = (handoff.department, handoff.priority)
    types = tables.complaint_types.values()
    return frozenset(each.id for each in types if (each.department, each.priority) == way)


async def _first_words(service: Service, conversation: ConversationId) -> Entry:
    with service.log.watch(conversation) as changed:
        while True:
            changed.clear()
            for _, entry in await service.log.read(conversation, 0):
                if entry.speaker is not Speaker.CUSTOMER:
                    return entry
            with suppress(TimeoutError):
                await asyncio.wait_for(changed.wait(), LOOK_AGAIN_S)


def _topics(entry: Entry) -> tuple[str, ...]:
    """What was answered, then what could be chosen."""
    answered = [entry.text_id.removeprefix("answer:")] if _is_answer(entry) else []
    ids = (button.id.partition(":") for button in entry.buttons)
    found = ((verb, TOPICS.get(each, "") if verb == "purpose" else each) for verb, _, each in ids)
    offered = (topic for verb, topic in found if verb in ("topic", "purpose") and topic)
    return (*answered, *offered)


def _is_answer(entry: Entry) -> bool:
    return entry.text_id.startswith("answer:")


def _outcome(
    entry: Entry, state: Conversation | None, topics: tuple[str, ...], complaint: str, ms: float
) -> Outcome:
    handoff = state.handoff if state else None
    if state and state.form and handoff is None:
        return Outcome("form", (), str(state.form.draft.get("type", "")), "", ms)
    if handoff is not None and handoff.reason == "complaint_needs_decision":
        return Outcome("form", (), handoff.complaint, handoff.reason, ms)
    if handoff is not None and handoff.reason == "bot_error":
        return Outcome(UNANSWERED, ms=ms)
    if handoff is not None:
        return Outcome("handoff", (), "", handoff.reason, ms)
    if _is_answer(entry):
        return Outcome("answer", topics, complaint, "", ms)
    if entry.text_id in ("offer", "guess", "purpose_ask"):
        return Outcome("offer", topics, "", "", ms)
    if entry.text_id in ("unsure", "out_of_scope", "check_danger"):
        return Outcome("fallback", (), "", "", ms)
    return Outcome("other", (), "", "", ms)
