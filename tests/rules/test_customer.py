"""What customers do, in each state."""

from dataclasses import replace

import pytest

from handoff.rules.conversation import State
from handoff.rules.effects import (
    AskAssistant,
    ChangeTicket,
    CloseHandoff,
    JoinQueue,
    KeepEvidence,
    Put,
    Record,
    Say,
    SetTimer,
)
from handoff.rules.events import CustomerEdited, CustomerOpened
from handoff.rules.messages import Audience, FileRef, Speaker
from tests.rules.cases import (
    AGENT,
    ASKED,
    BOT,
    EVERY_STATE,
    HANDOFF,
    NOW,
    NUMBERED,
    QUEUED,
    WITHOUT_AGENT,
    WRAP_UP,
    buttons,
    go,
    kinds,
    pressed,
    said,
    wrote,
)

NEW = replace(BOT, greeted=False)
FILE = FileRef("k", "photo.jpg", "image/jpeg", 9)


def test_opening_greets_once_in_the_language_of_the_page():
    state, effects = go(NEW, CustomerOpened("nl-BE", "shop"))
    assert (state.language, state.platform, said(effects)) == ("nl", "shop", ["greeting"])
    assert buttons(effects) == ["menu:top", "person:now"]


@pytest.mark.parametrize("name", EVERY_STATE)
def test_opening_again_goes_on_where_and_in_the_language_it_was(name: str):
    talk = replace(EVERY_STATE[name], language="zh")
    state, effects = go(talk, CustomerOpened("en-GB", ""))
    assert state == talk
    place = {
        "queued": ["queue_joining"],
        "numbered": ["queue_place_number"],
        "left_message": ["message_kept_saving"],
        "agent": [],
    }
    assert said(effects) == place.get(name, ["menu"])


@pytest.mark.parametrize(
    ("hint", "language"),
    [("nl", "nl"), ("NL-be", "nl"), ("zh_CN", "zh"), ("fr", "en"), ("", "en"), ("nld", "en")],
)
def test_the_first_words_may_bring_a_language(hint: str, language: str):
    state, _ = go(NEW, wrote("hello", language=hint))
    assert (state.language, state.greeted) == (language, True)


def test_words_go_into_the_log_and_to_the_assistant_with_a_timer():
    state, effects = go(BOT, wrote("Where is my money?"))
    put, ask, timer = effects
    assert (put.entry.text, put.entry.id) == ("Where is my money?", "m9")
    assert ask == AskAssistant("m9", "Where is my money?", NOW)
    assert timer == SetTimer("assistant_slow", "m9", NOW + 15_000)
    assert state.timers == {"assistant_slow": "m9"}


def test_a_second_question_does_not_move_the_timer_of_the_first():
    state, effects = go(ASKED, wrote("And my videos?"))
    assert [q.ask_id for q in state.pending] == ["m1", "m9"]
    assert not kinds(effects, SetTimer)


@pytest.mark.parametrize("name", WITHOUT_AGENT)
def test_a_plain_request_for_a_person_works_in_every_state(name: str):
    state, effects = go(WITHOUT_AGENT[name], wrote("human please"))
    assert state.waits
    assert state.handoff is not None
    assert not kinds(effects, AskAssistant)
    waiting = {
        "queued": "queue_joining",
        "numbered": "queue_place_number",
        "left_message": "message_kept_saving",
    }
    assert said(effects) == [waiting.get(name, "handoff_request")]


@pytest.mark.parametrize("name", WITHOUT_AGENT)
def test_the_button_for_a_person_works_in_every_state(name: str):
    state, effects = go(WITHOUT_AGENT[name], pressed("person:now"))
    assert (state.waits, len(said(effects))) == (True, 1)


@pytest.mark.parametrize("name", WITHOUT_AGENT)
def test_words_of_danger_reach_urgent_people_from_every_state(name: str):
    state, effects = go(WITHOUT_AGENT[name], wrote("I want to kill myself"))
    assert state.handoff is not None
    assert (state.state, state.handoff.priority) == (State.QUEUED, "P0")
    assert "handoff_safety" in said(effects)
    assert state.handoff.question == "I want to kill myself"
    assert kinds(effects, JoinQueue)


