"""What the model hears in a message in mid-form: is it meant, or is the message an answer?"""

from __future__ import annotations

import re

from rasa_sdk import Tracker

from actions.form_tables import live
from actions.handoff_request import told_of
from actions.platforms import platforms
from actions.signals import intent_of
from actions.topics import ranking_here, what_is_meant
from handoff.rules.forms_drafts import Draft, Fact
from handoff.rules.forms_lists import list_of
from handoff.rules.forms_replies import open_field, option_typed
from handoff.rules.forms_tables import DESCRIPTION, TYPE, FormField
from handoff.rules.forms_values import Taken, read_answer
from handoff.rules.shown import Told, what_is_told

NAMELIKE = frozenset({"unsupported_language", "legal_or_press"})
"""Intents that names and numbers are mistaken for."""
ANSWERS = ("yes", "no", "skip", "unknown", "measure")
GOING = ("pause", "resume", "go_on")
STEERING = ("yes", "no", "skip", "cancel", *GOING, "help")
QUESTIONS = frozenset({"faq", "out_of_scope"})
PLAIN_ANSWERS = frozenset({"free_text", "short_text", "object_ref"})
"""Types of fields that any words could answer."""
SHORT = 40
"""Characters up to which words can be small talk, and an answer is no cry for help by its shape."""
MOST_BESIDE = 3
"""Words that may stand beside a link or an account that is an answer; a Chinese sign is one."""
CLEARLY = 1.4
"""Times the level of an offer that another type must reach where nobody says the form is wrong."""
LEAST_SENTENCE = 2
"""Words that say more than a name; a Chinese sign is one."""
_ADDRESS = re.compile(r"[\w.+-]*(?:://|www\.|@)[^\s,;，。；]*", re.ASCII)
_WORD = re.compile(r"[\u3400-\u9fff]|[^\W\d_\u3400-\u9fff]+")
_NAME = re.compile(r"[A-Z][\w.'’-]+( (?:[A-Z][\w.'’-]*|de|den|der|van|von|la|da|bin)){1,4}")
"""A name as people write it, such as Jonas Berg or Anna van der Meer."""
SURE_OF_WISH = 0.4
"""How sure the wish for a person must be. Outside of a form hardly a doubt is needed; here most
words are answers, and plain wishes were found before."""
SURE = 0.8
"""How sure small talk must be where any words could be the answer, and a statement that asks."""
CERTAIN = 0.75
"""The score from which a topic is what a statement in mid-form is about ("the app does not open").

Measured: such statements lie between 0.81 and 0.98, names of devices and the like below 0.57.
"""


def answer_in(draft: Draft, words: str) -> str:
    """The message without "go on please" before an answer; a story stays as it was written."""
    each = open_field(draft, live.now.tables)
    if each and each.type == "free_text":
        return words
    return live.now.tables.words.after_going_on(words) or words


def is_meant_to_leave(tracker: Tracker, draft: Draft, words: str, facts: list[Fact]) -> bool:
    """Whether the intent is meant; a short answer of the right shape only looks like one."""
    each, intent = open_field(draft, live.now.tables), intent_of(tracker)
    if intent == "EXTERNAL_handoff_ended":
        return True
    if intent == "request_human" and _confidence(tracker) < SURE_OF_WISH:
        return False
    if told_of(tracker) in (Told.REPORT, Told.MONEY):
        return False
    if any(live.now.tables.words.is_said(name, words) for name in (*ANSWERS, *GOING)):
        return False
    if _is_bare_list(words) or _only_names(words) or _only_said_before(each, words, facts):
        return False
    if each and each.type == "short_text" and _NAME.fullmatch(words):
        return False
    if len(words) <= SHORT and _fits(each, words, facts):
        return False
    # Names and numbers are of no language and may be those of a lawyer; a story is.
    is_name = intent in NAMELIKE and each is not None and each.type != "free_text"
    return not is_name


