"""Notices by e-mail: where the chat does not reach the customer, and only there."""

import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from handoff.rules.ticket import Actor, Deed
from tests.adapters.mail.server import MailServer, mail_server
from tests.cli.waiting import until
from tests.fakes.telegram import TelegramFake
from tests.scenario.actors import Customer, agent_at, customer_at
from tests.scenario.stand import WITHIN_S, Stand, standing
from tests.scenario.telegram import TelegramCustomer

ADA = Actor("ada", "Ada Brandt", "agent")
ADDRESS = "noor@example.com"


@pytest.fixture
async def post() -> AsyncIterator[MailServer]:
    async with mail_server() as server:
        yield server


@pytest.fixture
async def stand(tmp_path: Path, redis_url: str, post: MailServer) -> AsyncIterator[Stand]:
    async with standing(tmp_path, redis_url, smtp_url=post.url) as stand:
        yield stand


@pytest.fixture
async def noor(stand: Stand, people: AsyncExitStack) -> Customer:
    noor = await customer_at(people, stand, "nl")
    await noor.sees("greeting")
    return noor


async def complaint_of(stand: Stand, conversation: str, contact: str = ADDRESS) -> str:
    ticket = {
        "id": f"{conversation}:d1",
        "conversation": conversation,
        "type": "seller_conduct",
        "state": "queued",
        "department": "marketplace_disputes",
        "language": "nl",
        "channel": conversation.partition("-")[0],
        "question": "De lamp is kapot.",
        "facts": {"contact": {"value": contact, "words": contact}},
    }
    return await stand.service.records.store_ticket(f"s-{conversation}", ticket)


async def take(stand: Stand, conversation: str) -> None:
    now_ms = int(stand.clock.now().timestamp() * 1000)
    await stand.service.records.do_deed("take", f"{conversation}:d1", Deed("take", ADA, now_ms))
    stand.service.notices.hint()


async def all_handed_on(stand: Stand) -> None:
    async def is_done() -> bool:
        return not await stand.service.records.unsent_notices()

    await until(is_done, within_s=WITHIN_S)


async def goes(stand: Stand, noor: Customer) -> None:
    """Closes the window, long enough ago for everybody to know."""
    await noor.drops()
    here = stand.service.mailboxes.keys.here(noor.conversation)
    await stand.service.client.call("DEL", here)


async def kinds_of(stand: Stand, conversation: str) -> list[str]:
    lines = await stand.service.records.lines_of(f"{conversation}:d1")
    return [line["kind"] for line in lines]


async def test_who_has_gone_gets_it_by_e_mail_in_their_language(
    stand: Stand, noor: Customer, post: MailServer
) -> None:
    number = await complaint_of(stand, noor.conversation)
    await goes(stand, noor)
    await take(stand, noor.conversation)
    await all_handed_on(stand)
    stand.clock.forward(timedelta(minutes=2).total_seconds())
    await until(lambda: bool(post.letters), within_s=WITHIN_S)
    [letter] = post.letters
    assert letter["To"] == ADDRESS
    assert letter["Subject"] == f"Over je ticket {number}"
    assert f"Ada is nu bezig met {number}" in letter.get_content()
    assert "{" not in letter.get_content()

    async def is_noted() -> bool:
        return "mail_sent" in await kinds_of(stand, noor.conversation)

    await until(is_noted, within_s=WITHIN_S)
    # The chat has it as well, for whoever comes back.
    await noor.connects()
    await noor.sees("ticket_taken")


async def test_who_has_the_chat_open_gets_none(
    stand: Stand, noor: Customer, post: MailServer
) -> None:
    await complaint_of(stand, noor.conversation)
    await take(stand, noor.conversation)
    await noor.sees("ticket_taken")
    await all_handed_on(stand)
    stand.clock.forward(timedelta(minutes=2).total_seconds())
    due = stand.service.records.due_mails

    async def is_decided() -> bool:
        return not await due()

    await until(is_decided, within_s=WITHIN_S)
    assert post.letters == []
    assert "mail_sent" not in await kinds_of(stand, noor.conversation)


