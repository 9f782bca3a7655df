"""One to five: asked when it is due, counted once, changed for a while, words if wanted."""

from dataclasses import replace

import pytest

from handoff.rules.conversation import State
from handoff.rules.effects import Put, Record, StoreRating
from handoff.rules.events import AgentResolved
from handoff.rules.ratings import score_of
from handoff.rules.recorded import of_handoff
from tests.rules.cases import (
    AGENT,
    BOT,
    HANDOFF,
    MINUTE,
    NOW,
    QUEUED,
    buttons,
    go,
    kinds,
    pressed,
    said,
    wrote,
)

DAY = 24 * 60 * MINUTE
ANSWERED = replace(BOT, last_topics=("refund",))
ENDED, _ = go(AGENT, AgentResolved("ada", "solved", NOW))
ASKED, _ = go(ENDED, pressed("solved:yes:h1"))
RATED, _ = go(ASKED, pressed("rate:h1:2"))


@pytest.mark.parametrize(
    ("words", "score"),
    [
        ("5", 5), (" 3. ", 3), ("4/5", 4), ("4 out of 5", 4), ("5 sterren!", 5), ("3 van de 5", 3),
        ("★★", 2), ("⭐⭐⭐⭐⭐", 5), ("四分", 4), ("五星", 5), ("5分", 5), ("four", 4),
        ("Vijf", 5), ("één", 1), ("6", 0), ("0", 0), ("50", 0), ("5 euros", 0), ("my 5th order", 0),
        ("", 0),
        ("★★★★★★", 0), ("good", 0), ("5?", 0),
    ],
)  # fmt: skip
def test_scores_in_words(words: str, score: int):
    assert score_of(words) == score


def test_an_answer_that_helped_asks_about_the_bot():
    state, effects = go(ANSWERED, pressed("helped:yes"))
    assert said(effects) == ["glad_it_helped", "rate_bot"]
    [rating] = state.ratings
    assert (rating.of, rating.topic, rating.department) == ("bot", "refund", "billing")
    state, effects = go(state, pressed(f"rate:{rating.id}:5"))
    [stored] = kinds(effects, StoreRating)
    assert (stored.rating.score, stored.rating.of, stored.rating.agent_id) == (5, "bot", "")


@pytest.mark.parametrize("state", [BOT, replace(QUEUED, last_topics=("refund",))])
def test_without_an_answer_or_with_a_person_asked_for_the_bot_is_not_rated(state):
    _, effects = go(state, pressed("helped:yes"))
    assert said(effects) == ["glad_it_helped"]


@pytest.mark.parametrize(("later", "asked"), [(0, False), (7 * DAY - 1, False), (7 * DAY, True)])
def test_nobody_is_asked_again_before_the_pause_is_over(later, asked):
    state, _ = go(ANSWERED, pressed("helped:yes"))
    state = replace(state, last_topics=("refund",))
    _, effects = go(state, pressed("helped:yes"), now=NOW + later)
    assert ("rate_bot" in said(effects)) is asked


def test_the_pause_of_the_bot_is_none_for_agents():
    state, _ = go(replace(ENDED, ratings=go(ANSWERED, pressed("helped:yes"))[0].ratings))
    _, effects = go(state, pressed("solved:yes:h1"))
    assert said(effects)[-1] == "rate_agent"


def test_the_same_handoff_is_asked_about_once():
    again, effects = go(ASKED, pressed("solved:yes:h1"), now=NOW + 20 * DAY)
    assert (again.ratings, said(effects)) == (ASKED.ratings, ["solved_thanks"])


def test_a_press_is_stored_with_its_facts():
    _, effects = go(ASKED, pressed("rate:h1:2"))
    assert (said(effects), buttons(effects)) == (["rated"], ["rate:h1:words", "menu:top"])
    [stored] = kinds(effects, StoreRating)
    assert (stored.rating.score, stored.rating.agent_id, stored.rating.ticket) == (
        2, "ada", HANDOFF.id,
    )  # fmt: skip
    [rated] = kinds(effects, Record)
    assert rated == of_handoff("rated", HANDOFF, of="agent", agent="ada", score=2, was=0)


