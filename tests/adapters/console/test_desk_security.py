"""Each check of the web desk, with what it must refuse."""

from datetime import timedelta

import pytest
from aiohttp import ClientSession, CookieJar, WSServerHandshakeError
from yarl import URL

from handoff.desks.console.guard import COOKIE
from handoff.desks.console.labels import LABELS
from handoff.desks.console.links import ensure_demo_agent, make_sign_in_link
from handoff.desks.console.server import ConsoleDesk
from handoff.records.sessions import SESSION_IDLE
from handoff.rules.messages import Entry, FileRef, Speaker
from tests.adapters.console.conftest import OWN_ORIGIN, RunningDesk
from tests.adapters.console.page import Page, sign_in, signed_in_page
from tests.adapters.console.stand import TEXTS, add_agent, render, serving

FOREIGN = ["https://evil.example.com", "http://127.0.0.1:1", "null", "", "http://desk.example.com"]


@pytest.fixture
async def http():
    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as session:
        yield session


def cookie_of(http: ClientSession, address: str) -> str:
    return http.cookie_jar.filter_cookies(URL(address))[COOKIE].value


async def test_page_is_served_with_a_strict_policy_and_no_inline_code(running, http):
    answer = await http.get(f"{running.address}/desk")
    page = await answer.text()

    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "<style" not in page
    assert " style=" not in page
    assert " on" not in page.replace(" one", "").split("<body>")[0]
    assert "<script>" not in page


@pytest.mark.parametrize("name", ["desk.js", "desk.css", "icon.svg"])
async def test_static_files_have_their_types(running, http, name):
    answer = await http.get(f"{running.address}/desk/static/{name}")

    assert answer.status == 200
    assert answer.content_type in ("text/javascript", "text/css", "image/svg+xml")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("name", ["..%2Fserver.py", "desk.html", "none.js", "%2Fetc%2Fpasswd"])
async def test_nothing_but_the_page_s_own_files_is_served(running, http, name):
    answer = await http.get(URL(f"{running.address}/desk/static/{name}", encoded=True))

    assert answer.status == 404


async def test_looking_at_a_link_does_not_burn_it(running: RunningDesk, http):
    agent = await add_agent(running.records, "Sanne")
    link = await make_sign_in_link(running.records, agent.id, running.address)

    for _ in range(3):
        answer = await http.get(link, headers={"Accept-Language": "fr, nl;q=0.8"})
        assert answer.status == 200
        assert "Aanmelden" in await answer.text()
        assert COOKIE not in answer.cookies
    await sign_in(http, running.address, running.records, agent)
    assert (await http.get(f"{running.address}/api/desk/session")).status == 200


async def test_cookie_is_hidden_from_scripts_and_other_sites(running: RunningDesk, http):
    agent = await add_agent(running.records, "Sanne")
    for origin, secure in ((running.address, ""), (OWN_ORIGIN, True)):
        answer = await http.post(
            f"{running.address}/desk/sign-in",
            data={"code": await running.records.make_sign_in_code(agent.id)},
            headers={"Origin": origin},
            allow_redirects=False,
        )
        cookie = answer.cookies[COOKIE]
        assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Strict", "/")
        assert cookie["secure"] == secure


async def test_used_expired_and_invented_codes_are_refused(running: RunningDesk, http):
    agent = await add_agent(running.records, "Sanne")
    used = await running.records.make_sign_in_code(agent.id)
    await running.records.open_session(used)
    late = await running.records.make_sign_in_code(agent.id)
    running.clock.forward(timedelta(minutes=15))

    for code in (used, late, "x" * 43, "", "<script>"):
        seen = await http.get(f"{running.address}/desk/sign-in", params={"code": code})
        assert seen.status == 403
        assert "<script>" not in await seen.text()
        posted = await http.post(
            f"{running.address}/desk/sign-in",
            data={"code": code},
            headers={"Origin": running.address},
        )
        assert posted.status == 403
        assert COOKIE not in posted.cookies


@pytest.mark.parametrize("origin", FOREIGN)
async def test_other_sites_can_neither_sign_in_nor_out(running: RunningDesk, http, origin):
    agent = await add_agent(running.records, "Sanne")
    await sign_in(http, running.address, running.records, agent)
    headers = {"Origin": origin} if origin else {}
    code = await running.records.make_sign_in_code(agent.id)

    refused = await http.post(
        f"{running.address}/desk/sign-in", data={"code": code}, headers=headers
    )
    assert refused.status == 403
    assert await running.records.code_is_good(code)
    assert (await http.post(f"{running.address}/desk/sign-out", headers=headers)).status == 403
    assert (await http.get(f"{running.address}/api/desk/session")).status == 200


@pytest.mark.parametrize("origin", FOREIGN)
async def test_other_sites_cannot_open_the_socket(running: RunningDesk, http, origin):
    agent = await add_agent(running.records, "Sanne")
    await sign_in(http, running.address, running.records, agent)

    with pytest.raises(WSServerHandshakeError) as refused:
        await http.ws_connect(
            f"{running.address}/api/desk/socket", headers={"Origin": origin} if origin else {}
        )
    assert refused.value.status == 403


async def test_socket_and_session_need_a_cookie(running: RunningDesk, http):
    http.cookie_jar.update_cookies({COOKIE: "guess"}, URL(running.address))

    assert (await http.get(f"{running.address}/api/desk/session")).status == 401
    with pytest.raises(WSServerHandshakeError) as refused:
        await http.ws_connect(
            f"{running.address}/api/desk/socket", headers={"Origin": running.address}
        )
    assert refused.value.status == 401


