"""A complaint in the making: asked, shown, kept for a day, resumed, dropped."""

import json
from dataclasses import replace

import pytest

from handoff.rules.conversation import Conversation, State
from handoff.rules.drafts import KEPT_MS, SILENT_AFTER_MS, draft_id, say_open
from handoff.rules.effects import Say, SetTimer, StoreTicket
from handoff.rules.events import (
    AgentAssigned,
    AgentHandedBack,
    AssistantAnswered,
    CustomerOpened,
    Event,
    TimerFired,
)
from handoff.rules.signals import check_signals
from tests.rules.cases import BOT, NOW, QUEUED, go, kinds, pressed, said, topic, wrote
from tests.rules.form_cases import (
    ASKING,
    CONFIRMING,
    PAUSED,
    PROOF,
    STORY,
    asked_of,
    draft,
    form,
    hears,
)


def test_a_question_of_the_form_is_shown_with_its_buttons():
    state, effects = hears(BOT, STORY, form("ask", values={"limit": 3}))
    assert state.state is State.FORM
    [shown] = kinds(effects, Say)
    assert (shown.text, shown.values) == ("form_ask_amount", {"limit": "3"})
    assert [button.id for button in shown.buttons] == ["form:skip"]


def test_a_refusal_stands_before_the_question_and_only_the_question_is_asked_again():
    refused = form("refused", text="form_refused_amount", question="form_ask_amount")
    state, effects = hears(ASKING, "lots", refused)
    [shown] = kinds(effects, Say)
    assert (shown.text, [line.text for line in shown.lines]) == (
        "form_refused_amount",
        ["form_ask_amount"],
    )
    _, effects = go(state, pressed("form:resume"))
    assert said(effects) == ["form_ask_amount"]


def test_the_summary_waits_for_a_yes_and_shows_what_would_be_sent():
    state, effects = hears(ASKING, "12 euro", form("summary", draft(amount=12)))
    assert state.state is State.CONFIRMING
    [shown] = kinds(effects, Say)
    assert shown.draft["values"]["amount"]["value"] == 12
    changed, _ = hears(state, "change the amount", form("ask"))
    assert changed.state is State.FORM


def test_a_story_that_says_all_goes_to_the_summary_at_once():
    state, _ = hears(BOT, STORY, form("summary"))
    assert state.state is State.CONFIRMING


def test_the_id_is_made_of_the_first_message_and_stays():
    again, _ = hears(BOT, STORY, form("ask"))
    assert ASKING.form.draft["id"] == again.form.draft["id"]
    assert CONFIRMING.form.draft["id"] == ASKING.form.draft["id"]
    other, _ = hears(BOT, "something else", form("ask"))
    assert other.form.draft["id"] != ASKING.form.draft["id"]


@pytest.mark.parametrize("state", [ASKING, CONFIRMING], ids=["asking", "confirming"])
def test_a_cancelled_complaint_leaves_nothing_behind(state: Conversation):
    state, effects = hears(state, "never mind", form("cancelled"))
    assert (state.state, state.form, said(effects)) == (State.BOT, None, ["complaint_withdrawn"])
    assert state.first_question == "", "the next complaint does not begin with its words"
    assert not {"form_silent", "form_over"} & state.timers.keys()
    assert kinds(effects, StoreTicket) == []


def test_a_yes_to_what_was_never_shown_shows_it_first():
    state, effects = hears(ASKING, "yes", form("confirmed", draft(amount=999)))
    assert kinds(effects, StoreTicket) == []
    [opened] = asked_of(effects)
    assert opened.startswith("/form_open")
    assert json.loads(opened.removeprefix("/form_open"))["draft"]["step"] == "asking"
    assert state.pending


