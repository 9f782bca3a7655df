"""Files in the widget: picked, dropped or pasted, seen on their way, once in the conversation."""

import gzip
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Locator, Request, expect

from handoff.rules.events import CustomerWrote
from tests.adapters.web.stands import render_text
from tests.browser.widget.chat import Chat
from tests.browser.widget.test_looks import faults
from tests.pictures import HEIC, PDF, movie, picture

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
FORMATS = "PNG, JPG, WEBP, HEIC, MP4, MOV, WEBM, TXT, PDF"
ADD = "Add files"
HAND_OVER = """([type, files]) => {
  const transfer = new DataTransfer();
  for (const [name, type, text] of files) transfer.items.add(new File([text], name, { type }));
  const root = document.querySelector("footbridge-chat").shadowRoot;
  const init = { bubbles: true, cancelable: true };
  const event = type === "paste"
    ? new ClipboardEvent(type, { ...init, clipboardData: transfer })
    : new DragEvent(type, { ...init, dataTransfer: transfer });
  root.querySelector(type === "paste" ? "textarea" : ".panel").dispatchEvent(event);
  return event.defaultPrevented;
}"""


def a_file(name: str, data: bytes) -> dict[str, Any]:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": data}


async def pick(chat: Chat, *files: dict[str, Any], button: str = ADD) -> None:
    async with chat.page.expect_file_chooser() as chosen:
        await chat.button(button).click()
    await (await chosen.value).set_files(list(files))


def lines(chat: Chat) -> Locator:
    return chat.page.locator(".uploads li")


def sent(chat: Chat) -> list[str]:
    """The names of the files that the conversation has."""
    events = [event for _, _, event in chat.served.support.accepted]
    return [file.name for e in events if isinstance(e, CustomerWrote) for file in e.files]


async def opened(open_chat: Any, **options: Any) -> Chat:
    chat: Chat = await open_chat(**options)
    await chat.open()
    return chat


async def test_picked_files_come_into_the_conversation_in_order(open_chat: Any) -> None:
    chat = await opened(open_chat)
    await pick(
        chat, a_file("one.png", picture()), a_file("发票 2.pdf", PDF), a_file("three.heic", HEIC)
    )
    await expect(chat.page.locator(".entries .file")).to_have_count(3)
    await expect(lines(chat)).to_have_count(0)
    assert sent(chat) == ["one.png", "发票 2.pdf", "three.jpg"]
    await expect(chat.entries.last).to_contain_text("three.jpg")
    assert chat.complaints == []


async def test_dropped_and_pasted_files_come_in_and_pasted_text_stays_text(open_chat: Any) -> None:
    chat = await opened(open_chat)
    text = ["log.txt", "text/plain", "Kim: hello"]
    assert await chat.page.evaluate(HAND_OVER, ["dragover", [text]]), "the page must not open it"
    await expect(chat.page.locator(".panel.drop")).to_have_count(1)
    assert await chat.page.evaluate(HAND_OVER, ["drop", [text]])
    await expect(chat.page.locator(".drop")).to_have_count(0)
    await expect(chat.page.locator(".entries .file")).to_have_count(1)
    assert await chat.page.evaluate(HAND_OVER, ["paste", [["shot.txt", "", "seen"]]])
    await expect(chat.page.locator(".entries .file")).to_have_count(2)
    assert not await chat.page.evaluate(HAND_OVER, ["paste", []]), "words go into the field"
    assert sent(chat) == ["log.txt", "shot.txt"]


@pytest.mark.parametrize(
    ("language", "add", "remove"),
    [("en", ADD, "Remove"), ("nl", "Bestanden toevoegen", "weghalen"), ("zh", "添加文件", "移除")],
)
async def test_a_refusal_stands_beside_its_file_until_it_is_put_away(
    open_chat: Any, language: str, add: str, remove: str
) -> None:
    chat = await opened(open_chat, language=language)
    await pick(chat, a_file("game.exe", b"MZ\x90\x00"), a_file("ok.png", picture()), button=add)
    wanted = render_text("file_kind", language, {"formats": FORMATS})
    await expect(lines(chat)).to_have_count(1)
    await expect(lines(chat).get_by_role("status")).to_have_text(wanted)
    await expect(lines(chat).locator(".what")).to_have_text("game.exe")
    assert sent(chat) == ["ok.png"], "it holds up nothing"
    away = lines(chat).get_by_role("button", name=re.compile(remove))
    await away.focus()
    await chat.page.keyboard.press("Enter")
    await expect(lines(chat)).to_have_count(0)
    await expect(chat.field).to_be_focused()