async def test_revoked_session_ends_at_the_next_frame(running: RunningDesk):
    agent = await add_agent(running.records, "Sanne")
    running.desk.wait("web-1")

    async with signed_in_page(running, agent) as page:
        await page.of_type("lists")
        await running.records.revoke_sessions_of(agent.id)
        await page.socket.send_json({"type": "claim", "conversation": "web-1", "ref": "1"})
        assert await page.closed() == 4401
    assert running.desk.cards["web-1"].agent_id == ""


async def test_disabled_agent_is_cut_off_without_sending_anything(running: RunningDesk):
    agent = await add_agent(running.records, "Sanne")

    async with signed_in_page(running, agent) as page:
        await page.of_type("lists")
        await running.records.set_active(agent.id, False)
        running.desk.wait("web-1")
        assert await page.closed() == 4401
    assert all("web-1" not in str(frame) for frame in page.frames)


async def test_expired_session_ends(running: RunningDesk):
    agent = await add_agent(running.records, "Sanne")

    async with signed_in_page(running, agent) as page:
        await page.of_type("lists")
        running.clock.forward(SESSION_IDLE)
        await page.socket.send_json({"type": "ping", "ref": "1"})
        assert await page.closed() == 4401
        assert (await page.http.get(f"{running.address}/api/desk/session")).status == 401


async def test_sign_out_ends_the_session_and_its_open_pages(running: RunningDesk):
    agent = await add_agent(running.records, "Sanne")

    async with signed_in_page(running, agent) as page:
        await page.of_type("lists")
        token = cookie_of(page.http, running.address)
        answer = await page.http.post(
            f"{running.address}/desk/sign-out", headers={"Origin": running.address}
        )
        assert answer.status == 204
        assert await page.closed() == 1012
    assert await running.records.load_session(token) is None


async def test_frame_that_is_too_large_ends_the_connection(running: RunningDesk):
    agent = await add_agent(running.records, "Sanne")

    async with signed_in_page(running, agent) as page:
        await page.of_type("lists")
        await page.socket.send_str("x" * 40_000)
        assert await page.closed() == 1009


async def test_pages_of_one_agent_are_limited(running: RunningDesk):
    agent = await add_agent(running.records, "Sanne")

    async with signed_in_page(running, agent) as page:
        more = [Page(page.http, running.address) for _ in range(10)]
        for each in more[:9]:
            await each.connect()
        with pytest.raises(WSServerHandshakeError) as refused:
            await more[9].connect()
        assert refused.value.status == 429
        for each in more[:9]:
            await each.socket.close()


async def test_absent_records_are_a_clear_503(running: RunningDesk, http, tmp_path):
    agent = await add_agent(running.records, "Sanne")
    await sign_in(http, running.address, running.records, agent)
    async with running.records._writing() as connection:
        await connection.exec_driver_sql("ALTER TABLE desk_sessions RENAME TO gone")

    assert (await http.get(f"{running.address}/api/desk/session")).status == 503


async def test_labels_of_the_page_come_in_three_languages(running: RunningDesk, http):
    for language in ("en", "nl", "zh"):
        answer = await http.get(f"{running.address}/api/desk/labels", params={"language": language})
        assert await answer.json() == {name: TEXTS[name][language] for name in LABELS}


async def test_demo_agent_is_added_only_where_nobody_can_answer(running: RunningDesk):
    first = await ensure_demo_agent(running.records)
    assert first == await ensure_demo_agent(running.records)
    (agent,) = await running.records.agents()
    assert (agent.id, agent.name, agent.role) == (first, "Sam", "manager")


async def test_demo_link_works_for_a_day(running: RunningDesk, http):
    agent = await ensure_demo_agent(running.records)
    links = [await make_sign_in_link(running.records, agent, f"{running.address}/") for _ in "12"]

    running.clock.forward(timedelta(hours=23, minutes=59))
    assert (await http.get(links[0])).status == 200
    running.clock.forward(timedelta(minutes=1))
    assert (await http.get(links[1])).status == 403


class Shelf:
    """Files that hold their own key."""

    async def open(self, key: str):
        async def chunks():
            yield f"bytes of {key}".encode()

        return chunks()


async def test_files_are_downloads_for_those_who_see_the_chat(running: RunningDesk, http):
    sees = await add_agent(running.records, "Sanne")
    other = await add_agent(running.records, "Yusuf", departments=("privacy",))
    running.desk.wait("web-1")
    size = len("bytes of k1")
    sent = FileRef("k1", 'scherm "1".svg', "image/svg+xml", size)
    entry = Entry("web:7", Speaker.CUSTOMER, "", 1_772_600_000_000, files=(sent,))
    running.log.add("web-1", entry)
    running.log.add("web-2", entry)
    console = ConsoleDesk(running.desk, running.log, running.records, render, files=Shelf())

    async with serving(console) as address:
        path = f"{address}/api/desk/files"
        assert (await http.get(f"{path}/web-1/k1")).status == 401
        await sign_in(http, address, running.records, other)
        assert (await http.get(f"{path}/web-1/k1")).status == 404
        await sign_in(http, address, running.records, sees)
        answer = await http.get(f"{path}/web-1/k1")
        assert (answer.status, await answer.text()) == (200, "bytes of k1")
        assert answer.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''")
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        for wrong in ("web-1/k2", "web-2/k1"):
            assert (await http.get(f"{path}/{wrong}")).status == 404
