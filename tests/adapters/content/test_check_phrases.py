"""Faults in phrases, rules, slots and forms are told, at their line."""

from pathlib import Path

import pytest

from bot.checks.examine import examine
from bot.checks.phrases import bare
from tests.adapters.content.faults import Fault, each, put

PHRASES = "data/nlu/faq/refund_request.yml"
FIRST = "  examples: |\n"
ENGLISH = f"metadata: {{lang: en}}\n{FIRST}"
CHINESE = f"metadata: {{lang: zh}}\n{FIRST}"
DOMAIN = "domain.yml"
RULES = "data/rules/smalltalk.yml"


def added(phrase: str, after: str = FIRST) -> tuple[str, str]:
    return after, f"{after}    - {phrase}\n"


@each(
    Fault("no dash", PHRASES, FIRST, f"{FIRST}    my money please\n", "my money please",
          "the line “my money please” is no phrase"),
    Fault("empty", PHRASES, *added(""), "    - \n".rstrip("\n"), "the line “-” is no phrase"),
    Fault("entity", PHRASES, *added("my [gold](item) is gone"), "[gold]",
          "“[gold](item)” would be read as the mark of an entity"),
    Fault("entity, long", PHRASES, *added('my [gold]{"entity": "item"} is gone'), "[gold]",
          'would be read as the mark of an entity'),
    Fault("intent", PHRASES, *added("/restart everything"), "/restart",
          "“/restart everything” would be read as an intent"),
    Fault("Chinese in English", PHRASES, *added("我想要 refund", ENGLISH), "我想要 refund",
          "Chinese characters among the English phrases: “我想要 refund”"),
    Fault("English in Chinese", PHRASES, *added("a strange phrase of five words", CHINESE),
          "a strange phrase", "no Chinese character among the Chinese phrases"),
    Fault("other language", PHRASES, "{lang: nl}", "{lang: fr}", "{lang: fr}",
          "phrases in a language `fr`"),
    Fault("no block", PHRASES, FIRST, "  examples: >\n", "  examples: >",
          "phrases are not a block"),
    Fault("no topic", PHRASES, "faq/refund_request", "faq/refund_reqest", "faq/refund_reqest",
          "phrases for `faq/refund_reqest`, but `refund_reqest` is no topic"),
    Fault("no type", "data/nlu/complaint/payout.yml", "complaint/payout", "complaint/payot",
          "complaint/payot", "but `payot` is no complaint type"),
    Fault("no family", PHRASES, "faq/refund_request", "fag/refund_request", "fag/",
          "`fag/refund_request` is of an unknown family"),
)  # fmt: skip
def test_a_faulty_phrase_is_told(project: Path, fault: Fault) -> None:
    assert put(project, fault).is_told


def test_a_phrase_of_two_topics_is_told_with_the_other_place(project: Path) -> None:
    later = "data/nlu/faq/refund_status.yml"
    put(project, Fault("", PHRASES, *added("The cat sat on my wallet!"), "", ""))
    what = "“the cat sat on my wallet” teaches faq/refund_status and faq/refund_request"
    told = put(project, Fault("", later, *added("the cat sat on my wallet"), "the cat sat", what))
    assert told.is_all
    (problem,) = examine(project)
    assert problem.remedy.endswith(f"The other is {PHRASES}:6.")


def test_a_phrase_that_stands_twice_is_told(project: Path) -> None:
    old, new = FIRST, f"{FIRST}    - the cat sat on it\n    - The cat, sat on it...\n"
    fault = Fault("", PHRASES, old, new, "The cat,", "“The cat, sat on it...” stands twice")
    assert put(project, fault).is_all


def test_a_loan_word_and_pinyin_are_chinese(project: Path) -> None:
    fault = Fault("", PHRASES, *added("tuikuan le ma", CHINESE), "tuikuan", "")
    assert put(project, fault).problems == []


@pytest.mark.parametrize(
    ("one", "other"), [("Hi, you!", "hi you"), ("ＯＫ", "ok"), ("退款 ？", "退款")]
)
def test_phrases_that_the_model_cannot_tell_apart_are_the_same(one: str, other: str) -> None:
    assert bare(one) == bare(other)


def test_signs_alone_are_not_all_the_same() -> None:
    assert bare("👋") != bare("👍")