def _confidence(tracker: Tracker) -> float:
    return float((tracker.latest_message or {})["intent"].get("confidence") or 0.0)


def _only_names(words: str) -> bool:
    """Whether it is a link, an account or an address and hardly a word beside it.

    No model has read such words before, so what it takes them for means nothing.
    """
    rest = _ADDRESS.sub(" ", words)
    return rest != words and len(_WORD.findall(rest)) <= MOST_BESIDE


def _only_said_before(each: FormField | None, words: str, facts: list[Fact]) -> bool:
    """Whether nothing is said but facts, and that they were told already."""
    rest = live.now.tables.words.without("said_before", words)
    if rest == words:
        return False
    for fact in facts:
        rest = rest if _is_all_of(fact, each, words) else rest.replace(fact.words, " ")
    return len(_WORD.findall(_ADDRESS.sub(" ", rest))) <= 1


def is_aside(tracker: Tracker, draft: Draft, words: str, facts: list[Fact]) -> bool:
    """Whether the message is answered in between, and is no answer to the open question."""
    each, intent = open_field(draft, live.now.tables), intent_of(tracker)
    words_of_form = live.now.tables.words
    # "Ok thanks" after a question in between answers no question for a device.
    steering = STEERING if each is None or each.type == "boolean" else STEERING[1:]
    if any(words_of_form.is_said(name, words) for name in steering):
        return False
    if _is_bare_list(words) or words == _before(tracker):
        return False
    if _is_of_another_matter(tracker, draft, each, words, facts):
        return True
    if _fits(each, words, facts):
        return False
    if intent in QUESTIONS:
        return _is_question(tracker, each, words)
    if each is None or each.type not in PLAIN_ANSWERS:
        return not facts
    return len(words) <= SHORT and _confidence(tracker) >= SURE


def _is_bare_list(words: str) -> bool:
    """Whether there is nothing but addresses: whatever these seem to speak of, they are reports."""
    listed = list_of(words, with_numbers=False)
    return bool(listed.found) and not listed.rest


def _is_question(tracker: Tracker, each: FormField | None, words: str) -> bool:
    """What asks for something is answered, unless the field asks for a question itself."""
    if not live.now.tables.words.is_told("question", words):
        return False
    if each is None or each.type not in PLAIN_ANSWERS:
        return True
    if each.type == "free_text" and each.name != DESCRIPTION:
        return False
    if each.type == "short_text" and words.endswith(("?", "？")):
        return True
    return what_is_meant(tracker, sure=True, may_answer=True)[0] == "answer"


def tells_more(tracker: Tracker, draft: Draft, words: str, facts: list[Fact]) -> bool:
    """Whether it is more of the story: fear for money, or a statement about the matter of the form
    where a name or a device was asked for."""
    each = open_field(draft, live.now.tables)
    if what_is_told(words, live.now.tables.words) is Told.MONEY and not _is_story(each):
        return not any(each and fact.field == each.name for fact in facts)
    if each is None or each.type != "short_text" or words == _before(tracker):
        return False
    if live.now.tables.words.is_told("question", words):
        return False
    new = [fact for fact in facts if fact.field not in draft["values"]]
    return _certain_matter(tracker, each, words, new) == draft["type"]


def types_meant(tracker: Tracker, draft: Draft, words: str, facts: list[Fact]) -> list[str] | None:
    """The types that fit better, likeliest first, where words say that the form is the wrong one.

    None where they say no such thing. Whatever answers the open question is an answer, and where a
    story is asked for, what it is about is part of it.
    """
    said, each = live.now.tables.words, open_field(draft, live.now.tables)
    is_choosing = draft["open"] == TYPE
    if _fits(each, words, facts) or words == _before(tracker) or _steers(words):
        return None
    is_wrong = said.is_told("wrong_type", words)
    is_story = each is not None and each.type == "free_text"
    if not (is_wrong or is_choosing or (said.is_told("other_type", words) and not is_story)):
        return None
    if each and is_choosing and _chooses(draft, each, words):
        return None
    scores = _scores_of_types(tracker, draft)
    own = scores.pop(draft["type"], 0.0)
    offer = float((tracker.latest_message or {}).get("complaint", {}).get("offer", 1.0))
    likely = [kind for kind, score in scores.items() if score >= offer]
    if is_wrong or is_choosing:
        return likely if likely or not is_story else None
    is_likelier = bool(likely) and scores[likely[0]] > max(own, offer * CLEARLY)
    return likely if is_likelier else None