class TestButtons:
    def test_a_button_of_the_open_question_goes_to_the_assistant_as_a_command(self):
        state, effects = go(ASKING, pressed("form:skip"))
        assert asked_of(effects) == ['/form_button{"button": "form:skip"}']
        assert state.pending[-1].text == ""

    def test_a_double_tap_is_one_answer(self):
        state, _ = go(ASKING, pressed("form:skip"))
        again, effects = go(state, pressed("form:skip"))
        assert (asked_of(effects), again.pending) == ([], state.pending)

    def test_a_button_of_an_earlier_question_answers_nothing(self):
        state, effects = go(ASKING, pressed("form:value:late"))
        assert asked_of(effects) == []
        assert said(effects) == ["complaint_old_button", "form_ask_amount"]
        assert state.form == ASKING.form

    @pytest.mark.parametrize("button", ["topic:refund", "menu:top", "language:nl"])
    def test_another_button_is_answered_and_the_question_asked_again(self, button: str):
        state, effects = go(ASKING, pressed(button))
        assert state.state is State.FORM
        assert said(effects)[-1] == "form_ask_amount"
        assert len(said(effects)) == 2

    def test_the_button_under_an_answer_opens_the_form_with_what_was_said(self):
        _, effects = go(replace(BOT, first_question=STORY), pressed("complaint:billing_dispute"))
        [opened] = asked_of(effects)
        given = json.loads(opened.removeprefix("/form_open"))
        assert (given["type"], given["draft"]["description"]) == ("billing_dispute", [STORY])
        assert given["draft"]["id"].startswith("web-c1:f")

    @pytest.mark.parametrize("button", ["form:yes", "form:skip", "form:resume", "form:value:x"])
    def test_a_button_of_a_form_that_is_gone_says_so(self, button: str):
        _, effects = go(BOT, pressed(button))
        assert said(effects) == ["button_too_old"]


class TestKept:
    def test_silence_is_told_once_with_the_time_until_which_it_is_kept(self):
        [silent] = [t for t in kinds(_asking(), SetTimer) if t.name == "form_silent"]
        assert silent.due_ms == NOW + SILENT_AFTER_MS
        state, effects = go(ASKING, TimerFired("form_silent", silent.token))
        assert said(effects) == ["complaint_kept"]
        assert effects[-1].times == {"until": NOW + KEPT_MS}
        assert state.state is State.FORM

    @pytest.mark.parametrize("state", [ASKING, CONFIRMING, PAUSED])
    def test_after_a_day_it_is_dropped_and_told_at_the_next_message(self, state: Conversation):
        assert state.timers["form_over"]
        gone, effects = go(state, TimerFired("form_over", state.timers["form_over"]))
        assert (gone.state, gone.form, said(effects)) == (State.BOT, None, [])
        assert gone.dialogue == state.dialogue + state.form.is_known
        for sign in (wrote("hello"), CustomerOpened(), pressed("menu:top")):
            told, effects = go(replace(gone, expired="Wrong charge"), sign)
            assert said(effects)[0] == "complaint_expired"
            assert go(told, wrote("and"))[1] != effects
            assert told.expired == ""

    def test_a_pause_keeps_it_and_a_button_or_words_bring_it_back(self):
        assert (PAUSED.state, PAUSED.form.draft["values"]) == (State.BOT, {})
        _, effects = go(PAUSED, pressed("form:resume"))
        [opened] = asked_of(effects)
        assert json.loads(opened.removeprefix("/form_open"))["draft"] == PAUSED.form.draft
        _, effects = go(PAUSED, wrote("go on"))
        assert asked_of(effects) == [opened]

    def test_opening_the_chat_again_repeats_the_question(self):
        _, effects = go(ASKING, CustomerOpened())
        assert said(effects) == ["form_ask_amount"]

    @pytest.mark.parametrize("by", ["words", "button"])
    def test_another_complaint_asks_before_it_takes_the_place_of_one_that_is_kept(self, by: str):
        if by == "words":
            state, effects = hears(PAUSED, "the app crashes", form("ask", draft("fault")))
            assert state.dialogue == PAUSED.dialogue + 1, "what follows is no answer to that form"
        else:
            asked = replace(PAUSED, first_question="the app crashes")
            state, effects = go(asked, pressed("complaint:fault"))
        assert said(effects) == ["complaint_other_kept"]
        assert (state.state, state.form) == (State.BOT, PAUSED.form)
        _, effects = go(state, pressed("form:resume"))
        assert PAUSED.form.draft["id"] in asked_of(effects)[0]

        chosen, effects = go(state, pressed("form:new:fault"))
        [opened] = asked_of(effects)
        given = json.loads(opened.removeprefix("/form_open"))["draft"]
        assert (given["type"], given["description"]) == ("fault", ["the app crashes"])
        assert go(chosen, pressed("form:new:fault"))[1][1:] == (), "a double tap"
        state, _ = go(chosen, _answer(chosen.pending[-1].ask_id, form("ask", given)))
        assert (state.state, state.form.draft["type"]) == (State.FORM, "fault")
        assert state.form.draft["id"] != PAUSED.form.draft["id"]

    def test_the_files_of_the_one_that_gives_way_do_not_go_along(self):
        """What was sent after it was put aside belongs to what the customer speaks of now."""
        asking = replace(ASKING, evidence=(PROOF,))
        paused, _ = hears(asking, "later", form("paused"))
        later = replace(paused, evidence=(PROOF, replace(PROOF, key="k2")))
        asked, _ = go(later, pressed("complaint:fault"))
        chosen, effects = go(asked, pressed("form:new:fault"))
        [command] = asked_of(effects)
        assert '"evidence": {"count": 1' in command
        assert len(chosen.evidence) == 2, "until the new one is asked about nothing is lost"
        [question] = chosen.pending
        given = {**draft("fault"), "id": draft_id(chosen, question.ask_id.removesuffix(":form"))}
        begun, _ = go(chosen, _answer(question.ask_id, form("ask", given)))
        assert [file.key for file in begun.evidence] == ["k2"]
        assert begun.form.draft["evidence"]["count"] == 1
        assert begun.form.draft["id"] == given["id"]

    @pytest.mark.parametrize("amid", [ASKING, CONFIRMING])
    def test_another_complaint_asks_before_it_takes_the_place_of_an_open_one(
        self, amid: Conversation
    ):
        asked = replace(amid, first_question="the app crashes")
        state, effects = go(asked, pressed("complaint:fault"))
        assert (said(effects), asked_of(effects)) == (["complaint_other_kept"], [])
        assert (state.state, state.form.draft) == (amid.state, amid.form.draft)
        shown = say_open(amid)
        assert [e for e in go(state, pressed("form:resume"))[1] if isinstance(e, Say)] == shown

        _, effects = go(state, pressed("form:new:fault"))
        [opened] = asked_of(effects)
        given = json.loads(opened.removeprefix("/form_open"))["draft"]
        assert (given["type"], given["description"]) == ("fault", ["the app crashes"])

        later, _ = hears(state, "12 euro", form("ask", field="contact"))
        _, effects = go(later, pressed("form:new:fault"))
        assert said(effects) == ["complaint_old_button", "form_ask_contact"], "asked long ago"


