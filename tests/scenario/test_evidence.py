"""Evidence on both channels: taken at any moment, counted, on the ticket, deleted when it must."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.fakes.telegram import TelegramFake
from tests.pictures import PDF, movie, picture
from tests.scenario.actors import AgentAtDesk, Customer
from tests.scenario.conftest import NewCustomer
from tests.scenario.stand import Stand, standing
from tests.scenario.telegram import TelegramCustomer

PNG = picture("PNG")


@pytest.fixture
async def fake() -> AsyncIterator[TelegramFake]:
    async with TelegramFake() as fake:
        yield fake


@pytest.fixture
async def stand(
    fake: TelegramFake, tmp_path: Path, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Stand]:
    """An operator who allows two files an hour."""
    monkeypatch.setenv("FOOTBRIDGE_FILES_PER_HOUR", "2")
    monkeypatch.setenv("FOOTBRIDGE_FILE_MB_PER_HOUR", "50")
    async with standing(tmp_path, redis_url, telegram=fake) as stand:
        yield stand


@pytest.mark.parametrize("language", ["en", "nl", "zh"])
async def test_the_setting_holds_and_what_is_beyond_it_is_told(
    fake: TelegramFake, stand: Stand, language: str
) -> None:
    robin = TelegramCustomer(fake, stand, language)
    robin.app.start()
    await robin.sees("greeting")
    for number in range(3):
        robin.app.send_photo(PNG, caption=f"proof {number}", album="proofs")

    told = await robin.sees("files_too_many")

    assert re.findall(r"\d+", told["text"]) == ["2", "50", "30"]
    await stand.quiet()
    entries = [entry for _, entry in await stand.service.log.read(robin.conversation, 0)]
    proofs = [entry for entry in entries if entry.text.startswith("proof")]
    assert [len(entry.files) for entry in proofs] == [1, 1, 0]


@pytest.mark.parametrize("language", ["en", "nl", "zh"])
async def test_the_same_limit_holds_in_the_widget(
    stand: Stand, new_customer: NewCustomer, language: str
) -> None:
    customer = await new_customer(language=language)
    for _ in range(2):
        assert "stored" in await customer.uploads(picture(), "proof.png")
    refused = await customer.uploads(picture(), "proof.png")
    assert refused["error"] == "files_too_many"
    assert re.findall(r"\d+", refused["text"]) == ["2", "50", "30"]
    await customer.sees("file_received")


async def evidence(stand: Stand, conversation: str) -> list[dict[str, str]]:
    """What is on the customer's newest ticket."""
    return list((await stand.tickets(conversation))[-1].get("evidence", []))


async def test_what_waits_with_the_chat_and_what_comes_later_is_on_the_ticket(
    stand: Stand, customer: Customer, sanne: AgentAtDesk
) -> None:
    await customer.uploads(picture(), "before.png")
    await customer.sees("file_received")
    await customer.presses("person:now")
    await sanne.takes(customer)
    await customer.uploads(PDF, "with an agent.pdf")
    await sanne.sees(customer, "")

    on_ticket = await evidence(stand, customer.conversation)

    assert [(file["name"], file["kind"]) for file in on_ticket] == [
        ("before.png", "screenshot"),
        ("with an agent.pdf", "document"),
    ]
    assert all(len(file["sha256"]) == 64 and file["size"] for file in on_ticket)
    later = datetime.now(UTC) + timedelta(days=30)
    assert await stand.service.files.forget_unclaimed(later) == 0, "they belong to the ticket"


async def test_what_no_ticket_came_to_need_is_deleted(stand: Stand, customer: Customer) -> None:
    await customer.uploads(picture(), "just so.png")
    await customer.sees("file_received")
    await stand.quiet()
    assert await stand.service.files.forget_unclaimed(datetime.now(UTC) - timedelta(days=7)) == 0
    assert await stand.service.files.forget_unclaimed(datetime.now(UTC) + timedelta(days=1)) == 1


async def test_telegrams_files_are_on_the_ticket_as_well(
    fake: TelegramFake, stand: Stand, sanne: AgentAtDesk
) -> None:
    robin = TelegramCustomer(fake, stand, "nl")
    robin.app.start()
    await robin.sees("greeting")
    robin.app.send_video(movie(), caption="kijk hier")
    robin.app.write("/person")
    await robin.sees("handoff_request")
    (file,) = await evidence(stand, robin.conversation)
    assert (file["kind"], file["media_type"]) == ("screen_recording", "video/mp4")


@pytest.mark.parametrize("why", ["identity", "child_safety"])
async def test_what_must_not_be_here_is_deleted_for_good(
    stand: Stand, customer: Customer, sanne: AgentAtDesk, tmp_path: Path, why: str
) -> None:
    await customer.uploads(picture(), "paper.png")
    await customer.sees("file_received")
    await customer.presses("person:now")
    await sanne.takes(customer)
    (file,) = await evidence(stand, customer.conversation)

    asked = {"conversation": customer.conversation, "key": file["key"], "why": why}
    await sanne.asks("discard_file", **asked)

    await sanne.sees(customer, "deleted paper.png for good")
    if why == "identity":
        told = await customer.sees("file_discarded_identity")
        assert "paper.png" in told["text"]
    assert await evidence(stand, customer.conversation) == [{"key": file["key"], "discarded": why}]
    assert customer.counts("file_discarded_identity") == (why == "identity")
    assert not [path for path in tmp_path.rglob("*") if file["key"] in path.name]
    trace = await stand.service.records.audit_of(sanne.agent.id)
    assert [action for _, action, _, _ in trace][-1] == "file_discarded"


async def test_an_agent_deletes_it_from_the_page_of_the_ticket_as_well(
    stand: Stand, customer: Customer, sanne: AgentAtDesk, tmp_path: Path
) -> None:
    await customer.uploads(picture(), "paper.png")
    await customer.sees("file_received")
    await customer.presses("person:now")
    await sanne.takes(customer)
    (file,) = await evidence(stand, customer.conversation)
    [ticket] = await stand.tickets(customer.conversation)
    path = f"/api/desk/tickets/{ticket['number']}"

    assert (await sanne.sends(f"{path}/discard", {"key": "gone", "why": "identity"}))[0] == 409
    assert (await sanne.sends(f"{path}/discard", {"key": file["key"], "why": "dull"}))[0] == 409
    for status in (200, 409):
        given = {"key": file["key"], "why": "identity"}
        assert (await sanne.sends(f"{path}/discard", given))[0] == status
        await stand.quiet()
    gone = [{"key": file["key"], "discarded": "identity"}]
    assert await evidence(stand, customer.conversation) == gone
    assert not [path for path in tmp_path.rglob("*") if file["key"] in path.name]
    line = (await sanne.gets(path))["history"][-1]
    assert (line["kind"], line["actor"]) == ("discard_file", "Sanne")
    assert "paper.png" not in str(line)
    await customer.sees("file_discarded_identity")
