"""The same road on Telegram: greeting, answers, buttons, a person, and what Telegram alone has."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.fakes.rasa import answer
from tests.fakes.telegram import TelegramFake
from tests.scenario.actors import AgentAtDesk
from tests.scenario.stand import Stand, standing
from tests.scenario.telegram import TelegramCustomer, buttons_of


@pytest.fixture
async def fake() -> AsyncIterator[TelegramFake]:
    async with TelegramFake() as fake:
        yield fake


@pytest.fixture
async def stand(fake: TelegramFake, tmp_path: Path, redis_url: str) -> AsyncIterator[Stand]:
    async with standing(tmp_path, redis_url, telegram=fake) as stand:
        stand.rasa.teach("terugbetaling?", answer("refund_request"))
        yield stand


@pytest.fixture
def robin(fake: TelegramFake, stand: Stand) -> TelegramCustomer:
    return TelegramCustomer(fake, stand, "nl")


async def test_start_greets_in_the_language_of_the_app(robin: TelegramCustomer) -> None:
    robin.app.start()

    greeting = await robin.sees("greeting")

    assert buttons_of(greeting) == ["menu:top", "person:now"]


async def test_second_start_is_answered_without_a_second_greeting(
    stand: Stand, robin: TelegramCustomer
) -> None:
    robin.app.start()
    await robin.sees("greeting")

    robin.app.start()
    await robin.sees("menu")

    await stand.quiet()
    assert len(robin.app.chat.texts()) == 2


async def test_first_words_are_answered_in_the_language_of_the_app(robin: TelegramCustomer) -> None:
    """Many customers never send /start."""
    robin.app.write("blauw ding")

    await robin.sees("unsure")


async def test_question_is_answered_and_the_buttons_work(
    stand: Stand, robin: TelegramCustomer
) -> None:
    robin.app.write("terugbetaling?")
    answered = await robin.sees("answer:refund_request")
    assert buttons_of(answered) == ["helped:yes", "helped:no", "complaint:billing_dispute"]

    await robin.presses("helped:yes")

    await robin.sees("glad_it_helped")


async def test_person_is_called_by_command_and_answers_by_name(
    stand: Stand, robin: TelegramCustomer, sanne: AgentAtDesk
) -> None:
    robin.app.write("/person")
    await robin.sees("queue_place_number")
    await sanne.takes(robin.conversation)
    await robin.sees("agent_joined")
    await sanne.notes(robin.conversation, "vaste klant")
    await sanne.replies(robin.conversation, "Dag Robin, ik kijk even mee.")

    reply = await robin.sees("Dag Robin, ik kijk even mee.")

    assert reply["text"].startswith("Sanne:")
    assert not any("vaste klant" in text for text in robin.app.chat.texts())


async def test_bot_is_silent_while_a_person_has_the_chat(
    stand: Stand, robin: TelegramCustomer, sanne: AgentAtDesk
) -> None:
    robin.app.write("/person")
    await sanne.takes(robin.conversation)
    await robin.sees("agent_joined")
    said = len(robin.app.chat.texts())

    robin.app.write("terugbetaling?")
    await sanne.sees(robin.conversation, "terugbetaling?")
    await stand.quiet()

    assert len(robin.app.chat.texts()) == said
    assert stand.rasa.arrived == []


async def test_changed_message_is_seen_by_the_person_beside_the_old_one(
    robin: TelegramCustomer, sanne: AgentAtDesk
) -> None:
    robin.app.write("/person")
    await sanne.takes(robin.conversation)
    message = robin.app.write("bedrag is 10")
    before = await sanne.sees(robin.conversation, "bedrag is 10")

    robin.app.edit(message, "bedrag is 100 euro")

    after = await sanne.sees(robin.conversation, "bedrag is 100 euro")
    assert (after["edits"], before["edits"]) == (before["id"], "")


async def test_danger_in_a_changed_message_calls_a_person(
    robin: TelegramCustomer, sanne: AgentAtDesk
) -> None:
    message = robin.app.write("laat maar")
    await robin.sees("unsure")

    robin.app.edit(message, "ik wil niet meer leven")
    await robin.sees("handoff_safety")

    await sanne.sees_waiting(robin.conversation, priority="P0", department="urgent_safety")


async def test_agent_learns_of_a_file_that_was_not_taken(
    robin: TelegramCustomer, sanne: AgentAtDesk
) -> None:
    robin.app.write("/person")
    await sanne.takes(robin.conversation)
    await robin.sees("agent_joined")
    robin.app.send_voice()
    await robin.sees("telegram_unsupported")

    line = await sanne.sees(robin.conversation, "not taken: voice")

    assert line["internal"]
    assert not any("not taken" in text for text in robin.app.chat.texts())


async def test_danger_gets_through_while_a_flood_is_refused(
    robin: TelegramCustomer, sanne: AgentAtDesk
) -> None:
    robin.app.write("/person")
    await sanne.takes(robin.conversation)
    await robin.sees("agent_joined")
    for number in range(160):
        robin.app.write(f"link {number}")
    await robin.sees("telegram_too_fast")

    robin.app.write("nog een link")
    robin.app.write("ik wil niet meer leven")

    await sanne.sees(robin.conversation, "ik wil niet meer leven")
    await robin.sees("help_lines")


async def test_customer_who_blocked_the_bot_is_seen_at_the_desk(
    stand: Stand, robin: TelegramCustomer, sanne: AgentAtDesk
) -> None:
    robin.app.write("/person")
    await sanne.takes(robin.conversation)
    await robin.sees("agent_joined")
    robin.app.chat.blocked = True

    await sanne.replies(robin.conversation, "Bent u er nog?")

    line = await sanne.sees(robin.conversation, "blocked")
    assert line["internal"]
    robin.app.chat.blocked = False
    await sanne.replies(robin.conversation, "Welkom terug.")
    await robin.sees("Welkom terug.")


async def test_customer_leaves_the_line_and_comes_back(
    stand: Stand, robin: TelegramCustomer, sanne: AgentAtDesk
) -> None:
    robin.app.write("ik wil een medewerker spreken")
    await robin.sees("queue_place_number")
    await robin.presses("queue:cancel")
    await robin.sees("queue_cancelled")
    await sanne.sees_nobody_waiting()

    await robin.presses("person:now")

    await robin.sees("queue_place_number")
    await sanne.sees_waiting(robin.conversation)