class TestForgotten:
    """The assistant answers in mid-form as if there were no form."""

    def test_it_is_told_of_the_form_again(self):
        state, effects = hears(ASKING, "12 euro", topic("answer", "refund"))
        assert said(effects) == ["answer:refund"]
        [opened] = asked_of(effects)
        assert json.loads(opened.removeprefix("/form_open"))["draft"] == ASKING.form.draft
        again = state.pending[-1].ask_id
        state, effects = go(state, _answer(again, form("resumed", ASKING.form.draft)))
        assert (state.form.is_known, said(effects)) == (True, ["form_ask_amount"])

    def test_if_it_does_not_take_it_a_person_goes_on(self):
        state, _ = hears(ASKING, "12 euro", topic("answer", "refund"))
        state, effects = go(state, _answer(state.pending[-1].ask_id, {"signal": "menu"}))
        assert (state.state, said(effects)[-1]) == (State.QUEUED, "handoff_bot_error")

    def test_who_may_not_join_the_line_goes_on_with_the_form(self):
        often = replace(ASKING, left_line_ms=(NOW,) * 5)
        _, effects = hears(often, "somebody", {"signal": "handoff", "reason": "user_request"})
        assert said(effects) == ["handoff_limit"]
        assert asked_of(effects)[0].startswith("/form_open")


