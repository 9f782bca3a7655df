"""The bot alone with a customer: greeting, answers, choices, misses and objections."""

import pytest

from handoff.rules.conversation import State
from tests.fakes.rasa import answer, not_my_question, offer, say
from tests.scenario.actors import AgentAtDesk, Customer
from tests.scenario.conftest import NewCustomer
from tests.scenario.stand import Stand

WHO_IS_FIRST = "Do you take into account who uploaded a photo first?"
SAME_AGAIN = "I mean: who was first with the picture?"
NOT_ASKED = "That is not what I asked"


@pytest.mark.parametrize("language", ["en", "nl", "zh"])
async def test_customer_is_greeted_once_and_in_their_language(
    language: str, new_customer: NewCustomer
) -> None:
    customer = await new_customer(language)
    await customer.sees("greeting")

    await customer.drops()
    await customer.connects()
    await customer.ear.ws.send_json({"type": "open", "language": language})
    await customer.writes("something nobody taught")
    await customer.sees("unsure")

    assert customer.counts("greeting") == 1


async def test_answer_that_helped_ends_the_matter(stand: Stand, customer: Customer) -> None:
    stand.rasa.teach("How do I get my money back?", answer("refund_request", "refund_status"))

    await customer.writes("How do I get my money back?")
    await customer.sees("answer:refund_request")
    await customer.presses("helped:yes")
    await customer.sees("glad_it_helped")

    helped = await stand.recorded(customer.conversation, "helped")
    assert [(each["topic"], each["yes"]) for each in helped] == [("refund_request", True)]
    assert (await stand.state(customer.conversation)).state is State.BOT
    assert await stand.tickets(customer.conversation) == []


async def test_answer_that_did_not_help_leads_to_other_topics_and_a_person(
    stand: Stand, customer: Customer
) -> None:
    stand.rasa.teach("How do I get my money back?", answer("refund_request", "refund_status"))

    await customer.writes("How do I get my money back?")
    await customer.presses("helped:no")
    apology = await customer.sees("sorry_did_not_help")

    assert [each["id"] for each in apology["buttons"]] == ["topic:refund_status", "person:now"]
    await customer.presses("topic:refund_status")
    await customer.sees("answer:refund_status")


async def test_customer_chooses_between_near_topics(stand: Stand, customer: Customer) -> None:
    stand.rasa.teach("my money", offer("payout_delay", "refund_status"))

    await customer.writes("my money")
    offered = await customer.sees("offer")
    labels = {each["id"]: each["label"] for each in offered["buttons"]}
    titles = stand.service.content.now.content
    assert labels["topic:payout_delay"] == titles.render_title("payout_delay", "en")
    await customer.presses("topic:refund_status")

    await customer.sees("answer:refund_status")


async def test_menu_leads_by_buttons_alone_to_an_answer(stand: Stand, customer: Customer) -> None:
    await customer.presses("menu:top")
    await customer.sees("menu")
    await customer.presses("menu:billing")
    await customer.sees("menu_topics")
    await customer.presses("topic:payment_failed")
    await customer.sees("answer:payment_failed")

    assert stand.rasa.arrived == []


async def test_first_miss_offers_a_person_and_the_second_in_a_row_brings_one(
    stand: Stand, customer: Customer, sanne: AgentAtDesk
) -> None:
    await customer.writes("the thing with the blue one")
    unsure = await customer.sees("unsure")
    assert "person:now" in [each["id"] for each in unsure["buttons"]]

    await customer.writes("you know, the blue one")
    await customer.sees("handoff_not_understood")

    question = "the thing with the blue one"
    await sanne.sees_waiting(customer, reason="low_confidence_repeat", question=question)


async def test_answer_between_two_misses_starts_the_count_again(
    stand: Stand, customer: Customer
) -> None:
    stand.rasa.teach("refund?", answer("refund_request"))

    for text, seen in [("blue", "unsure"), ("refund?", "answer:refund_request"), ("red", "unsure")]:
        await customer.writes(text)
        await customer.sees(seen)

    assert (await stand.state(customer.conversation)).state is State.BOT


