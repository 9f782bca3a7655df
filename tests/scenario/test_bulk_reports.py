"""Very many reports in one go, on both channels: one ticket, every count right, nothing slowed."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from uuid import uuid4

import pytest

from bot.app import DATA
from handoff.rules.conversation import State
from handoff.rules.ticket import Actor, Deed
from tests.fakes.rasa_ruled import RuledForms
from tests.fakes.telegram import TelegramFake
from tests.rules.ticket_cases import GIVEN
from tests.scenario.actors import Customer, customer_at
from tests.scenario.complaining import Talker, at_widget, in_app
from tests.scenario.stand import Stand, standing
from tests.scenario.telegram import TelegramCustomer

STORY = "please look at these videos, children could copy what they show"
ADA = Actor("ada", "Ada Brandt", "agent")
ANSWERS = {
    "account_name": "noor_yoga",
    "contact": "here in the chat",
    "occurred_at": "yesterday",
    "evidence": "skip",
}


def links(first: int, last: int) -> str:
    return "\n".join(f"https://video.example/watch/{n}" for n in range(first, last))


MESSAGES = (
    f"{STORY}\n{links(0, 15)}",
    f"{links(13, 27)}\nhttps//video.example/broken",
    f"{links(27, 37)}\nhttp://www.video.example/watch/3/?utm_source=app\nhttp://",
)
"""40 links that can be read, 37 of them different, and 2 that cannot be read."""


@pytest.fixture
async def fake() -> AsyncIterator[TelegramFake]:
    async with TelegramFake() as fake:
        yield fake


@pytest.fixture
async def stand(fake: TelegramFake, tmp_path: Path, redis_url: str) -> AsyncIterator[Stand]:
    async with standing(tmp_path, redis_url, telegram=fake) as stand:
        forms = RuledForms(DATA)
        forms.teach(STORY, "platform_rule")
        stand.rasa.forms = forms  # type: ignore[assignment]
        yield stand


async def sends_at_once(customer: Customer) -> None:
    frames = [
        {"type": "message", "text": text, "client_id": str(uuid4()), "language": "en"}
        for text in MESSAGES
    ]
    answers = await customer.sends_frames(frames)
    assert [answer["type"] for answer in answers] == ["stored"] * len(MESSAGES)


async def completes(stand: Stand, robin: Talker) -> None:
    """Answers whatever is asked, until the summary is confirmed."""
    await stand.quiet()
    for _ in range(12):
        state = await stand.state(robin.conversation)
        if state.state is not State.FORM:
            break
        assert state.form is not None
        field = state.form.shown["field"]
        if field == "object":
            await robin.presses("form:value:post")
        elif field == "rule_topic":
            await robin.presses("form:value:other")
        else:
            await robin.writes(ANSWERS[field])
        await stand.quiet()
    summary = (await robin.sees("form_summary"))["text"]
    assert "37 in all" in summary
    assert summary.count("• https://video.example/watch/") == 37
    await robin.presses("form:yes")
    await robin.sees("complaint_receipt_queue")


async def decides(stand: Stand, ticket: str, objects: list[str]) -> None:
    """Ada keeps two, needs more of one, removes the others, and gives her decision."""
    now_ms = int(stand.clock.now().timestamp() * 1000)
    judged = [
        ("removed", objects[3:], ""),
        ("kept", objects[:2], "A parody"),
        ("more_needed", objects[2:3], ""),
    ]
    deeds = [("take", {})]
    deeds += [
        ("judge_objects", {"objects": which, "object_outcome": outcome, "reason": why})
        for outcome, which, why in judged
    ]
    deeds.append(("resolve", GIVEN["resolve"]))
    for n, (kind, fields) in enumerate(deeds):
        deed = Deed(kind, ADA, now_ms + n, fields)
        await stand.service.records.do_deed(f"ada:{n}", ticket, deed)
    stand.service.notices.hint()


@pytest.fixture(params=["web", "telegram"])
async def robin(
    request: pytest.FixtureRequest, stand: Stand, fake: TelegramFake, people: AsyncExitStack
) -> Talker:
    """A customer who has just sent all three messages at once."""
    if request.param == "web":
        customer = await customer_at(people, stand)
        await customer.sees("greeting")
        await sends_at_once(customer)
        return at_widget(customer)
    app = TelegramCustomer(fake, stand, "en")
    app.app.start()
    await app.sees("greeting")
    for text in MESSAGES:
        app.app.write(text)
    return in_app(app, stand)


async def test_forty_links_in_three_messages_are_one_ticket_and_one_outcome(
    stand: Stand, robin: Talker
) -> None:
    assert "15" in (await robin.sees("form_listed"))["text"]
    doubled = (await robin.sees("form_listed_doubles"))["text"]
    assert "I have noted 12, which makes 27" in doubled
    assert "https//video.example/broken" in (await robin.sees("form_left_out"))["text"]
    assert "I have noted 10, which makes 37" in (await robin.sees("form_listed_doubles"))["text"]
    assert "http://" in (await robin.sees("form_left_out"))["text"]
    await completes(stand, robin)

    [ticket] = await stand.tickets(robin.conversation)
    named = [f"https://video.example/watch/{n}" for n in range(37)]
    assert ticket["facts"]["object"]["value"] == {"kind": "post", "ref": named}
    assert ticket["words"][0] == MESSAGES[0]
    assert ticket["priority"] == "P2"

    await decides(stand, ticket["id"], named)
    outcome = (await robin.sees("Decided one by one: 37"))["text"]
    assert "Removed: 34. Kept: 2. More facts needed: 1." in outcome
    assert f"• {named[0]}: kept (A parody)" in outcome
    assert f"• {named[36]}: removed" in outcome
    assert "does not count against you" in outcome
    told = await robin.all_texts()
    assert sum("Decided one by one" in text for text in told) == 1, "one message"
    assert len(await stand.tickets(robin.conversation)) == 1