class TestPerson:
    def test_a_wish_for_a_person_hands_over_what_was_gathered_and_keeps_it(self):
        state, effects = go(CONFIRMING, wrote("human please"))
        [stored] = kinds(effects, StoreTicket)
        assert (stored.type, stored.ticket["words"]) == ("billing_dispute", [STORY])
        assert stored.ticket["facts"]["amount"]["value"] == 12
        assert (state.handoff.department, state.handoff.priority) == ("billing", "P2")
        assert state.handoff.question == STORY
        assert state.form.draft == CONFIRMING.form.draft
        assert state.dialogue == CONFIRMING.dialogue + 1, "the assistant's form is over"

    @pytest.mark.parametrize("event", [pressed("form:resume"), wrote("go on")])
    def test_who_waits_hears_that_it_is_kept_and_how_to_go_on(self, event: Event):
        waiting, _ = go(PAUSED, pressed("person:now"))
        state, effects = go(waiting, event)
        assert said(effects) == ["complaint_in_line"]
        assert state.form == waiting.form
        [shown] = kinds(effects, Say)
        assert [button.id for button in shown.buttons] == ["queue:cancel"]

    def test_who_stops_waiting_can_go_on_with_it(self):
        state, _ = go(ASKING, wrote("human please"), pressed("queue:cancel"))
        _, effects = go(state, pressed("form:resume"))
        assert asked_of(effects)[0].startswith("/form_open")

    @pytest.mark.parametrize("reason", ["", "security_emergency"])
    def test_once_a_person_has_it_it_can_not_be_sent_a_second_time(self, reason: str):
        waiting, _ = go(ASKING, wrote("", files=(PROOF,)), wrote("human please", "m10"))
        if reason:
            raised = {"signal": "handoff", "reason": reason}
            waiting, _ = hears(waiting, "somebody empties my account", raised)
        taken = AgentAssigned(waiting.handoff.id, "ada", "Ada", waiting.epoch + 1, NOW)
        state, effects = go(waiting, taken)
        assert said(effects) == ["agent_joined", "complaint_with_person"]
        assert (state.form, state.evidence) == (None, ())
        state, _ = go(state, AgentHandedBack("ada", "done", NOW))
        _, effects = go(state, pressed("form:resume"))
        assert (asked_of(effects), said(effects)) == ([], ["button_too_old"])

    def test_one_on_hold_that_the_person_does_not_have_can_be_gone_on_with(self):
        state, _ = go(
            PAUSED,
            wrote("human please"),
            AgentAssigned("web-c1:h1", "ada", "Ada", 2, NOW),
            AgentHandedBack("ada", "done", NOW),
        )
        _, effects = go(state, pressed("form:resume"))
        assert asked_of(effects)[0].startswith("/form_open")

    def test_the_form_gives_up_with_its_reason(self):
        state, effects = hears(ASKING, "?", form("person", reason="security_emergency"))
        assert (state.handoff.reason, state.handoff.priority) == ("security_emergency", "P1")
        assert kinds(effects, StoreTicket)[0].ticket["words"] == [STORY]

    def test_an_ongoing_loss_is_a_complaint_of_its_type_in_the_hands_of_those_who_can_stop_it(self):
        state, effects = hears(ASKING, "?", form("person", reason="security_emergency"))
        assert (state.handoff.complaint, state.handoff.department) == (
            "billing_dispute",
            "security",
        )
        [stored] = kinds(effects, StoreTicket)
        assert (stored.type, stored.ticket["also_inform"]) == ("billing_dispute", ["billing"])

    @pytest.mark.parametrize("state", [ASKING, CONFIRMING, PAUSED])
    def test_danger_goes_to_a_person_at_once_and_the_form_is_dropped(self, state: Conversation):
        state, effects = go(state, wrote("I want to kill myself"))
        assert (state.handoff.priority, state.form) == ("P0", None)
        [stored] = kinds(effects, StoreTicket)
        assert stored.ticket == {}
        assert "handoff_safety" in said(effects)

    def test_while_danger_is_asked_about_no_reply_is_an_answer_to_the_form(self):
        state, effects = hears(ASKING, "i cannot go on", {"signal": "check"})
        assert said(effects) == ["check_danger"]
        assert state.dialogue == ASKING.dialogue + 1
        back, effects = go(state, pressed("danger:no"))
        assert asked_of(effects)[0].startswith("/form_open")
        assert back.state is State.FORM

    def test_an_answer_from_before_that_question_does_not_end_it_or_lose_the_form(self):
        asked, _ = go(ASKING, wrote("12 euro", "early"), wrote("i cannot go on", "late"))
        state, _ = go(asked, _answer("late", {"signal": "check"}))
        state, _ = go(state, _answer("early", form("ask", field="charge_date")))
        assert "danger_check" in state.timers
        _, effects = go(state, pressed("danger:no"))
        assert asked_of(effects)[0].startswith("/form_open")

    def test_a_complaint_told_while_danger_is_asked_about_waits_for_the_answer(self):
        asked, _ = hears(BOT, "i cannot go on", {"signal": "check"})
        leading = {"signal": "say", "text": "form_open_billing_dispute"}
        state, effects = hears(asked, STORY, leading, form("ask"))
        assert said(effects) == ["check_danger"]
        assert state.dialogue == asked.dialogue + 1, "a no is no answer to that form"
        assert "danger_check" in state.timers
        more, effects = hears(state, "it crashes as well", form("ask", draft("fault")))
        assert (said(effects), more.form.draft) == (["check_danger"], state.form.draft)
        _, effects = go(state, pressed("danger:no"))
        [opened] = asked_of(effects)
        assert json.loads(opened.removeprefix("/form_open"))["draft"]["description"] == [STORY]

    def test_one_who_waits_is_told_that_a_person_comes_anyway(self):
        state, effects = hears(QUEUED, STORY, form("ask", draft("fault")))
        assert said(effects)[0] == "complaint_for_person"
        assert (state.state, state.form) == (State.QUEUED, None)
        assert state.dialogue == QUEUED.dialogue + 1, "what follows is no answer to that form"

    def test_one_who_waits_hears_no_promise_of_questions_that_do_not_follow(self):
        leading = {"signal": "say", "text": "form_open_billing_dispute"}
        _, effects = hears(BOT, STORY, leading, form("ask"))
        assert said(effects) == ["form_open_billing_dispute", "form_ask_amount"]
        calm = {"signal": "say", "text": "thanks"}
        _, effects = hears(QUEUED, STORY, calm, leading, form("ask", draft("fault")))
        assert said(effects) == ["thanks", "complaint_for_person", "queue_joining"]

    def test_danger_to_a_child_told_while_waiting_brings_a_person_at_once(self):
        signal = form("person", draft("self_harm_violence"), reason="safety_emergency")
        state, effects = hears(QUEUED, "my son is being groomed", signal)
        assert (state.handoff.priority, state.handoff.department) == ("P0", "urgent")
        assert said(effects) == ["handoff_safety"]
        assert state.handoff.question == "my son is being groomed"

    def test_a_graver_complaint_told_while_waiting_is_raised_and_a_lesser_one_noted(self):
        state, effects = hears(QUEUED, "somebody is in my account",
                                          form("ask", draft("account_security")))  # fmt: skip
        assert (state.handoff.priority, state.handoff.department) == ("P1", "security")
        assert state.handoff.question == "somebody is in my account"
        assert said(effects) == ["complaint_for_person", "handoff_complaint"]
        assert state.dialogue == QUEUED.dialogue + 1
        stuck = form("person", draft("fault"), reason="form_stuck")
        state, effects = hears(QUEUED, "it crashes", stuck)
        assert (state.handoff, said(effects)[0]) == (QUEUED.handoff, "complaint_for_person")


