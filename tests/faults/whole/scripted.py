"""A Rasa that knows what the customers of a run will ask, for runs without the real one."""

from collections.abc import Mapping
from typing import Any

from tests.fakes.rasa import RasaFake, answer
from tests.fakes.rasa_forms import Signal
from tests.faults.whole.customer import COMPLAINS, DETAILS, QUESTIONS, SENDS, text_of

TOPICS = (
    *("refund_request", "password_reset", "account_edit_profile"),
    *("app_crash", "subscription_cancel"),
)


def teach(rasa: RasaFake, customers: int, messages: int) -> None:
    """The answers to the first ``messages`` messages of each customer."""
    rasa.forms = OneStep()
    topics = dict(zip(QUESTIONS, TOPICS, strict=True)) | dict.fromkeys(DETAILS, TOPICS[0])
    for customer in range(customers):
        for number in range(messages):
            for words, topic in topics.items():
                rasa.teach(text_of(customer, number, words), answer(topic))
            rasa.teach(text_of(customer, number, COMPLAINS), _form("summary"))
            rasa.teach(text_of(customer, number, SENDS), _form("confirmed"))


class OneStep:
    """Takes the place of ``RasaFake.forms``: whatever opens a form, there is nothing to ask."""

    def turn(self, _sender: str, text: str, _metadata: Mapping[str, Any]) -> list[Signal] | None:
        return [_form("summary")] if text.startswith("/form_") else None


def _form(kind: str) -> Signal:
    """A form that asks nothing; what it says is any text that there is."""
    draft = {"id": "", "type": "technical_fault", "description": ["It crashes"], "values": {}}
    return {"signal": "form", "kind": kind, "draft": draft, "text": "hold_on", "buttons": []}
