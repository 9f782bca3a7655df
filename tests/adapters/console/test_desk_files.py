"""Evidence at the desk: shown small, given as a download, deleted for good with a trace."""

from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass
from io import BytesIO
from pathlib import Path

import pytest
from aiohttp import ClientSession, CookieJar
from PIL import Image

from handoff.desks.console.server import ConsoleDesk
from handoff.files.store import StoredFiles
from handoff.ports import Agent
from handoff.rules.ids import ConversationId
from handoff.rules.messages import Entry, FileRef, Speaker
from tests.adapters.console.conftest import RunningDesk
from tests.adapters.console.page import Page, sign_in
from tests.adapters.console.stand import add_agent, render, serving
from tests.pictures import PDF, picture
from tests.stored_files import files_in

CHAT = "web-3fA9"


@dataclass
class FileDesk:
    """A desk that gives files out, with one picture and one paper in a waiting chat."""

    running: RunningDesk
    address: str
    files: StoredFiles
    refs: tuple[FileRef, FileRef]

    def url(self, file: FileRef, more: str = "", chat: str = CHAT) -> str:
        return f"{self.address}/api/desk/files/{chat}/{file.key}{more}"


async def save(files: StoredFiles, data: bytes, name: str) -> FileRef:
    async def chunks() -> AsyncIterator[bytes]:
        yield data

    return await files.save(chunks(), name=name)


@pytest.fixture
async def desk(running: RunningDesk, tmp_path: Path) -> AsyncIterator[FileDesk]:
    files = files_in(tmp_path / "files")
    shot = await save(files, picture("PNG", (600, 300)), "shot.png")
    refs = shot, await save(files, PDF, "a.pdf")
    running.desk.wait(CHAT)
    running.log.add(CHAT, Entry("web:1", Speaker.CUSTOMER, "", 1, files=refs))
    console = ConsoleDesk(running.desk, running.log, running.records, render, files=files)
    async with serving(console) as address:
        yield FileDesk(running, address, files, refs)


@pytest.fixture
async def http() -> AsyncIterator[ClientSession]:
    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as session:
        yield session


async def agent_at(desk: FileDesk, http: ClientSession, **changes: object) -> tuple[Agent, Page]:
    agent = await add_agent(desk.running.records, "Sanne", **changes)
    await sign_in(http, desk.address, desk.running.records, agent)
    page = Page(http, desk.address)
    await page.connect()
    return agent, page


async def test_a_picture_is_shown_small_and_given_as_a_download(
    desk: FileDesk, http: ClientSession
) -> None:
    await agent_at(desk, http)
    shot, paper = desk.refs
    small = await http.get(desk.url(shot, "/thumbnail"))
    assert (small.status, small.content_type) == (200, "image/webp")
    assert Image.open(BytesIO(await small.read())).size == (320, 160)
    for file in desk.refs:
        whole = await http.get(desk.url(file))
        assert len(await whole.read()) == file.size
        name = f"attachment; filename*=UTF-8''{file.name}"
        assert whole.headers["Content-Disposition"] == name
    for answer in (small, whole):
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer.headers["Cache-Control"] == "no-store"
    assert (await http.get(desk.url(paper, "/thumbnail"))).status == 404


async def trace(desk: FileDesk, agent: Agent) -> list[tuple[object, ...]]:
    """What the audit tells of the agent after the sign-in."""
    lines = await desk.running.records.audit_of(agent.id)
    return [line[1:] for line in lines if line[1] != "signed_in"]


@pytest.mark.parametrize("more", ["", "/thumbnail"])
async def test_nobody_sees_files_of_chats_that_are_not_theirs(
    desk: FileDesk, http: ClientSession, more: str
) -> None:
    shot = desk.refs[0]
    assert (await http.get(desk.url(shot, more))).status == 401
    await agent_at(desk, http, departments=("moderation",))
    assert (await http.get(desk.url(shot, more))).status == 404
    assert (await http.get(desk.url(shot, more, chat="web-other"))).status == 404


async def test_evidence_of_a_ticket_is_seen_by_its_department_without_a_chat(
    desk: FileDesk, http: ClientSession
) -> None:
    shot, paper = desk.refs
    records, chat = desk.running.records, ConversationId("web-listed")
    ticket = {"id": "t1", "conversation": chat, "department": "billing"}
    await records.store_ticket("e-1", ticket | {"evidence": [asdict(shot), asdict(paper)]})
    await records.discard_evidence(chat, paper.key, "identity")
    await agent_at(desk, http, departments=("billing",))
    for more in ("", "/thumbnail"):
        assert (await http.get(desk.url(shot, more, chat=chat))).status == 200
    assert (await http.get(desk.url(paper, chat=chat))).status == 404
    await records.store_ticket("e-2", ticket | {"id": "t2", "conversation": "web-other",
                                                "department": "privacy",
                                                "evidence": [asdict(shot)]})  # fmt: skip
    assert (await http.get(desk.url(shot, chat="web-other"))).status == 404


@pytest.mark.parametrize("why", ["identity", "child_safety"])
async def test_a_file_is_deleted_with_a_trace_and_never_given_out_again(
    desk: FileDesk, http: ClientSession, why: str
) -> None:
    agent, page = await agent_at(desk, http)
    shot, paper = desk.refs
    asked = {"conversation": CHAT, "key": shot.key, "why": why}

    assert (await page.ask(type="discard_file", **asked))["type"] == "done"

    facts = {"key": shot.key, "why": why, "sha256": shot.sha256}
    assert await trace(desk, agent) == [("file_discarded", CHAT, facts)]
    # At once, whenever the bytes themselves go.
    for more in ("", "/thumbnail"):
        assert (await http.get(desk.url(shot, more))).status == 404
    assert (await http.get(desk.url(paper))).status == 200
    again = await page.ask(type="discard_file", **asked)
    assert again["type"] == "refused"


async def test_only_a_file_of_a_chat_one_sees_can_be_deleted(
    desk: FileDesk, http: ClientSession
) -> None:
    agent, page = await agent_at(desk, http, departments=("moderation",))
    asked = {"conversation": CHAT, "key": desk.refs[0].key, "why": "identity"}
    assert (await page.ask(type="discard_file", **asked))["type"] == "refused"
    assert await trace(desk, agent) == []
    assert desk.running.log.lines[CHAT][-1].id == "web:1"
