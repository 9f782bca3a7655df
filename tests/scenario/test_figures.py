"""Handoffs through the real service: report and metrics equal a recount of what was recorded."""

from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession
from prometheus_client.parser import text_string_to_metric_families

from handoff.reports.counting import day_of
from handoff.reports.figures import Figures
from handoff.rules.ids import ConversationId
from handoff.rules.messages import Audience, Speaker
from tests.cli.waiting import until
from tests.fakes.rasa import Fault, answer
from tests.scenario.actors import AgentAtDesk, Customer
from tests.scenario.conftest import NewCustomer
from tests.scenario.stand import WITHIN_S, Stand, standing

Metrics = dict[tuple[str, frozenset[tuple[str, str]]], float]
PERSON = "I want to talk to a human"


@pytest.fixture
async def stand(tmp_path: Path, redis_url: str) -> AsyncIterator[Stand]:
    """In the morning, so that no story runs into the next day."""
    async with standing(tmp_path, redis_url, at=datetime(2026, 3, 3, 9, tzinfo=UTC)) as stand:
        yield stand


async def metrics_of(stand: Stand) -> Metrics:
    """What Prometheus would read now."""
    async with ClientSession() as http, http.get(f"{stand.url}/metrics") as page:
        assert page.status == 200
        text = await page.text()
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def value(metrics: Metrics, name: str, **labels: str) -> float:
    return metrics.get((name, frozenset(labels.items())), 0)


async def figures_of(stand: Stand) -> Figures:
    today = stand.clock.now().date()
    return await stand.service.records.figures(today, today)


async def asks_for_a_person(customer: Customer) -> None:
    await customer.writes(PERSON)
    await customer.sees("queue_place_number")


async def test_report_and_metrics_equal_a_recount_of_the_events(
    stand: Stand, new_customer: NewCustomer, sanne: AgentAtDesk
) -> None:
    stand.rasa.teach("how do refunds work", answer("refund_request"))
    helped, quick, late, gone, waits = [await new_customer() for _ in range(5)]
    await helped.writes("how do refunds work")
    await helped.sees("answer:refund_request")

    for customer, wait_s in ((late, 7200), (quick, 20)):
        await asks_for_a_person(customer)
        stand.clock.forward(wait_s)
        await sanne.takes(customer)
        stand.clock.forward(10)
        await sanne.replies(customer, "Hello, I am looking into it.")
        await customer.sees("Hello, I am looking into it.")
        if customer is late:
            await sanne.hands_back(late)
    await sanne.resolves(quick)
    await quick.sees("resolved_answered")
    await quick.presses("solved:no:h1")
    await stand.quiet()
    await asks_for_a_person(gone)
    await gone.presses("queue:cancel")
    await gone.sees("queue_cancelled")
    await asks_for_a_person(waits)
    stand.clock.forward(45)
    await stand.quiet()

    everybody = [each.conversation for each in (helped, quick, late, gone, waits)]
    facts = [await stand.service.records.events_of(each) for each in everybody]
    names = Counter(name for each in facts for name, _, _ in each)
    figures = await figures_of(stand)
    total = figures.total
    assert (total.requested, total.accepted, total.abandoned) == (
        names["handoff_requested"], names["handoff_accepted"], names["handoff_left"],
    )  # fmt: skip
    assert (total.requested, total.accepted, total.abandoned, total.reopened) == (5, 2, 1, 1)
    assert (total.wait_p50_s, total.wait_p90_s, total.reply_p90_s) == (20, 7200, 7210)
    assert (total.in_time, total.with_target) == (1, 2)
    assert (total.by_bot, total.by_person, total.by_nobody) == (1, 2, 2)
    [load] = figures.agents
    assert (load.agent, load.accepted, load.held_s) == (sanne.agent.id, 2, 10 + 10)

    metrics = await metrics_of(stand)
    for name in ("handoff_requested", "handoff_accepted", "first_reply", "handoff_left"):
        labels = {"event": name, "department": "frontline"}
        assert value(metrics, "footbridge_events_total", **labels) == names[name], name
    assert value(metrics, "footbridge_events_total", event="answered", department="") == 1
    classed = {"department": "frontline", "priority": "P3"}
    waited = "footbridge_acceptance_seconds"
    assert value(metrics, f"{waited}_sum", **classed) == 7220
    assert [value(metrics, f"{waited}_bucket", le=le, **classed) for le in ("15.0", "30.0")] == [
        0, 1,
    ]  # fmt: skip
    assert value(metrics, "footbridge_first_reply_seconds_count", **classed) == 2
    assert value(metrics, "footbridge_late_replies_total", **classed) == 1
    assert value(metrics, "footbridge_queue_length", department="frontline") == 2
    oldest = value(metrics, "footbridge_queue_oldest_wait_seconds", department="frontline")
    assert 45 <= oldest < 60
    assert await messages_of(stand, everybody) == {
        way: value(metrics, "footbridge_messages_total", channel="web", direction=way)
        for way in ("in", "out")
    }


