"""Notices in a conversation: shown at the greeting and where they matter, each once.

Who asks about something that is paused or faulty is told when it works again.
"""

from dataclasses import replace

from handoff.rules.conversation import Conversation, State
from handoff.rules.danger import ASSUMED_AFTER_MS, is_asked
from handoff.rules.drafts import MINUTE_MS, is_open
from handoff.rules.effects import (
    AwaitNotice,
    ButtonOf,
    CancelTimer,
    Effect,
    Phrase,
    Record,
    Say,
    SayAnswer,
    SetTimer,
)
from handoff.rules.events import ButtonPressed, CustomerOpened, Event, NoticeOver
from handoff.rules.handoffs import MENU, PERSON, Result
from handoff.rules.messages import Speaker
from handoff.rules.notice import FAULT, NEWS, OF_TYPE, Notice
from handoff.rules.tables import Tables
from handoff.rules.texts import FALLBACK

GREETINGS = frozenset({"greeting", "greeting_again", "greeting_again_done"})
MOST_AT_ONCE = 3
"""Notices beside one message; the others come beside a later one."""
MOST_KNOWN = 50
"""Notices that a conversation remembers; the oldest are over long before."""
WORD = "notice_word:"
"""Begins the timer of the word that was promised where nobody knows when it works again."""
WORD_AFTER_MS = 24 * 60 * MINUTE_MS
EARLY_MS = 10 * MINUTE_MS
"""How much earlier than promised the word comes, since timers may be late."""
SYSTEM = Speaker.SYSTEM


def with_notices(
    conversation: Conversation,
    event: Event,
    effects: list[Effect],
    now_ms: int,
    tables: Tables,
) -> Result:
    """The state and the effects of an event, with the notices that belong beside them."""
    running = [n for n in tables.notices if n.is_on(now_ms) and _is_here(n, conversation, tables)]
    if not running or conversation.has_person or is_asked(conversation):
        return conversation, effects
    topics = {effect.topic for effect in effects if isinstance(effect, SayAnswer)}
    asked = [n for n in running if _is_asked_about(n, conversation, topics)]
    met = running if _is_greeting(conversation, event, effects) else []
    place = _place(effects)
    if place < 0 or not (asked or met):
        return conversation, effects
    known = set(conversation.notices)
    new = [n for n in met or asked if n.id not in known][:MOST_AT_ONCE]
    said: list[Effect] = [
        _said(n, conversation, now_ms, is_awaited=n in asked or n.id in conversation.awaited)
        for n in new
    ]
    state, waits = _awaiting(conversation, asked)
    state = replace(state, notices=(*state.notices, *(n.id for n in new))[-MOST_KNOWN:])
    at = place + _is_hello(effects[place])
    return state, [*effects[:at], *said, *effects[at:], *waits]


def _is_here(notice: Notice, conversation: Conversation, tables: Tables) -> bool:
    """Whether it is about something on the customer's platform kind."""
    topics = [tables.topics[topic] for topic in notice.topics if topic in tables.topics]
    platform = conversation.platform
    return not (topics and platform) or any(platform in topic.platforms for topic in topics)


def _is_asked_about(notice: Notice, conversation: Conversation, topics: set[str]) -> bool:
    """By an answer on a topic of it, or by the complaint that is being made."""
    if topics & set(notice.topics):
        return True
    if not (notice.subject and conversation.form and is_open(conversation)):
        return False
    draft = conversation.form.draft
    if notice.subject == f"{OF_TYPE}{draft.get('type')}":
        return True
    function = (draft.get("values") or {}).get("function") or {}
    return bool(function.get("value") == notice.subject)


def _is_greeting(conversation: Conversation, event: Event, effects: list[Effect]) -> bool:
    if conversation.state is not State.BOT:
        return False
    return isinstance(event, CustomerOpened) or any(_is_hello(effect) for effect in effects)


def _is_hello(effect: Effect) -> bool:
    return isinstance(effect, Say) and effect.text in GREETINGS


