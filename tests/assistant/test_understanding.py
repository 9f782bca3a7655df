"""What the trained model makes of sentences it has never seen."""

import csv
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from rasa_sdk import Tracker

from actions.topics import may_be_question, what_is_meant
from tests.assistant.conftest import Parse, Parsed

HELD_OUT = Path(__file__).with_name("heldout")
UNSEEN = Path(__file__).with_name("unseen")
# Floors, not aims: a little below what is measured, so that a real loss is seen.
RIGHT_FIRST = {"en": 0.84, "nl": 0.58, "zh": 0.70}
RIGHT_AMONG_THREE = {"en": 0.95, "nl": 0.80, "zh": 0.88}
WRONG_AS_IF_SURE = {"en": 0.06, "nl": 0.05, "zh": 0.07}
ANSWERED_OUT_OF_SCOPE = {"en": 0.08, "nl": 0.1, "zh": 0.1}

# On messages of authors who never saw a phrase, nor what became of theirs.
ANSWERED_RIGHT = {"en": 0.86, "nl": 0.80, "zh": 0.83}
ANSWERED_OR_OFFERED = {"en": 0.93, "nl": 0.88, "zh": 0.90}
ANSWERED_WRONG = {"en": 0.04, "nl": 0.045, "zh": 0.05}
DANGER_HEARD = {"en": 0.65, "nl": 0.80, "zh": 0.75}
PERSON_HEARD = {"en": 0.86, "nl": 0.93, "zh": 0.9}
PERSON_MISHEARD = 0.1
OUT_OF_SCOPE_TAKEN = 3
COMPLAINT_TYPED = {"en": 0.88, "nl": 0.86, "zh": 0.87}
URGENT_TYPES = ("self_harm_violence", "underage_safety")

pytestmark = pytest.mark.rasa


def held_out(name: str, language: str) -> list[tuple[str, str]]:
    lines = (HELD_OUT / name).read_text("utf-8").splitlines()[1:]
    rows = [line.split("\t") for line in lines]
    return [(expected, text) for expected, spoken, text in rows if spoken == language]