async def messages_of(stand: Stand, conversations: list[ConversationId]) -> dict[str, int]:
    """How many entries of transcripts customers wrote, and how many they could read."""
    counts: Counter[str] = Counter()
    for conversation in conversations:
        for entry in await stand.service.records.transcript(conversation):
            if entry.audience is Audience.ALL:
                counts["in" if entry.speaker is Speaker.CUSTOMER else "out"] += 1
    return dict(counts)


async def test_the_state_of_the_desk_and_of_the_parts_is_read_when_it_is_asked_for(
    stand: Stand, new_customer: NewCustomer, sanne: AgentAtDesk
) -> None:
    bo = await stand.add_agent("Bo")
    await stand.service.desk.set_presence(sanne.agent, "available")
    await stand.service.desk.set_presence(bo, "busy")
    await stand.add_agent("Retired", active=False)
    metrics = await metrics_of(stand)
    presences = {p: value(metrics, "footbridge_agents", presence=p) for p in ("available", "busy")}
    assert presences == {"available": 1, "busy": 1}
    assert value(metrics, "footbridge_part_ready", part="redis") == 1
    assert value(metrics, "footbridge_part_ready", part="assistant") == 1
    assert value(metrics, "footbridge_dead_letters") == 0

    await stand.rasa.stop()

    async def is_told() -> bool:
        return value(await metrics_of(stand), "footbridge_part_ready", part="assistant") == 0

    await until(is_told, within_s=WITHIN_S)


async def test_a_question_without_an_answer_is_counted(stand: Stand, customer: Customer) -> None:
    stand.rasa.fail(Fault.error())
    await customer.writes("anything at all")
    await stand.asked(1)
    await stand.quiet()
    metrics = await metrics_of(stand)
    assert value(metrics, "footbridge_assistant_failures_total", for_good="no") == 1


async def test_no_label_holds_what_people_type(stand: Stand, customer: Customer) -> None:
    await customer.writes("Zebedee 4711")
    await asks_for_a_person(customer)
    await stand.quiet()
    metrics = await metrics_of(stand)
    values = {text for _, labels in metrics for _, text in labels}
    assert not {text for text in values if "Zebedee" in text or customer.conversation in text}
    assert len(metrics) < 2_000


async def test_a_lead_sees_at_the_desk_what_the_report_says(
    stand: Stand, customer: Customer, new_agent: Any
) -> None:
    await asks_for_a_person(customer)
    await stand.quiet()
    lea = await new_agent("Lea", role="lead")
    view = await lea.gets("/api/desk/figures?range=today&language=zh")
    assert view["first"] == day_of(int(stand.clock.now().timestamp() * 1000))
    assert view["tiles"][0] == {"label": "请求人工", "value": "1"}