def _place(effects: list[Effect]) -> int:
    """Where what matters here stands: the answer, else what is said last. -1: nowhere."""
    answers = [n for n, effect in enumerate(effects) if isinstance(effect, SayAnswer)]
    said = [n for n, effect in enumerate(effects) if isinstance(effect, Say)]
    return answers[0] if answers else said[-1] if said else -1


def _said(notice: Notice, conversation: Conversation, now_ms: int, *, is_awaited: bool) -> Say:
    text = notice.text.get(conversation.language) or notice.text[FALLBACK]
    if not notice.comes_back:
        return Say("notice_news", {"text": text}, speaker=SYSTEM)
    is_late = notice.kind == FAULT and notice.ends_ms <= now_ms
    kind = "notice_fault_late" if is_late else "notice_fault"
    return Say(
        kind if notice.kind == FAULT else "notice_paused",
        {"text": text},
        () if is_awaited else (ButtonOf(f"notice:tell:{notice.id}", "button_notice_tell"),),
        SYSTEM,
        times={"since": notice.starts_ms, "until": notice.ends_ms},
        names={"subject": notice.title},
        lines=(Phrase("notice_tell_back"),) if is_awaited else (),
    )


def _awaiting(conversation: Conversation, asked: list[Notice]) -> Result:
    """Who asked hears of the end, also if it was shown before."""
    known = set(conversation.awaited)
    new = [n for n in asked if n.comes_back and n.id not in known]
    awaited = (*conversation.awaited, *(n.id for n in new))[-MOST_KNOWN:]
    effects: list[Effect] = []
    for notice in new:
        effects += [AwaitNotice(notice.id), Record("notice_awaited", {"notice": notice.id})]
    return replace(conversation, awaited=awaited), effects


def pressed(
    conversation: Conversation, event: ButtonPressed, now_ms: int, tables: Tables
) -> Result:
    """``notice:tell:<id>``: the customer wants to hear when it works again."""
    wanted = event.button.rpartition(":")[2]
    notice = next((n for n in tables.notices if n.id == wanted and n.is_on(now_ms)), None)
    if notice is None or notice.kind == NEWS:
        return conversation, [Say("notice_is_over", buttons=(MENU, PERSON))]
    state, effects = _awaiting(conversation, [notice])
    return state, [*_will_tell(state, notice, now_ms), *effects]


def _will_tell(conversation: Conversation, notice: Notice, now_ms: int) -> list[Effect]:
    """Till when it should work; once that is over, till when there is word of it in any case."""
    names = {"subject": notice.title}
    if notice.ends_ms > now_ms:
        times = {"until": notice.ends_ms}
        return [Say("notice_will_tell", speaker=SYSTEM, times=times, names=names)]
    timer = f"{WORD}{notice.id}"
    next_ms = int(conversation.timers.get(timer) or now_ms + WORD_AFTER_MS)
    said = Say("notice_will_tell_late", speaker=SYSTEM, times={"next": next_ms}, names=names)
    return [said, SetTimer(timer, str(next_ms), next_ms - EARLY_MS)]


def word_is_due(conversation: Conversation, timer: str, now_ms: int, tables: Tables) -> Result:
    """The promised word: it still does not work. What works again was told when it did."""
    if is_asked(conversation):
        # Nothing comes between the question about danger and its answer.
        return conversation, [SetTimer(timer, str(now_ms), now_ms + ASSUMED_AFTER_MS)]
    wanted = timer.removeprefix(WORD)
    notice = next((n for n in tables.notices if n.id == wanted and n.is_on(now_ms)), None)
    return conversation, _will_tell(conversation, notice, now_ms) if notice else []


def over(conversation: Conversation, event: NoticeOver, now_ms: int, tables: Tables) -> Result:
    """Said in any state. A chat that was forgotten meanwhile is told in its language of then."""
    notice = event.notice
    text = "notice_back_by_plan" if event.by_plan else "notice_back"
    language = "" if conversation.greeted else event.language
    said = Say(
        text,
        speaker=SYSTEM,
        language=language,
        times={"since": event.at_ms},
        names={"subject": notice.title},
    )
    timer = f"{WORD}{notice.id}"
    return conversation, [said, *([CancelTimer(timer)] if timer in conversation.timers else [])]
