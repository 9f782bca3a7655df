"""Somebody in danger: whoever is on call is told at once, and again if nobody takes it."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from tests.adapters.mail.server import MailServer, mail_server
from tests.cli.waiting import until
from tests.redis_server import free_port
from tests.scenario.actors import agent_at, customer_at
from tests.scenario.stand import WITHIN_S, Stand, standing

DANGER = {"en": "I want to kill myself", "nl": "ik wil er een einde aan maken", "zh": "我不想活了"}
ADDRESSES = ("ann@example.com", "bo@example.com")


@dataclass
class Pager:
    """A webhook on loopback; refuses the first ``refusals`` calls."""

    port: int
    refusals: int = 0
    calls: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook/secret"

    async def answer(self, request: web.Request) -> web.Response:
        self.keys.append(request.headers["Idempotency-Key"])
        if self.refusals:
            self.refusals -= 1
            return web.Response(status=503)
        self.calls.append(await request.json())
        return web.Response()


@asynccontextmanager
async def a_pager() -> AsyncIterator[Pager]:
    pager = Pager(free_port())
    app = web.Application()
    app.add_routes([web.post("/hook/secret", pager.answer)])
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", pager.port).start()
    yield pager
    await runner.cleanup()


@pytest.fixture
async def post() -> AsyncIterator[MailServer]:
    async with mail_server() as server:
        yield server


@pytest.fixture
async def pager() -> AsyncIterator[Pager]:
    async with a_pager() as pager:
        yield pager


@asynccontextmanager
async def on_call(
    folder: Path, redis_url: str, post: MailServer, pager: Pager, **more: Any
) -> AsyncIterator[Stand]:
    given = {"on_call_mail": ADDRESSES, "on_call_webhook": pager.url}
    async with standing(folder, redis_url, smtp_url=post.url, **given, **more) as stand:
        yield stand


async def passes(stand: Stand, minutes: float) -> None:
    stand.clock.forward(minutes * 60)
    boxes, now_ms = stand.service.mailboxes, int(stand.clock.now().timestamp() * 1000)
    for base in boxes.keys.shards():
        await boxes.sweep(base, now_ms, ["in"])
        stand.service.wake.work(base, "in")
    await stand.quiet()


@pytest.mark.parametrize("language", sorted(DANGER))
async def test_danger_calls_out_at_once_and_once_more_if_nobody_takes_it(
    language: str,
    tmp_path: Path,
    redis_url: str,
    people: AsyncExitStack,
    post: MailServer,
    pager: Pager,
) -> None:
    async with on_call(tmp_path, redis_url, post, pager) as stand:
        lea = await agent_at(people, stand, "Lea", role="lead")
        customer = await customer_at(people, stand, language)
        await customer.writes(DANGER[language])
        await customer.sees("handoff_safety")
        await stand.quiet()
        assert (len(post.letters), len(pager.calls)) == (1, 1)
        await passes(stand, 4.9)
        assert (len(post.letters), len(pager.calls)) == (1, 1)
        await passes(stand, 0.2)
        assert (len(post.letters), len(pager.calls)) == (2, 2)
        await passes(stand, 60)
        assert (len(post.letters), len(pager.calls)) == (2, 2), "no third one"

        first, again = post.letters
        assert first["To"] == ", ".join(ADDRESSES)
        desk = f"{stand.service.settings.public_address}/desk"
        for letter, text in ((first, "on_call_first"), (again, "on_call_again")):
            words = letter.get_content()
            start = stand.service.content.text(text, language, {"time": "#", "desk": desk})
            assert start.partition("#")[0] in words
            assert DANGER[language] not in words
        assert [call["again"] for call in pager.calls] == [False, True]
        assert pager.calls[0]["priority"] == "P0"
        assert customer.conversation not in str(pager.calls)

        told = [each["about"] for each in (await lea.gets("/api/desk/notices"))["alarms"]]
        wanted = ("target_missed", "danger_again", "target_near", "danger")
        names = [stand.service.content.text(f"desk_alarm_{name}", "en") for name in wanted]
        assert sorted(told) == sorted(names)
        assert len(await stand.recorded(customer.conversation, "on_call_alarmed")) == 2


async def test_who_takes_it_is_the_end_of_the_alarm(
    tmp_path: Path, redis_url: str, people: AsyncExitStack, post: MailServer, pager: Pager
) -> None:
    async with on_call(tmp_path, redis_url, post, pager) as stand:
        customer = await customer_at(people, stand)
        await customer.writes(DANGER["en"])
        agent = await agent_at(people, stand, "Sanne")
        await agent.takes(customer)
        await customer.sees("agent_joined")
        await passes(stand, 30)
        assert (len(post.letters), len(pager.calls)) == (1, 1)


async def test_a_call_that_fails_is_tried_again_under_the_same_key_and_holds_up_no_other(
    tmp_path: Path, redis_url: str, people: AsyncExitStack, post: MailServer, pager: Pager
) -> None:
    pager.refusals = 1
    post.refusal = "451 later"
    async with on_call(tmp_path, redis_url, post, pager) as stand:
        customer = await customer_at(people, stand)
        await customer.writes(DANGER["en"])
        await until(lambda: len(pager.calls) == 1, within_s=WITHIN_S * 4)
        assert (len(pager.keys), len(set(pager.keys)), len(post.letters)) == (2, 1, 0)
        post.refusal = ""
        await until(lambda: len(post.letters) == 1, within_s=WITHIN_S * 4)


async def test_a_wish_for_a_person_calls_out_nobody(
    tmp_path: Path, redis_url: str, people: AsyncExitStack, post: MailServer, pager: Pager
) -> None:
    async with on_call(tmp_path, redis_url, post, pager) as stand:
        customer = await customer_at(people, stand)
        await customer.writes("I want to talk to a human")
        await customer.sees("queue_place_number")
        await passes(stand, 30)
        assert (post.letters, pager.calls) == ([], [])


async def test_without_anybody_on_call_the_leads_at_the_desk_are_told(
    stand: Stand, people: AsyncExitStack
) -> None:
    lea = await agent_at(people, stand, "Lea", role="lead")
    customer = await customer_at(people, stand)
    await customer.writes(DANGER["en"])
    await customer.sees("handoff_safety")
    await stand.quiet()
    (alarm,) = (await lea.gets("/api/desk/notices"))["alarms"]
    assert (alarm["priority"], alarm["seen_by"], len(alarm["tickets"])) == ("P0", "", 1)