async def test_a_file_beyond_all_limits_is_not_even_sent(open_chat: Any, tmp_path: Path) -> None:
    chat = await opened(open_chat)
    huge = tmp_path / "film.mp4"
    with huge.open("wb") as file:
        file.truncate(51 * 1024**2)
    async with chat.page.expect_file_chooser() as chosen:
        await chat.button(ADD).click()
    await (await chosen.value).set_files(huge)
    await expect(lines(chat).get_by_role("status")).to_contain_text("50 MB")
    assert sent(chat) == []


async def test_a_file_on_its_way_shows_how_far_it_is_and_can_be_stopped(open_chat: Any) -> None:
    chat = await opened(open_chat)
    client = await chat.page.context.new_cdp_session(chat.page)
    slow = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 200_000}
    await client.send("Network.emulateNetworkConditions", slow)
    await pick(chat, a_file("film.mp4", movie() + bytes(8 * 1024**2)), a_file("b.png", picture()))
    first, second = lines(chat).nth(0), lines(chat).nth(1)
    await expect(first.get_by_role("progressbar", name="film.mp4")).to_be_visible()
    await expect(first.get_by_role("status")).to_have_text("Sending")
    await expect(second.get_by_role("status")).to_have_text("Waits to be sent")
    bar = first.get_by_role("progressbar")
    await expect(bar).not_to_have_js_property("value", 0)
    await first.get_by_role("button", name="Remove film.mp4").click()
    await expect(chat.page.locator(".entries .file")).to_have_count(1)
    assert sent(chat) == ["b.png"]


async def test_nothing_is_lost_or_doubled_when_the_answer_is(open_chat: Any) -> None:
    chat = await opened(open_chat)
    ids: list[str] = []

    async def lose_the_answer(route: Any, request: Request) -> None:
        ids.append(re.findall(r'name="client_id"\r\n\r\n(\S+)', request.post_data or "")[0])
        if len(ids) == 1:
            await route.fetch()
            await route.abort()
        else:
            await route.continue_()

    # Its entry would tell that it has arrived; the file alone must find out.
    chat.served.support.hints = False
    await chat.page.route("**/api/web/files", lose_the_answer)
    await pick(chat, a_file("one.txt", b"only once"))
    await expect(chat.page.locator(".entries .file")).to_have_count(1)
    await expect(lines(chat)).to_have_count(0)
    assert sent(chat) == ["one.txt"]
    assert len(set(ids)) == 1


async def test_what_was_picked_without_a_connection_is_sent_with_it(open_chat: Any) -> None:
    chat = await opened(open_chat)
    await chat.served.stop()
    await expect(chat.line).to_be_visible()
    await pick(chat, a_file("one.png", picture()))
    await expect(lines(chat).get_by_role("status")).to_have_text("Waits to be sent")
    await chat.served.start()
    await expect(chat.page.locator(".entries .file")).to_have_count(1, timeout=60_000)
    assert sent(chat) == ["one.png"]


async def test_what_never_gets_through_is_told_and_can_be_sent_again(open_chat: Any) -> None:
    chat = await opened(open_chat)
    await chat.page.clock.install()
    await chat.page.route(
        "**/api/web/files", lambda route: route.fulfill(status=413, body="<h1>no")
    )
    await pick(chat, a_file("one.png", picture()))
    status = lines(chat).get_by_role("status")
    for _ in range(3):
        await expect(status).to_have_text("Waits to be sent")
        await chat.page.clock.run_for(3_000)
    await expect(status).to_have_text("This file was not sent.")
    await chat.page.unroute("**/api/web/files")
    await lines(chat).get_by_role("button", name="Send again").click()
    await expect(chat.page.locator(".entries .file")).to_have_count(1)


@pytest.mark.parametrize("language", ["en", "nl", "zh"])
async def test_everybody_can_use_it(open_chat: Any, language: str) -> None:
    chat = await opened(open_chat, language=language)
    add = render_text("web_file_add", language, {})
    await pick(chat, a_file("a.exe", b"MZ\x90\x00"), button=add)
    await expect(lines(chat).get_by_role("status")).not_to_be_empty()
    assert await faults(chat.page) == []


async def test_the_widget_stays_small(open_chat: Any) -> None:
    chat = await open_chat()
    answer = await chat.page.request.get(f"{chat.served.url}/widget.js")
    assert len(gzip.compress(await answer.body())) < 20_000
