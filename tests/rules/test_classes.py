"""Who can be offered what, and how the tables of it are read."""

import pytest

from handoff.rules.classes import Step, class_of, classes_served, steps_of
from handoff.rules.offers import OfferRules, read_most_chats, read_offers


def test_an_agent_serves_every_department_in_every_language_with_and_without_the_skill() -> None:
    served = classes_served(["billing"], ["en", "nl"], ["gold"])
    assert set(served) == {"billing|en|", "billing|en|gold", "billing|nl|", "billing|nl|gold"}


def test_wider_classes_are_asked_as_the_target_nears_and_another_language_last() -> None:
    steps = steps_of(("billing", "nl", "gold"), 1_000, 2_000, 0, ("en", "nl"), "frontline")
    assert steps == (
        Step(0, ("billing|nl|gold",)),
        Step(1_500, ("billing|nl|",)),
        Step(1_750, ("frontline|nl|",)),
        Step(2_000, ("billing|en|",)),
    )


def test_nobody_is_asked_before_the_department_opens() -> None:
    assert steps_of(("billing", "nl", ""), 1_000, 9_000, 5_000, ("nl", "zh")) == (
        Step(5_000, ("billing|nl|",)),
        Step(9_000, (class_of("billing", "zh"),)),
    )


def test_rules_of_offers_are_read_in_seconds() -> None:
    rules = read_offers({"seconds": 45, "missed": 2})
    assert rules == OfferRules(offer_ms=45_000, missed_most=2)


@pytest.mark.parametrize(
    ("plain", "told"),
    [
        ({"second": 4}, "second is unknown"),
        ({"seconds": "30"}, "not a number from 0 to 600"),
        ({"missed": True}, "not a number from 1 to 100"),
        ({"silent_seconds": 100, "lost_seconds": 60}, "lost_seconds is below"),
    ],
)
def test_what_no_rule_can_be_is_refused_in_words(plain: dict[str, object], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        read_offers(plain)


def test_most_chats_are_of_departments_that_exist() -> None:
    assert read_most_chats({"billing": 4}, ("billing",)) == {"billing": 4}
    for wrong in ({"bill": 4}, {"billing": 0}):
        with pytest.raises(ValueError, match="most_chats"):
            read_most_chats(wrong, ("billing",))
