"""After a person has helped: each end is told once to the customer and once at the desk."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from handoff.rules.conversation import State
from tests.fakes.rasa import answer
from tests.fakes.telegram import TelegramFake
from tests.scenario.actors import AgentAtDesk, Customer, agent_at
from tests.scenario.conftest import NewAgent, NewCustomer
from tests.scenario.stand import Stand, standing
from tests.scenario.telegram import TelegramCustomer

PERSON = {"en": "I want to talk to a human", "nl": "Ik wil een mens spreken", "zh": "转人工"}
YES = {"en": "Yes, thanks", "nl": "ja hoor", "zh": "是的，谢谢"}
NO = {"en": "no", "nl": "Nee.", "zh": "没有"}
LANGUAGES = ["en", "nl", "zh"]
MINUTE, HOUR, DAY = 60, 3_600, 86_400


async def _comes_to_work(agent: AgentAtDesk) -> None:
    """Signs in anew: after a night the session is over."""
    await agent.signs_in()
    await agent.asks("presence", value="available")


async def _with_an_agent(customer: Customer, agent: AgentAtDesk) -> None:
    await agent.asks("presence", value="available")
    await customer.writes(PERSON[customer.language])
    await agent.takes(customer)
    await agent.replies(customer, "Let me look.")
    await customer.sees("Let me look.")


async def _resolved(customer: Customer, agent: AgentAtDesk, outcome: str = "answered") -> None:
    await _with_an_agent(customer, agent)
    await agent.resolves(customer, outcome)
    await customer.sees(f"resolved_{outcome}")


async def _ticket(stand: Stand, customer: Customer) -> tuple[str, str, int]:
    [ticket] = await stand.tickets(customer.conversation)
    return ticket["state"], ticket["outcome"], ticket["reopened"]


@pytest.fixture(params=LANGUAGES)
async def anyone(request: pytest.FixtureRequest, new_customer: NewCustomer) -> Customer:
    """A customer of each language."""
    customer = await new_customer(request.param)
    await customer.sees("greeting")
    return customer


async def test_what_was_done_is_told_and_the_bot_knows_it(
    stand: Stand, anyone: Customer, sanne: AgentAtDesk
) -> None:
    await _with_an_agent(anyone, sanne)
    await sanne.hands_back(anyone, "bot_can", "Your address is put right.")

    back = await anyone.sees("handed_back_done")

    assert "Sanne" in back["text"]
    assert "Your address is put right." in back["text"]
    assert (await stand.state(anyone.conversation)).was_done == "Your address is put right."
    stand.rasa.teach("and now?", answer("refund_request"))
    await anyone.writes("and now?")
    await anyone.sees("answer:refund_request")
    said = stand.rasa.trackers[anyone.conversation]
    [asked] = [each for each in said if each.get("text") == "and now?"]
    assert asked["metadata"]["handed_back"] == {
        "agent": "Sanne", "done": "Your address is put right.",
    }  # fmt: skip


@pytest.mark.parametrize("how", ["button", "words"])
async def test_solved_is_thanked_for_and_rated(
    how: str, stand: Stand, anyone: Customer, sanne: AgentAtDesk
) -> None:
    await _resolved(anyone, sanne)
    if how == "button":
        await anyone.presses("solved:yes:h1")
    else:
        await anyone.writes(YES[anyone.language])
    await anyone.sees("solved_thanks")
    asked = await anyone.sees("rate_agent")
    assert [each["id"] for each in asked["buttons"]] == [f"rate:h1:{n}" for n in range(1, 6)]
    await anyone.writes("4")
    await anyone.sees("rated")

    assert await _ticket(stand, anyone) == ("closed", "answered", 0)
    [stored] = await stand.service.records.ratings_of(anyone.conversation)
    assert (stored["score"], stored["agent"], stored["of"]) == (4, sanne.agent.id, "agent")
    [rated] = await stand.recorded(anyone.conversation, "rated")
    assert (rated["score"], rated["was"], rated["agent"]) == (4, 0, sanne.agent.id)


@pytest.mark.parametrize("how", ["button", "words"])
async def test_not_solved_comes_back_to_the_same_agent_who_sees_why(
    how: str, stand: Stand, anyone: Customer, sanne: AgentAtDesk
) -> None:
    await _resolved(anyone, sanne)
    if how == "button":
        await anyone.presses("solved:no:h1")
    else:
        await anyone.writes(NO[anyone.language])
    await anyone.sees("reopened_by_name")
    await anyone.sees("agent_back")

    await sanne.sees_mine(anyone, again=1, handoff_id=f"{anyone.conversation}:h1")
    await sanne.sees(anyone, "Opened again: the customer says that it is not solved")
    stand.clock.forward(4)
    await anyone.transcript()
    told = [anyone.counts(text) for text in ("agent_back", "queue_place_number", "rate_agent")]
    assert told == [1, 1, 0], "the place was told when the customer asked first, and never again"
    assert await _ticket(stand, anyone) == ("assigned", "answered", 1)
    assert len(await stand.recorded(anyone.conversation, "handoff_reopened")) == 1
    await sanne.replies(anyone, "Here I am again.")
    await anyone.sees("Here I am again.")


async def test_without_the_agent_it_stands_in_line_where_it_was_and_hears_the_place(
    stand: Stand,
    customer: Customer,
    new_customer: NewCustomer,
    sanne: AgentAtDesk,
    new_agent: NewAgent,
) -> None:
    noor = await new_agent("Noor")
    await _resolved(customer, sanne)
    await sanne.asks("presence", value="away")
    stand.clock.forward(10 * MINUTE)
    other = await new_customer("nl")
    await other.writes(PERSON["nl"])
    await noor.sees_waiting(other)

    await customer.presses("solved:no:h1")
    await customer.sees("reopened_by_name")
    stand.clock.forward(4)
    await customer.sees("queue_place_number")

    await noor.sees_waiting(customer)
    assert [c["conversation"] for c in noor.waiting] == [customer.conversation, other.conversation]
    await noor.takes(customer)
    await customer.sees("agent_joined")
    assert customer.counts("queue_place_number") == 2


async def test_after_a_refusal_somebody_else_looks_at_it(
    stand: Stand, customer: Customer, sanne: AgentAtDesk
) -> None:
    await _resolved(customer, sanne, "declined")
    await customer.presses("solved:no:h1")
    await customer.sees("reopened")

    await sanne.sees_waiting(customer)
    await stand.quiet()
    assert (await stand.state(customer.conversation)).state is State.QUEUED


async def test_without_an_answer_it_closes_by_itself_and_can_be_opened_again(
    stand: Stand, anyone: Customer, sanne: AgentAtDesk
) -> None:
    await _resolved(anyone, sanne)
    stand.clock.forward(24 * HOUR)
    await anyone.sees("after_closed")
    assert await _ticket(stand, anyone) == ("closed", "answered", 0)
    stand.clock.forward(5 * DAY)
    await stand.service.records.tick()
    await anyone.transcript()
    told = [anyone.counts(text) for text in ("after_closed", "ticket_closed", "rate_agent")]
    assert told == [1, 0, 0]

    await _comes_to_work(sanne)
    await anyone.writes(PERSON[anyone.language])
    await anyone.sees("agent_back")
    assert await _ticket(stand, anyone) == ("assigned", "answered", 1)


async def test_its_number_opens_it_again_even_after_it_was_solved(
    stand: Stand, customer: Customer, sanne: AgentAtDesk
) -> None:
    await _resolved(customer, sanne)
    await customer.presses("solved:yes:h1")
    await customer.sees("rate_agent")
    [ticket] = await stand.tickets(customer.conversation)
    stand.clock.forward(20 * DAY)
    await _comes_to_work(sanne)
    await customer.writes(f"{ticket['number']} happened again")
    await customer.sees("agent_back")
    assert await _ticket(stand, customer) == ("assigned", "answered", 1)


async def test_another_question_is_for_the_bot_and_a_person_for_it_is_a_new_matter(
    stand: Stand, customer: Customer, sanne: AgentAtDesk
) -> None:
    stand.rasa.teach("refund?", answer("refund_request"))
    await _resolved(customer, sanne)
    await customer.writes("refund?")
    await customer.sees("answer:refund_request")
    await customer.writes(PERSON["en"])
    await sanne.sees_waiting(customer, again=0, question="refund?")
    assert len(await stand.tickets(customer.conversation)) == 2


async def test_who_stops_waiting_after_all_ends_the_ticket(
    stand: Stand, customer: Customer, sanne: AgentAtDesk
) -> None:
    await _resolved(customer, sanne)
    await sanne.asks("presence", value="away")
    await customer.presses("solved:no:h1")
    await customer.sees("reopened_by_name")
    stand.clock.forward(4)
    await customer.sees("queue_place_number")
    await customer.presses("queue:cancel")
    await customer.sees("queue_cancelled")

    assert (await _ticket(stand, customer))[0] == "cancelled"
    assert customer.counts("rate_agent") == 0


async def test_a_silent_customer_is_asked_and_then_it_closes_as_no_reply(
    stand: Stand, anyone: Customer, sanne: AgentAtDesk
) -> None:
    await _with_an_agent(anyone, sanne)
    stand.clock.forward(10 * MINUTE)
    await sanne.sees(anyone, "The customer has not written for 10 minutes")
    assert anyone.counts("silence_ask") == 0
    stand.clock.forward(10 * MINUTE)
    await anyone.sees("silence_ask")
    stand.clock.forward(20 * MINUTE)
    await anyone.sees("resolved_no_reply")

    assert await _ticket(stand, anyone) == ("resolved", "no_reply", 0)
    assert await stand.service.lines.held_by(sanne.agent.id) == []
    await sanne.sees_nobody_waiting()
    log = await stand.service.log.read(anyone.conversation, 0, 500)
    ids = [entry.text_id for _, entry in log]
    once = ("desk_silent", "silence_ask", "desk_closed_in_silence", "resolved_no_reply")
    assert [ids.count(text) for text in once] == [1, 1, 1, 1]

    await anyone.writes("sorry, I was away: it is 42")
    await anyone.sees("agent_back")
    await sanne.sees(anyone, "it is 42")
    assert await _ticket(stand, anyone) == ("assigned", "no_reply", 1)


async def test_any_sign_of_the_customer_ends_the_waiting(
    stand: Stand, customer: Customer, sanne: AgentAtDesk
) -> None:
    await _with_an_agent(customer, sanne)
    stand.clock.forward(20 * MINUTE)
    await sanne.sees(customer, "The customer has not written")
    stand.clock.forward(10 * MINUTE)
    await customer.sees("silence_ask")
    await customer.presses("here:now")
    await customer.sees("still_here")
    stand.clock.forward(2 * DAY)
    await customer.transcript()

    assert (await stand.state(customer.conversation)).state is State.AGENT
    assert customer.counts("silence_ask") == 1


async def test_a_chat_about_danger_never_closes_by_itself(
    stand: Stand, customer: Customer, sanne: AgentAtDesk
) -> None:
    await sanne.asks("presence", value="available")
    await customer.writes("I want to kill myself")
    await sanne.takes(customer)
    await sanne.replies(customer, "I am here with you.")
    await customer.sees("I am here with you.")
    stand.clock.forward(10 * MINUTE)
    await sanne.sees(customer, "This chat is about danger")
    stand.clock.forward(2 * DAY)
    await customer.transcript()

    assert (await stand.state(customer.conversation)).state is State.AGENT
    assert customer.counts("silence_ask") == 0


async def test_a_rating_counts_once_and_can_be_changed_for_an_hour(
    stand: Stand, customer: Customer, sanne: AgentAtDesk
) -> None:
    await _resolved(customer, sanne)
    await customer.presses("solved:yes:h1")
    await customer.presses("rate:h1:2")
    await customer.presses("rate:h1:2")
    stand.clock.forward(59 * MINUTE)
    await customer.presses("rate:h1:5")
    await customer.presses("rate:h1:words")
    await customer.sees("rate_words")
    await customer.writes("Kind and quick, card 4111 1111 1111 1111")
    await customer.sees("rate_words_thanks")
    stand.clock.forward(2 * MINUTE)
    await customer.presses("rate:h1:1")
    await customer.sees("rate_too_late")

    await stand.quiet()
    [stored] = await stand.service.records.ratings_of(customer.conversation)
    assert stored["score"] == 5
    assert stored["words"] == "Kind and quick, card **** **** **** 1111"
    rated = await stand.recorded(customer.conversation, "rated")
    assert [(each["was"], each["score"]) for each in rated] == [(0, 2), (2, 5)]
    assert stand.rasa.turns(customer.conversation) == []


async def test_bot_is_rated_apart_and_nobody_is_asked_too_often(
    stand: Stand, customer: Customer, sanne: AgentAtDesk
) -> None:
    stand.rasa.teach("refund?", answer("refund_request"))
    stand.rasa.teach("password?", answer("password_reset"))
    await customer.writes("refund?")
    await customer.presses("helped:yes")
    await customer.sees("rate_bot")
    await customer.writes("★★★")
    await customer.sees("rated")
    await _resolved(customer, sanne)
    await customer.presses("solved:yes:h1")
    await customer.sees("rate_agent")
    await customer.writes("password?")
    await customer.sees("answer:password_reset")
    await customer.presses("helped:yes")
    await customer.transcript()
    assert customer.counts("rate_bot") == 1

    await stand.quiet()
    [stored] = await stand.service.records.ratings_of(customer.conversation)
    facts = (stored["of"], stored["score"], stored["agent"], stored["topic"])
    assert facts == ("bot", 3, "", "refund_request")


async def test_words_after_the_question_for_a_rating_are_for_the_bot(
    stand: Stand, customer: Customer
) -> None:
    stand.rasa.teach("refund?", answer("refund_request"))
    await customer.writes("refund?")
    await customer.presses("helped:yes")
    await customer.sees("rate_bot")
    await customer.writes("refund?")
    await customer.sees("refund")
    assert stand.rasa.turns(customer.conversation) == ["refund?", "refund?"]
    await stand.quiet()
    assert await stand.service.records.ratings_of(customer.conversation) == []


@pytest.fixture
async def telegram() -> AsyncIterator[TelegramFake]:
    async with TelegramFake() as fake:
        yield fake


async def test_telegram_alike(telegram: TelegramFake, tmp_path: Path, redis_url: str) -> None:
    """Silence, coming back, the question and the rating, with Telegram's own buttons."""
    async with (
        standing(tmp_path, redis_url, telegram=telegram) as stand,
        AsyncExitStack() as people,
    ):
        sanne = await agent_at(people, stand, "Sanne")
        await sanne.asks("presence", value="available")
        robin = TelegramCustomer(telegram, stand, "nl")
        robin.app.write("/person")
        await robin.sees("queue_place_number")
        await sanne.takes(robin.conversation)
        await sanne.replies(robin.conversation, "Welk nummer?")
        await robin.sees("Welk nummer?")
        await stand.quiet()
        stand.clock.forward(10 * MINUTE)
        await sanne.sees(robin.conversation, "has not written")
        stand.clock.forward(10 * MINUTE)
        await robin.sees("silence_ask")
        stand.clock.forward(20 * MINUTE)
        await robin.sees("resolved_no_reply")
        robin.app.write("nummer 42")
        await robin.sees("agent_back")
        await sanne.resolves(robin.conversation, "solved")
        await robin.sees("resolved_solved")
        await robin.presses("solved:yes:h1")
        await robin.sees("rate_agent")
        await robin.presses("rate:h1:5")
        await robin.sees("rated")
        await stand.quiet()
        [stored] = await stand.service.records.ratings_of(robin.conversation)
        assert (stored["score"], stored["channel"], stored["language"]) == (5, "telegram", "nl")
