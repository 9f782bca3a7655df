"""Notices, known faults and matters of many customers, on SQLite and PostgreSQL alike."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from handoff.errors import RecordsRejected, Refused
from handoff.records.sql import SqlRecords
from handoff.records.store import to_ms
from handoff.rules.ids import ConversationId
from handoff.rules.notice import Notice
from handoff.rules.ticket import ALARM_MISSED, ALARM_NEAR, Actor, Deed, TicketTables
from tests.contract.records.hand_clock import HandClock

pytestmark = pytest.mark.sql
ADA = Actor("ada", "Ada Brandt", "agent")
WORDS = {"en": "Servers are moved.", "nl": "Servers verhuizen.", "zh": "服务器迁移。"}
HOUR_MS = 3_600_000
NOOR, ROBIN = ConversationId("web-noor"), ConversationId("telegram-7")


def a_notice(clock: HandClock, kind: str = "paused", name: str = "n1") -> Notice:
    now = to_ms(clock.at)
    return Notice(name, kind, WORDS, now, now + HOUR_MS, "upload", ("upload_problem",))


@pytest.fixture
async def records(records: SqlRecords, clock: HandClock) -> SqlRecords:
    fault = a_notice(clock, "fault", "f1")
    tables = TicketTables(reported=frozenset({"object"}), faults={"f1": fault})
    records._tables = lambda: tables
    await records.post_notice(fault, "lea")
    return records


async def test_a_notice_is_there_until_it_is_lifted(records: SqlRecords, clock: HandClock):
    notice = a_notice(clock)
    assert await records.post_notice(notice, "lea")
    assert not await records.post_notice(notice, "lea")
    assert notice in await records.open_notices()

    assert await records.lift_notice("n1")
    assert not await records.lift_notice("n1")
    assert [one.id for one in await records.open_notices()] == ["f1"]
    shown = {one.notice.id: (one.over_ms, one.by_plan) for one in await records.posted_notices()}
    assert shown == {"f1": (0, False), "n1": (to_ms(clock.at), False)}


async def test_it_ends_by_itself_unless_it_was_given_more_time(
    records: SqlRecords, clock: HandClock
):
    await records.post_notice(a_notice(clock), "lea")
    await records.post_notice(a_notice(clock, "news", "n2"), "lea")
    assert await records.end_notices() == 0
    assert await records.extend_notice("n1", to_ms(clock.at) + 3 * HOUR_MS)
    clock.forward(timedelta(hours=1))
    assert await records.end_notices() == 1
    assert {one.id for one in await records.open_notices()} == {"f1", "n1"}
    clock.forward(timedelta(hours=2))
    assert await records.end_notices() == 1
    assert [one.id for one in await records.open_notices()] == ["f1"]
    assert not await records.extend_notice("n1", to_ms(clock.at) + HOUR_MS)


async def test_who_asked_is_told_of_the_end_once(records: SqlRecords, clock: HandClock):
    await records.post_notice(a_notice(clock), "lea")
    for conversation in (NOOR, ROBIN, NOOR):
        await records.await_notice("n1", conversation, "nl")
    assert await records.unheard() == []
    await records.lift_notice("n1")

    unheard = await records.unheard()
    assert {one.conversation for one in unheard} == {NOOR, ROBIN}
    assert {(one.language, one.over_ms, one.by_plan) for one in unheard} == {
        ("nl", to_ms(clock.at), False)
    }
    await records.mark_heard("n1", NOOR)
    assert [one.conversation for one in await records.unheard()] == [ROBIN]
    # Who asked while it was being lifted is not forgotten.
    await records.await_notice("n1", ConversationId("web-late"), "en")
    assert len(await records.unheard()) == 2


async def test_nobody_is_told_that_news_are_over(records: SqlRecords, clock: HandClock):
    await records.post_notice(a_notice(clock, "news"), "lea")
    await records.await_notice("n1", NOOR, "nl")
    await records.lift_notice("n1")
    assert await records.unheard() == []


async def a_ticket(records: SqlRecords, clock: HandClock, name: str, **more: Any) -> str:
    given = {
        "id": f"{name}:d1",
        "conversation": ConversationId(name),
        "type": "technical_fault",
        "platform": "short_video",
        "facts": {"function": {"value": "upload", "words": "upload"}},
        "at_ms": to_ms(clock.at),
    }
    return await records.store_ticket(f"s:{name}", {**given, **more})


async def tie(records: SqlRecords, clock: HandClock, name: str, fault: str = "f1") -> None:
    deed = Deed("tie_fault", ADA, to_ms(clock.at), {"fault": fault})
    await records.do_deed(f"tie:{name}", f"{name}:d1", deed)


async def test_all_customers_of_a_fault_are_told_when_it_is_fixed(
    records: SqlRecords, clock: HandClock
):
    numbers = [await a_ticket(records, clock, name) for name in ("web-a", "web-b", "web-c")]
    for name in ("web-a", "web-b", "web-c"):
        await tie(records, clock, name)
    await records.do_deed(
        "cancel", "web-c:d1", Deed("cancel", ADA, to_ms(clock.at), {"why": "Asked for it"})
    )
    for unsent in await records.unsent_notices():
        await records.mark_sent(unsent.id)
    await records.await_notice("f1", ConversationId("web-a"), "en")
    await records.await_notice("f1", NOOR, "nl")
    assert (await records.posted_notices())[0].tickets == 3

    clock.forward(timedelta(hours=9))
    assert await records.end_notices() == 0
    await records.lift_notice("f1")
    told = await records.unsent_notices()
    assert {(one.notice.text, one.notice.values["number"]) for one in told} == {
        ("ticket_fault_fixed", number) for number in numbers[:2]
    }
    # Who hears of a ticket does not hear of the fault as well.
    assert [one.conversation for one in await records.unheard()] == [NOOR]
    lines = await records.lines_of("web-a:d1")
    assert (lines[-1]["kind"], lines[-1]["visible"]) == ("fault_fixed", True)


async def test_a_fault_that_was_lifted_just_now_takes_no_ticket(
    records: SqlRecords, clock: HandClock
):
    """Copies of the service offer it for a second or two more."""
    await a_ticket(records, clock, "web-a")
    await a_ticket(records, clock, "web-b")
    await tie(records, clock, "web-a")
    await records.lift_notice("f1")
    with pytest.raises(Refused, match="desk_notice_gone"):
        await tie(records, clock, "web-b")
    ticket = await records.ticket("web-b:d1")
    assert ticket is not None
    assert ticket["fault"] == ""
    # A repeat of what was done before is none of that.
    await tie(records, clock, "web-a")


async def test_whoever_is_tied_while_a_fault_is_lifted_is_told_or_refused(
    records: SqlRecords, clock: HandClock
):
    names = [f"web-{n}" for n in range(8)]
    for name in names:
        await a_ticket(records, clock, name)
    ties = [tie(records, clock, name) for name in names]
    ends = await asyncio.gather(*ties[:4], records.lift_notice("f1"), *ties[4:],
                                return_exceptions=True)  # fmt: skip
    assert all(isinstance(end, Refused) for end in ends if isinstance(end, Exception))
    told = [one.ticket_id for one in await records.unsent_notices()
            if one.notice.text == "ticket_fault_fixed"]  # fmt: skip
    tied = [name for name in names if (await records.ticket(f"{name}:d1") or {})["fault"]]
    assert sorted(told) == [f"{name}:d1" for name in tied]


async def test_a_tie_made_in_error_is_undone(records: SqlRecords, clock: HandClock):
    await a_ticket(records, clock, "web-a")
    await tie(records, clock, "web-a")
    undone = Deed("untie_fault", ADA, to_ms(clock.at), {"why": "Another matter"})
    await records.do_deed("untie", "web-a:d1", undone)
    before = len(await records.unsent_notices())
    await records.lift_notice("f1")
    assert len(await records.unsent_notices()) == before


async def test_five_customers_with_the_same_matter_in_a_day_raise_one_alarm(
    records: SqlRecords, clock: HandClock
):
    names = [f"web-{n}" for n in range(5)]
    for name in names[:4]:
        await a_ticket(records, clock, name)
        clock.forward(timedelta(hours=1))
    # The same customer once more is no fifth, nor is another function, type or platform.
    await a_ticket(records, clock, "web-0", id="web-0:d2")
    await a_ticket(records, clock, "web-x", facts={"function": {"value": "search", "words": ""}})
    await a_ticket(records, clock, "web-y", type="game_problem")
    await a_ticket(records, clock, "web-z", platform="marketplace")
    assert await records.alarms() == []

    await a_ticket(records, clock, names[4])
    await a_ticket(records, clock, "web-6")
    [alarm] = await records.alarms()
    assert (alarm.type, alarm.about, alarm.platform) == ("technical_fault", "upload", "short_video")
    assert len(alarm.tickets) == 7
    assert await records.count_unseen_alarms() == (1, alarm.id)
    assert await records.see_alarm(alarm.id, "Lea")
    assert not await records.see_alarm(alarm.id, "Sam")
    assert await records.alarms(unseen=True) == []
    assert [one.seen_by for one in await records.alarms()] == ["Lea"]


async def test_an_alarm_is_told_once_for_what_brought_it_about_seen_or_not(
    records: SqlRecords, clock: HandClock
):
    await a_ticket(records, clock, "web-0", department="technical_support")
    at_ms = to_ms(clock.at)
    for _ in range(2):
        await records.raise_alarm("web-0:e1", "web-0:d1", ALARM_NEAR, at_ms)
    [alarm] = await records.alarms()
    assert (alarm.about, alarm.department) == (ALARM_NEAR, "technical_support")
    assert len(alarm.tickets) == 1
    await records.see_alarm(alarm.id, "Lea")
    await records.raise_alarm("web-0:e1", "web-0:d1", ALARM_NEAR, at_ms)
    assert await records.alarms(unseen=True) == []
    await records.raise_alarm("web-0:e2", "web-0:d1", ALARM_MISSED, at_ms)
    assert [one.about for one in await records.alarms(unseen=True)] == [ALARM_MISSED]
    with pytest.raises(RecordsRejected):
        await records.raise_alarm("web-9:e1", "web-9:d1", ALARM_NEAR, at_ms)


async def test_more_tickets_than_are_shown_can_be_tied_to_a_fault(
    records: SqlRecords, clock: HandClock, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("handoff.records.alarms.TICKETS_SHOWN", 3)
    numbers = [await a_ticket(records, clock, f"web-{n}") for n in range(6)]
    over = await a_ticket(records, clock, "web-9", state="closed")
    [alarm] = await records.alarms()
    assert len(alarm.tickets) == 3
    assert sorted(await records.open_tickets_of(alarm.id)) == sorted(numbers)
    assert over not in await records.open_tickets_of(alarm.id)


async def test_what_is_spread_over_more_than_a_day_raises_none(
    records: SqlRecords, clock: HandClock
):
    for n in range(6):
        await a_ticket(records, clock, f"web-{n}")
        clock.forward(timedelta(hours=6))
    assert await records.alarms() == []


async def test_the_same_object_counts_wherever_it_is_reported(
    records: SqlRecords, clock: HandClock
):
    link = {"object": {"value": {"kind": "post", "ref": "https://lumo.example/p/1"}, "words": ""}}
    for n in range(5):
        await a_ticket(records, clock, f"web-{n}", type="spam_scam", facts=link, platform=f"p{n}")
    [alarm] = await records.alarms()
    assert alarm.about == "https://lumo.example/p/1"


async def test_general_requests_are_no_matter(records: SqlRecords, clock: HandClock):
    for n in range(6):
        await a_ticket(records, clock, f"web-{n}", type="general_request", facts={})
    assert await records.alarms() == []


async def test_tickets_stored_at_the_same_time_are_all_counted(
    records: SqlRecords, clock: HandClock
):
    await asyncio.gather(*(a_ticket(records, clock, f"web-{n}") for n in range(5)))
    assert len(await records.alarms()) == 1


async def test_a_customer_who_is_erased_is_on_no_list(records: SqlRecords, clock: HandClock):
    await records.post_notice(a_notice(clock), "lea")
    await records.await_notice("n1", NOOR, "nl")
    await records.await_notice("n1", ROBIN, "nl")
    for n in range(4):
        await a_ticket(records, clock, f"web-{n}")
    assert (await records.erase(NOOR, 0)).lists == 1
    assert len((await records.erase(ConversationId("web-0"), 0)).tickets) == 1
    await records.lift_notice("n1")
    assert [one.conversation for one in await records.unheard()] == [ROBIN]
    await a_ticket(records, clock, "web-4")
    assert await records.alarms() == []


async def test_lists_are_forgotten_with_the_words(records: SqlRecords, clock: HandClock):
    await records.post_notice(a_notice(clock), "lea")
    await records.await_notice("n1", NOOR, "nl")
    for n in range(5):
        await a_ticket(records, clock, f"web-{n}", question="It fails")
    clock.forward(timedelta(days=400))
    await records.forget(clock.at - timedelta(days=365))
    assert await records.alarms() == []
    await records.lift_notice("n1")
    assert await records.unheard() == []
