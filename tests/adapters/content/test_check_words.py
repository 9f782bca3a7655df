"""Faults in answers, texts and values: each is told, at its line, and nothing else is."""

from pathlib import Path

import pytest

from bot.channels.telegram import text as telegram
from bot.checks import lengths
from bot.checks.languages import alike
from bot.checks.problem import Severity
from bot.checks.source import Source
from bot.checks.words import Kind, Words
from handoff.rules.signals import LANGUAGES
from tests.adapters.content.faults import TEXTS, TOPIC, TYPES, Fault, each, put

VALUES = "data/catalogue/policy.yml"
CATEGORIES = "data/catalogue/categories.yml"
NUMBER_ZH = '    zh: "此事的编号是{number}。"'
NUMBER_EN = '    en: "Your number for this matter is {number}."'
NUMBER_NL = '    nl: "Je nummer voor deze zaak is {number}."'
TITLE_NL = "  nl: Terugbetaling aanvragen"


@each(
    Fault("title", TOPIC, TITLE_NL + "\n", "", "title:", "the title is missing in Dutch"),
    Fault("category", CATEGORIES, ', zh: "账号与登录"', "", "Account en inloggen",
          "the title of account is missing in Chinese"),
    Fault("complaint type", TYPES, "nl: Probleem met een game, ", "", "Game problem",
          "the title of game_problem is missing in Dutch"),
    Fault("empty", TEXTS, NUMBER_ZH, "    zh:  # later", "# later",
          "the text ticket_number is empty in Chinese"),
    Fault("other language", TOPIC, TITLE_NL, f"{TITLE_NL}\n  de: Erstattung", "  de: Erst",
          "the title has a language `de`"),
    Fault("copied", TOPIC, TITLE_NL, "  nl: Ask for a refund", "  nl: Ask",
          "the title is the same in English and Dutch"),
    Fault("Chinese in Dutch", TEXTS, "Je nummer voor deze zaak", "Je 编号 voor deze", "Je 编号",
          "the text ticket_number holds Chinese characters in Dutch"),
    Fault("no Chinese", TOPIC, "  zh: 申请退款", "  zh: Shenqing tuikuan", "  zh: Shenqing",
          "the title holds no Chinese character in Chinese"),
)  # fmt: skip
def test_everything_is_said_in_each_language(project: Path, fault: Fault) -> None:
    assert put(project, fault).is_all


PLAYBACK = "data/content/topics/video_playback_problem.yml"
SERVICE = "data/content/topics/customer_service_complaint_how.yml"
EVERYWHERE = "live_streaming, marketplace, creator_subscription, short_video"


@each(
    Fault("no case", PLAYBACK, "complaint: technical_fault", "complaint: null", "    Sorry the",
          f"the answer says “Open a case”, which has no button on {EVERYWHERE}"),
    Fault("no button", SERVICE, "complaint: customer_service", "complaint: null", "    Het spijt",
          f"the answer says “gebruik de knop”, which has no button on {EVERYWHERE}"),
    Fault("not there", PLAYBACK, "complaint: technical_fault", "complaint: game_problem",
          "    Sorry the", "the answer says “Open a case”, which has no button on marketplace, "
          "creator_subscription, short_video"),
)  # fmt: skip
def test_a_button_that_an_answer_names_is_there(project: Path, fault: Fault) -> None:
    assert put(project, fault).is_told


@pytest.mark.parametrize(
    ("words", "is_told"),
    [
        ("How?", True), ("Log in", True), ("怎么办？", True), ("请稍候再来看看", True),
        ("Telegram", False), ("Google Pay", False), ("中文", False), ("24/7", False),
        ("iDEAL", False), ("OK", False), ("{number}", False), ("{number}?", False), ("", False),
    ],
)  # fmt: skip
def test_words_that_are_no_name_are_not_the_same_in_every_language(
    words: str, is_told: bool
) -> None:
    said = Words(Source("x.yml"), (), Kind.TEXT, "the text x", dict.fromkeys(LANGUAGES, words))
    assert [p.severity for p in alike(said)] == [Severity.WARNING] * is_told


@each(
    Fault("the same", TEXTS, "  ticket_number:\n", "  spare: {en: How?, nl: How?, zh: How?}\n"
          "  ticket_number:\n", "spare:", "the text spare is “How?” in every language", "warning"),
)  # fmt: skip
def test_the_same_words_in_every_language_are_told(project: Path, fault: Fault) -> None:
    assert put(project, fault).is_all


