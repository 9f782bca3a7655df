"""Notices and complaints from the phone at the web desk, as a person uses the pages."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import expect

from bot.clock import WallClock
from bot.content import Loaded, load
from bot.notice_board import NoticeBoard
from handoff.desks.console.notices import NoticeDesk
from handoff.desks.console.phone import PhoneDesk
from handoff.desks.console.server import ConsoleDesk
from handoff.desks.console.tickets import TicketDesk
from handoff.records.sql import SqlRecords
from handoff.rules.messages import FileRef
from handoff.rules.ticket import ALARM_DANGER, ALARM_MISSED
from tests.adapters.console.stand import DeskStand, LogStand, serving
from tests.browser.desk.conftest import Desk, SignIn
from tests.browser.desk.test_desk_looks import problems
from tests.databases import with_tables
from tests.pictures import picture
from tests.stored_files import files_in

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


@cache
def loaded() -> Loaded:
    return load(Path(__file__).parents[3] / "data")


@pytest_asyncio.fixture(loop_scope="session")
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    """All pages of the desk, with the texts and tables as they are."""
    board = NoticeBoard(loaded)
    url = f"sqlite:///{tmp_path}/records.db"
    records = await SqlRecords.open(with_tables(url), lambda: board.now.tables.tickets)
    log, clock, content = LogStand(), WallClock(), loaded().content
    stand = DeskStand(log)

    async def changed() -> None:
        await board.refresh(records)

    def tables() -> Any:
        return board.now.tables

    console = ConsoleDesk(
        stand,
        log,
        records,
        content.render_text,
        files=files_in(tmp_path / "files"),
        tickets=TicketDesk(records, log, clock, tables, lambda: None),
        notices=NoticeDesk(records, clock, tables, content.render_title, changed),
        phone=PhoneDesk(records, clock, tables, content.render_text, lambda: None),
    )
    async with serving(console) as address:
        yield Desk(address, stand, log, records, console)
    await records.close()


def ahead(hours: int) -> str:
    return (datetime.now() + timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M")  # noqa: DTZ005


async def test_a_manager_posts_a_pause_gives_it_more_time_and_lifts_it(desk: Desk, sign_in: SignIn):
    page = await sign_in(await desk.add_agent("Lea", role="manager"))
    await page.get_by_role("link", name="Notices").click()
    await expect(page.locator("#posted")).to_contain_text("Nothing is posted")
    form = page.locator("form.posting")
    await form.locator("[name=kind]").select_option("paused")
    await expect(form).to_contain_text("Write only why")
    await form.locator("[name=subject]").select_option("report_button")
    for language, words in (("en", "It is moved."), ("nl", "Het verhuist."), ("zh", "正在迁移。")):
        await form.locator(f"[name={language}]").fill(words)
    await form.locator("[name=ends]").fill(ahead(-2))
    await form.get_by_role("button", name="Post").click()
    await expect(form.get_by_role("alert")).to_contain_text("an end that lies ahead")
    assert await problems(page) == []

    await form.locator("[name=ends]").fill(ahead(2))
    await form.get_by_role("button", name="Post").click()
    notice = page.locator("#posted .notice")
    await expect(notice).to_contain_text("Paused · The report button")
    await expect(notice).to_contain_text("It is moved.")
    [posted] = await desk.records.open_notices()
    assert "report_feature_unavailable" in posted.topics

    await notice.get_by_label("End", exact=True).fill(ahead(5))
    await notice.get_by_role("button", name="Give it this end").click()
    await expect(notice.get_by_label("End", exact=True)).to_have_value(ahead(5))
    # All who wait would be told: first it is asked, with how many they are.
    await notice.get_by_role("button", name="It works again").click()
    dialog = page.get_by_role("dialog")
    await expect(dialog).to_contain_text("customers who asked 0, tickets 0")
    assert await problems(page) == []
    await dialog.get_by_role("button", name="Cancel").click()
    await expect(dialog).to_be_hidden()
    assert len(await desk.records.open_notices()) == 1
    await notice.get_by_role("button", name="It works again").click()
    await dialog.get_by_role("button", name="It works again").click()
    await expect(notice).to_contain_text("over since")
    assert await desk.records.open_notices() == []
    assert await problems(page) == []


async def test_alarms_come_up_by_themselves_with_who_has_seen_them(desk: Desk, sign_in: SignIn):
    ticket = {
        "id": "web-0:h1",
        "conversation": "web-0",
        "type": "general_request",
        "department": "urgent_safety",
        "priority": "P0",
    }
    number = await desk.records.store_ticket("s-0", ticket)
    page = await sign_in(await desk.add_agent("Lea", role="lead"))
    await page.get_by_role("link", name="Notices").click()
    await expect(page.locator("#alarms")).to_be_hidden()
    at_ms = int(datetime.now(UTC).timestamp() * 1000)

    await desk.records.raise_alarm("web-0:e1", "web-0:h1", ALARM_DANGER, at_ms)
    first = page.locator("[data-alarm]").first
    await expect(first).to_contain_text("Danger: a person is needed now", timeout=60_000)
    await expect(first.get_by_role("heading")).to_contain_text("P0 · ")
    await expect(first.get_by_role("link", name=number)).to_be_visible()
    await expect(page.locator(".alarm-count")).to_have_text("1")
    await first.get_by_role("button", name="I take care of it").click()
    await expect(first).to_contain_text("Taken care of by Lea")

    await desk.records.raise_alarm("web-0:e2", "web-0:h1", ALARM_MISSED, at_ms + 1)
    await expect(page.locator("[data-alarm]")).to_have_count(2, timeout=60_000)
    await expect(first).to_contain_text("The time for the answer is over")
    await expect(page.locator(".alarm-count")).to_have_text("1")
    assert await problems(page) == []


async def test_a_lead_sees_an_alarm_on_every_page_and_ties_its_tickets(desk: Desk, sign_in: SignIn):
    for n in range(5):
        await desk.records.store_ticket(
            f"s-{n}",
            {
                "id": f"web-{n}:d1",
                "conversation": f"web-{n}",
                "type": "technical_fault",
                "platform": "short_video",
                "facts": {"function": {"value": "upload", "words": "upload"}},
            },
        )
    page = await sign_in(await desk.add_agent("Lea", role="lead"))
    await expect(page.locator("#notices .alarm-count")).to_have_text("1")
    await page.get_by_role("link", name="Notices").click()
    alarm = page.locator("[data-alarm]")
    await expect(alarm).to_contain_text("Technical fault · Uploading")
    form = page.locator("form.posting")
    assert await form.locator("[name=kind]").locator("option").all_text_contents() == [
        "Known fault"
    ]
    await form.locator("[name=subject]").select_option("upload")
    for language, words in (("en", "Films stop."), ("nl", "Films stoppen."), ("zh", "视频中断。")):
        await form.locator(f"[name={language}]").fill(words)
    await form.locator("[name=ends]").fill(ahead(2))
    await form.get_by_role("button", name="Post").click()
    await expect(page.locator("#posted .notice")).to_have_count(1)
    await page.reload()
    await alarm.get_by_label("Tie all to").select_option(label="Uploading: Films stop.")
    await alarm.get_by_role("button", name="I take care of it").click()
    await expect(alarm).to_contain_text("Taken care of by Lea")
    await expect(page.locator("#posted .notice")).to_contain_text("tickets 5")
    await alarm.get_by_role("link").first.click()
    await expect(page.locator("aside").first).to_contain_text("Uploading: Films stop.")
    await expect(page.get_by_role("button", name="Untie from the fault")).to_be_visible()
    await expect(page.get_by_role("button", name="The customer answers")).to_have_count(0)

    # Once it is fixed, the ticket still says in words what it was.
    [fault] = await desk.records.open_notices()
    ticket = page.url
    await page.get_by_role("link", name="Notices").click()
    await page.get_by_role("button", name="It works again").click()
    dialog = page.get_by_role("dialog")
    await expect(dialog).to_contain_text("tickets 5")
    await dialog.get_by_role("button", name="It works again").click()
    await expect(page.locator("#posted .notice")).to_contain_text("over since")
    await page.goto(ticket)
    fixed = "The known fault is fixed · Uploading: Films stop."
    await expect(page.locator("aside").first).to_contain_text(fixed)
    await expect(page.locator("aside").first).not_to_contain_text(fault.id)


async def test_an_agent_sees_notices_and_can_post_none(desk: Desk, sign_in: SignIn):
    page = await sign_in(await desk.add_agent("Sanne"))
    await page.get_by_role("link", name="Notices").click()
    await expect(page.locator("#posted")).to_contain_text("Nothing is posted")
    await expect(page.locator("#new")).to_be_hidden()
    await expect(page.locator("#alarms")).to_be_hidden()


async def test_a_complaint_from_the_phone_is_typed_in_and_its_number_read_out(
    desk: Desk, sign_in: SignIn
):
    page = await sign_in(await desk.add_agent("Sanne"))
    await page.goto(f"{desk.address}/desk/phone")
    await page.locator("[name=spoken]").select_option("nl")
    await page.locator("[name=platform]").select_option("short_video")
    await page.locator("[name=type]").select_option("payout")
    await page.locator("[name=customer]").fill("Noor")
    store = page.get_by_role("button", name="Store the complaint")
    await store.click()
    wrong = page.locator("[data-field=amount] .refusal")
    await expect(wrong).to_be_visible()
    assert await problems(page) == []

    # The question stands there in the customer's language.
    question = loaded().content.render_text("form_ask_amount", "nl", {})
    await expect(page.locator("[data-field=amount]")).to_contain_text(question)
    await page.locator("[name=description]").fill("Mijn uitbetaling is nooit gekomen.")
    await page.locator("[name=account_name]").fill("noor77")
    await page.locator("[name=contact]").fill("noor@example.com")
    await page.locator("[name='payout_reference:pick']").select_option("unknown")
    await page.locator("[name=amount]").fill("120,50 euro")
    await page.locator("[name='payout_date:day']").fill("2020-09-01")
    await page.locator("[name='payout_problem:pick']").select_option("missing")
    await store.click()
    number = await page.locator(".read-out").text_content()
    await expect(page.locator("#stored")).to_contain_text("First answer by")
    assert await problems(page) == []
    await page.get_by_role("link", name="Open the ticket").click()
    await expect(page.get_by_role("heading", level=1)).to_contain_text(str(number))
    await expect(page.locator("blockquote").first).to_have_text(
        "Mijn uitbetaling is nooit gekomen."
    )


@pytest.mark.parametrize("kind", ["harassment_hate", "payout"])
async def test_a_file_is_deleted_from_the_page_of_its_ticket(
    desk: Desk, sign_in: SignIn, kind: str
):
    files = desk.console._attachments._files

    async def chunks() -> AsyncIterator[bytes]:
        yield picture("PNG", (400, 200))

    file: FileRef = await files.save(chunks(), name="paper.png")
    evidence = [{"key": file.key, "name": file.name, "media_type": file.media_type,
                 "size": file.size, "kind": file.kind, "sha256": file.sha256}]  # fmt: skip
    ticket = {"id": "web-1:d1", "conversation": "web-1", "type": kind, "evidence": evidence}
    number = await desk.records.store_ticket("s-1", ticket)
    sanne = await desk.add_agent("Sanne")
    page = await sign_in(sanne)
    await page.goto(f"{desk.address}/desk/tickets/{number}")
    small = page.locator(".proof img")
    if kind == "harassment_hate":
        await expect(page.locator(".proof a")).to_contain_text("May be distressing")
        await expect(small).to_have_count(0)
        assert await problems(page) == []
        await page.get_by_role("button", name="Show picture paper.png").click()
    await expect(small).to_have_js_property("naturalWidth", 320)
    assert (await small.bounding_box())["width"] <= 160
    await page.get_by_role("button", name="Delete paper.png").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("identity").check()
    assert await problems(page) == []
    await dialog.get_by_role("button", name="Delete").click()
    await expect(page.locator(".proof")).to_contain_text("Deleted for good")
    audit = await desk.records.audit_of(sanne.id)
    whys = [data["why"] for _, action, _, data in audit if action == "file_discarded"]
    assert whys == ["identity"]
