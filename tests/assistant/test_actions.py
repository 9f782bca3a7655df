"""Actions, called as the action server calls them."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.complaints import ActionStartComplaint
from actions.feedback import ActionObjectToAnswer, ActionTellHelped
from actions.form_tables import LiveTables
from actions.form_turns import take_turn
from actions.handoff_request import ActionCheckDanger, ActionRequestHandoff, ActionWelcomeBack
from actions.platforms import ComplaintPlatforms, TopicPlatforms
from actions.smalltalk import ActionSay
from actions.topics import ActionAnswerTopic, ActionDecline, ActionDefaultFallback, choose
from handoff.rules.forms_drafts import new_draft
from tests.assistant.conftest import ROOT

TOPICS = [
    {"id": "shipping_delivery", "score": 0.7},
    {"id": "refund_status", "score": 0.3},
    {"id": "response_times", "score": 0.2},
    {"id": "office_hours", "score": 0.1},
    {"id": "bot_identity", "score": 0.05},
]
THRESHOLDS = {"answer": 0.5, "offer": 0.2, "lead": 0.0, "clear": 0.2}


async def run(action: Action, intent: str, **message: Any) -> dict[str, Any]:
    latest = {"intent": {"name": intent, "confidence": 0.8}, "language": "nl", **message}
    tracker = Tracker("c1", {}, latest, [], False, None, {}, None)
    dispatcher = CollectingDispatcher()
    await action.run(dispatcher, tracker, {})
    [said] = dispatcher.messages
    assert said["text"] is None
    signal: dict[str, Any] = said["custom"]
    return signal


async def test_a_sure_topic_is_the_answer_with_its_runners_up() -> None:
    signal = await run(ActionAnswerTopic(), "faq", topic={"ranking": TOPICS, **THRESHOLDS})
    assert signal["kind"] == "answer"
    assert [topic["id"] for topic in signal["topics"]] == [one["id"] for one in TOPICS[:4]]
    assert signal["language"] == "nl"
    assert (signal["intent"], signal["confidence"]) == ("faq", 0.8)


@pytest.mark.parametrize(("left", "kind"), [(0.4, "offer"), (0.3, "offer"), (0.29, "unsure")])
async def test_a_topic_of_another_platform_is_never_the_answer_and_no_excuse_for_a_guess(
    left: float, kind: str
) -> None:
    ranking = [TOPICS[0], {**TOPICS[1], "score": left}, *TOPICS[2:]]
    signal = await run(
        ActionAnswerTopic(),
        "faq",
        topic={"ranking": ranking, **THRESHOLDS, "clear": 0.3},
        metadata={"platform": "live_streaming"},
    )
    assert signal["kind"] == kind
    assert "shipping_delivery" not in [topic["id"] for topic in signal["topics"]]


@pytest.mark.parametrize(
    ("scores", "sure", "kind", "count"),
    [
        ([0.6, 0.1], True, "answer", 2),
        ([0.4, 0.3, 0.2, 0.1], True, "offer", 3),
        ([0.19, 0.18, 0.17], True, "unsure", 3),
        ([0.4], True, "unsure", 1),
        ([0.9, 0.1], False, "unsure", 2),
        ([0.05, 0.01], False, "unsure", 0),
        ([], True, "unsure", 0),
    ],
)
def test_the_thresholds_decide(scores: list[float], sure: bool, kind: str, count: int) -> None:
    ranking = [{"id": f"t{n}", "score": score} for n, score in enumerate(scores)]
    found, topics = choose(ranking, 0.5, 0.2, 0.0, 0.2, sure=sure)
    assert (found, len(topics)) == (kind, count)


@pytest.mark.parametrize(("second", "kind"), [(0.1, "answer"), (0.3, "answer"), (0.31, "offer")])
def test_a_close_rival_makes_an_answer_an_offer(second: float, kind: str) -> None:
    ranking = [{"id": "a", "score": 0.4}, {"id": "b", "score": second}]
    assert choose(ranking, 0.5, 0.2, 1.0, 0.2, sure=True)[0] == kind


@pytest.mark.parametrize(("best", "kind"), [(0.3, "offer"), (0.29, "guess"), (0.19, "unsure")])
def test_a_choice_that_may_hold_nothing_fitting_is_a_guess(best: float, kind: str) -> None:
    ranking = [{"id": "a", "score": best}, {"id": "b", "score": 0.1}]
    assert choose(ranking, 0.9, 0.2, 0.0, 0.3, sure=True)[0] == kind


@pytest.mark.parametrize(
    ("chance", "best", "kind", "text"),
    [
        (0.15, 0.7, "offer", None),
        (0.15, 0.25, "guess", None),
        (0.14, 0.7, None, "out_of_scope"),
        (0.15, 0.19, None, "out_of_scope"),
    ],
)
async def test_what_may_be_a_question_is_not_declined_but_never_answered(
    chance: float, best: float, kind: str | None, text: str | None
) -> None:
    signal = await run(
        ActionDecline(),
        "out_of_scope",
        topic={"ranking": [{**TOPICS[0], "score": best}, TOPICS[4]], **THRESHOLDS, "clear": 0.3},
        intent_ranking=[
            {"name": "out_of_scope", "confidence": 0.8},
            {"name": "faq", "confidence": chance},
        ],
    )
    assert (signal.get("kind"), signal.get("text")) == (kind, text)


async def test_what_nobody_understood_is_offered_only_if_it_may_be_a_question() -> None:
    topic = {"ranking": TOPICS, **THRESHOLDS}
    assert (await run(ActionDefaultFallback(), "nlu_fallback", topic=topic))["kind"] == "unsure"
    ranking = [{"name": "greet", "confidence": 0.2}, {"name": "faq", "confidence": 0.2}]
    signal = await run(ActionDefaultFallback(), "nlu_fallback", topic=topic, intent_ranking=ranking)
    assert signal["kind"] == "offer"


async def test_an_objection_brings_along_what_it_clearly_speaks_of() -> None:
    found = {"ranking": TOPICS, **THRESHOLDS, "clear": 0.3}
    signal = await run(ActionObjectToAnswer(), "not_my_question", topic=found)
    assert signal["signal"] == "not_my_question"
    assert [topic["id"] for topic in signal["topics"]] == ["shipping_delivery", "refund_status"]
    assert (await run(ActionObjectToAnswer(), "not_my_question"))["topics"] == []


async def begun(text: str, platform: str | None, *types: dict[str, Any]) -> dict[str, Any]:
    """What the slots hold, and the active loop, after a complaint in words."""
    latest = {
        "intent": {"name": "complaint", "confidence": 0.8},
        "text": text,
        "metadata": {"platform": platform, "language": "en", "at_ms": 1_795_183_200_000},
        "complaint": {"ranking": list(types), **THRESHOLDS},
        "topic": {"ranking": TOPICS, **THRESHOLDS},
    }
    tracker = Tracker("c1", {}, latest, [], False, None, {}, None)
    dispatcher = CollectingDispatcher()
    events = await ActionStartComplaint().run(dispatcher, tracker, {})
    held = {event["name"]: event.get("value") for event in events}
    return {"said": [said["custom"] for said in dispatcher.messages], **held}


async def test_a_clear_complaint_opens_its_form_with_what_was_said() -> None:
    types = [{"id": "payout", "score": 0.4}, {"id": "billing_dispute", "score": 0.1}]
    words = "My payout of € 120 has not arrived, reference PO-2026-44871"
    held = await begun(words, "short_video", *types)
    assert [said["text"] for said in held["said"]] == ["form_open_payout"]
    assert "complaint_form" in held
    draft = held["draft"]
    assert (draft["type"], draft["description"]) == ("payout", [words])
    assert draft["values"]["payout_reference"]["value"] == "PO-2026-44871"
    assert held["answer"]["kind"] == "ask"


@pytest.mark.parametrize(
    ("platform", "second", "meant"),
    [
        ("live_streaming", 0.3, "game_problem"),
        ("marketplace", 0.3, "seller_conduct"),
        ("marketplace", 0.28, None),
        ("marketplace", 0.1, None),
        (None, 0.3, "game_problem"),
    ],
)
async def test_a_complaint_of_another_platform_is_never_meant(
    platform: str | None, second: float, meant: str | None
) -> None:
    types = [{"id": "game_problem", "score": 0.6}, {"id": "seller_conduct", "score": second}]
    held = await begun("The sword that I paid for is gone", platform, *types)
    assert (held.get("draft") or {}).get("type") == meant
    if meant is None:
        assert [said["kind"] for said in held["said"]] == ["offer"]


async def test_a_child_in_danger_has_no_form() -> None:
    held = await begun(
        "A grown man is after a child", None, {"id": "underage_safety", "score": 0.9}
    )
    assert [said["reason"] for said in held["said"]] == ["safety_emergency"]
    assert held["draft"] is None


async def test_an_unclear_complaint_offers_topics_and_never_answers() -> None:
    signal = await run(
        ActionStartComplaint(),
        "complaint",
        complaint={"ranking": [{"id": "payout", "score": 0.1}], **THRESHOLDS},
        topic={"ranking": TOPICS, **THRESHOLDS},
    )
    assert (signal["signal"], signal["kind"], len(signal["topics"])) == ("topic", "offer", 3)


def heard(faq: str, score: float, complaint: float) -> dict[str, Any]:
    """A message whose best topic is ``faq``, and which is a complaint so likely."""
    ranking = [{"id": faq, "score": score}, *TOPICS[1:]]
    return {
        "complaint": {"ranking": [{"id": "payout", "score": 0.1}], **THRESHOLDS},
        "topic": {"ranking": ranking, **THRESHOLDS, "clear": 0.35},
        "intent_ranking": [{"name": "complaint", "confidence": complaint}],
    }


@pytest.mark.parametrize(
    ("intent", "message", "signal"),
    [
        ("complaint", heard("shipping_delivery", 0.4, 0.8), "topic"),
        ("complaint", heard("complaint_how", 0.4, 0.8), "purpose"),
        ("complaint", heard("shipping_delivery", 0.3, 0.8), "purpose"),
        ("faq", heard("complaint_status_how", 0.4, 0.3), "purpose"),
        ("faq", heard("complaint_status_how", 0.4, 0.1), "topic"),
        ("faq", heard("complaint_how", 0.6, 0.3), "topic"),
        ("faq", heard("shipping_delivery", 0.4, 0.3), "topic"),
    ],
)
async def test_the_purpose_is_asked_only_where_words_do_not_tell_it(
    intent: str, message: dict[str, Any], signal: str
) -> None:
    action = ActionStartComplaint() if intent == "complaint" else ActionAnswerTopic()
    told = await run(action, intent, **message)
    assert told["signal"] == signal
    assert told["topics"], "to choose from, if it was asked before"


@pytest.mark.parametrize(
    ("intent", "reason"),
    [
        ("request_human", "user_request"),
        ("report_danger", "safety_emergency"),
        ("report_ongoing_loss", "security_emergency"),
        ("legal_or_press", "legal_or_press"),
        ("unsupported_language", "unsupported_language"),
    ],
)
async def test_a_handoff_says_why(intent: str, reason: str) -> None:
    assert (await run(ActionRequestHandoff(), intent))["reason"] == reason


async def test_a_doubt_about_danger_is_no_handoff_yet() -> None:
    signal = await run(ActionCheckDanger(), "maybe_danger")
    assert (signal["signal"], signal["intent"]) == ("check", "maybe_danger")


@pytest.mark.parametrize("intent", ["report_danger", "maybe_danger"])
async def test_a_stunt_in_a_video_is_a_report(intent: str) -> None:
    text = "people are climbing on moving trains in a video"
    for action in (ActionRequestHandoff(), ActionCheckDanger()):
        signal = await run(action, intent, text=text)
        assert (signal["signal"], signal["kind"]) == ("topic", "answer")
        assert signal["topics"] == [{"id": "report_content_how", "score": 1.0}]


async def test_what_a_video_shows_and_may_be_worse_is_asked_about() -> None:
    text = "a video shows people eating something strange"
    assert (await run(ActionRequestHandoff(), "report_danger", text=text))["signal"] == "check"


@pytest.mark.parametrize(
    ("intent", "words", "leaves"),
    [
        ("maybe_danger", "too much", False),
        ("maybe_danger", "te veel", False),
        ("maybe_danger", "每天都这样", False),
        ("report_danger", "people climb on moving trains in the video, it is dangerous", False),
        ("maybe_danger", "it is all too much for me", True),
        ("maybe_danger", "het is me allemaal te veel", True),
        ("maybe_danger", "so scared", True),
        ("maybe_danger", "hopeless", True),
        ("report_danger", "I am climbing on a train for my last video", True),
    ],
)
def test_a_harmless_answer_stays_in_the_form_and_a_cry_for_help_leaves_it(
    intent: str, words: str, *, leaves: bool
) -> None:
    draft = {**new_draft("customer_service", "en", "short_video"), "open": "what_went_wrong"}
    latest = {"intent": {"name": intent, "confidence": 0.9}, "language": "en", "text": words}
    tracker = Tracker("c1", {"draft": draft}, latest, [], False, None, {}, None)
    assert (take_turn(tracker).turn is None) is leaves


@pytest.mark.parametrize("how", ["button", "words"])
def test_another_type_asks_nothing_that_was_said(how: str) -> None:
    """The words of an answer that the first type alone asks for are read for the other as well."""
    told = "You took 12.50 euro from me on 3 november, my seller was @bike_shop"
    answered = {"value": "AB-12345", "words": "transaction AB-12345", "approximate": False}
    draft = {**new_draft("seller_conduct", "en", "marketplace"), "description": [told],
             "open": "type", "changing": True, "values": {"order_id": answered}}  # fmt: skip
    at = {"at_ms": 1_795_183_200_000}
    pressed = {"name": "form_button", "confidence": 1.0}
    latest: dict[str, Any] = {"intent": pressed, "language": "en", "metadata": at}
    if how == "button":
        value = "form:value:billing_dispute"
        latest["entities"] = [{"entity": "button", "value": value}]
    else:
        latest.update(intent={"name": "faq", "confidence": 0.4}, text="Billing dispute")
    tracker = Tracker("c1", {"draft": draft}, latest, [], False, None, {}, None)
    turn = take_turn(tracker).turn
    assert turn is not None
    assert turn.draft["type"] == "billing_dispute"
    values = turn.draft["values"]
    assert values["amount"]["value"] == {"amount": "12.50", "currency": "EUR"}
    assert values["charge_date"]["value"] == "2026-11-03"
    assert values["transaction_id"]["value"] == "AB-12345"
    assert turn.reply.field not in ("amount", "charge_date")


async def test_small_talk_is_the_id_of_a_text() -> None:
    assert (await run(ActionSay(), "greet"))["text"] == "greeting"
    assert (await run(ActionSay(), "insult"))["text"] == "insult"


async def test_helped_is_told_both_ways() -> None:
    assert (await run(ActionTellHelped(), "helped_yes"))["yes"] is True
    assert (await run(ActionTellHelped(), "helped_no"))["yes"] is False


async def test_an_event_speaks_the_language_of_the_last_words() -> None:
    earlier = {"event": "user", "parse_data": {"language": "zh"}, "metadata": {}}
    latest: dict[str, Any] = {"intent": {"name": "EXTERNAL_handoff_ended"}}
    dispatcher = CollectingDispatcher()
    tracker = Tracker("c1", {}, latest, [earlier], False, None, {}, None)
    events = await ActionWelcomeBack().run(dispatcher, tracker, {})
    assert dispatcher.messages[0]["custom"]["language"] == "zh"
    assert {event["event"] for event in events} == {"active_loop", "reset_slots"}


def test_an_edited_table_of_complaints_counts_at_once(tmp_path: Path) -> None:
    file = tmp_path / "complaint_types.yml"
    platforms = ComplaintPlatforms(file)
    assert platforms.offers("game", "marketplace"), "without a table everything is possible"
    file.write_text("complaint_types: [{id: game, platforms: [live_streaming]}]\n")
    assert not platforms.offers("game", "marketplace")
    assert platforms.offers("game", "live_streaming")
    file.write_text("complaint_types: [{id: game, platforms: [market")
    assert not platforms.offers("game", "marketplace"), "half a file is no news"
    assert platforms.offers("unknown", "marketplace")


def test_an_edited_topic_file_counts_at_once(tmp_path: Path) -> None:
    file = tmp_path / "shipping.yml"
    file.write_text("id: shipping\nplatforms: [marketplace]\n")
    platforms = TopicPlatforms(tmp_path)
    assert not platforms.offers("shipping", "short_video")
    file.write_text("id: shipping\nplatforms: [marketplace, short_video]\n")
    assert platforms.offers("shipping", "short_video")
    file.write_text("id: shipping\nplatforms: [market")
    assert platforms.offers("shipping", "short_video"), "half a file is no news"
    assert not platforms.offers("shipping", "live_streaming")
    assert platforms.offers("unknown_topic", "live_streaming")


def test_edited_tables_of_the_form_count_at_once(tmp_path: Path) -> None:
    for part in ("catalogue", "content/texts"):
        shutil.copytree(ROOT / "data" / part, tmp_path / part)
    live, file = LiveTables(tmp_path), tmp_path / "catalogue/complaint_types.yml"
    assert "payout" in live.now.tables.types
    text = file.read_text()
    file.write_text(text.replace("id: payout\n", "id: pay_out\n"))
    assert "pay_out" in live.now.tables.types
    file.write_text(text + "  - {id: [")
    assert "pay_out" in live.now.tables.types, "half a file is no news"


async def test_a_complaint_begins_with_what_was_asked_before_it_and_the_files_sent() -> None:
    asked = "beeld van de live loopt steeds vast terwijl mijn wifi prima is"
    words = "dat heb ik allemaal al gedaan, werkt niet. Leg het maar vast als storing"
    sent = {"count": 1, "kinds": ["screenshot"]}
    told = {"platform": "short_video", "language": "nl", "story": asked, "evidence": sent}
    heard = {"ranking": [{"id": "technical_fault", "score": 0.9}], "offer": 0.3}
    latest = {"text": words, "intent": {"name": "complaint", "confidence": 0.9}, "language": "nl",
              "metadata": told, "complaint": heard}  # fmt: skip
    tracker = Tracker("c1", {}, latest, [], False, None, {}, None)
    events = await ActionStartComplaint().run(CollectingDispatcher(), tracker, {})
    slots = {event["name"]: event["value"] for event in events if event["event"] == "slot"}
    assert slots["draft"]["description"] == [asked, words]
    assert slots["draft"]["values"]["function"]["value"] == "live_stream"
    assert slots["draft"]["evidence"] == sent
    assert slots["answer"]["field"] == "device"
