"""Notices: shown at the greeting and where they matter, once; their end is told to who asked."""

from dataclasses import replace
from typing import Any

import pytest

from handoff.rules.conversation import State
from handoff.rules.effects import AwaitNotice, Say, SetTimer
from handoff.rules.events import CustomerOpened, NoticeOver, TimerFired
from handoff.rules.notice import FURTHEST_MS, Function, Notice, Postable, Unfit, read_notice
from handoff.rules.step import step
from tests.rules.cases import (
    AGENT,
    ASKED,
    BOT,
    MINUTE,
    NOW,
    QUEUED,
    TABLES,
    answer,
    buttons,
    kinds,
    pressed,
    said,
    topic,
    wrote,
)
from tests.rules.form_cases import ASKING

HOUR = 60 * MINUTE
WORDS = {"en": "Servers are moved.", "nl": "Servers verhuizen.", "zh": "服务器迁移。"}
PAUSED = Notice("n1", "paused", WORDS, NOW - HOUR, NOW + HOUR, "upload", ("login",))
NEWS = Notice("n2", "news", WORDS, NOW, NOW + HOUR)
FAULT = Notice("n3", "fault", WORDS, NOW - HOUR, NOW + HOUR, "upload", ("login",))
OF_TYPE = Notice("n4", "paused", WORDS, NOW - HOUR, NOW + HOUR, "type:billing_dispute")
FRESH = replace(BOT, greeted=False)
OPENED = CustomerOpened("en", "video")
LOGIN = answer(topic("answer", "login"))


def go(conversation: Any, *events: Any, notices: "tuple[Notice, ...]", now: int = NOW) -> Any:
    effects: Any = ()
    tables = replace(TABLES, notices=notices)
    for event in events:
        conversation, effects = step(conversation, event, now, tables)
    return conversation, effects


def test_the_greeting_comes_with_what_is_on_and_only_once():
    state, effects = go(FRESH, OPENED, notices=(PAUSED, NEWS))
    assert said(effects) == ["greeting", "notice_paused", "notice_news"]
    assert not kinds(effects, AwaitNotice)
    state, effects = go(state, OPENED, notices=(PAUSED, NEWS))
    assert said(effects) == ["menu"]


def test_who_comes_back_sees_what_is_new():
    assert said(go(BOT, OPENED, notices=(NEWS,))[1]) == ["notice_news", "menu"]


def test_an_answer_on_the_matter_comes_after_the_notice_and_its_end_will_be_told():
    state, effects = go(ASKED, LOGIN, notices=(PAUSED,))
    assert said(effects) == ["notice_paused", "answer:login"]
    assert kinds(effects, AwaitNotice) == [AwaitNotice("n1")]
    [told] = [e for e in kinds(effects, Say) if e.text == "notice_paused"]
    assert told.values == {"text": "Servers are moved."}
    assert told.names == {"subject": "form_option_function_upload"}
    assert told.times == {"since": NOW - HOUR, "until": NOW + HOUR}
    assert [phrase.text for phrase in told.lines] == ["notice_tell_back"]
    _, effects = go(state, pressed("topic:login"), notices=(PAUSED,))
    assert said(effects) == ["answer:login"]
    assert not kinds(effects, AwaitNotice)


def test_who_saw_it_at_the_greeting_and_asks_later_hears_of_its_end():
    _, effects = go(FRESH, OPENED, pressed("topic:login"), notices=(PAUSED,))
    assert said(effects) == ["answer:login"]
    assert kinds(effects, AwaitNotice) == [AwaitNotice("n1")]


def test_another_answer_comes_without_it():
    _, effects = go(ASKED, answer(topic("answer", "refund")), notices=(PAUSED,))
    assert said(effects) == ["answer:refund"]


def test_it_is_in_the_customers_language():
    _, effects = go(replace(ASKED, language="zh"), LOGIN, notices=(PAUSED,))
    assert kinds(effects, Say)[0].values == {"text": "服务器迁移。"}


