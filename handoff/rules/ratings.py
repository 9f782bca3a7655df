"""One to five for the bot or an agent, with words if the customer likes; once for each matter."""

import re
from dataclasses import replace

from handoff.rules.conversation import Conversation, Ended, Rating, State, Wanted
from handoff.rules.danger import is_asked
from handoff.rules.drafts import MINUTE_MS
from handoff.rules.effects import ButtonOf, Record, Say, StoreRating
from handoff.rules.endings import short
from handoff.rules.events import ButtonPressed
from handoff.rules.handoffs import MENU, PERSON, Result
from handoff.rules.messages import Speaker
from handoff.rules.recorded import RATED, of_handoff
from handoff.rules.tables import Tables
from handoff.rules.ticket_clock import REOPEN_MS
from handoff.rules.ticket_fields import DAY_MS

SCORE, WORDS = "score", "rating"
"""What the customer's next words may be: a score, or words that go along with one."""
SCORES = (1, 2, 3, 4, 5)
MOST_KEPT = 5
"""Ratings that a conversation remembers."""
LONGEST_WORDS = 1_000
"""Letters that are stored with a rating; what is longer is in the transcript whole."""
_SCORE = re.compile(
    r"(?P<score>[1-5])\s*(/\s*5|(out )?of 5|van (de )?5|stars?|ster(ren)?|分|颗?星|⭐|★)?"
)
_STARS = re.compile("[⭐★]{1,5}")
_NUMBERS = {
    word: score
    for score, words in enumerate(
        ("one een één 一", "two twee 二 两", "three drie 三", "four vier 四", "five vijf 五"),
        start=1,
    )
    for word in words.split()
}


def ask_of_agent(conversation: Conversation, ended: Ended, now_ms: int, tables: Tables) -> Result:
    """After a handoff that the customer says is solved."""
    handoff = ended.handoff
    rating = Rating(
        short(handoff.id), "agent", now_ms, handoff.agent_id, handoff.agent_name,
        handoff.department, handoff.id,
    )  # fmt: skip
    return _ask(conversation, rating, {"name": handoff.first_name}, tables)


def ask_of_bot(conversation: Conversation, topic: str, now_ms: int, tables: Tables) -> Result:
    """After an answer that helped; not while a person is asked for or there."""
    if conversation.state is not State.BOT or topic not in tables.topics:
        return conversation, []
    department = tables.topics[topic].department
    rating = Rating(f"b{now_ms:x}", "bot", now_ms, department=department, topic=topic)
    return _ask(conversation, rating, {}, tables)


def _ask(
    conversation: Conversation, rating: Rating, values: dict[str, str], tables: Tables
) -> Result:
    pause_ms = tables.care.rating_pause_days * DAY_MS
    for one in conversation.ratings:
        if one.id == rating.id or (
            one.of == rating.of and rating.asked_ms < one.asked_ms + pause_ms
        ):
            return conversation, []
    ratings = (*conversation.ratings, rating)[-MOST_KEPT:]
    wanted = conversation.wanted
    if wanted is None or wanted.is_given:
        wanted = Wanted(SCORE, rating.id)
    buttons = tuple(ButtonOf(f"rate:{rating.id}:{n}", f"button_rate_{n}") for n in SCORES)
    said = Say(f"rate_{rating.of}", values, buttons, Speaker.SYSTEM)
    recorded = Record("rating_asked", _facts(rating))
    return replace(conversation, ratings=ratings, wanted=wanted), [recorded, said]


def pressed(
    conversation: Conversation, event: ButtonPressed, now_ms: int, tables: Tables
) -> Result:
    """``rate:<id>:<1 to 5>``, or ``rate:<id>:words`` to add some."""
    _, _, rest = event.button.partition(":")
    rating_id, _, what = rest.partition(":")
    rating = _known(conversation, rating_id)
    if rating is None or now_ms > rating.asked_ms + REOPEN_MS:
        return conversation, [Say("button_too_old", buttons=(MENU, PERSON))]
    if what == "words" and rating.score:
        asked = Say("rate_words", buttons=(MENU,), speaker=Speaker.SYSTEM)
        return replace(conversation, wanted=Wanted(WORDS, rating.id)), [asked]
    if what.isdecimal() and int(what) in SCORES:
        return _rated(conversation, rating, int(what), now_ms, tables)
    return conversation, [Say("button_too_old", buttons=(MENU, PERSON))]