async def test_objection_brings_an_apology_and_other_topics_and_never_the_same_answer(
    stand: Stand, customer: Customer
) -> None:
    stand.rasa.teach(WHO_IS_FIRST, answer("stolen_listing_photos", "copyright_takedown_how"))
    stand.rasa.teach(NOT_ASKED, not_my_question())

    await customer.writes(WHO_IS_FIRST)
    await customer.sees("answer:stolen_listing_photos")
    await customer.writes(NOT_ASKED)
    apology = await customer.sees("sorry_not_my_question")

    offered = [each["id"] for each in apology["buttons"]]
    assert offered == ["topic:copyright_takedown_how", "person:now"]
    assert customer.counts("answer:stolen_listing_photos") == 1
    assert (await stand.state(customer.conversation)).state is State.BOT


@pytest.mark.parametrize("second", [NOT_ASKED, SAME_AGAIN])
async def test_second_objection_brings_a_person_with_the_original_question(
    second: str, stand: Stand, customer: Customer, sanne: AgentAtDesk
) -> None:
    """Whether the customer objects again or the bot could only repeat itself."""
    stand.rasa.teach("hello", say("greeting"))
    stand.rasa.teach(WHO_IS_FIRST, answer("stolen_listing_photos", "copyright_takedown_how"))
    stand.rasa.teach(SAME_AGAIN, answer("stolen_listing_photos"))
    stand.rasa.teach(NOT_ASKED, not_my_question())

    for text in ("hello", WHO_IS_FIRST, NOT_ASKED, second):
        await customer.writes(text)
    await customer.sees("handoff_not_my_question")

    await sanne.sees_waiting(customer, reason="not_my_question", question=WHO_IS_FIRST)
    assert customer.counts("answer:stolen_listing_photos") == 1
    await sanne.takes(customer)
    await sanne.sees(customer, WHO_IS_FIRST)
    title = stand.service.content.now.content.render_title("stolen_listing_photos", "en")
    await sanne.sees_facts(customer, tried=[title])


async def test_new_matter_after_a_helpful_answer_is_the_one_that_is_pinned(
    stand: Stand, customer: Customer, sanne: AgentAtDesk
) -> None:
    stand.rasa.teach("How do I get my money back?", answer("refund_request"))
    stand.rasa.teach(WHO_IS_FIRST, answer("stolen_listing_photos"))

    await customer.writes("How do I get my money back?")
    await customer.sees("answer:refund_request")
    await customer.writes(WHO_IS_FIRST)
    await customer.sees("answer:stolen_listing_photos")
    await customer.presses("helped:no")
    await customer.presses("helped:no")

    await sanne.sees_waiting(customer, reason="not_my_question", question=WHO_IS_FIRST)


@pytest.mark.parametrize(
    "typed",
    ["/restart", "／restart", "//restart", "/ /restart", "/\u3000/restart", "/\xa0／restart"],
)
async def test_typed_command_reaches_the_assistant_as_words(
    typed: str, stand: Stand, customer: Customer
) -> None:
    """Rasa strips every kind of space and then obeys a slash: it would forget the conversation."""
    stand.rasa.teach("restart", answer("app_crash"))

    await customer.writes(typed)
    await customer.sees("answer:app_crash")

    assert stand.rasa.commands == []
    assert stand.rasa.turns(customer.conversation) == ["restart"]


async def test_forty_links_in_one_message_pass(
    stand: Stand, customer: Customer, sanne: AgentAtDesk
) -> None:
    report = "\n".join(f"https://lumo.example/clip/{n}?from=share" for n in range(40))
    stand.rasa.teach(report, answer("report_content_how"))

    await customer.writes(report)
    await customer.sees("answer:report_content_how")
    await customer.writes("talk to a human")
    await sanne.takes(customer)

    assert (await sanne.sees(customer, report))["text"] == report
