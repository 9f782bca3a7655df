"""Every text that the rules or the assistant can say exists in the content files."""

from pathlib import Path

import pytest

from bot.checks import families, spoken
from bot.checks.project import read_project
from handoff.rules import buttons

ROOT = Path(__file__).resolve().parents[2]


def test_every_text_that_can_be_said_exists_and_is_filled() -> None:
    assert [problem.what for problem in spoken.check(read_project(ROOT))] == []


def test_the_search_finds_what_is_said() -> None:
    by_name = {"unsure", "button_person", "desk_handling_failed", "web_too_fast", "inbox_full"}
    by_choice = {"queue_place", "queue_late", "handoff_safety", "handoff_request", "no_danger"}
    assert by_name | by_choice <= spoken.texts_of_program()
    assert {"greeting", "thanks", "cancel"} <= spoken.texts_of_assistant()


@pytest.mark.parametrize(
    "text",
    ["ticket_reason_queued", "ticket_party_host", "ticket_object_kept_why", "resolved_declined",
     "ticket_appeal_refused", "desk_discarded_identity", "language_nl", "desk_deed_take",
     "telegram_command_menu", "form_button_send", "form_evidence_received"],
)  # fmt: skip
def test_what_is_put_together_in_code_is_known(text: str) -> None:
    assert text in spoken.texts_of_program()


def test_every_family_of_texts_is_in_a_table(tmp_path: Path) -> None:
    texts = read_project(ROOT).text_ids
    assert families.unknown_families(spoken.code(), texts) == set()
    new = tmp_path / "new.py"
    new.write_text('said = f"ticket_{kind}_told"')
    assert families.unknown_families([new], texts) == {"ticket_*_told"}


def test_every_button_of_the_rules_is_answered() -> None:
    verbs = spoken.verbs_of_buttons()
    assert {"topic", "complaint", "person"} <= verbs
    assert verbs - buttons._BUTTONS.keys() == set()