def test_danger_again_says_where_help_is_again_and_keeps_the_place():
    waiting, _ = go(BOT, wrote("I want to kill myself", "m1"))
    state, effects = go(waiting, wrote("I will kill myself", "m2"))
    assert state.handoff == waiting.handoff
    assert said(effects) == ["handoff_safety", "queue_joining"]
    assert not kinds(effects, JoinQueue, CloseHandoff)


def test_danger_while_an_agent_listens_is_noted_raised_and_left_to_the_agent():
    state, effects = go(AGENT, wrote("I want to kill myself"))
    assert (state.state, said(effects)) == (State.AGENT, ["help_lines"])
    assert [type(effect) for effect in effects] == [Put, Record, Say, Say, ChangeTicket]
    assert state.handoff.priority == "P0"


def test_the_bot_is_silent_while_an_agent_has_it():
    for event in (
        wrote("hello"),
        wrote("human please"),
        wrote("", files=(FILE,)),
        CustomerEdited("m1", "human please", NOW),
    ):
        state, effects = go(AGENT, event)
        assert (state.handoff, state.epoch, said(effects)) == (AGENT.handoff, AGENT.epoch, [])
        assert {type(effect) for effect in effects} <= {Put, KeepEvidence}


@pytest.mark.parametrize(
    "button", ["topic:refund", "helped:no", "person:now", "queue:cancel", "danger:no", "gone:x"]
)
def test_a_button_of_before_does_nothing_while_an_agent_listens_and_both_are_told(button: str):
    state, effects = go(AGENT, pressed(button, "Stop waiting"))
    assert (state.handoff, state.epoch) == (AGENT.handoff, AGENT.epoch)
    assert said(effects) == ["button_with_person"]
    assert effects[-1].values == {"name": "Ada"}
    assert effects[0].entry.text == "Stop waiting"


def test_an_edit_is_shown_and_a_cry_for_help_in_it_is_heard():
    _, effects = go(BOT, CustomerEdited("m1", "corrected", NOW))
    [put] = effects
    assert (put.entry.edits, put.entry.text) == ("m1", "corrected")
    for words, text in (("human please", "handoff_request"), ("kill myself", "handoff_safety")):
        state, effects = go(BOT, CustomerEdited("m1", words, NOW))
        assert (state.state, said(effects)) == (State.QUEUED, [text])


@pytest.mark.parametrize("text", ["/restart", " ／back", "\\slot", "\u200b/restart", "\u3000/x"])
def test_a_typed_command_reaches_the_assistant_as_plain_words(text: str):
    _, effects = go(BOT, wrote(text))
    [ask] = kinds(effects, AskAssistant)
    assert ask.text[0] not in "/／\\\u200b\u3000 "


@pytest.mark.parametrize("text", ["", "   ", "/", "\u200b"])
def test_words_without_content_are_answered_all_the_same(text: str):
    state, effects = go(BOT, wrote(text))
    assert (state.misses, said(effects)) == (1, ["unsure"])
    _, effects = go(QUEUED, wrote(text))
    assert said(effects) == ["unsure_queued", "queue_joining"]


def test_a_file_alone_is_confirmed_with_a_way_to_a_person():
    _, effects = go(BOT, wrote("", files=(FILE,)))
    assert (said(effects), buttons(effects)) == (["file_received"], ["person:now"])


def test_writing_after_the_end_is_a_new_matter_for_the_bot():
    state, effects = go(WRAP_UP, wrote("Another thing"))
    assert (state.state, state.handoff) == (State.BOT, None)
    assert kinds(effects, AskAssistant)


def test_the_menu_shows_what_exists_on_the_platform():
    _, effects = go(BOT, pressed("menu:top"))
    assert buttons(effects) == [
        "menu:money",
        "menu:account",
        "menu:content",
        "status:all",
        "person:now",
    ]
    _, effects = go(replace(BOT, platform="shop"), pressed("menu:top"))
    assert buttons(effects) == ["menu:money", "menu:account", "status:all", "person:now"]
    _, effects = go(BOT, pressed("menu:money"))
    assert buttons(effects) == ["topic:refund", "menu:top", "person:now"]
    _, effects = go(BOT, pressed("menu:gone"))
    assert said(effects) == ["menu"]