def test_too_few_phrases_are_told_of_the_topic_and_of_the_type(project: Path) -> None:
    header = 'version: "3.1"\nnlu:\n- intent: '
    block = "\n  metadata: {lang: en}\n  examples: |\n    - one small phrase of mine\n"
    for elsewhere in (project / "data/nlu").glob("*.yml"):  # Look-alikes count for their topic.
        elsewhere.unlink()
    for name in ("faq/refund_request", "complaint/payout"):
        text = header + name + block.replace("one", name)
        (project / f"data/nlu/{name}.yml").write_text(text, "utf-8")
    told = {(p.file, p.what) for p in examine(project)}
    topic, types = "data/content/topics/refund_request.yml", "data/catalogue/complaint_types.yml"
    for language in ("Dutch", "Chinese"):
        assert (topic, f"faq/refund_request has no phrases in {language}; it needs 25") in told
        assert (types, f"complaint/payout has no phrases in {language}; it needs 25") in told


def test_a_type_without_phrases_needs_a_button(project: Path) -> None:
    (project / "data/nlu/complaint/payout.yml").unlink()
    assert [p for p in examine(project) if "payout" in p.what] == []

    for topic in (project / "data/content/topics").glob("*.yml"):
        text = topic.read_text("utf-8").replace("complaint: payout\n", "complaint: null\n")
        topic.write_text(text, "utf-8")
    (problem,) = [p for p in examine(project) if "payout" in p.what]
    assert problem.what == "neither phrases nor a button lead a customer to payout"
    assert "data/nlu/complaint/payout.yml" in problem.remedy


@each(
    Fault("unknown in a rule", RULES, "intent: greet", "intent: great", "intent: great",
          "the intent great is not in domain.yml"),
    Fault("no rule", DOMAIN, "- thanks\n", "- thanks\n- praise\n", "- praise",
          "the intent praise is in no rule and no story"),
    Fault("no phrases", DOMAIN, "- thanks\n", "- thanks\n- praise\n", "- praise",
          "the intent praise has no phrases"),
    Fault("not in the domain", "data/nlu/helped.yml", "intent: helped_yes", "intent: helpd",
          "intent: helpd", "phrases for the intent helpd, which is not in domain.yml"),
    Fault("action", RULES, "action: action_show_menu", "action: action_menu", "action_menu",
          "the action action_menu is not in domain.yml"),
    Fault("threshold", "config.yml", "eager:\n    report_danger:", "eager:\n    report_dangr:",
          "report_dangr", "`eager` names report_dangr, which is no intent"),
    Fault("doubt nobody asks about", "config.yml", "asks: {report_danger: maybe_danger}",
          "asks: {report_ongoing_loss: maybe_danger}", "check: {report_danger",
          "`check` names report_danger, and `asks` names no intent that asks about it"),
    Fault("language of a wish", "config.yml", "human: {en: 0.07, nl:", "human: {en: 0.07, nk:",
          "request_human: {en", "`request_human` has a language `nk`"),
    Fault("language of leaning", "config.yml", "complaint: {en:", "complaint: {eng:",
          "complaint: {eng", "`complaint` has a language `eng`"),
    Fault("language of a reader", "config.yml", "    nl: {encoder_share", "    nk: {encoder_share",
          "nk: {encoder_share", "`languages` has a language `nk`"),
    Fault("intent of leaning", "config.yml", "out_of_scope: 1.4", "out_of_scop: 1.4",
          "out_of_scop: 1.4", "`lean` names out_of_scop, which is no intent"),
    Fault("language of a threshold", "config.yml", "answer_at: {en:", "answer_at: {English:",
          "answer_at", "`answer_at` has a language `English`"),
)  # fmt: skip
def test_intents_and_rules_fit_together(project: Path, fault: Fault) -> None:
    assert put(project, fault).is_told


MAPPED = "mappings:\n    - type: custom\n"
ASKS = "- action_ask_complaint_form_answer\n"


def test_a_slot_that_lets_go_has_no_fault(project: Path) -> None:
    lets_go = "mappings:\n    - type: from_text\n      not_intent: [request_human]\n"
    assert put(project, Fault("", DOMAIN, MAPPED, lets_go, "", "")).problems == []


@each(
    Fault("holds", DOMAIN, MAPPED, MAPPED.replace("custom", "from_text"), "- type: from_text",
          "the slot draft takes any text, also a request for a person"),
    Fault("never asks", DOMAIN, ASKS, "", "    - answer", "complaint_form never asks for answer"),
    Fault("no slot", DOMAIN, "    - answer\n", "    - answr\n", "    - answr", "answr is no slot"),
)  # fmt: skip
def test_a_form_that_holds_the_customer_or_never_asks_is_told(project: Path, fault: Fault) -> None:
    assert put(project, fault).is_told


def test_a_text_may_ask_for_a_slot(project: Path) -> None:
    texts = project / "data/content/texts/ask.yml"
    texts.write_text('texts:\n  ask_answer: {en: "What?", nl: "Wat?", zh: "什么？"}\n', "utf-8")
    assert put(project, Fault("", DOMAIN, ASKS, "", "", "")).problems == []