def test_a_press_long_after_its_matter_still_tells_whose_it_is():
    _, effects = go(replace(ASKED, ended=()), pressed("rate:h1:2"))
    [rated] = kinds(effects, Record)
    assert (rated.name, rated.data) == ("rated", {
        "of": "agent", "agent": "ada", "department": "frontline", "handoff": HANDOFF.id,
        "topic": "", "score": 2, "was": 0,
    })  # fmt: skip


def test_the_same_press_again_counts_for_nothing_and_is_answered():
    state, effects = go(RATED, pressed("rate:h1:2"))
    assert (said(effects), kinds(effects, StoreRating, Record)) == (["rated"], [])
    assert state == RATED


@pytest.mark.parametrize(("later", "text"), [(60, "rated"), (61, "rate_too_late")])
def test_it_can_be_changed_for_an_hour_from_the_first_press(later, text):
    state, _ = go(RATED, pressed("rate:h1:3"), now=NOW + 30 * MINUTE)
    state, effects = go(state, pressed("rate:h1:5"), now=NOW + later * MINUTE)
    assert said(effects) == [text]
    assert state.ratings[-1].score == (5 if text == "rated" else 3)
    assert state.ratings[-1].rated_ms == NOW


@pytest.mark.parametrize(
    "button", ["rate:h1:6", "rate:h1:0", "rate:h1:", "rate:h9:5", "rate", "rate:h1:words"]
)
def test_what_is_no_score_of_a_known_rating_is_too_old(button):
    _, effects = go(ASKED, pressed(button))
    assert said(effects) == ["button_too_old"]
    assert not kinds(effects, StoreRating)


def test_a_rating_after_thirty_days_is_too_old():
    assert said(go(ASKED, pressed("rate:h1:5"), now=NOW + 31 * DAY)[1]) == ["button_too_old"]


def test_a_score_in_words_counts_right_after_the_question_alone():
    state, effects = go(ASKED, wrote("4 out of 5"))
    assert (said(effects), state.ratings[-1].score) == (["rated"], 4)
    asked, _ = go(ASKED, wrote("and my refund?"))
    state, effects = go(asked, wrote("4"))
    assert (kinds(effects, StoreRating), state.ratings[-1].score) == ([], 0)


def test_words_go_along_only_when_they_were_announced():
    state, effects = go(RATED, pressed("rate:h1:words"))
    assert said(effects) == ["rate_words"]
    state, effects = go(state, wrote("Very kind"))
    assert said(effects) == ["rate_words_thanks"]
    [stored] = kinds(effects, StoreRating)
    assert (stored.rating.words, stored.rating.score) == ("Very kind", 2)
    assert (state.first_question, state.wanted) == ("", None)
    state, effects = go(state, wrote("Where is my money?"))
    assert not kinds(effects, StoreRating)


def test_another_button_in_between_takes_the_next_words_back():
    state, _ = go(RATED, pressed("rate:h1:words"), pressed("menu:top"))
    _, effects = go(state, wrote("Where is my money?"))
    assert not kinds(effects, StoreRating)


def test_words_of_danger_and_wishes_for_a_person_are_no_rating():
    announced, _ = go(RATED, pressed("rate:h1:words"))
    for words in ("I will kill myself", "human please"):
        state, effects = go(announced, wrote(words))
        assert state.state is State.QUEUED
        assert not kinds(effects, StoreRating)


def test_while_a_person_has_the_chat_the_button_is_for_later():
    _, effects = go(replace(AGENT, ratings=ASKED.ratings), pressed("rate:h1:5"))
    assert (said(effects), kinds(effects, StoreRating)) == (["button_with_person"], [])
    assert kinds(effects, Put)
