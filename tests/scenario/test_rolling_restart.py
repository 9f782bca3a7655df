"""Two versions over one store: what the newer one has written waits for it, and nothing is lost."""

import pytest

from bot import router
from handoff.rules.events import EVENTS
from tests.cli.waiting import until
from tests.fakes.rasa import answer
from tests.scenario.actors import AgentAtDesk, Customer
from tests.scenario.conftest import NewCustomer
from tests.scenario.stand import WITHIN_S, Stand


async def _is_tried_again(stand: Stand, customer: Customer) -> None:
    boxes = stand.service.mailboxes
    key = f"{boxes.keys.shard(customer.conversation)}:m:in/{customer.conversation}"

    async def is_so() -> bool:
        return int(await stand.service.client.call("HGET", key, "att") or 0) >= 4

    await until(is_so, within_s=WITHIN_S)


async def test_an_event_of_a_newer_version_waits_in_order_for_a_copy_that_knows_it(
    stand: Stand, new_customer: NewCustomer, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand.rasa.teach("refund?", answer("refund_request"))
    customer, other = await new_customer(), await new_customer()
    with monkeypatch.context() as older:
        older.delitem(EVENTS, "ButtonPressed")
        await customer.presses("menu:top")
        await customer.writes("refund?")
        await _is_tried_again(stand, customer)
        await other.writes("refund?")
        await other.sees("answer:refund_request")
        assert (customer.counts("menu"), customer.counts("answer:refund_request")) == (0, 0)
        assert await stand.service.dead.list() == []

    await customer.sees("answer:refund_request")

    log = await stand.service.log.read(customer.conversation, 0, 1000)
    told = [entry.text_id for _, entry in log]
    assert told.index("menu") < told.index("answer:refund_request")
    assert (customer.counts("menu"), customer.counts("handoff_bot_error")) == (1, 0)
    assert await stand.service.dead.list() == []


async def test_an_event_that_no_copy_will_ever_know_is_given_up_and_brings_a_person(
    stand: Stand, customer: Customer, sanne: AgentAtDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(router, "NEWER_TRIES", 2)
    boxes = stand.service.mailboxes
    await boxes.enqueue("in", customer.conversation, "new", '{"type":"WrittenByTomorrow"}')
    stand.service.wake.work(boxes.keys.shard(customer.conversation), "in")

    await customer.sees("handoff_bot_error")

    await sanne.sees_waiting(customer, reason="bot_error")
    [letter] = await stand.service.dead.list()
    assert (letter.event_id, letter.error) == ("new", "event of a newer version")


async def test_a_record_of_a_newer_version_waits_and_holds_up_no_other_conversation(
    stand: Stand, new_customer: NewCustomer
) -> None:
    customer, other = await new_customer(), await new_customer()
    boxes = stand.service.mailboxes
    await boxes.enqueue("records", customer.conversation, "new", '{"do":"write_a_poem"}')
    stand.service.wake.work(boxes.keys.shard(customer.conversation), "records")
    key = f"{boxes.keys.shard(customer.conversation)}:m:records/{customer.conversation}"

    async def is_tried_again() -> bool:
        return int(await stand.service.client.call("HGET", key, "att") or 0) >= 3

    await until(is_tried_again, within_s=WITHIN_S)
    await other.writes("I want to talk to a human")
    await other.sees("queue_place_number")
    assert await stand.service.dead.list() == []
