"""Words after an answer: make a complaint of it, or a question that goes on with it."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.content import load
from handoff.rules.conversation import Conversation, Form, Question, State
from handoff.rules.effects import AskAssistant
from handoff.rules.step import step
from handoff.rules.tables import Topic
from handoff.rules.wishes import Wishes
from tests.rules.cases import BOT, NOW, TABLES, answer, kinds, said, topic

REAL = load(Path(__file__).resolve().parents[2] / "data").tables.wishes
TOPICS = {
    **TABLES.topics,
    "fault_help": Topic("fault_help", "content", "technical", "fault", ("video",)),
    "status_page": Topic("status_page", "content", "technical", "fault", ("video",)),
    "refund": replace(TABLES.topics["refund"], related=("refund_status",)),
    "refund_status": Topic("refund_status", "money", "billing", "", ("video",)),
}
WITH_WORDS = replace(TABLES, topics=TOPICS, wishes=REAL)
HANDOFF = {"signal": "handoff", "reason": "user_request"}


def asked(words: str, *, before: str = "", story: str = "", **more: object) -> Conversation:
    last = (before,) if before else ()
    pending = (Question("m1", words),)
    first = story or words
    return replace(BOT, pending=pending, last_topics=last, first_question=first, **more)


def go(conversation: Conversation, *signals: dict):
    return step(conversation, answer(*signals), NOW, WITH_WORDS)


def opened(effects: tuple) -> "list[str]":
    return [each.text for each in kinds(effects, AskAssistant) if "/form_open" in each.text]


@pytest.mark.parametrize(
    ("words", "signal"),
    [
        ("please log it as a bug", topic("answer", "status_page")),
        ("all tried already. Leg het maar vast", topic("answer", "login")),
        ("都试过了，帮我登记一下吧", topic("guess", "login")),
        ("open a case for it please", HANDOFF),
        ("can you report it to your team", {"signal": "helped", "yes": False}),
    ],
)
def test_a_complaint_is_made_of_what_was_answered(words: str, signal: dict):
    state, effects = go(asked(words, before="fault_help", story="It hangs."), signal)
    [command] = opened(effects)
    assert '"fault"' in command
    assert "It hangs." in command
    assert said(effects) == []
    assert [question.button for question in state.pending] == ["complaint:fault"]


def test_who_files_at_once_gets_the_form_that_the_answer_offers():
    words = "My money is gone, I want to file a complaint"
    state, effects = go(asked(words), topic("answer", "refund"))
    [command] = opened(effects)
    assert '"billing_dispute"' in command
    assert command.count(words) == 1
    assert state.first_question == words


@pytest.mark.parametrize(
    ("conversation", "signals"),
    [
        (asked("how do I file a complaint?", before="fault_help"), [topic("answer", "login")]),
        (asked("put it on record"), [topic("answer", "login")]),
        (asked("put it on record"), [HANDOFF]),
        (asked("put it on record", before="fault_help", state=State.QUEUED), [HANDOFF]),
        (asked("put it on record", before="fault_help"), [{"signal": "check"}]),
        (
            asked("put it on record", before="fault_help"),
            [{"signal": "handoff", "reason": "safety_emergency"}],
        ),
        (
            asked("report it", before="fault_help", form=Form({"id": "d", "type": "fault"})),
            [topic("answer", "login")],
        ),
    ],
)
def test_no_form_is_opened_otherwise(conversation: Conversation, signals: list):
    _, effects = go(conversation, *signals)
    assert opened(effects) == []


@pytest.mark.parametrize(
    ("words", "before", "answered"),
    [
        ("ok and when would i see the money", "refund", "refund_status"),
        ("en wanneer krijg ik dat", "refund", "refund_status"),
        ("那多久能到", "refund", "refund_status"),
        ("when are payouts made", "refund", "login"),
        ("and how do I sign in", "", "login"),
        ("and how do I sign in", "upload", "login"),
    ],
)
def test_a_question_that_goes_on_is_about_what_was_answered(words: str, before: str, answered: str):
    _, effects = go(asked(words, before=before), topic("answer", "login", "refund_status"))
    assert said(effects) == [f"answer:{answered}"]


@pytest.mark.parametrize(
    "words",
    [
        "I want to appeal this",
        "please put it on record",
        "can you report it please",
        "ik wil daar bezwaar tegen maken",
        "Leg het maar vast als storing",
        "graag doorgeven als storing",
        "maak er maar een melding van",
        "kun je het melden?",
        "我要申诉",
        "帮我报个故障",
        "我要举报他",
        "I want to file a complaint, the app crashes when I open a live",
        "when i record a video it crashes, i want to make a complaint",
        "why can you not sign me in? I want to complain",
        "wat een gedoe, ik wil een klacht indienen",
        "waarom kan ik niet inloggen? ik wil een klacht indienen",
        "怎么回事啊，我要投诉",
    ],
)
def test_wishes_for_a_complaint(words: str):
    assert REAL.wants_complaint(words)


@pytest.mark.parametrize(
    "words",
    [
        "how do I report a listing?",
        "where can I file a complaint",
        "I do not want to complain, but how long does it take",
        "hoe kan ik dit melden",
        "waar kan ik een klacht indienen",
        "怎么投诉主播",
        "在哪里可以举报",
        "我的投诉进度",
        "what do I do if I want to report someone",
        "can I make a formal complaint here, I want to report a seller",
        "moet ik een klacht indienen of kan ik bellen",
        "the video does not play",
        "",
    ],
)
def test_other_words_want_none(words: str):
    assert not REAL.wants_complaint(words)


def test_a_matter_of_its_own_is_not_what_was_answered():
    assert REAL.wants_that_as_complaint("put it on record")
    assert not REAL.wants_that_as_complaint("I want to file a complaint about a rude seller")


def test_nothing_is_wanted_without_patterns():
    assert not Wishes().wants_complaint("put it on record")
    assert not Wishes().goes_on("and when")


def test_short_words_in_a_form_change_no_language():
    form = Form({"id": "web-c1:d1", "type": "fault"}, touched_ms=NOW)
    dutch = replace(BOT, state=State.FORM, form=form, language="nl")
    english = {"signal": "say", "text": "thanks", "language": "en"}
    for words, language in (
        ("iPhone 13, iOS 19", "nl"),
        ("I bought it in May and it broke in June, that is all", "en"),
    ):
        state, _ = go(replace(dutch, pending=(Question("m1", words),)), english)
        assert state.language == language
