"""Complaints that agents take down on the phone."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from handoff.rules.ids import ConversationId
from tests.adapters.mail.server import MailServer, mail_server
from tests.cli.waiting import until
from tests.scenario.actors import AgentAtDesk, agent_at
from tests.scenario.stand import WITHIN_S, Stand, standing

ANSWERS: dict[str, Any] = {
    "description": "Mijn uitbetaling van augustus is nooit gekomen.",
    "account_name": "noor77",
    "contact": "noor@example.com",
    "payout_reference": "unknown",
    "amount": "120,50 euro",
    "payout_date": "2020-09-01",
    "payout_problem": "missing",
}
PHONE = "/api/desk/phone"


def complaint(**changes: Any) -> dict[str, Any]:
    answers = {**ANSWERS, **changes.pop("answers", {})}
    given = {"id": uuid4().hex, "type": "payout", "language": "nl", "platform": "short_video"}
    return {**given, "customer": "Noor", "answers": answers, **changes}


@pytest.fixture
async def post() -> AsyncIterator[MailServer]:
    async with mail_server() as server:
        yield server


@pytest.fixture
async def stand(tmp_path: Path, redis_url: str, post: MailServer) -> AsyncIterator[Stand]:
    async with standing(tmp_path, redis_url, smtp_url=post.url) as stand:
        yield stand


@pytest.fixture
async def sanne(stand: Stand, people: AsyncExitStack) -> AgentAtDesk:
    return await agent_at(people, stand, "Sanne")


async def test_it_is_a_ticket_like_the_others_and_its_number_can_be_read_out(
    stand: Stand, sanne: AgentAtDesk, post: MailServer
) -> None:
    given = complaint()
    status, stored = await sanne.sends(PHONE, given)
    assert status == 200, stored
    card = await sanne.gets(f"/api/desk/tickets/{stored['number']}")
    assert (card["channel"], card["language"], card["customer"]) == ("desk", "nl", "Noor")
    assert (card["type"], card["department"], card["state"]) == (
        "payout",
        "creator_support",
        "queued",
    )
    assert card["description"] == [ANSWERS["description"]]
    assert {row["label"]: row["words"] for row in card["values"]}["Amount"] == "120,50 euro"
    assert card["resolution_due_ms"] == stored["resolution_ms"]
    assert not card["phone_back"]
    assert card["history"][0]["actor"] == "Sanne"

    # The same page after a lost answer: the same complaint.
    again = await sanne.sends(PHONE, given)
    assert again == (200, stored)

    # The number comes by e-mail as well, and so does all that follows.
    await until(lambda: bool(post.letters), within_s=WITHIN_S)
    assert stored["number"] in post.letters[0]["Subject"]
    take = {"kind": "take", "id": uuid4().hex, "seen": -1, "fields": {}}
    await sanne.sends(f"/api/desk/tickets/{stored['number']}/deeds", take)
    await until(lambda: len(post.letters) == 2, within_s=WITHIN_S)
    assert "Sanne is nu bezig" in post.letters[1].get_content()
    await stand.quiet()
    assert len(await stand.tickets(ConversationId(card["conversation"]))) == 1


async def test_leads_are_alarmed_of_an_urgent_one_and_of_no_other(
    stand: Stand, sanne: AgentAtDesk, people: AsyncExitStack
) -> None:
    await sanne.sends(PHONE, complaint())
    lea = await agent_at(people, stand, "Lea", role="lead")
    assert await lea.gets("/api/desk/alarms") == {"alarms": 0, "newest": 0}
    answers = {"occurred_at": "2020-09-01"}
    urgent = complaint(type="underage_safety", answers=answers)
    for _ in range(2):  # once more, as after a lost answer
        _, stored = await sanne.sends(PHONE, urgent)
    card = await sanne.gets(f"/api/desk/tickets/{stored['number']}")
    assert (card["priority"], card["state"]) == ("P0", "queued")
    assert (await lea.gets("/api/desk/alarms"))["alarms"] == 1
    [alarm] = (await lea.gets("/api/desk/notices?language=en"))["alarms"]
    assert alarm["about"] == stand.service.content.text("desk_alarm_phoned", "en")
    assert alarm["tickets"] == [stored["number"]]


async def test_the_page_speaks_to_the_agent_and_begins_with_the_own_platform(
    stand: Stand, sanne: AgentAtDesk
) -> None:
    assert (await sanne.gets(PHONE))["platform"] == stand.service.settings.platform
    asked = await sanne.gets(f"{PHONE}/payout?platform=short_video&spoken=nl&language=en")
    questions = {field["name"]: field["question"] for field in asked["fields"]}
    assert "chat" not in questions["contact"]
    _, said = await sanne.sends(f"{PHONE}?language=nl", complaint(answers={"contact": ""}))
    assert "mens praten" not in said["wrong"]["contact"]


async def test_what_is_missing_or_wrong_is_named_and_nothing_is_stored(
    stand: Stand, sanne: AgentAtDesk
) -> None:
    given = complaint(answers={"amount": "a lot", "payout_problem": ""})
    status, said = await sanne.sends(f"{PHONE}?language=nl", given)
    assert status == 200
    assert said["wrong"].keys() == {"amount", "payout_problem"}
    text = stand.service.content.text
    assert said["wrong"]["amount"] == text("form_refused_amount", "nl")
    listed = await sanne.gets("/api/desk/tickets?scope=all")
    assert listed["tickets"] == []


async def test_who_left_a_phone_number_must_be_phoned_back(
    stand: Stand, sanne: AgentAtDesk, post: MailServer
) -> None:
    given = complaint(answers={"contact": "+31 6 1234 5678"})
    _, stored = await sanne.sends(PHONE, given)
    card = await sanne.gets(f"/api/desk/tickets/{stored['number']}")
    assert card["phone_back"]
    await stand.quiet()
    assert post.letters == []


async def test_a_card_number_is_not_stored(stand: Stand, sanne: AgentAtDesk) -> None:
    typed = {"description": "Betaald met kaart 4111 1111 1111 1111, nooit ontvangen."}
    _, said = await sanne.sends(f"{PHONE}?language=nl", complaint(answers=typed))
    why = stand.service.content.text("desk_form_refused_card", "nl")
    assert said == {"wrong": {"description": why}}
    _, stored = await sanne.sends(PHONE, complaint(customer="Noor 4111 1111 1111 1111"))
    card = await sanne.gets(f"/api/desk/tickets/{stored['number']}")
    assert "4111" not in str(card)


async def test_the_page_gets_the_fields_of_the_type_and_the_question_to_read_out(
    stand: Stand, sanne: AgentAtDesk
) -> None:
    choices = await sanne.gets(f"{PHONE}?language=en")
    assert "payout" in [kind["id"] for kind in choices["types"]]
    form = await sanne.gets(f"{PHONE}/payout?platform=short_video&language=en&spoken=zh")
    fields = {field["name"]: field for field in form["fields"]}
    text = stand.service.content.text
    assert fields["amount"]["question"] == text("form_ask_amount", "zh")
    assert fields["amount"]["label"] == text("form_field_amount", "en")
    assert "missing" in [one["id"] for one in fields["payout_problem"]["choices"]]
    assert "evidence" not in fields


@pytest.mark.parametrize(
    "changes", [{"id": "x"}, {"language": "fr"}, {"answers": []}, {"customer": 7}]
)
async def test_what_our_page_never_sends_is_refused(
    sanne: AgentAtDesk, changes: dict[str, Any]
) -> None:
    given = complaint()
    status, said = await sanne.sends(PHONE, given | changes)
    assert (status, said["reason"]) == (409, "desk_try_again")


async def test_a_type_that_is_gone_is_refused(sanne: AgentAtDesk) -> None:
    status, said = await sanne.sends(PHONE, complaint(type="teapot"))
    assert (status, said["reason"]) == (409, "desk_field_unreadable")
