"""Notices: posted at the desk, seen by customers, and their end told to who asked."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from handoff.rules.notice import Notice
from tests.fakes.rasa import answer
from tests.fakes.telegram import TelegramFake
from tests.scenario.actors import AgentAtDesk, Customer
from tests.scenario.conftest import NewAgent, NewCustomer
from tests.scenario.stand import Stand, standing
from tests.scenario.telegram import TelegramCustomer

WHY = {"en": "Servers are moved.", "nl": "De servers verhuizen.", "zh": "服务器正在迁移。"}
HOUR_MS = 3_600_000


def now_ms(stand: Stand) -> int:
    return int(stand.clock.now().timestamp() * 1000)


def paused(stand: Stand, **changes: Any) -> dict[str, Any]:
    given = {"id": uuid4().hex, "kind": "paused", "subject": "report_button", "text": WHY}
    return {**given, "topics": [], "ends_ms": now_ms(stand) + 2 * HOUR_MS, **changes}


@pytest.fixture
async def lea(new_agent: NewAgent) -> AgentAtDesk:
    return await new_agent("Lea", role="manager")


async def post(lea: AgentAtDesk, path: str, body: Any) -> dict[str, Any]:
    """A change at the page about notices; all that is posted after it."""
    status, said = await lea.sends(f"/api/desk/{path}", body)
    assert status == 200, said
    return said


@pytest.mark.parametrize("language", ["en", "nl", "zh"])
async def test_a_pause_is_seen_by_who_asks_who_is_told_of_its_end(
    stand: Stand, new_customer: NewCustomer, lea: AgentAtDesk, language: str
) -> None:
    before = await new_customer(language)
    await before.sees("greeting")
    shown = await post(lea, "notices", paused(stand))
    [notice] = shown["notices"]

    greeted = await new_customer(language)
    await greeted.sees("greeting")
    await greeted.sees("notice_paused")
    stand.rasa.teach("where is the report button", answer("report_feature_unavailable"))
    await before.writes("where is the report button")
    told = await before.sees("notice_paused")
    assert WHY[language] in told["text"]
    assert "{" not in told["text"]
    content = stand.service.content
    assert content.text("notice_tell_back", language) in told["text"]
    await before.sees("answer:report_feature_unavailable")

    await stand.quiet()
    await post(lea, f"notices/{notice['id']}/lift", {})
    back = await before.sees("notice_back")
    assert "{" not in back["text"]
    # Who only saw it, and who comes now, hears nothing of it.
    late = await new_customer(language)
    await late.sees("greeting")
    await stand.quiet()
    for other in (greeted, late):
        await other.transcript()
        assert other.counts("notice_back") == 0
    assert late.counts("notice_paused") == 0
    await before.transcript()
    assert before.counts("notice_paused") == before.counts("notice_back") == 1


async def test_a_pause_ends_by_itself(stand: Stand, customer: Customer, lea: AgentAtDesk) -> None:
    await post(lea, "notices", paused(stand))
    stand.rasa.teach("report button?", answer("report_feature_unavailable"))
    await customer.writes("report button?")
    await customer.sees("notice_paused")
    await stand.quiet()
    stand.clock.forward(timedelta(hours=2, minutes=1).total_seconds())
    await customer.sees("notice_back_by_plan")


async def test_who_presses_the_button_under_the_greeting_is_told_as_well(
    stand: Stand, new_customer: NewCustomer, lea: AgentAtDesk
) -> None:
    shown = await post(lea, "notices", paused(stand))
    notice = shown["notices"][0]["id"]
    noor = await new_customer()
    await noor.presses(f"notice:tell:{notice}")
    await noor.sees("notice_will_tell")
    await stand.quiet()
    await post(lea, f"notices/{notice}/lift", {})
    await noor.sees("notice_back")


async def test_five_alike_alarm_the_lead_who_ties_them_and_all_hear_when_it_is_fixed(
    stand: Stand, new_customer: NewCustomer, lea: AgentAtDesk
) -> None:
    people = [await new_customer("nl") for _ in range(5)]
    for person in people:
        await person.sees("greeting")
        ticket = {
            "id": f"{person.conversation}:d1",
            "conversation": person.conversation,
            "type": "technical_fault",
            "platform": "short_video",
            "department": "technical_support",
            "language": "nl",
            "question": "Uploaden lukt niet",
            "facts": {"function": {"value": "upload", "words": "uploaden"}},
        }
        await stand.service.records.store_ticket(f"s:{person.conversation}", ticket)
    [alarm] = (await lea.gets("/api/desk/notices"))["alarms"]
    assert (await lea.gets("/api/desk/alarms"))["alarms"] == 1
    assert len(alarm["tickets"]) == 5

    fault = paused(stand, kind="fault", subject="upload")
    [notice] = (await post(lea, "notices", fault))["notices"]
    after = await post(lea, f"alarms/{alarm['id']}", {"fault": notice["id"]})
    assert [one["seen_by"] for one in after["alarms"]] == ["Lea"]
    assert after["notices"][0]["tickets"] == 5
    for person in people:
        assert "{" not in (await person.sees("ticket_fault_tied"))["text"]
    await post(lea, f"notices/{notice['id']}/lift", {})
    for person in people:
        assert "{" not in (await person.sees("ticket_fault_fixed"))["text"]


@pytest.mark.parametrize(
    ("role", "kind", "reason"),
    [
        ("agent", "news", "desk_managers_only"),
        ("lead", "paused", "desk_managers_only"),
        ("agent", "fault", "desk_leads_only"),
    ],
)
async def test_who_may_not_post_is_told_so(
    stand: Stand, new_agent: NewAgent, role: str, kind: str, reason: str
) -> None:
    agent = await new_agent("Sam", role=role)
    status, said = await agent.sends("/api/desk/notices", paused(stand, kind=kind))
    assert (status, said["reason"]) == (409, reason)
    shown = await agent.gets("/api/desk/notices")
    assert shown["notices"] == []
    assert kind not in shown["kinds"]


@pytest.fixture
async def fake() -> AsyncIterator[TelegramFake]:
    async with TelegramFake() as fake:
        yield fake


async def test_on_telegram_as_well(fake: TelegramFake, tmp_path: Path, redis_url: str) -> None:
    async with standing(tmp_path, redis_url, telegram=fake) as stand:
        now = now_ms(stand)
        notice = Notice("n1", "paused", WHY, now, now + HOUR_MS, "report_button")
        await stand.service.records.post_notice(notice, "Lea")
        await stand.service.look_for_notices()
        robin = TelegramCustomer(fake, stand, "nl")
        robin.app.start()
        await robin.sees("notice_paused")
        await robin.presses("notice:tell:n1")
        await robin.sees("notice_will_tell")
        await stand.quiet()
        await stand.service.records.lift_notice("n1")
        await robin.sees("notice_back")
