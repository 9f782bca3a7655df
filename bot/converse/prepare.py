"""Makes what a script's setup asks for, by the ways that exist in the product."""

from dataclasses import dataclass, field
from datetime import timedelta

from bot.converse.office import INTO_THE_NIGHT, next_turn, opens_at
from bot.converse.script import Dialogue
from bot.converse.setup import Setup
from bot.converse.stand import Stand
from handoff.ports import Agent
from handoff.ports_desk import Card
from handoff.rules.events import ButtonPressed
from handoff.rules.ids import ConversationId
from handoff.rules.ticket import GENERAL_REQUEST

NO_NUMBER = "numbers of tickets are given by the product"


@dataclass
class Prepared:
    """Who is at the desk, which tickets were there before, and what could not be made."""

    agents: tuple[Agent, ...] = ()
    tickets: tuple[str, ...] = ()
    unsupported: dict[str, str] = field(default_factory=dict)


async def prepare(
    stand: Stand, dialogue: Dialogue, conversation: ConversationId, channel: str
) -> Prepared:
    """Everything before the first turn; then it is the moment the dialogue begins."""
    setup, done = dialogue.setup, Prepared()
    done.agents = await _agents(stand, setup)
    if setup.existing_ticket is not None:
        if "number" in setup.existing_ticket:
            done.unsupported["existing_ticket"] = NO_NUMBER
        done.tickets = (await _ticket(stand, dialogue, conversation, channel),)
    if setup.queue_ahead:
        problem = await _line_up(stand, setup)
        if problem:
            done.unsupported["queue_ahead"] = problem
    await stand.advance(stand.begins, conversation)
    if setup.office == "closed" or setup.opens:
        await _close(stand, dialogue, conversation, done)
    return done


async def _close(
    stand: Stand, dialogue: Dialogue, conversation: ConversationId, done: Prepared
) -> None:
    """The dialogue begins when the office has closed, if it ever does."""
    setup = dialogue.setup
    if setup.office == "closed":
        closes = next_turn(stand, setup.department, dialogue.lang, opens=False)
        if closes is None:
            done.unsupported["office"] = "this department never closes"
            return
        await stand.advance(closes + INTO_THE_NIGHT, conversation)
    opens = opens_at(stand, setup.department, dialogue.lang)
    if setup.opens and setup.opens != opens:
        done.unsupported["opens"] = f"the department opens at {opens}"


async def _agents(stand: Stand, setup: Setup) -> tuple[Agent, ...]:
    agents = []
    for wanted in setup.agents:
        agent = await stand.service.records.add_agent(wanted.as_agent())
        await stand.service.desk.set_presence(agent, wanted.presence)
        agents.append(agent)
    return tuple(agents)


async def _ticket(
    stand: Stand, dialogue: Dialogue, conversation: ConversationId, channel: str
) -> str:
    """A ticket of the customer from an hour or two before."""
    given = {k: v for k, v in (dialogue.setup.existing_ticket or {}).items() if k != "number"}
    kind = stand.service.content.now.tables.complaint_types.get(given.get("type", ""))
    usual = {"type": GENERAL_REQUEST, "state": "in_progress", "language": dialogue.lang}
    if kind:
        usual |= {"department": kind.department, "priority": kind.priority}
    ticket_id = f"{conversation}:earlier"
    placed = {"id": ticket_id, "conversation": conversation, "at_ms": stand.now_ms}
    more = {"platform": dialogue.platform, "channel": channel}
    await stand.service.records.store_ticket(ticket_id, {**usual, **more, **given, **placed})
    return ticket_id


async def _line_up(stand: Stand, setup: Setup) -> str:
    """Others who wait and are due before anybody who comes now; why not, if that is no way."""
    tables = stand.service.content.now.tables
    department = setup.department or tables.reasons["user_request"][0]
    usual, priority = tables.reasons["user_request"]
    lead = timedelta(minutes=tables.targets[priority] - 1)
    others = [ConversationId(f"web-ahead{n}") for n in range(1, setup.queue_ahead + 1)]
    await stand.advance(stand.begins - lead, others[0])
    for other in others:
        if department == usual:
            press = ButtonPressed(f"web:{other}:1", "person:now", "", stand.now_ms)
            await stand.service.inbox.accept(other, press.message_id, press)
        else:
            # Only a complaint that was filled in leads there: the place alone is what counts.
            await stand.service.lines.join(_card(other, department, priority, stand.now_ms), 1)
    await stand.settle(others[0])
    waiting = len(await stand.service.lines.waiting([department]))
    return "" if waiting == len(others) else f"{waiting} wait in the line of {department}"


def _card(conversation: ConversationId, department: str, priority: str, now_ms: int) -> Card:
    """Somebody who waits, and of whom nothing else is known."""
    return Card(
        conversation=conversation, handoff_id=f"{conversation}:h1", department=department,
        priority=priority, reason="user_request", language="en", platform="", channel="web",
        customer="", question="", since_ms=now_ms, due_ms=now_ms,
    )  # fmt: skip
