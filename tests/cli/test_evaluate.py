"""Figures of `footbridge evaluate`, and what it says to a file it cannot use."""

from pathlib import Path

import pytest

from bot.evaluate.ask import Outcome
from bot.evaluate.compare import compare, read_figures
from bot.evaluate.rows import BadFile, Row, read_rows
from bot.evaluate.score import score, verdict


def faq(lang: str = "en") -> Row:
    return Row(lang, "where is my money", {"id": "refund_status", "lang": lang})


@pytest.mark.parametrize(
    ("outcome", "told"),
    [
        (Outcome("answer", ("refund_status",)), "right"),
        (Outcome("answer", ("payout_delay",)), "wrong"),
        (Outcome("offer", ("payout_delay", "refund_status")), "offered"),
        (Outcome("offer", ("payout_delay", "a", "b", "refund_status")), "fallback"),
        (Outcome("fallback"), "fallback"),
        (Outcome("other"), "fallback"),
        (Outcome("form", complaint="billing_dispute"), "form"),
        (Outcome("handoff", reason="user_request"), "handoff"),
    ],
)
def test_a_question_is_judged_by_what_the_customer_got(outcome: Outcome, told: str) -> None:
    assert verdict("faq", faq(), outcome) == told


def test_shares_are_told_in_all_and_by_language() -> None:
    right, wrong = Outcome("answer", ("refund_status",), ms=10), Outcome("answer", ("x",), ms=30)
    figures = score("faq", [(faq(), right), (faq(), wrong), (faq("nl"), right)])
    nothing = dict.fromkeys(("offered", "fallback", "form", "handoff"), 0)
    assert figures["all"] == {"n": 3, "right": 2 / 3, "wrong": 1 / 3, **nothing}
    assert figures["by_lang"]["en"]["wrong"] == 0.5
    assert figures["by_lang"]["nl"]["right"] == 1.0
    assert figures["confusions"] == [["refund_status", "x", 1]]
    assert figures["p50_ms"] == 10.0


def test_wishes_for_a_person_are_counted_on_both_sides() -> None:
    def row(wants: str) -> Row:
        return Row("en", "t", {"wants_human": wants, "kind": "plain", "lang": "en"})

    handed, not_handed = Outcome("handoff", reason="user_request"), Outcome("fallback")
    figures = score("handoff", [(row("1"), handed), (row("1"), not_handed), (row("0"), not_handed)])
    assert figures["wanted"] == {"n": 2, "honoured": 0.5}
    assert figures["not_wanted"] == {"n": 1, "handed_off": 0.0}


def test_an_answer_that_offers_the_right_case_is_half() -> None:
    row = Row("zh", "t", {"complaint_type": "payout", "lang": "zh"})
    assert verdict("complaints", row, Outcome("form", complaint="payout")) == "right"
    assert verdict("complaints", row, Outcome("answer", ("t",), complaint="payout")) == "half"
    assert verdict("complaints", row, Outcome("form", complaint="spam_scam")) == "wrong"
    assert verdict("complaints", row, Outcome("handoff", serves=frozenset({"payout"}))) == "right"
    assert verdict("complaints", row, Outcome("handoff", reason="user_request")) == "wrong"


def test_what_is_outside_is_rejected_unless_it_was_answered() -> None:
    row = Row("en", "t", {"kind": "weather", "lang": "en"})
    figures = score("oos", [(row, Outcome("fallback")), (row, Outcome("answer", ("t",)))])
    assert figures["by_kind"]["weather"] == {"n": 2, "answered": 0.5, "form": 0, "rejected": 0.5}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("id\ttext\nx\ty\n", "wanted a header with id, lang, text"),
        ("id\tlang\ttext\n", "lines below it"),
        ("id\tlang\ttext\nx\t\ty\n", "line 2: lang is empty"),
    ],
)
def test_a_file_that_cannot_be_used_is_told_why(tmp_path: Path, text: str, problem: str) -> None:
    path = tmp_path / "rows.tsv"
    path.write_text(text, "utf-8")
    with pytest.raises(BadFile, match=problem):
        read_rows(path, "faq")


def figures(n: int, right: float, wrong: float) -> dict[str, object]:
    shares = {"n": n, "right": right, "wrong": wrong, "offered": 1 - right - wrong}
    return {"all": shares, "by_lang": {"en": shares}, "worst_topics": [["a", 1]], "p50_ms": 40.0}


@pytest.mark.parametrize(
    ("before", "after", "clear", "worse"),
    [
        (figures(400, 0.90, 0.02), figures(400, 0.80, 0.02), 2, 2),
        (figures(400, 0.80, 0.02), figures(400, 0.90, 0.02), 2, 0),
        (figures(400, 0.90, 0.02), figures(400, 0.89, 0.03), 0, 0),
        (figures(400, 0.90, 0.01), figures(400, 0.90, 0.08), 2, 2),
        (figures(10, 0.90, 0.0), figures(10, 0.80, 0.1), 0, 0),
        (figures(10, 1.0, 0.0), figures(10, 0.0, 1.0), 4, 4),
    ],
)
def test_a_loss_counts_when_it_is_more_than_chance(
    before: dict, after: dict, clear: int, worse: int
) -> None:
    changes = compare(before, after)
    assert [change.where for change in changes] == [
        "all.right", "all.wrong", "by_lang.en.right", "by_lang.en.wrong",
    ]  # fmt: skip
    assert sum(change.is_clear for change in changes) == clear
    assert sum(change.is_worse for change in changes) == worse


def test_fewer_wishes_honoured_and_more_foreign_matters_answered_are_losses() -> None:
    def run(honoured: float, handed_off: float, answered: float) -> dict[str, object]:
        wanted = {"wanted": {"n": 200, "honoured": honoured}}
        return {
            **wanted,
            "not_wanted": {"n": 200, "handed_off": handed_off},
            "by_lang": {"en": {"n": 200, "answered": answered, "rejected": 1 - answered}},
        }

    changes = compare(run(0.99, 0.01, 0.02), run(0.8, 0.2, 0.2))
    assert all(change.is_worse for change in changes)
    assert len(changes) == 4
    assert not any(c.is_worse for c in compare(run(0.8, 0.2, 0.2), run(0.99, 0.01, 0.02)))


def test_a_language_that_is_new_is_no_change() -> None:
    before, after = figures(100, 0.9, 0.0), figures(100, 0.9, 0.0)
    after["by_lang"] = {"nl": after["all"]}
    assert [change.where for change in compare(before, after)] == ["all.right", "all.wrong"]


@pytest.mark.parametrize("text", ["", "[]", "{}", "no json"])
def test_earlier_figures_that_are_none_are_named(tmp_path: Path, text: str) -> None:
    file = tmp_path / "old.json"
    file.write_text(text)
    with pytest.raises(BadFile, match=r"old\.json"):
        read_figures(file)
    with pytest.raises(BadFile, match="cannot be read"):
        read_figures(tmp_path / "none.json")