def heard(conversation: Conversation, text: str, now_ms: int, tables: Tables) -> Result | None:
    """A score in words, or words that go along with one; None if they are for the bot."""
    wanted = conversation.wanted
    if wanted is None or wanted.kind not in (SCORE, WORDS) or not text:
        return None
    rating = _known(conversation, wanted.number)
    if rating is None or conversation.state is not State.BOT or is_asked(conversation):
        return None
    score = score_of(text)
    if wanted.kind == SCORE and not score:
        return None
    free = without_wish(conversation)
    if free.first_question == text:
        free = replace(free, first_question="")
    if wanted.kind == SCORE:
        return _rated(free, rating, score, now_ms, tables)
    return _with_words(free, rating, text)


def without_wish(conversation: Conversation) -> Conversation:
    """The next words are no longer taken for a rating."""
    wanted = conversation.wanted
    is_it = wanted is not None and wanted.kind in (SCORE, WORDS)
    return replace(conversation, wanted=None) if is_it else conversation


def score_of(text: str) -> int:
    """The score that the words give and nothing else; 0 if they are none."""
    plain = text.strip().rstrip(".!。！").strip().casefold()
    if match := _SCORE.fullmatch(plain):
        return int(match["score"])
    if _STARS.fullmatch(plain):
        return len(plain)
    bare = plain.removesuffix("分").removesuffix("星").removesuffix("颗")
    return _NUMBERS.get(bare, 0)


def _known(conversation: Conversation, rating_id: str) -> Rating | None:
    return next((one for one in conversation.ratings if one.id == rating_id), None)


def _rated(
    conversation: Conversation, rating: Rating, score: int, now_ms: int, tables: Tables
) -> Result:
    """The first press counts; it can be changed for a while."""
    minutes = tables.care.rating_change_minutes
    is_late = rating.score and now_ms > rating.rated_ms + minutes * MINUTE_MS
    if is_late:
        values = {"score": str(rating.score), "minutes": str(minutes)}
        return conversation, [Say("rate_too_late", values, (MENU,), Speaker.SYSTEM)]
    values = {"score": str(score), "minutes": str(minutes)}
    add = ButtonOf(f"rate:{rating.id}:words", "button_rate_words")
    said = Say("rated", values, (add, MENU), Speaker.SYSTEM)
    state = without_wish(conversation)
    if score == rating.score:
        return state, [said]
    new = replace(rating, score=score, rated_ms=rating.rated_ms or now_ms)
    recorded = _recorded(conversation, new, score=score, was=rating.score)
    return _with(state, new), [StoreRating(new), recorded, said]


def _with_words(conversation: Conversation, rating: Rating, text: str) -> Result:
    new = replace(rating, words=text[:LONGEST_WORDS])
    said = Say("rate_words_thanks", buttons=(MENU,), speaker=Speaker.SYSTEM)
    return _with(conversation, new), [StoreRating(new), said]


def _with(conversation: Conversation, rating: Rating) -> Conversation:
    ratings = tuple(rating if one.id == rating.id else one for one in conversation.ratings)
    return replace(conversation, ratings=ratings)


def _recorded(conversation: Conversation, rating: Rating, **scores: int) -> Record:
    """With all that its handoff tells, while the conversation remembers that."""
    handoffs = [one.handoff for one in conversation.ended]
    if conversation.handoff is not None:
        handoffs.append(conversation.handoff)
    for handoff in handoffs:
        if handoff.id == rating.ticket:
            return of_handoff(RATED, handoff, of=rating.of, agent=rating.agent_id, **scores)
    return Record(RATED, {**_facts(rating), **scores})


def _facts(rating: Rating) -> dict[str, str]:
    facts = {"of": rating.of, "agent": rating.agent_id, "department": rating.department}
    return {**facts, "handoff": rating.ticket, "topic": rating.topic}
