"""`footbridge evaluate` from the file to the exit code, with an assistant that follows a script."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from bot.app import Service
from bot.cli import build
from bot.evaluate.ask import UNANSWERED, _outcome
from handoff.rules.ids import ConversationId
from handoff.rules.messages import Entry, Speaker
from tests.fakes.rasa import answer, say
from tests.rules.cases import HANDOFF, QUEUED
from tests.scenario.stand import standing

Run = Callable[..., Result]
ROWS = "id\tlang\ttext\nshipping_delivery\tnl\twaar is mijn pakje\n\nrefund_request\ten\trefund?\n"


@pytest.fixture
def pages() -> list[tuple[str, str]]:
    """Language and platform of each conversation of the last run."""
    return []


@pytest.fixture
def run(tmp_path: Path, redis_url: str, pages: list[Any], monkeypatch: pytest.MonkeyPatch) -> Run:
    @asynccontextmanager
    async def scripted() -> AsyncIterator[Service]:
        async with standing(tmp_path, redis_url) as stand:
            stand.rasa.teach("waar is mijn pakje", answer("shipping_delivery"))
            stand.rasa.teach("refund?", say("out_of_scope"))
            yield stand.service
            for number in range(2):
                state = await stand.state(ConversationId(f"web-evaluated-{number}"))
                pages.append((state.language, state.platform))

    monkeypatch.setattr("bot.cli.evaluate.standing", scripted)
    rows = tmp_path / "rows.tsv"
    rows.write_text(ROWS, "utf-8")

    def run(*options: str) -> Result:
        return CliRunner().invoke(build(["evaluate"]), ["evaluate", "faq", str(rows), *options])

    return run


def test_a_run_writes_its_figures_and_what_each_row_led_to(
    run: Run, pages: list[Any], tmp_path: Path
) -> None:
    ended = run("--json", str(tmp_path / "new.json"), "--rows", str(tmp_path / "out.tsv"))
    assert ended.exit_code == 0, ended.output
    figures = json.loads((tmp_path / "new.json").read_text("utf-8"))
    assert (figures["kind"], figures["unanswered"], figures["page_language"]) == ("faq", 0, None)
    assert figures["all"]["right"] == figures["all"]["fallback"] == 0.5
    lines = (tmp_path / "out.tsv").read_text("utf-8").splitlines()
    assert lines[1:] == [
        "shipping_delivery\tnl\tright\tshipping_delivery\t\twaar is mijn pakje",
        "refund_request\ten\tfallback\t\t\trefund?",
    ]
    assert pages == [("nl", "marketplace"), ("en", "live_streaming")]


def test_all_rows_may_be_asked_on_a_page_of_one_language(run: Run, pages: list[Any]) -> None:
    ended = run("--page-language", "ZH")
    assert ended.exit_code == 0, ended.output
    assert '"page_language": "zh"' in ended.output
    assert [language for language, _ in pages] == ["zh", "zh"]


@pytest.mark.parametrize(
    ("before", "code", "told"),
    [
        ({"all": {"n": 2, "right": 0.5}, "by_lang": {"zh": {"n": 2, "right": 1}}}, 0, "by_lang.zh"),
        ({"all": {"n": 900, "right": 1.0}}, 1, "worse  all.right"),
        ({"all": {"n": 2, "right": 1.0}}, 0, "No clear change"),
        ({"kind": "oos", "all": {"n": 2, "right": 1.0}}, 2, "figures of oos"),
        ({"kind": "faq", "by_lang": {"zh": {"n": 2, "right": 1}}}, 2, "no share in common"),
    ],
)
def test_an_earlier_run_is_set_beside_it(
    run: Run, tmp_path: Path, before: dict[str, Any], code: int, told: str
) -> None:
    (tmp_path / "old.json").write_text(json.dumps(before), "utf-8")
    ended = run("--compare", str(tmp_path / "old.json"))
    assert told in ended.output
    assert ended.exit_code == code, ended.output


def test_what_the_assistant_failed_to_read_is_no_person_called() -> None:
    entry = Entry("m", Speaker.SYSTEM, "", 0, text_id="handoff_bot_error")
    failed = replace(QUEUED, handoff=replace(HANDOFF, reason="bot_error"))
    assert _outcome(entry, failed, (), "", 5.0).kind == UNANSWERED
    assert _outcome(entry, QUEUED, (), "", 5.0).kind == "handoff"
