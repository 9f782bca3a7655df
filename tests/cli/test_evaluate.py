"""Figures of `footbridge evaluate`, and what it says to a file it cannot use."""

import json
from dataclasses import replace
from pathlib import Path
from secrets import token_hex
from types import SimpleNamespace
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from bot.cli import build
from bot.cli.evaluate import tell_changes, tell_unanswered
from bot.clock import WallClock
from bot.evaluate.ask import Outcome, Page, ask, page_of
from bot.evaluate.compare import compare, read_figures, vanished
from bot.evaluate.rows import BadFile, Row, read_rows
from bot.evaluate.score import score, verdict
from bot.inbox import MailboxInbox
from handoff.stores.client import RedisClient
from handoff.stores.keys import Keys
from handoff.stores.log import RedisLog
from handoff.stores.mailbox import Mailboxes
from handoff.stores.wake import Wake
from tests.redis_server import RedisServer
from tests.rules.cases import TABLES

LINES = [(2, "unanswered"), (3, "answer"), (7, "unanswered")]


def faq(lang: str = "en") -> Row:
    return Row(lang, "where is my money", {"id": "refund_status", "lang": lang})


@pytest.mark.parametrize(
    ("outcome", "told"),
    [
        (Outcome("answer", ("refund_status",)), "right"),
        (Outcome("answer", ("payout_delay",)), "wrong"),
        (Outcome("answer", ("payout_delay", "refund_status")), "offered"),
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


def written(folder: Path, text: str) -> Path:
    path = folder / "rows.tsv"
    path.write_text(text, "utf-8")
    return path


@pytest.mark.parametrize(
    ("kind", "text", "problem"),
    [
        ("faq", "id\ttext\nx\ty\n", "wanted a header with id, lang, text"),
        ("faq", "id\tlang\ttext\n", "lines below"),
        ("faq", "", "wanted a header"),
        ("faq", "id\tlang\ttext\nrefund\t\ty\n", "line 2: lang is empty"),
        ("faq", "id\tlang\ttext\nrefund\ten\n", "line 2: text is empty"),
        ("faq", "id\tlang\ttext\n\n\nrefund\t\ty\n", "line 4: lang is empty"),
        ("faq", "id\tlang\ttext\nrefund\ten\ta\tb\n", "line 2: 4 columns, but 3"),
        ("faq", "id\tlang\ttext\nrefnd\ten\ty\n", r"line 2: refnd is no topic\. Nearest: refund"),
        ("faq", "id\tlang\ttext\nrefund\tgerman\ty\n", "german is no language.*en, nl, zh"),
        pytest.param(
            "faq", f"id\tlang\ttext\nrefund\ten\t{'y' * 140_000}\n", "line 2 .*131072", id="long"
        ),
        ("complaints", "complaint_type\tlang\ttext\nbiling\ten\ty\n", "Nearest: billing_dispute"),
        ("handoff", "wants_human\tkind\tlang\ttext\nmaybe\ta\ten\ty\n", "wants_human is maybe"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_used_is_told_why(
    tmp_path: Path, kind: str, text: str, problem: str
) -> None:
    with pytest.raises(BadFile, match=problem):
        read_rows(written(tmp_path, text), kind, TABLES)


def test_a_file_may_come_from_a_spreadsheet(tmp_path: Path) -> None:
    text = '\ufeffid\tlang\ttext\r\n\r\n refund \t NL\t "waar" blijft het\r\n'
    assert read_rows(written(tmp_path, text), "faq", TABLES) == [
        Row("nl", ' "waar" blijft het', {"id": "refund", "lang": "nl"}, 3)
    ]


@pytest.mark.parametrize(
    ("word", "wants"),
    [
        *[(yes, True) for yes in ("1", "YES", "True", "y ")],
        *[(no, False) for no in ("0", "No", "FALSE", "n")],
    ],
)
def test_a_wish_is_read_in_any_spelling(tmp_path: Path, word: str, wants: bool) -> None:
    path = written(tmp_path, f"wants_human\tkind\tlang\ttext\n{word}\tplain\ten\ty\n")
    assert [row.wants_human for row in read_rows(path, "handoff", TABLES)] == [wants]


def test_a_question_is_asked_where_its_topic_is_first_at_home() -> None:
    question = Row("nl", "t", {"id": "refund", "lang": "nl"})
    assert page_of(question, "faq", TABLES, "shop") == Page("nl", "video")
    assert page_of(question, "faq", TABLES, "shop", "zh") == Page("zh", "video")
    assert page_of(question, "oos", TABLES, "shop") == Page("nl", "shop")


def test_a_complaint_is_made_where_its_type_is_first_at_home() -> None:
    far = replace(TABLES.complaint_types["billing_dispute"], platforms=("video", "shop"))
    tables = replace(TABLES, complaint_types={**TABLES.complaint_types, far.id: far})
    complaint = Row("nl", "t", {"complaint_type": far.id, "lang": "nl"})
    anywhere = Row("nl", "t", {"complaint_type": "account_security", "lang": "nl"})
    assert page_of(complaint, "complaints", tables, "shop") == Page("nl", "video")
    assert page_of(anywhere, "complaints", tables, "shop") == Page("nl", "shop")


async def test_a_row_without_an_answer_is_an_outcome(redis_server: RedisServer) -> None:
    """Nobody works on the mailbox here."""
    keys = Keys(tenant=f"t{token_hex(4)}")
    client = RedisClient(redis_server.url)
    mailboxes = Mailboxes(client, keys)
    wake = Wake(redis_server.url, keys.wake, mailboxes.nonce)
    service: Any = SimpleNamespace(
        clock=WallClock(), inbox=MailboxInbox(mailboxes, wake), log=RedisLog(client, keys, wake)
    )
    try:
        outcome = await ask(service, 1, "hello", Page("en", "shop"), within_s=0.05)
    finally:
        await client.close()
    assert outcome.kind == "unanswered"
    assert outcome.ms >= 50


@pytest.mark.parametrize("kind", ["faq", "handoff", "oos", "complaints"])
def test_rows_without_an_answer_are_counted_apart(kind: str) -> None:
    names = {"id": "refund", "wants_human": "no", "kind": "k", "complaint_type": "payout"}
    row, silent = Row("en", "t", names), Outcome("unanswered", ms=30_000)
    assert verdict(kind, row, silent) == "unanswered"
    found = score(kind, [(row, silent)])
    assert found["kind"] == kind
    assert found["unanswered"] == 1
    shares = found["by_lang"]["en"]
    shares = shares.get("not_wanted", shares)
    assert {name for name, value in shares.items() if value} == {"n"}


def test_silent_rows_are_named_by_their_lines(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [(Row("en", "t", {}, line), Outcome(kind)) for line, kind in LINES]
    tell_unanswered(rows)
    assert capsys.readouterr().err == "2 of 3 rows got no answer within 30 s: line 2, 7.\n"


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


def test_what_only_the_earlier_run_has_is_named_once() -> None:
    before, after = figures(100, 0.9, 0.0), figures(100, 0.9, 0.0)
    before["by_lang"] = {"en": before["all"], "nl": before["all"]}
    after["by_lang"] = {"en": {"n": 100, "right": 0.9}, "zh": after["all"]}
    assert vanished(before, after) == ["by_lang.en.wrong", "by_lang.nl"]
    assert vanished(before, before) == []


def test_runs_without_a_share_in_common_are_not_compared() -> None:
    before, after = figures(100, 0.9, 0.0), figures(0, 0.0, 0.0)
    with pytest.raises(BadFile, match="no share in common"):
        compare(before, after)


def test_a_clear_loss_ends_with_1_and_the_vanished_is_told(
    capsys: pytest.CaptureFixture[str],
) -> None:
    changes = compare(figures(400, 0.9, 0.02), figures(400, 0.8, 0.02))
    with pytest.raises(typer.Exit) as ended:
        tell_changes(changes, ["by_lang.nl"])
    assert ended.value.exit_code == 1
    told = capsys.readouterr().out
    assert "worse  all.right  90.0% -> 80.0%" in told
    assert "gone   by_lang.nl" in told


@pytest.mark.parametrize("text", ["", "[]", "{}", "no json", '{"by_lang": {}}'])
def test_earlier_figures_that_are_none_are_named(tmp_path: Path, text: str) -> None:
    file = tmp_path / "old.json"
    file.write_text(text)
    with pytest.raises(BadFile, match=r"old\.json"):
        read_figures(file, "faq")
    with pytest.raises(BadFile, match="cannot be read"):
        read_figures(tmp_path / "none.json", "faq")


def test_figures_of_another_kind_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "old.json"
    file.write_text(json.dumps(figures(100, 0.9, 0.0)))
    assert read_figures(file, "faq")["all"]["n"] == 100, "from before the kind was written"
    file.write_text(json.dumps({**figures(100, 0.9, 0.0), "kind": "complaints"}))
    with pytest.raises(BadFile, match="figures of complaints"):
        read_figures(file, "faq")


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["orders", "ROWS"], "orders is no kind of file"),
        (["faq", "ROWS", "--json", "FOLDER/none/new.json"], "there is no folder"),
        (["faq", "ROWS", "--rows", "FOLDER/none/rows.tsv"], "there is no folder"),
        (["faq", "ROWS", "--rows", "FOLDER"], "is a folder"),
        (["faq", "ROWS", "--compare", "FOLDER/none.json"], "cannot be read"),
        (["faq", "ROWS", "--page-language", "german"], "german is no language"),
        (["faq", "ROWS"], "line 2: refnd is no topic"),
    ],
)
def test_what_cannot_be_done_is_told_before_anything_starts(
    tmp_path: Path, arguments: list[str], problem: str
) -> None:
    rows = written(tmp_path, "id\tlang\ttext\nrefnd\ten\ty\n")
    given = [a.replace("ROWS", str(rows)).replace("FOLDER", str(tmp_path)) for a in arguments]
    answer = CliRunner().invoke(build(["evaluate"]), ["evaluate", *given])
    assert answer.exit_code == 2
    assert problem in answer.output