def _chooses(draft: Draft, each: FormField, words: str) -> bool:
    """Whether a type is named as its button reads, or something is asked instead."""
    tables = live.now.tables
    return bool(option_typed(draft, each, words, tables)) or tables.words.is_told("question", words)


def _scores_of_types(tracker: Tracker, draft: Draft) -> dict[str, float]:
    """What the model hears of each type with a form here, by its own words or those of a topic
    whose answer offers it; the highest first."""
    message = tracker.latest_message or {}
    heard = [(str(k["id"]), float(k["score"])) for k in message["complaint"].get("ranking", ())]
    heard += [(platforms.complaint_of(t["id"]), float(t["score"])) for t in ranking_here(tracker)]
    here = {*live.now.tables.types_on(draft["platform"]), draft["type"]}
    best: dict[str, float] = {}
    for kind, score in heard:
        if kind in here:
            best[kind] = max(score, best.get(kind, 0.0))
    return dict(sorted(best.items(), key=lambda each: -each[1]))


def _steers(words: str) -> bool:
    steering = (*STEERING, "unknown")
    return any(live.now.tables.words.is_said(name, words) for name in steering)


def _is_story(each: FormField | None) -> bool:
    """Whether the open question is for the customer's own words about what is wrong."""
    return each is not None and each.type == "free_text"


def _is_of_another_matter(
    tracker: Tracker, draft: Draft, each: FormField | None, words: str, facts: list[Fact]
) -> bool:
    """Whether the words, however they are put, are surely about a topic that is none of the form's.

    Where a story or a reason is asked for, anything may belong to it.
    """
    return _certain_matter(tracker, each, words, facts) not in (None, draft["type"])


def _certain_matter(
    tracker: Tracker, each: FormField | None, words: str, facts: list[Fact]
) -> str | None:
    """The complaint of the topic that the words are surely about, empty if it has none.

    None where that is not sure, or where they tell facts.
    """
    if intent_of(tracker) != "faq" or _confidence(tracker) < SURE:
        return None
    if (each and each.type == "free_text") or len(_WORD.findall(words)) < LEAST_SENTENCE:
        return None
    if any(not _is_all_of(fact, each, words) for fact in facts):
        return None
    kind, topics = what_is_meant(tracker, sure=True, may_answer=True)
    if kind != "answer" or topics[0]["score"] < CERTAIN:
        return None
    return platforms.complaint_of(topics[0]["id"])


def _is_all_of(fact: Fact, each: FormField | None, words: str) -> bool:
    """Whether any words would have been read so: all of them, as the name that was asked for."""
    if each is None or each.type not in PLAIN_ANSWERS | {"username"}:
        return False
    return each.name == fact.field and fact.words.strip() == words


def _fits(each: FormField | None, words: str, facts: list[Fact]) -> bool:
    """Whether the words have the shape that the open question asks for."""
    if each is None or each.type in PLAIN_ANSWERS:
        return False
    if any(fact.field == each.name for fact in facts):
        return True
    return isinstance(read_answer(each, words, live.now.tables), Taken)


def _before(tracker: Tracker) -> str:
    """The customer's words before these: who says it twice means it as the answer."""
    said = [event for event in tracker.events or [] if event.get("event") == "user"]
    return str(said[-2].get("text") or "").strip() if len(said) > 1 else ""