@pytest.mark.parametrize(
    ("draft", "notice", "shown"),
    [
        ({"type": "billing_dispute"}, OF_TYPE, True),
        ({"type": "fault", "values": {"function": {"value": "upload"}}}, FAULT, True),
        ({"type": "fault", "values": {"function": {"value": "search"}}}, FAULT, False),
        ({"type": "fault"}, OF_TYPE, False),
    ],
)
def test_a_complaint_about_it_shows_it_before_the_question(draft, notice, shown):
    signal = {"signal": "form", "kind": "ask", "text": "ask", "draft": {"values": {}, **draft}}
    _, effects = go(ASKED, answer(signal), notices=(notice,))
    assert said(effects)[-1] == "ask"
    assert (len(said(effects)) == 2) is shown
    assert bool(kinds(effects, AwaitNotice)) is shown


@pytest.mark.parametrize(
    ("notice", "now", "is_on"),
    [
        (PAUSED, PAUSED.starts_ms - 1, False),
        (PAUSED, PAUSED.starts_ms, True),
        (PAUSED, PAUSED.ends_ms, False),
        (NEWS, NEWS.ends_ms, False),
        (FAULT, FAULT.ends_ms, True),
    ],
)
def test_it_begins_and_ends_by_itself_but_a_fault_is_there_until_it_is_fixed(notice, now, is_on):
    _, effects = go(FRESH, OPENED, notices=(notice,), now=now)
    assert (len(said(effects)) == 2) is is_on


def test_a_fault_that_takes_longer_says_so():
    _, effects = go(ASKED, LOGIN, notices=(FAULT,), now=FAULT.ends_ms)
    assert said(effects)[0] == "notice_fault_late"


def test_what_is_on_another_platform_is_no_matter_here():
    elsewhere = replace(PAUSED, topics=("payout",))
    assert said(go(FRESH, OPENED, notices=(elsewhere,))[1]) == ["greeting"]


@pytest.mark.parametrize("state", [AGENT, QUEUED], ids=["agent", "queued"])
def test_nobody_is_greeted_with_it_while_a_person_is_asked_or_there(state):
    _, effects = go(state, OPENED, notices=(NEWS,))
    assert "notice_news" not in said(effects)


def test_a_button_under_the_greeting_asks_for_its_end():
    state, effects = go(FRESH, OPENED, notices=(PAUSED,))
    assert buttons(effects) == ["notice:tell:n1"]
    state, effects = go(state, pressed("notice:tell:n1"), notices=(PAUSED,))
    assert said(effects) == ["notice_will_tell"]
    assert kinds(effects, AwaitNotice) == [AwaitNotice("n1")]
    assert said(go(state, pressed("notice:tell:n1"), notices=())[1]) == ["notice_is_over"]


def test_where_nobody_knows_the_end_word_is_promised_and_kept():
    late, day = replace(FAULT, ends_ms=NOW - MINUTE), 24 * HOUR
    name = f"notice_word:{FAULT.id}"
    state, effects = go(BOT, pressed("notice:tell:n3"), notices=(late,))
    assert said(effects) == ["notice_will_tell_late"]
    assert kinds(effects, Say)[0].times == {"next": NOW + day}
    assert [(t.name, t.due_ms) for t in kinds(effects, SetTimer)] == [
        (name, NOW + day - 10 * MINUTE)
    ]
    _, again = go(state, pressed("notice:tell:n3"), notices=(late,), now=NOW + HOUR)
    assert kinds(again, Say)[0].times == {"next": NOW + day}, "the same promise, not a later one"
    fired, due = TimerFired(name, state.timers[name]), NOW + day - 10 * MINUTE
    after, effects = go(state, fired, notices=(late,), now=due)
    assert kinds(effects, Say)[0].times == {"next": due + day}
    assert name in after.timers
    known = replace(FAULT, ends_ms=due + HOUR)
    _, effects = go(state, fired, notices=(known,), now=due)
    assert said(effects) == ["notice_will_tell"], "there is a time by now"
    assert said(go(state, fired, notices=(), now=due)[1]) == []
    over, effects = go(state, NoticeOver(late, NOW, "en"), notices=())
    assert (said(effects), over.timers) == (["notice_back"], {})


