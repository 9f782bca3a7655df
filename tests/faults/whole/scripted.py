"""A Rasa that knows what the customers of a run will ask, for runs without the real one."""

from tests.fakes.rasa import RasaFake, answer
from tests.faults.whole.customer import DETAILS, QUESTIONS, text_of

TOPICS = (
    *("refund_request", "password_reset", "account_edit_profile"),
    *("app_crash", "subscription_cancel"),
)


def teach(rasa: RasaFake, customers: int, messages: int) -> None:
    """The answers to the first ``messages`` messages of each customer."""
    topics = dict(zip(QUESTIONS, TOPICS, strict=True)) | dict.fromkeys(DETAILS, TOPICS[0])
    for customer in range(customers):
        for number in range(messages):
            for words, topic in topics.items():
                rasa.teach(text_of(customer, number, words), answer(topic))