class TestFiles:
    def test_without_a_form_they_go_with_the_ticket_of_the_person_asked_for(self):
        state, effects = go(BOT, wrote("", files=(PROOF,)), wrote("human please"))
        assert [f["key"] for f in kinds(effects, StoreTicket)[0].ticket["evidence"]] == ["k1"]
        assert state.evidence == ()

    def test_the_assistant_learns_how_many_there_are(self):
        _, effects = go(ASKING, wrote("", files=(PROOF,)), wrote("", "m10", files=(PROOF,)))
        assert asked_of(effects) == ['/evidence_added{"count": 2, "kinds": ["screenshot"]}']

    def test_what_was_sent_during_a_pause_is_known_when_it_goes_on(self):
        _, effects = go(PAUSED, wrote("", files=(PROOF,)), pressed("form:resume"))
        given = json.loads(asked_of(effects)[0].removeprefix("/form_open"))["draft"]
        assert given["evidence"] == {"count": 1, "kinds": ["screenshot"]}

    def test_with_words_only_the_words_are_answered(self):
        state, effects = go(ASKING, wrote("12 euro", files=(PROOF,)))
        assert len(asked_of(effects)) == 2
        files, words = state.pending
        assert (files.is_quiet, words.is_quiet) == (True, False)
        state, effects = go(state, _answer(files.ask_id, form("ask")))
        assert said(effects) == []
        _, effects = go(state, _answer(words.ask_id, form("ask", field="charge_date")))
        assert said(effects) == ["form_ask_charge_date"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"signal": "form", "kind": "guess", "draft": {}},
        {"signal": "form", "kind": "ask", "text": "x", "draft": "no"},
        {"signal": "form", "kind": "ask", "draft": {}, "text": ""},
    ],
)
def test_a_form_that_cannot_be_shown_is_an_error_and_no_silence(wrong: dict):
    with pytest.raises(ValueError, match="form"):
        check_signals([{"custom": wrong}])


def _asking():
    return hears(BOT, STORY, form("ask"))[1]


def _answer(ask_id: str, signal: dict):
    return AssistantAnswered(ask_id, 0, (signal,))
