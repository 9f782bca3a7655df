"""Evidence before an agent's eyes: seen small, had whole, and gone when it must go."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import expect

from handoff.desks.console.server import ConsoleDesk
from handoff.records.sql import SqlRecords
from handoff.rules.messages import Entry, FileRef, Speaker
from tests.adapters.console.stand import DeskStand, LogStand, render, serving
from tests.browser.desk.conftest import CHAT, Desk, SignIn, open_chat
from tests.browser.desk.test_desk_looks import problems
from tests.databases import with_tables
from tests.pictures import PDF, picture
from tests.stored_files import files_in

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


@pytest_asyncio.fixture(loop_scope="session")
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    """A desk that gives files out, with a chat of two files."""
    records = await SqlRecords.open(with_tables(f"sqlite:///{tmp_path}/records.db"))
    log, files = LogStand(), files_in(tmp_path / "files")

    async def saved(data: bytes, name: str) -> FileRef:
        async def chunks() -> AsyncIterator[bytes]:
            yield data

        return await files.save(chunks(), name=name)

    stand = DeskStand(log)
    console = ConsoleDesk(stand, log, records, render, files=files)
    async with serving(console) as address:
        desk = Desk(address, stand, log, records, console)
        desk.wait(CHAT)
        refs = await saved(picture("PNG", (400, 200)), "shot.png"), await saved(PDF, "form.pdf")
        log.add(CHAT, Entry("web:9", Speaker.CUSTOMER, "", 1_772_600_300_000, files=refs))
        yield desk
    await records.close()


async def test_agents_see_and_get_what_was_sent(desk: Desk, sign_in: SignIn):
    page = await sign_in(await desk.add_agent("Sanne"))
    await open_chat(page)
    shot, form = page.locator(".files li").nth(0), page.locator(".files li").nth(1)
    await expect(shot).to_contain_text("shot.png (screenshot, 1 kB)")
    await expect(form).to_contain_text("form.pdf (document, 1 kB)")
    await expect(shot.get_by_role("link")).to_contain_text("May be distressing")
    await expect(page.locator(".cover-note")).to_contain_text("only when you ask")
    assert await problems(page) == []
    small = shot.locator("img")
    await expect(small).to_have_count(0)
    await page.get_by_role("button", name="Show picture shot.png").press("Enter")
    await expect(small).to_have_js_property("naturalWidth", 320)
    await page.get_by_role("button", name="Hide picture shot.png").press("Enter")
    await expect(small).to_have_count(0)
    await expect(form.locator("img")).to_have_count(0)
    async with page.expect_download() as download:
        await form.get_by_role("link").click()
    assert Path(await (await download.value).path()).read_bytes() == PDF
    assert await problems(page) == []


async def test_an_identity_paper_is_deleted_by_keyboard_and_stays_gone(desk: Desk, sign_in: SignIn):
    page = await sign_in(await desk.add_agent("Sanne"))
    await open_chat(page)
    await page.get_by_role("button", name="Delete shot.png").press("Enter")
    dialog = page.get_by_role("dialog")
    await expect(dialog).to_contain_text("shot.png")
    await dialog.get_by_role("button", name="Delete for good").click()
    await expect(dialog).to_be_visible()  # a reason is needed
    await dialog.get_by_role("radio", name="It is an identity paper").check()
    assert await problems(page) == []
    await dialog.get_by_role("button", name="Delete for good").click()

    gone = page.locator(".files li").nth(0)
    await expect(gone).to_have_text("Deleted for good")
    await expect(page.locator(".files li").nth(1)).to_contain_text("form.pdf")
    await page.reload()
    await open_chat(page)
    await expect(gone).to_have_text("Deleted for good")
    await expect(gone.get_by_role("link")).to_have_count(0)
