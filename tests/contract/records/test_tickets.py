"""The life of tickets in SQL, on SQLite and PostgreSQL alike."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

from handoff.errors import RecordsRejected, Refused
from handoff.records import migrate
from handoff.records.engine import open_engine
from handoff.records.migrate import upgrade_to_head
from handoff.records.sql import SqlRecords
from handoff.records.store import LONGEST_NOTICE_ID, to_ms
from handoff.records.ticket_list import TicketFilter
from handoff.records.words import words_in
from handoff.rules.effects import Say
from handoff.rules.ids import ConversationId
from handoff.rules.ticket import (
    ALARM_LATE,
    ALARM_MISSED,
    ALARM_NEAR,
    ALARM_PHONED,
    Actor,
    Deed,
    TicketTables,
)
from tests.contract.records.hand_clock import HandClock
from tests.rules.ticket_cases import GIVEN, LEA, SAM

pytestmark = pytest.mark.sql
CHAT = ConversationId("web-3fA9")
ADA = Actor("ada", "Ada Brandt", "agent")
TABLES = TicketTables(
    targets={"seller_conduct": (240, 7200), "plagiarised_listing": (240, 1440)},
    departments=("marketplace_disputes", "moderation"),
    causes=("seller_violation",),
    actions=("change_rule",),
    fields={"seller": "username", "listing_links": "url_list", "object": "object_ref"},
    reported=frozenset({"listing_links", "object"}),
)
TICKET: dict[str, Any] = {
    "id": "web-3fA9:d1",
    "conversation": CHAT,
    "type": "seller_conduct",
    "state": "new",
    "department": "marketplace_disputes",
    "priority": "P2",
    "language": "nl",
    "question": "De verkoper stuurde een kapotte lamp.",
    "customer": "Noor",
    "words": ["De verkoper stuurde een kapotte lamp.", "En antwoordt niet meer."],
    "facts": {
        "account_name": {"value": "noor77", "words": "noor77"},
        "seller": {"value": "LampenHuis", "words": "lampenhuis"},
    },
}


@pytest.fixture
async def records(records: SqlRecords) -> SqlRecords:
    records._tables = lambda: TABLES
    return records


def a_deed(kind: str, clock: HandClock, by: Actor = ADA, **more: Any) -> Deed:
    """A deed of now; times of the cases are moved to lie ahead of it."""
    now = to_ms(clock.at)
    fields = GIVEN.get(kind, {}) | more.pop("fields", {})
    if "until" in fields:
        fields = fields | {"until": now + 86_400_000}
    return Deed(kind, by, now, fields, **more)


async def do(records: SqlRecords, clock: HandClock, *kinds: str, ticket: str = TICKET["id"]):
    for kind in kinds:
        clock.forward(timedelta(minutes=1))
        await records.do_deed(f"{ticket}:{kind}:{clock.at}", ticket, a_deed(kind, clock))


async def test_a_deed_changes_ticket_history_and_notices_in_one_piece(
    records: SqlRecords, clock: HandClock
):
    number = await records.store_ticket("e-1", TICKET)
    await do(records, clock, "take", "start", "ask_party", "statement", "party_heard", "resolve")

    found = await records.whole_ticket(number)
    assert found is not None
    fields, ticket = found
    assert (ticket.state, ticket.agent_name, ticket.cause) == (
        "resolved",
        "Ada Brandt",
        "seller_violation",
    )
    assert (fields["measure"], fields["heard"]) == ("A new one is on its way", ["seller"])
    assert [party.result for party in ticket.parties] == ["Knew the rule"]
    assert [one.text for one in ticket.statements] == ["I sent it on Monday."]
    lines = await records.lines_of(TICKET["id"])
    assert [(line["kind"], line["actor_name"], line["visible"]) for line in lines] == [
        ("stored", "", False),
        ("take", "Ada Brandt", True),
        ("start", "Ada Brandt", False),
        ("ask_party", "Ada Brandt", True),
        ("statement", "Ada Brandt", False),
        ("party_heard", "Ada Brandt", True),
        ("resolve", "Ada Brandt", True),
    ]
    told = await records.unsent_notices()
    assert [unsent.notice.text for unsent in told] == [
        "ticket_taken",
        "ticket_waiting_department",
        "ticket_party_heard",
        "ticket_resolved",
    ]
    assert {unsent.conversation for unsent in told} == {CHAT}
    assert told[1].notice.names == {"party": "ticket_party_seller"}


async def test_a_repeated_deed_is_done_once(records: SqlRecords, clock: HandClock):
    await records.store_ticket("e-1", TICKET)
    take = a_deed("take", clock)
    await asyncio.gather(*(records.do_deed("d-1", TICKET["id"], take) for _ in range(4)))
    await records.do_deed("d-1", TICKET["id"], take)

    assert len(await records.unsent_notices()) == 1
    assert len(await records.history_of(TICKET["id"])) == 2


async def test_of_two_agents_at_once_the_second_hears_who_was_first(
    records: SqlRecords, clock: HandClock
):
    await records.store_ticket("e-1", TICKET)
    deeds = [a_deed("take", clock, by) for by in (ADA, SAM, LEA)]
    ends = await asyncio.gather(
        *(records.do_deed(f"d-{n}", TICKET["id"], one) for n, one in enumerate(deeds)),
        return_exceptions=True,
    )

    ticket = await records.ticket(TICKET["id"])
    assert ticket is not None
    losers = [end for end in ends if end is not None]
    assert len(losers) == 2
    for loser in losers:
        assert isinstance(loser, Refused)
        assert (loser.text_id, loser.values) == (
            "desk_ticket_taken_by",
            {"name": ticket["agent_name"]},
        )


async def test_who_looked_at_an_older_state_is_refused(records: SqlRecords, clock: HandClock):
    number = await records.store_ticket("e-1", TICKET)
    await do(records, clock, "take")
    found = await records.whole_ticket(number)
    assert found is not None
    seen = found[1].version
    await records.do_deed("d-1", TICKET["id"], a_deed("note", clock, SAM, seen=seen))

    with pytest.raises(Refused) as refused:
        await records.do_deed("d-2", TICKET["id"], a_deed("start", clock, seen=seen))
    assert refused.value.values == {"name": "Sam Lee"}
    assert len(await records.history_of(TICKET["id"])) == 3


async def test_a_refused_deed_leaves_nothing(records: SqlRecords, clock: HandClock):
    await records.store_ticket("e-1", TICKET)
    with pytest.raises(Refused, match="desk_ticket_not_now"):
        await records.do_deed("d-1", TICKET["id"], a_deed("resolve", clock))
    with pytest.raises(RecordsRejected, match="not stored"):
        await records.do_deed("d-1", "h-9", a_deed("take", clock))
    assert len(await records.history_of(TICKET["id"])) == 1
    assert await records.unsent_notices() == []


async def test_a_double_names_the_ticket_that_goes_on(records: SqlRecords, clock: HandClock):
    number = await records.store_ticket("e-1", TICKET)
    other = await records.store_ticket("e-2", TICKET | {"id": "web-3fA9:d2"})
    merge = a_deed("merge", clock, fields={"into": number})
    await records.do_deed("d-1", "web-3fA9:d2", merge)

    merged = await records.ticket("web-3fA9:d2")
    assert merged is not None
    assert (merged["state"], merged["merged_into"], merged["open"]) == ("merged", number, False)
    assert (await records.history_of(TICKET["id"]))[-1][1] == {
        "kind": "merged_from",
        "number": other,
    }


async def test_each_object_keeps_its_last_outcome(records: SqlRecords, clock: HandClock):
    links = [f"https://shop.example/{n}" for n in range(40)]
    values = {"listing_links": {"value": links, "words": "..."}}
    report = TICKET | {"type": "plagiarised_listing", "facts": values}
    number = await records.store_ticket("e-1", report)
    await do(records, clock, "take")
    for n, (outcome, which) in enumerate(
        [("removed", links), ("kept", links[:3]), ("more_needed", links[3:4])]
    ):
        fields = {"objects": which, "object_outcome": outcome}
        deed = a_deed("judge_objects", clock, fields=fields)
        await records.do_deed(f"d-{n}", TICKET["id"], deed)
    await do(records, clock, "resolve")

    found = await records.whole_ticket(number)
    assert found is not None
    assert len(found[1].judged) == 40
    lines = (await records.unsent_notices())[-1].notice.lines
    [counts] = [line.values for line in lines if line.text == "ticket_objects"]
    assert (counts["removed"], counts["kept"], counts["more_needed"]) == ("36", "3", "1")


async def test_a_reported_object_gets_an_outcome_and_is_found_by_what_it_names(
    records: SqlRecords, clock: HandClock
):
    def report(name: str) -> dict[str, Any]:
        value = {"kind": "comment", "ref": "https://v.example/c/77"}
        given = {"object": {"value": value, "words": "this one"}}
        chat = {"id": name, "conversation": f"web-{name}"}
        return TICKET | chat | {"type": "harassment_hate", "facts": given}

    number = await records.store_ticket("e-1", report("a"))
    other = await records.store_ticket("e-2", report("b"))
    found = await records.whole_ticket(number)
    assert found is not None
    assert found[1].objects == ("https://v.example/c/77",)
    assert [row["number"] for row in await records.related_tickets("a", ())] == [other]
    page = await records.list_tickets(TicketFilter(scope="all", text="v.example"))
    assert {row["number"] for row in page.tickets} == {number, other}


async def test_time_is_told_once_however_many_copies_look(records: SqlRecords, clock: HandClock):
    await records.store_ticket("e-1", TICKET | {"state": "queued"})
    assert await records.tick() == 0
    clock.forward(timedelta(minutes=192))
    assert sum(await asyncio.gather(*(records.tick() for _ in range(4)))) == 1
    clock.forward(timedelta(minutes=48))
    assert sum(await asyncio.gather(*(records.tick() for _ in range(4)))) == 1
    assert [one.about for one in await records.alarms()] == [ALARM_MISSED, ALARM_NEAR]
    facts = await records.events_of(ConversationId(TICKET["conversation"]))
    told = [(name, data["target"], data["department"]) for name, _, data in facts]
    wanted = ("response", TICKET["department"])
    assert told == [("target_warned", *wanted), ("target_missed", *wanted)]
    clock.forward(timedelta(days=90))
    assert sum(await asyncio.gather(*(records.tick() for _ in range(4)))) == 1

    told = [unsent.notice.text for unsent in await records.unsent_notices()]
    assert told == ["ticket_warning", "ticket_breach", "ticket_promise_missed"]
    ticket = await records.ticket(TICKET["id"])
    assert ticket is not None
    assert ticket["state"] == "escalated"
    assert ticket["wake_at"] == clock.at + timedelta(days=1)


async def test_leads_are_alarmed_of_a_promise_that_was_not_kept_until_one_has_seen_it(
    records: SqlRecords, clock: HandClock
):
    number = await records.store_ticket("e-1", TICKET | {"state": "queued"})
    for _ in range(4):
        clock.forward(timedelta(days=30))
        await records.tick()
    alarm, *_ = found = await records.alarms(unseen=True)
    assert [one.about for one in found] == [ALARM_LATE, ALARM_MISSED]
    assert alarm.tickets == (number,)
    await records.see_alarm(alarm.id, "Lea")
    clock.forward(timedelta(days=30))
    await records.tick()
    again, *_ = await records.alarms(unseen=True)
    assert (again.about, again.tickets, again.id > alarm.id) == (ALARM_LATE, (number,), True)


async def test_a_ticket_may_alarm_leads_as_it_is_stored_and_does_so_once(
    records: SqlRecords, clock: HandClock
):
    for _ in range(2):
        number = await records.store_ticket("e-1", TICKET, alarm=ALARM_PHONED)
    [alarm] = await records.alarms(unseen=True)
    assert (alarm.type, alarm.about, alarm.tickets) == (TICKET["type"], ALARM_PHONED, (number,))


async def test_a_notice_is_unsent_until_it_is_marked(records: SqlRecords, clock: HandClock):
    await records.store_ticket("e-1", TICKET)
    await do(records, clock, "take")
    [unsent] = await records.unsent_notices()
    assert await records.unsent_notices() == [unsent]
    await records.mark_sent(unsent.id)
    assert await records.unsent_notices() == []


async def test_ids_made_of_long_ones_fit_and_are_still_the_same(
    records: SqlRecords, clock: HandClock
):
    await records.store_ticket("e-1", TICKET)
    made = "web:" + "x" * 400
    for end in ("1", "1", "2"):
        note = a_deed("note", clock, fields={"visible": True})
        await records.do_deed(made + end, TICKET["id"], note)
        await records.record_event(made + end, "said", {"conversation": CHAT})
        await records.put_notice(made + end, TICKET["id"], CHAT, Say("ticket_taken"))
    assert [line["kind"] for line in await records.lines_of(TICKET["id"])] == [
        "stored",
        "note",
        "note",
    ]
    assert len(await records.events_of(CHAT)) == 2
    told = await records.unsent_notices()
    assert [len(unsent.id) for unsent in told] == [LONGEST_NOTICE_ID] * 4


async def test_a_chat_cannot_settle_a_complaint(records: SqlRecords, clock: HandClock):
    await records.store_ticket("e-1", TICKET | {"state": "queued"})
    await records.change_ticket("e-2", TICKET["id"], {"state": "assigned", "agent": "ada"})
    await records.change_ticket("e-3", TICKET["id"], {"state": "in_progress"})
    await records.change_ticket("e-4", TICKET["id"], {"state": "resolved", "outcome": "answered"})
    ticket = await records.ticket(TICKET["id"])
    assert ticket is not None
    assert (ticket["state"], ticket["chat_outcome"]) == ("in_progress", "answered")
    assert ticket["responded_at"] == clock.at
    assert len(await records.history_of(TICKET["id"])) == 4


async def test_other_tickets_on_the_same_account_or_object_are_found(records: SqlRecords):
    def about(name: str, chat: str, **values: str) -> dict[str, Any]:
        given = {field: {"value": value} for field, value in values.items()}
        return TICKET | {"id": name, "conversation": chat, "facts": given}

    await records.store_ticket("e-1", TICKET)
    await records.store_ticket("e-2", about("a", "web-a", account_name="NOOR77"))
    await records.store_ticket("e-3", about("b", "web-b", seller="lampenhuis"))
    await records.store_ticket("e-4", about("c", "web-c", seller="Somebody"))
    await records.store_ticket("e-5", about("d", CHAT, seller="Somebody"))

    related = await records.related_tickets(TICKET["id"], ())
    assert {row["id"] for row in related} == {"a", "b", "d"}
    assert await records.related_tickets(TICKET["id"], ["billing"]) == []


async def test_what_was_said_is_forgotten_everywhere(records: SqlRecords, clock: HandClock):
    number = await records.store_ticket("e-1", TICKET)
    await do(records, clock, "take", "statement", "ask_party", "resolve")
    assert await records.forget(clock.at - timedelta(days=1)) == 0
    assert await records.forget(clock.at + timedelta(seconds=1)) == 1

    found = await records.whole_ticket(number)
    assert found is not None
    words = f"{found} {await records.lines_of(TICKET['id'])} {await records.unsent_notices()}"
    for said in ("lamp", "Noor", "noor77", "Monday", "way"):
        assert said not in words
    assert found[1].cause == "seller_violation"
    async with records._reading() as connection:
        count = await connection.scalar(text("SELECT count(*) FROM ticket_words"))
    assert count == 0


async def test_a_ticket_that_began_without_words_is_forgotten_too_and_again_after_new_ones(
    records: SqlRecords, clock: HandClock
):
    wordless = {"id": "t-0", "conversation": "web-0", "question": "", "customer": "Noor"}
    await records.store_ticket("e-0", wordless | {"platform": "Noor's"})
    assert await records.forget(clock.at + timedelta(seconds=1)) == 1
    assert await records.forget(clock.at + timedelta(seconds=1)) == 0
    found = await records.ticket("t-0")
    assert found is not None
    assert found["customer"] == ""
    clock.forward(timedelta(days=1))
    noted = {"text": "Noor has phoned"}
    at_ms = int(clock.at.timestamp() * 1000)
    await records.do_deed("e-2", "t-0", Deed("note", LEA, at_ms, noted))
    assert await records.forget(clock.at + timedelta(seconds=1)) == 1
    assert "Noor" not in str(await records.lines_of("t-0"))


async def test_tickets_of_the_version_before_are_kept(
    database_url: str, monkeypatch: pytest.MonkeyPatch
):
    engine = open_engine(database_url)

    def upgrade_to_first(connection: Connection) -> None:
        config = Config()
        config.set_main_option("script_location", "handoff/records/migrations")
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")

    columns = (
        "id, number, conversation, type, state, department, priority, reason, language, channel, "
        "platform, question, agent, outcome, details, created_at, updated_at"
    )
    values = (
        "'h-{0}', 'FB-{0}', 'web-1', 'payout', '{1}', 'billing', 'P2', '', 'en', 'web', '', "
        "'Where is my payout?', 'sam', '', '{{\"amount\": \"5\"}}', '2026-01-02 03:04:05.000000', "
        "'2026-01-03 03:04:05.000000'"
    )
    with monkeypatch.context() as patch:
        patch.setattr(migrate, "_upgrade", upgrade_to_first)
        await upgrade_to_head(engine)
    async with engine.begin() as connection:
        for n, state in enumerate(("assigned", "resolved")):
            insert = f"INSERT INTO tickets ({columns}) VALUES ({values.format(n, state)})"
            await connection.execute(text(insert))
        history = "INSERT INTO ticket_history (effect_id, ticket_id, at, change) VALUES "
        row = "('e-1', 'h-0', '2026-01-02 03:04:05.000000', '{\"state\": \"queued\"}')"
        await connection.execute(text(history + row))
    await engine.dispose()

    records = await SqlRecords.open(database_url)
    found = await records.whole_ticket("FB-0")
    assert found is not None
    fields, ticket = found
    assert (fields["amount"], fields["open"], ticket.first_type) == ("5", True, "payout")
    assert ticket.due_ms == ticket.created_ms
    assert len(await records.history_of("h-0")) == 1
    ended = await records.ticket("h-1")
    assert ended is not None
    assert ended["open"] is False
    assert await records.tick() == 0
    await records.close()


def test_words_are_the_same_whatever_the_database():
    assert words_in("Crème-brûlée: 2 STUKS, stuks") == ["creme", "brulee", "2", "stuks"]
    assert words_in("退款还没到 ok") == ["退款", "款还", "还没", "没到", "ok"]
    assert words_in("款") == ["款"]
    assert words_in(["a" * 90, '"] OR 1=1 --']) == ["a" * 40, "or", "1"]