@pytest.mark.parametrize(
    "state", [BOT, AGENT, QUEUED, ASKING], ids=["bot", "agent", "queued", "form"]
)
def test_the_end_is_told_in_any_state(state):
    after, effects = go(state, NoticeOver(PAUSED, NOW, "nl"), notices=())
    assert said(effects) == ["notice_back"]
    assert after.state is state.state
    assert kinds(effects, Say)[0].language == ""


def test_a_chat_that_was_forgotten_hears_the_end_in_its_language_of_then():
    over = NoticeOver(PAUSED, NOW, "nl", by_plan=True)
    _, effects = go(FRESH, over, notices=())
    assert [(e.text, e.language) for e in kinds(effects, Say)] == [("notice_back_by_plan", "nl")]


def test_nothing_comes_between_the_question_about_danger_and_its_answer():
    state, effects = go(ASKED, answer({"signal": "check"}), notices=(NEWS,))
    assert said(effects) == ["check_danger"]
    assert state.state is State.BOT
    assert said(go(state, OPENED, notices=(NEWS,))[1])[0] != "notice_news"


KNOWN = Postable(
    {"upload": Function("upload", ("login", "gone"))},
    frozenset({"login", "refund"}),
    ("billing_dispute",),
)
GIVEN: "dict[str, Any]" = {
    "kind": "paused", "subject": "upload", "text": WORDS, "ends_ms": NOW + HOUR,
}  # fmt: skip


def test_a_notice_begins_at_once_beside_the_answers_of_its_function():
    notice = read_notice(GIVEN, "n1", KNOWN, NOW)
    assert (notice.starts_ms, notice.topics) == (NOW, ("login",))
    chosen = read_notice({**GIVEN, "topics": ["refund"]}, "n1", KNOWN, NOW)
    assert chosen.topics == ("refund",)
    assert read_notice({**GIVEN, "subject": "type:billing_dispute"}, "n1", KNOWN, NOW).topics == ()


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"kind": "party"}, "desk_notice_unknown_kind"),
        ({"subject": ""}, "desk_notice_unknown_subject"),
        ({"subject": "teapot"}, "desk_notice_unknown_subject"),
        ({"kind": "news", "subject": "teapot"}, "desk_notice_unknown_subject"),
        ({"topics": ["teapot"]}, "desk_notice_unknown_topic"),
        ({"text": {**WORDS, "nl": " "}}, "desk_notice_text"),
        ({"text": {**WORDS, "nl": "Tot …"}}, "desk_notice_text"),
        ({"text": "words"}, "desk_notice_text"),
        ({"text": {**WORDS, "en": "x" * 601}}, "desk_notice_long"),
        ({"ends_ms": NOW}, "desk_notice_bad_end"),
        ({"ends_ms": None}, "desk_notice_bad_end"),
        ({"ends_ms": NOW + FURTHEST_MS + 1}, "desk_notice_bad_end"),
        ({"ends_ms": NOW + HOUR, "starts_ms": NOW + 2 * HOUR}, "desk_notice_bad_end"),
        ({"starts_ms": "today"}, "desk_notice_bad_end"),
    ],
)
def test_what_cannot_be_posted_says_why(change, refusal):
    with pytest.raises(Unfit) as unfit:
        read_notice({**GIVEN, **change}, "n1", KNOWN, NOW)
    assert unfit.value.text == refusal


def test_news_need_no_subject():
    assert read_notice({**GIVEN, "kind": "news", "subject": ""}, "n", KNOWN, NOW).title == ""


def test_words_after_a_notice_go_to_the_assistant_as_ever():
    state, _ = go(FRESH, OPENED, notices=(PAUSED,))
    assert go(state, wrote("where is it"), notices=(PAUSED,))[0].pending
