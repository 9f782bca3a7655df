"""Figures at the web desk, as a lead reads them."""

import csv
import time
from typing import Any

import pytest
from playwright.async_api import Page, expect

from handoff.records.sql import SqlRecords
from handoff.reports.counting import DAY_MS, day_of
from tests.browser.desk.conftest import Desk, SignIn
from tests.browser.desk.test_desk_looks import problems

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def happened(records: SqlRecords, name: str, days_ago: int, **facts: Any) -> None:
    """A handoff that was answered after two minutes, and a question to the bot."""
    at_ms = int(time.time() * 1000) - days_ago * DAY_MS
    chat = f"web-{name}"
    known = {
        "conversation": chat, "handoff": f"{chat}:h1", "department": "billing", "priority": "P3",
        "type": "", "language": "nl", "channel": "web", "platform": "short_video",
        "reason": "user_request", "due_ms": at_ms + 300_000, "is_open": True, "waited_s": 120,
        "in_time": True, "agent": "", **facts,
    }  # fmt: skip
    for event in ("handoff_requested", "handoff_accepted", "first_reply"):
        await records.record_event(f"{chat}:{event}", event, {**known, "at_ms": at_ms})
    asked = {"conversation": f"{chat}-bot", "language": "en", "at_ms": at_ms, "topic": "refund"}
    await records.record_event(f"{chat}:bot", "answered", asked)


def tile(page: Page, label: str) -> Any:
    return page.locator(".tiles div").filter(has_text=label).locator("dd").first


async def rows_of(page: Page, link: str) -> list[dict[str, str]]:
    async with page.expect_download() as waiting:
        await page.get_by_role("link", name=link).click()
    file = await (await waiting.value).path()
    return list(csv.DictReader(file.read_text("utf-8-sig").splitlines()))


async def test_a_lead_sees_today_a_week_and_a_period_of_ones_own(desk: Desk, sign_in: SignIn):
    sanne = await desk.add_agent("Sanne")
    await happened(desk.records, "today", 0, agent=sanne.id)
    await happened(desk.records, "lately", 3, agent=sanne.id, department="frontline")
    await happened(desk.records, "before", 20, agent=sanne.id, department="frontline")
    page = await sign_in(await desk.add_agent("Lea", role="lead"))
    await page.get_by_role("link", name="Figures").click()

    await expect(tile(page, "Asked for a person")).to_have_text("2")
    await expect(tile(page, "First reply in time")).to_have_text("100% (2/2)")
    agent = page.get_by_role("row").filter(has_text="Sanne").first
    await expect(agent).to_contain_text("100% (2/2)")
    await expect(page.locator(".chart svg")).to_have_count(3)
    await expect(page.locator(".chart").first.locator("rect")).to_have_count(2)

    await page.get_by_role("button", name="Today").click()
    await expect(tile(page, "Asked for a person")).to_have_text("1")
    pressed = page.get_by_role("button", name="Today")
    await expect(pressed).to_have_attribute("aria-pressed", "true")

    first = day_of(int(time.time() * 1000) - 30 * DAY_MS)
    await page.locator("[name=first]").fill(first)
    await page.get_by_role("button", name="Show").click()
    await expect(tile(page, "Asked for a person")).to_have_text("3")
    rows = await rows_of(page, "Handoffs as CSV")
    found = {(row["dimension"], row["value"]): row["requested"] for row in rows}
    assert (found["total", ""], found["department", "frontline"]) == ("3", "2")
    [load] = await rows_of(page, "Agents as CSV")
    assert (load["agent"], load["name"], load["accepted"]) == (sanne.id, "Sanne", "3")
    # What was asked for stands in the address: it can be kept and sent.
    await page.reload()
    await expect(tile(page, "Asked for a person")).to_have_text("3")


@pytest.mark.parametrize(
    ("language", "title", "row"),
    [("nl", "Cijfers", "Betalingen"), ("zh", "数据", "支付")],
)
async def test_it_speaks_the_language_of_the_lead(
    desk: Desk, sign_in: SignIn, language: str, title: str, row: str
):
    await happened(desk.records, "today", 0)
    page = await sign_in(await desk.add_agent("Lea", role="lead"))
    await page.goto(f"{desk.address}/desk/figures")
    await page.locator("#language").select_option(language)
    await expect(page.get_by_role("heading", level=1)).to_have_text(title)
    await expect(page.get_by_role("rowheader", name=row).first).to_be_visible()


async def test_figures_are_for_leads(desk: Desk, sign_in: SignIn):
    page = await sign_in(await desk.add_agent("Sanne"))
    await expect(page.get_by_role("link", name="Figures")).to_have_count(0)
    await page.goto(f"{desk.address}/desk/figures")
    await expect(page.locator(".toast.problem")).to_contain_text("Only leads and managers")
    answer = await page.request.get(f"{desk.address}/api/desk/figures/agents.csv")
    assert answer.status == 409


async def test_a_period_without_events_says_so(desk: Desk, sign_in: SignIn):
    page = await sign_in(await desk.add_agent("Lea", role="lead"))
    await page.goto(f"{desk.address}/desk/figures?first=2025-01-01&last=2025-01-02")
    await expect(page.locator("#none")).to_have_text("Nothing in this period.")
    await page.goto(f"{desk.address}/desk/figures?first=2025-01-02&last=2025-01-01")
    await expect(page.locator(".toast.problem")).to_contain_text("Give two days")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1360, 420])
async def test_axe_finds_nothing_and_nothing_is_cut_off(
    desk: Desk, sign_in: SignIn, scheme: str, width: int
):
    await happened(desk.records, "today", 0)
    page = await sign_in(
        await desk.add_agent("Lea", role="lead"),
        color_scheme=scheme,
        viewport={"width": width, "height": 860},
    )
    await page.goto(f"{desk.address}/desk/figures")
    await expect(page.locator(".chart").first).to_be_visible()
    assert await problems(page) == []
    overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert await page.evaluate(overflow) <= 0
