"""Sure, in doubt, or not a matter of danger at all."""

import pytest

from bot.nlu.decision import Urgent

URGENT = Urgent(
    eager={"danger": 0.5, "person": 0.4},
    check={"danger": 0.2},
    asks={"danger": "maybe_danger"},
    yields={"person": ["greet"]},
)


@pytest.mark.parametrize(
    ("ranking", "found"),
    [
        ((("danger", 0.9), ("faq", 0.1)), ("danger", 0.9)),
        ((("danger", 0.5), ("faq", 0.5)), ("danger", 0.5)),
        ((("danger", 0.49), ("faq", 0.41)), ("maybe_danger", 0.49)),
        ((("faq", 0.8), ("danger", 0.2)), ("maybe_danger", 0.2)),
        ((("faq", 0.81), ("danger", 0.19)), ("", 0.0)),
        ((("danger", 0.45), ("person", 0.4)), ("maybe_danger", 0.45)),
        ((("person", 0.45), ("danger", 0.4)), ("person", 0.45)),
        ((("faq", 0.4), ("person", 0.4), ("danger", 0.2)), ("maybe_danger", 0.2)),
        ((("faq", 0.5), ("person", 0.4), ("danger", 0.1)), ("person", 0.4)),
        ((("faq", 0.9), ("person", 0.1)), ("", 0.0)),
        ((("person", 0.5), ("danger", 0.5)), ("danger", 0.5)),
        ((("complaint", 0.5), ("person", 0.4)), ("person", 0.4)),
        ((("person", 0.5), ("complaint", 0.4)), ("person", 0.5)),
        ((("complaint", 0.5), ("danger", 0.5)), ("danger", 0.5)),
        ((("greet", 0.5), ("person", 0.4)), ("", 0.0)),
        ((("person", 0.5), ("greet", 0.5)), ("person", 0.5)),
        ((("greet", 0.5), ("danger", 0.5)), ("danger", 0.5)),
        ((("greet", 0.4), ("person", 0.4), ("danger", 0.2)), ("maybe_danger", 0.2)),
        ((), ("", 0.0)),
    ],
)
def test_what_is_sure_goes_before_a_doubt(
    ranking: tuple[tuple[str, float], ...], found: tuple[str, float]
) -> None:
    assert URGENT.find(ranking) == found


@pytest.mark.parametrize(
    ("intent", "chance", "clear"),
    [
        ("danger", 0.2, True),
        ("maybe_danger", 0.2, True),
        ("person", 0.5, True),
        ("person", 0.49, False),
        ("faq", 0.9, False),
    ],
)
def test_what_seems_foreign_is_danger_at_a_doubt_and_a_wish_only_if_likely(
    intent: str, chance: float, clear: bool
) -> None:
    assert URGENT.is_clear(intent, chance) is clear


def test_how_eager_it_is_can_differ_by_language() -> None:
    options = {"eager": {"danger": 0.5, "person": {"en": 0.1, "nl": 0.3}}, "check": {}, "asks": {}}
    ranking = (("faq", 0.8), ("person", 0.2))
    found = {
        language: Urgent.of({**options, "yields": {}}, language).find(ranking)[0]
        for language in ("en", "nl", "zh")
    }
    assert found == {"en": "person", "nl": "", "zh": ""}
