"""A customer in mid-form: real tables, readers of facts and actions; only the intent is given."""

from typing import Any

import pytest
from rasa_sdk import Tracker

from actions.form_turns import Turned, begin, take_turn

pytestmark = pytest.mark.rasa

NOW = 1_795_183_200_000
"""Friday 2026-11-20, 14:00 UTC."""


class Customer:
    """Somebody who has opened a form; each deed leaves the turn in ``turned``."""

    def __init__(
        self, kind: str, story: str, language: str = "en", platform: str = "short_video"
    ) -> None:
        self._language, self._platform = language, platform
        self.draft: dict[str, Any] = {}
        self._keep(Turned(begin(self._tracker(story, "complaint"), kind)))

    def says(self, *messages: str, intent: str = "faq") -> "Customer":
        for words in messages:
            self._keep(take_turn(self._tracker(words, intent)))
        return self

    @property
    def asked(self) -> str:
        turn = self.turned.turn
        assert turn
        return turn.reply.field if turn.reply.kind != "summary" else "summary"

    def value(self, name: str) -> Any:
        return self.draft["values"][name]["value"]

    def _keep(self, turned: Turned) -> None:
        self.turned = turned
        self.draft = turned.turn.draft if turned.turn else self.draft

    def _tracker(self, words: str, intent: str) -> Tracker:
        metadata = {"language": self._language, "platform": self._platform, "at_ms": NOW}
        heard = {
            "text": words, "intent": {"name": intent, "confidence": 0.9}, "entities": [],
            "metadata": metadata,
        }  # fmt: skip
        said = {"event": "user", "text": words, "metadata": metadata, "parse_data": heard}
        slots = {"draft": self.draft or None, "language": self._language}
        return Tracker("c1", slots, heard, [said], False, None, {}, "action_listen")


PAYOUT = {
    "en": (
        "My payout of 250 dollars was due on monday and never arrived. Account @Tessa_Cooks",
        "PAY-88213", "here", "skip",
    ),
    "nl": (
        "Uitbetaling had er maandag moeten zijn, niks ontvangen. 250 dollar, account @Tessa_Cooks",
        "PAY-88213", "hier", "overslaan",
    ),
    "zh": ("提现250美元本应周一到账，一直没到账，账号是 @Tessa_Cooks", "PAY-88213", "这里", "跳过"),
}  # fmt: skip


def at_summary(language: str = "en") -> Customer:
    story, *answers = PAYOUT[language]
    customer = Customer("payout", story, language).says(*answers)
    assert customer.asked == "summary"
    assert customer.value("amount") == {"amount": "250", "currency": "USD"}
    return customer


@pytest.mark.parametrize(
    ("language", "words", "amount"),
    [
        ("en", "actually its 350 not 250, typo sorry", "350"),
        ("en", "not 250 but 350", "350"),
        ("en", "350 instead of 250", "350"),
        ("en", "actually it is 350", "350"),
        ("en", "250 should be 350.50", "350.50"),
        ("nl", "het is 350, niet 250, foutje", "350"),
        ("nl", "250 moet 350 zijn", "350"),
        ("nl", "eigenlijk was het 350", "350"),
        ("zh", "打错了，是350不是250", "350"),
        ("zh", "不是250，是350", "350"),
        ("zh", "250改成350", "350"),
    ],
)
def test_a_typo_is_put_right_at_the_summary(language: str, words: str, amount: str) -> None:
    customer = at_summary(language).says(words)
    assert customer.value("amount") == {"amount": amount, "currency": "USD"}
    assert customer.asked == "summary"
    assert customer.draft["failures"] == 0


def test_only_what_was_named_is_put_right() -> None:
    customer = at_summary().says("it was tuesday, not monday", "@Tessa_C instead of @Tessa_Cooks")
    assert customer.value("payout_date") == "2026-11-17"
    assert customer.value("account_name") == "Tessa_C"
    assert customer.value("amount") == {"amount": "250", "currency": "USD"}


@pytest.mark.parametrize("words", ["350 not 999", "not sure about it", "is the amount right?"])
def test_what_names_no_value_of_the_draft_changes_none(words: str) -> None:
    before = at_summary()
    after = at_summary().says(words)
    assert after.draft["values"] == before.draft["values"]


@pytest.mark.parametrize(
    ("language", "change", "words"),
    [
        ("en", "change something", "the amount is 350 dollars"),
        ("en", "change something", "350 dollars"),
        ("nl", "ik wil iets wijzigen", "het bedrag is 350 dollar"),
        ("zh", "修改一下", "金额是350美元"),
    ],
)
def test_what_shall_be_changed_may_come_with_its_value(
    language: str, change: str, words: str
) -> None:
    customer = at_summary(language).says(change)
    assert customer.asked == ""
    customer.says(words)
    assert customer.value("amount") == {"amount": "350", "currency": "USD"}
    assert customer.asked == "summary"


def test_what_shall_be_changed_without_a_value_is_asked() -> None:
    assert at_summary().says("change something", "the amount").asked == "amount"