@each(
    Fault("fact", TOPIC, "beslist binnen {refund_decision_days} dagen", "beslist",
          "    Je kunt een",
          "the answer leaves out the fact {refund_decision_days} in Dutch"),
    Fault("unknown value of a fact", TOPIC, "<refund_window_days>", "<refund_windw_days>",
          "<refund_windw_days>", "a fact names <refund_windw_days>, which is no value"),
    Fault("unknown name", TEXTS, NUMBER_EN, NUMBER_EN.replace("number}", "numbr}"), "{numbr}",
          "the text ticket_number names {numbr}, which nobody fills in"),
    Fault("name in one language", TEXTS, NUMBER_ZH, '    zh: "已编号。"', "已编号",
          "the text ticket_number has {number} in English and Dutch but not in Chinese"),
    Fault("stray brace", TEXTS, NUMBER_EN, NUMBER_EN.replace("{number}", "{number"), "{number.",
          "the text ticket_number has a stray `{` in English"),
    Fault("unused value", VALUES, "policy:\n", "policy:\n  unused_days: 3\n", "unused_days",
          "the value unused_days is in no answer and no text", "warning"),
    Fault("value of the program", VALUES, "chat_retention_days: ", "chat_retention_days: about ",
          "chat_retention_days", "the value chat_retention_days is no whole number"),
    Fault("time out of its limits", VALUES, "after_question_hours: 24", "after_question_hours: 72",
          "after_question_hours", "after_question_hours is 72, which is not between 1 and 71"),
    Fault("times out of order", VALUES, "silence_ask_minutes: 20", "silence_ask_minutes: 10",
          "silence_ask_minutes", "silence_ask_minutes is 10, which does not come after"),
    Fault("number", TOPIC, "付款后", "付款后3次，", "    You can ask for a refund",
          "the answer lacks in English: 3", "warning"),
    Fault("steps", TOPIC, "    2. Kies Terugbetaling", "    Kies Terugbetaling", "    Je kunt een",
          "the answer has 2 numbered steps in Dutch, not 3", "warning"),
)  # fmt: skip
def test_facts_are_said_in_each_language(project: Path, fault: Fault) -> None:
    assert put(project, fault).is_told


def test_an_answer_for_one_platform_says_the_facts_too(project: Path) -> None:
    old, new = (
        "      The billing team decides within {refund_decision_days} days.",
        "      We decide.",
    )
    what = "the answer for marketplace leaves out the fact {refund_decision_days} in English"
    assert put(project, Fault("", TOPIC, old, new, "      You can ask for a refund", what)).is_told


@each(
    Fault("long", TOPIC, "for example for an accidental", "x" * 300, "    You can ask for a refund",
          "characters in English", "warning"),
    Fault("too long", TOPIC, "例如误购", "很" * 4096, "    付款后",
          "characters in Chinese"),
    Fault("button", TOPIC, TITLE_NL, f"  nl: {'Terugbetaling ' * 4}", "  nl: Terug",
          "characters in Dutch", "warning"),
)  # fmt: skip
def test_an_answer_fits_one_message_and_a_title_its_button(project: Path, fault: Fault) -> None:
    assert put(project, fault).is_told


def test_the_limits_are_those_of_the_channel() -> None:
    assert (telegram.MAX_UNITS, telegram.MAX_LABEL) == (lengths.MOST_UNITS, lengths.TITLE_LIMIT)


@pytest.mark.parametrize(
    ("language", "vague"),
    [
        ("en", "We will answer soon"),
        ("en", "We answer as soon as possible"),
        ("en", "You hear from us shortly"),
        ("nl", "Je hoort binnenkort van ons"),
        ("nl", "We antwoorden zo snel mogelijk"),
        ("nl", "Je krijgt spoedig antwoord"),
        ("zh", "我们会很快回复"),
        ("zh", "我们会尽快回复"),
        ("zh", "客服稍后会联系您"),
    ],
)
def test_a_vague_time_is_told(project: Path, language: str, vague: str) -> None:
    old = {
        "en": NUMBER_EN,
        "zh": NUMBER_ZH,
        "nl": '    nl: "Je nummer voor deze zaak is {number}."',
    }
    fault = Fault("", TEXTS, old[language], f'    {language}: "{vague} {{number}}"', vague, "")
    told = put(project, fault)
    assert [(line, what.partition("says")[0]) for _, line, _, what in told.problems] == [
        (told.line, "the text ticket_number ")
    ]


def test_a_condition_is_no_vague_time(project: Path) -> None:
    new = '    en: "As soon as you have the number {number}, write it down."'
    assert put(project, Fault("", TEXTS, NUMBER_EN, new, "As soon", "")).problems == []


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("handoff", "queue_place_number"),
        ("bot", "small_talk"),
        ("bot", "button_none_of_these"),
        ("web", "web_placeholder"),
        ("desk", "desk_taken_by"),
    ],
)
def test_a_text_that_the_program_says_exists(project: Path, file: str, text: str) -> None:
    fault = Fault("", f"data/content/texts/{file}.yml", f"  {text}:", "  renamed:", "", "")
    what = f"the text {text} is in no file, but the program says it"
    assert put(project, fault).problems == [("data/content/texts", 0, "error", what)]