@pytest.mark.parametrize("button", ["topic:gone", "complaint:gone"])
def test_a_button_whose_subject_is_gone_is_a_miss(button: str):
    assert said(go(BOT, pressed(button))[1]) == ["unsure"]


@pytest.mark.parametrize("button", ["", "nonsense", "gone:1", "solved:yes"])
def test_a_button_that_means_nothing_any_more_is_answered(button: str):
    assert said(go(BOT, pressed(button))[1]) == ["button_too_old"]


def test_a_topic_button_answers_also_while_waiting_but_offers_no_second_case():
    _, effects = go(BOT, pressed("topic:refund"))
    assert said(effects) == ["answer:refund"]
    assert "complaint:billing_dispute" in buttons(effects)
    state, effects = go(QUEUED, pressed("topic:refund"))
    assert (state.state, said(effects)) == (State.QUEUED, ["answer:refund"])
    assert "complaint:billing_dispute" not in buttons(effects)


def test_a_pressed_button_without_a_label_leaves_no_empty_words():
    assert not kinds(go(BOT, pressed("menu:top", ""))[1], Put)


def test_stopping_to_wait_and_asking_for_the_place():
    _, effects = go(NUMBERED, pressed("queue:place"))
    assert said(effects) == ["queue_stays"]
    state, effects = go(NUMBERED, pressed("queue:cancel"))
    assert (state.state, state.handoff) == (State.BOT, None)
    assert CloseHandoff(HANDOFF.id) in effects
    assert said(effects) == ["queue_cancelled"]
    assert said(go(state, pressed("queue:cancel"))[1]) == ["nobody_asked_yet"]


def test_a_language_can_be_chosen_in_every_state():
    for conversation in EVERY_STATE.values():
        state, effects = go(conversation, pressed("language:zh"))
        assert (state.language, said(effects)) == ("zh", ["language_set"])
        _, effects = go(conversation, pressed("language:"))
        assert buttons(effects) == ["language:en", "language:nl", "language:zh"]


@pytest.mark.parametrize(("words", "language"), [("mens graag", "nl"), ("我不想活了", "zh")])
def test_a_plain_wish_is_answered_in_its_own_language(words: str, language: str):
    for event in (wrote(words, language="en"), CustomerEdited("m1", words, NOW)):
        state, _ = go(BOT, event)
        assert (state.state, state.language) == (State.QUEUED, language)
        chosen, _ = go(BOT, pressed("language:en"))
        assert go(chosen, event)[0].language == "en"


def test_words_of_danger_beside_an_agent_bring_help_in_their_language():
    state, effects = go(AGENT, wrote("我不想活了"))
    assert (state.language, said(effects)) == ("zh", ["help_lines"])


def test_a_question_leaves_the_language_to_the_assistant():
    assert go(replace(BOT, language="zh"), wrote("where is my money?"))[0].language == "zh"


def test_a_long_dialogue_gives_way_to_a_fresh_one_between_two_matters():
    many = replace(BOT, turns=40)
    assert go(many, wrote("and this?"))[0].dialogue == 1
    assert go(many, wrote("and this?"))[0].turns == 1
    assert go(replace(many, turns=39), wrote("and this?"))[0].dialogue == 0
    in_the_middle = replace(many, misses=1)
    assert go(in_the_middle, wrote("and this?"))[0].dialogue == 0


@pytest.mark.parametrize("start", [BOT, QUEUED, AGENT, WRAP_UP])
def test_a_file_that_was_refused_is_noted_for_agents_alone(start):
    state, effects = go(start, wrote("", refused="film.zip"))
    assert state == start
    [note] = effects
    assert (note.text, note.values) == ("desk_file_refused", {"file": "film.zip"})
    assert (note.speaker, note.audience) == (Speaker.SYSTEM, Audience.DESK)


def test_words_beside_a_refused_file_are_heard():
    _, effects = go(BOT, wrote("kill myself", refused="film.zip"))
    assert "handoff_safety" in said(effects)
    assert kinds(effects, Put)[0].entry.text == "kill myself"
    assert kinds(effects, Say)[0].text == "desk_file_refused"