@pytest.mark.parametrize("contact", ["chat", "+31612345678"])
async def test_without_an_address_nothing_is_sent(
    stand: Stand, noor: Customer, post: MailServer, contact: str
) -> None:
    await complaint_of(stand, noor.conversation, contact)
    await goes(stand, noor)
    await take(stand, noor.conversation)
    await all_handed_on(stand)
    stand.clock.forward(timedelta(minutes=2).total_seconds())
    assert await stand.service.records.due_mails() == []
    assert post.letters == []


async def test_a_refused_address_is_shown_on_the_ticket(
    stand: Stand, noor: Customer, post: MailServer, people: AsyncExitStack
) -> None:
    post.refusal = "550 no such mailbox"
    number = await complaint_of(stand, noor.conversation)
    await goes(stand, noor)
    await take(stand, noor.conversation)
    await all_handed_on(stand)
    stand.clock.forward(timedelta(minutes=2).total_seconds())

    async def is_noted() -> bool:
        return "mail_failed" in await kinds_of(stand, noor.conversation)

    await until(is_noted, within_s=WITHIN_S)
    ada = await agent_at(people, stand, "Ada")
    [trouble] = (await ada.gets(f"/api/desk/tickets/{number}"))["mails"]
    assert (trouble["state"], trouble["tries"]) == ("failed", 1)
    assert "550" in trouble["error"]
    assert ADDRESS not in trouble["error"]


async def test_a_server_in_trouble_is_tried_again_and_the_ticket_says_so(
    stand: Stand, noor: Customer, post: MailServer
) -> None:
    post.refusal = "451 come back later"
    await complaint_of(stand, noor.conversation)
    await goes(stand, noor)
    await take(stand, noor.conversation)
    await all_handed_on(stand)
    stand.clock.forward(timedelta(minutes=2).total_seconds())
    records = stand.service.records

    async def is_shown() -> bool:
        return bool(await records.mails_in_trouble(f"{noor.conversation}:d1"))

    await until(is_shown, within_s=WITHIN_S)
    post.refusal = ""
    stand.clock.forward(timedelta(minutes=2).total_seconds())
    await until(lambda: bool(post.letters), within_s=WITHIN_S)

    async def is_over() -> bool:
        return not await is_shown()

    await until(is_over, within_s=WITHIN_S)
    assert post.tries == 2


async def test_what_fails_for_a_day_is_given_up(
    stand: Stand, noor: Customer, post: MailServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "bot.mail.mails")
    post.refusal = "451 come back later"
    await complaint_of(stand, noor.conversation)
    await goes(stand, noor)
    await take(stand, noor.conversation)
    await all_handed_on(stand)

    async def have_failed(tries: int) -> bool:
        """The first mail so often; of each that is held for a try it is known that it failed."""
        found = await stand.service.records.mails_in_trouble(f"{noor.conversation}:d1")
        counted = [one["tries"] for one in found]
        known = sum("a mail about a ticket failed" in line for line in caplog.messages)
        return counted[:1] == [tries] and known == sum(counted)

    async def is_given_up() -> bool:
        found = await stand.service.records.mails_in_trouble(f"{noor.conversation}:d1")
        return found[0]["state"] == "failed"

    for tries in range(1, 13):
        assert tries == 1 or not await is_given_up()
        # The longest pause between two tries is two hours.
        stand.clock.forward(timedelta(hours=2, minutes=5).total_seconds())
        await until(partial(have_failed, tries), within_s=WITHIN_S)
    await until(is_given_up, within_s=WITHIN_S)


async def test_who_blocks_us_on_telegram_gets_it_by_e_mail(
    tmp_path: Path, redis_url: str, post: MailServer
) -> None:
    async with (
        TelegramFake() as fake,
        standing(tmp_path, redis_url, telegram=fake, smtp_url=post.url) as stand,
    ):
        robin = TelegramCustomer(fake, stand, "nl")
        robin.app.start()
        await robin.sees("greeting")
        number = await complaint_of(stand, robin.conversation)
        robin.app.chat.blocked = True
        await take(stand, robin.conversation)
        await until(lambda: bool(post.letters), within_s=WITHIN_S)
        assert post.letters[0]["Subject"] == f"Over je ticket {number}"