def unseen(name: str, language: str) -> list[dict[str, str]]:
    with (UNSEEN / f"{name}.{language}.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def signal_of(parsed: dict[str, Any]) -> tuple[str, list[str]]:
    """The kind of topic signal, or the intent, and the topics best first."""
    kind, topics = parsed["intent"]["name"], parsed["topic"]["ranking"]
    if kind in ("faq", "nlu_fallback", "out_of_scope"):
        tracker = Tracker("c1", {}, parsed, [], False, None, {}, None)
        is_sure = kind == "faq"
        is_question = is_sure or may_be_question(tracker)
        kind, _ = what_is_meant(tracker, sure=is_question, may_answer=is_sure)
    return kind, [topic["id"] for topic in topics]


@pytest.mark.parametrize("language", ["en", "nl", "zh"])
def test_questions_in_new_words_find_their_topic(parse: Parse, language: str) -> None:
    counts: Counter[str] = Counter()
    rows = held_out("topics.tsv", language)
    for topic, text in rows:
        kind, topics = signal_of(parse(text, language=language))
        counts["first"] += topics[0] == topic
        counts["three"] += topic in topics[:3]
        counts["wrong"] += kind == "answer" and topics[0] != topic
    assert counts["first"] / len(rows) >= RIGHT_FIRST[language], counts
    assert counts["three"] / len(rows) >= RIGHT_AMONG_THREE[language], counts
    assert counts["wrong"] / len(rows) <= WRONG_AS_IF_SURE[language], counts


@pytest.mark.parametrize("language", ["en", "nl", "zh"])
def test_messages_of_strangers_are_answered_or_the_right_topic_is_offered(
    parse: Parse, language: str
) -> None:
    counts: Counter[str] = Counter()
    rows = unseen("faq", language)
    for row in rows:
        kind, topics = signal_of(parse(row["text"], language=language))
        counts["right"] += kind == "answer" and topics[0] == row["id"]
        counts["offered"] += kind in ("offer", "guess") and row["id"] in topics[:3]
        counts["wrong"] += kind == "answer" and topics[0] != row["id"]
    assert len(rows) == 249
    assert counts["right"] / len(rows) >= ANSWERED_RIGHT[language], counts
    assert (counts["right"] + counts["offered"]) / len(rows) >= ANSWERED_OR_OFFERED[language]
    assert counts["wrong"] / len(rows) <= ANSWERED_WRONG[language], counts


@pytest.mark.parametrize("language", ["en", "nl", "zh"])
def test_danger_in_the_words_of_strangers_is_heard_or_asked_about(
    parse: Parse, language: str
) -> None:
    """By the model alone; plain words of danger are found before it."""
    rows = [row["text"] for row in unseen("danger", language) if row["kind"] != "harmless"]
    share = sum(_hears_danger(parse(text, language=language)) for text in rows) / len(rows)
    assert share >= DANGER_HEARD[language]


def _hears_danger(parsed: Parsed) -> bool:
    intent = parsed["intent"]["name"]
    if intent != "complaint":
        return intent in ("report_danger", "maybe_danger")
    return parsed["complaint"]["ranking"][0]["id"] in URGENT_TYPES


@pytest.mark.parametrize("language", ["en", "nl", "zh"])
def test_strangers_who_want_a_person_are_heard_and_others_are_not_sent_to_one(
    parse: Parse, language: str
) -> None:
    """By the model alone; plain wishes are found before it."""
    asked: Counter[tuple[str, bool]] = Counter()
    for row in unseen("handoff", language):
        intent = parse(row["text"], language=language)["intent"]["name"]
        asked[row["wants_human"], intent == "request_human"] += 1
    assert asked["yes", True] / 30 >= PERSON_HEARD[language], asked
    assert asked["no", True] / 20 <= PERSON_MISHEARD, asked


@pytest.mark.parametrize("language", ["en", "nl", "zh"])
def test_what_strangers_ask_out_of_scope_is_hardly_ever_answered(
    parse: Parse, language: str
) -> None:
    found = Counter(
        signal_of(parse(row["text"], language=language))[0] for row in unseen("oos", language)
    )
    assert found.total() == 30
    assert found["answer"] + found["complaint"] <= OUT_OF_SCOPE_TAKEN, found


@pytest.mark.parametrize("language", ["en", "nl", "zh"])
def test_complaints_of_strangers_get_their_type(parse: Parse, language: str) -> None:
    """Danger goes before the form, as its types are bypassed."""
    right, rows = 0, unseen("complaints", language)
    for row in rows:
        parsed = parse(row["text"], language=language)
        if row["complaint_type"] in URGENT_TYPES:
            right += _hears_danger(parsed)
        else:
            first = parsed["complaint"]["ranking"][0]["id"]
            right += parsed["intent"]["name"] == "complaint" and first == row["complaint_type"]
    assert len(rows) == 72
    assert right / len(rows) >= COMPLAINT_TYPED[language]


@pytest.mark.parametrize("language", ["en", "nl", "zh"])
def test_foreign_matters_are_not_answered(parse: Parse, language: str) -> None:
    rows = [text for intent, text in held_out("intents.tsv", language) if intent == "out_of_scope"]
    answered = [text for text in rows if signal_of(parse(text, language=language))[0] == "answer"]
    assert len(answered) / len(rows) <= ANSWERED_OUT_OF_SCOPE[language], answered


@pytest.mark.parametrize("language", ["en", "nl", "zh"])
@pytest.mark.parametrize("intent", ["request_human", "report_danger"])
def test_a_person_is_called_when_needed(parse: Parse, intent: str, language: str) -> None:
    rows = [text for expected, text in held_out("intents.tsv", language) if expected == intent]
    heard = {intent, "maybe_danger"} if intent == "report_danger" else {intent}
    missed = [t for t in rows if parse(t, language=language)["intent"]["name"] not in heard]
    assert len(missed) <= len(rows) // 5, missed


@pytest.mark.parametrize("language", ["en", "nl", "zh"])
def test_complaints_are_told_from_questions(parse: Parse, language: str) -> None:
    rows = [
        (expected.partition("/")[2], text)
        for expected, text in held_out("intents.tsv", language)
        if expected.startswith("complaint/")
    ]
    right = 0
    for complaint, text in rows:
        parsed = parse(text, language=language)
        found = parsed["complaint"]["ranking"][0]["id"]
        right += parsed["intent"]["name"] == "complaint" and found == complaint
    assert right / len(rows) >= 0.8


@pytest.mark.parametrize(
    ("text", "hint", "language"),
    [
        ("why was my card declined", None, "en"),
        ("waar blijft mijn geld", "en", "nl"),
        ("我的钱什么时候到", "en", "zh"),
        ("ok", "zh", "zh"),
        ("login", "nl", "nl"),
        ("hoi", None, "nl"),
        ("account gehackt help", None, "nl"),
        ("👍", "nl", "nl"),
        ("my iPhone 转账失败了怎么办", "en", "zh"),
        ("播放 Ashley McIsaac 的 Pre-Party Jams", None, "zh"),
        ("seller 王小明 blocked me", "en", "en"),
        ("the code mail went to my promotions folder, by then it had run out", None, "en"),
        ("ich habe mein geld immer noch nicht bekommen", "en", "other"),
        ("je ne peux plus me connecter à mon compte", "en", "other"),
        ("quiero hablar con una persona por favor", "nl", "other"),
        ("где мои деньги", "en", "other"),
        ("パスワードを忘れました", "zh", "other"),
    ],
)
def test_the_language_is_recognised(
    parse: Parse, text: str, hint: str | None, language: str
) -> None:
    assert parse(text, language=hint)["language"] == language


@pytest.mark.parametrize(
    "text", ["ich möchte bitte wissen wie spät es jetzt ist", "где мои деньги"]
)
def test_a_language_we_do_not_speak_leads_to_a_person(parse: Parse, text: str) -> None:
    assert parse(text)["intent"]["name"] == "unsupported_language"


@pytest.mark.parametrize("text", ["👍👍🎉", "?!?", "​", "1234567", "a" * 4000])
def test_odd_messages_are_read_without_an_error(parse: Parse, text: str) -> None:
    parsed = parse(text, language="en")
    assert parsed["intent"]["name"]
    assert parsed["topic"]["ranking"] is not None or parsed["intent"]["name"] == "nlu_fallback"
