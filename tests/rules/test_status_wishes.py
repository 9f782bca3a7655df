"""Plain words for the status and for going on, in three languages, by the patterns in use."""

import re
from pathlib import Path

import pytest
import yaml

from bot.content import load
from handoff.rules.signals import LANGUAGES
from handoff.rules.wishes import Wishes
from tests.rules.status_wishes import GO_ON, NO_GO_ON, NO_STATUS, STATUS
from tests.rules.waiting_wishes import MENU, MESSAGE, NEITHER, PLACE

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def wishes() -> Wishes:
    return load(ROOT / "data").tables.wishes


def listed(sentences: str) -> "list[str]":
    return [
        each.strip() for line in sentences.split("\n") for each in line.split("|") if each.strip()
    ]


@pytest.mark.parametrize("words", listed(STATUS))
def test_the_status_is_asked_for(wishes: Wishes, words: str):
    assert wishes.status_wished(words) == ("FB-7K3QX9" if "FB-" in words else "")


@pytest.mark.parametrize("words", listed(NO_STATUS))
def test_other_words_are_for_the_assistant(wishes: Wishes, words: str):
    assert wishes.status_wished(words) is None


@pytest.mark.parametrize(
    "words",
    ["how does the urgent security team work?", "security", "urgent", "安全吗", "dringende vraag"],
)
def test_other_words_call_no_security_team(wishes: Wishes, words: str):
    assert not wishes.wants_security(words)


@pytest.mark.parametrize("words", listed(GO_ON))
def test_a_kept_form_is_asked_for(wishes: Wishes, words: str):
    assert wishes.wants_form(words)


@pytest.mark.parametrize("words", listed(NO_GO_ON))
def test_nothing_is_gone_on_with_by_other_words(wishes: Wishes, words: str):
    assert not wishes.wants_form(words)


@pytest.mark.parametrize(
    ("words", "choice"),
    [
        (words, choice)
        for choice, sentences in (
            ("place", PLACE), ("message", MESSAGE), ("menu", MENU), ("", NEITHER)
        )
        for words in listed(sentences)
    ],
)  # fmt: skip
def test_what_one_who_waits_can_do_is_said_in_words(wishes: Wishes, words: str, choice: str):
    assert wishes.waiting_wished(words) == choice


def test_the_labels_of_the_buttons_say_the_same(wishes: Wishes):
    texts = load(ROOT / "data").content
    for label, choice in (
        ("button_keep_waiting", "place"), ("button_wait_in_line", "place"),
        ("button_leave_message", "message"), ("button_ask_else", "menu"),
    ):  # fmt: skip
        for language in LANGUAGES:
            assert wishes.waiting_wished(texts.render_text(label, language, {})) == choice


TOLD_TO_SAY = {
    "topics/account_hacked": (("answer",), "security"),
    "topics/complaint_status_how": (("answer",), "status"),
    "topics/bot_identity": (("answer",), "person"),
    "texts/complaints": (("texts", "complaint_paused"), "form"),
}


@pytest.mark.parametrize("language", ["en", "nl", "zh"])
@pytest.mark.parametrize("file", TOLD_TO_SAY)
def test_the_words_that_customers_are_told_to_say_are_understood(
    wishes: Wishes, language: str, file: str
):
    path, wish = TOLD_TO_SAY[file]
    part = yaml.safe_load((ROOT / "data/content" / f"{file}.yml").read_text("utf-8"))
    for name in path:
        part = part[name]
    quoted = re.findall(r"[\"“]([^\"”]+)[\"”]", part[language])
    # Menus are in such quotes as well.
    quoted = [words for words in quoted if ">" not in words]
    assert quoted
    understood = {
        "status": lambda words: wishes.status_wished(words) == "",
        "person": wishes.wants_person,
        "security": wishes.wants_security,
        "form": wishes.wants_form,
    }[wish]
    assert [words for words in quoted if not understood(words)] == []
