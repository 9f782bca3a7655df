"""The customer's connection and the customer's haste: no gap, no double, nothing accepted lost."""

import asyncio
from uuid import uuid4

from handoff.errors import Refused
from handoff.rules.events import CustomerWrote
from tests.cli.waiting import until
from tests.fakes.rasa import answer
from tests.scenario.actors import AgentAtDesk, Customer, Frame
from tests.scenario.stand import WITHIN_S, Stand

MANY = 250


async def test_widget_that_comes_back_has_everything_once(
    stand: Stand, customer: Customer, sanne: AgentAtDesk
) -> None:
    stand.rasa.teach("refund?", answer("refund_request"))
    await customer.writes("refund?")
    await customer.drops()
    await stand.quiet()
    await customer.connects()
    await customer.sees("answer:refund_request")

    await customer.writes("I want to talk to a human")
    await customer.drops()
    await sanne.takes(customer)
    await sanne.notes(customer, "a note in between")
    for n in range(5):
        await sanne.replies(customer, f"reply {n}")
    await customer.connects()
    await customer.sees("reply 4")

    shown = await customer.transcript()
    log = await stand.service.log.read(customer.conversation, 0, 1000)
    assert [e["seq"] for e in shown] == [n for n, e in log if e.audience.value == "all"]
    assert [e["text"] for e in shown if e["from"] == "agent"] == [f"reply {n}" for n in range(5)]


async def test_two_tabs_show_the_same(stand: Stand, customer: Customer) -> None:
    other = customer.in_another_tab()
    await other.connects()

    await customer.writes("something")
    await customer.sees("unsure")
    await other.sees("unsure")
    await other.leaves()

    assert [e["id"] for e in other.entries] == [e["id"] for e in await customer.transcript()]


async def test_same_message_sent_twice_counts_once(stand: Stand, customer: Customer) -> None:
    """The widget sends again what it got no answer to."""
    frame = _message("where is my refund")
    await customer.sends_frames([frame])
    await customer.drops()
    await customer.connects()
    await customer.sends_frames([frame])
    await customer.sees("unsure")

    texts = [entry["text"] for entry in await customer.transcript()]
    assert texts.count("where is my refund") == 1
    assert stand.rasa.turns(customer.conversation) == ["where is my refund"]


async def test_flood_is_refused_with_a_reason_and_nothing_accepted_is_lost(
    customer: Customer,
) -> None:
    frames = [_message(f"message {n}") for n in range(MANY)]
    answers = await customer.sends_frames(frames)

    texts = {frame["client_id"]: frame["text"] for frame in frames}
    stored = [texts[a["client_id"]] for a in answers if a["type"] == "stored"]
    refused = [a for a in answers if a["type"] == "refused"]
    assert stored
    assert all("went very fast" in a["text"] and a["retry_after_s"] > 0 for a in refused)
    assert customer.ear.ws.close_code == 4429
    await customer.drops()
    await customer.connects()
    shown = [e["text"] for e in await customer.transcript() if e["from"] == "customer"]
    assert shown == stored


async def test_full_mailbox_refuses_with_a_reason_and_keeps_what_it_took(
    stand: Stand, customer: Customer
) -> None:
    """Nobody works on the lane for a moment, as when a worker has died over it."""
    boxes, conversation = stand.service.mailboxes, customer.conversation
    await stand.quiet()
    lane = boxes.keys.shard(conversation)
    await boxes.enqueue("in", conversation, "blocker", '{"type":"CustomerOpened"}')
    lease = await boxes.claim(lane, "in", lease_ms=60_000)
    assert lease is not None

    async def send(n: int) -> str:
        event = CustomerWrote(f"m{n}", f"message {n}", 0)
        try:
            await stand.service.inbox.accept(conversation, f"m{n}", event)
        except Refused as refused:
            return refused.text_id
        return f"message {n}"

    ends = await asyncio.gather(*(send(n) for n in range(MANY)))
    accepted = [end for end in ends if end != "inbox_full"]
    assert len(accepted) == 199
    await boxes.nack(lease, delay_ms=0, most_tries=0, error="")
    stand.service.wake.work(lane, "in")

    async def is_all_there() -> bool:
        log = await stand.service.log.read(conversation, 0, 2000)
        written = [e.text for _, e in log if e.speaker.value == "customer"]
        return written == accepted

    await until(is_all_there, within_s=WITHIN_S)


def _message(text: str) -> Frame:
    return {"type": "message", "client_id": str(uuid4()), "text": text, "language": "en"}
