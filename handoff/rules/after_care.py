"""After a person has helped: is it solved, what if nobody says, and how it is opened again."""

from dataclasses import replace

from handoff.rules import ratings
from handoff.rules.closed import timed
from handoff.rules.conversation import Conversation, Ended, State, go
from handoff.rules.danger import is_asked
from handoff.rules.drafts import is_open, set_aside
from handoff.rules.effects import (
    ButtonOf,
    CancelTimer,
    ChangeTicket,
    Effect,
    JoinQueue,
    Record,
    Say,
)
from handoff.rules.endings import AFTER, HOUR_MS, NO_REPLY, short
from handoff.rules.events import ButtonPressed
from handoff.rules.handoffs import (
    DANGER_CHECK,
    MENU,
    PERSON,
    Result,
    enter_line,
    hand_off,
    must_rest_ms,
)
from handoff.rules.messages import Audience, Speaker
from handoff.rules.on_call import called_out
from handoff.rules.recorded import REOPENED, SOLVED, of_handoff
from handoff.rules.tables import Tables
from handoff.rules.ticket_clock import REOPEN_MS

AGAIN = "repeated_contact"
"""The reason whose priority a matter has at least that is opened again."""


def pressed(
    conversation: Conversation, event: ButtonPressed, now_ms: int, tables: Tables
) -> Result:
    """``solved:yes`` or ``solved:no``, with the end of the handoff's id; also later."""
    _, said, which = (*event.button.split(":"), "", "")[:3]
    ended = _asked_about(conversation, which, now_ms)
    if ended is None or said not in ("yes", "no"):
        return conversation, [Say("button_too_old", buttons=(MENU, PERSON))]
    if said == "yes":
        return solved(conversation, ended, now_ms, tables)
    return _not_solved(conversation, ended, now_ms, tables)


def heard(conversation: Conversation, text: str, now_ms: int, tables: Tables) -> Result | None:
    """Words while it is asked whether it is solved; None if they are for the bot.

    After a silence any words are the answer that the agent waited for.
    """
    if conversation.state is not State.WRAP_UP:
        return None
    ended = _asked_about(conversation, "", now_ms)
    if ended is None or ended.is_solved or is_asked(conversation):
        return None
    words = tables.forms.words
    if words.is_said("yes", text):
        return solved(replace(conversation, first_question=""), ended, now_ms, tables)
    if words.is_said("no", text):
        return _not_solved(conversation, ended, now_ms, tables)
    if ended.outcome == NO_REPLY:
        return reopen(conversation, ended, "wrote", now_ms, tables)
    return None


def helped(conversation: Conversation, now_ms: int, tables: Tables, *, yes: bool) -> Result | None:
    """What the assistant took for "it helped" or "it did not"; None where the bot had answered."""
    ended = _asked_about(conversation, "", now_ms)
    if ended is None or ended.is_solved or conversation.last_topics or conversation.waits:
        return None
    if now_ms > ended.at_ms + tables.care.after_question_hours * HOUR_MS:
        return None
    if yes:
        return solved(conversation, ended, now_ms, tables)
    return _not_solved(conversation, ended, now_ms, tables)


def solved(conversation: Conversation, ended: Ended, now_ms: int, tables: Tables) -> Result:
    """Thanks, and the question how good the help was."""
    handoff = ended.handoff
    effects: list[Effect] = []
    if not ended.is_solved:
        effects = [
            of_handoff(SOLVED, handoff, yes=True, agent=handoff.agent_id),
            ChangeTicket(handoff.id, {"state": "closed"}, conversation.id),
        ]
    state = _with(_left(conversation), replace(ended, is_solved=True))
    state, asked = ratings.ask_of_agent(state, ended, now_ms, tables)
    thanks = Say("solved_thanks", buttons=() if asked else (MENU,))
    return state, [*effects, *_no_timer(conversation), thanks, *asked]


def _not_solved(conversation: Conversation, ended: Ended, now_ms: int, tables: Tables) -> Result:
    handoff = ended.handoff
    recorded = of_handoff(SOLVED, handoff, yes=False, agent=handoff.agent_id)
    state, effects = reopen(conversation, ended, "not_solved", now_ms, tables)
    return state, [recorded, *effects]


def unanswered(conversation: Conversation, now_ms: int, tables: Tables) -> Result:
    """Nobody said whether it is solved: the matter is closed, as was told, and can be reopened."""
    handoff = conversation.handoff
    if handoff is None:
        return conversation, []
    ended_ms = next((e.at_ms for e in conversation.ended if e.handoff.id == handoff.id), now_ms)
    again = ButtonOf(f"solved:no:{short(handoff.id)}", "button_open_again")
    said = Say("after_closed", {}, (again, MENU), Speaker.SYSTEM)
    return _left(conversation), [
        ChangeTicket(handoff.id, {"state": "closed"}),
        Record("solved_unanswered", {"department": handoff.department}),
        replace(said, times={"until": ended_ms + REOPEN_MS}),
    ]


def ask_person(conversation: Conversation, text: str, now_ms: int, tables: Tables) -> Result:
    """A person is wished for: with the matter that is not known to be solved, or that is named."""
    ended = _named(conversation, text, now_ms, tables) or _goes_on(conversation, now_ms)
    if ended is None:
        return hand_off(conversation, "user_request", now_ms, tables)
    return reopen(conversation, ended, "person", now_ms, tables)


def by_number(conversation: Conversation, text: str, now_ms: int, tables: Tables) -> Result | None:
    """Words that name an ended matter open it again; a question about it only asks where it is."""
    ended = _named(conversation, text, now_ms, tables)
    is_free = conversation.state in (State.BOT, State.WRAP_UP) and not is_open(conversation)
    if ended is None or not is_free or tables.forms.words.is_told("question", text):
        return None
    if tables.wishes.wants_complaint(text) or tables.wishes.status_wished(text) is not None:
        return None
    return reopen(conversation, ended, "number", now_ms, tables)


def reopen(
    conversation: Conversation, ended: Ended, why: str, now_ms: int, tables: Tables
) -> Result:
    """The same ticket, with the place in the line that the first asking gives.

    The agent who had it comes first, but not after a refusal: somebody else looks at that.
    """
    old = ended.handoff
    if conversation.waits or DANGER_CHECK in conversation.timers:
        return hand_off(conversation, "user_request", now_ms, tables)
    if must_rest_ms(conversation, now_ms):
        return hand_off(_left(conversation), "user_request", now_ms, tables)
    before = "" if ended.outcome == "declined" else old.agent_id
    again = replace(
        old, asked_at_ms=now_ms, priority=min(old.priority, tables.reasons[AGAIN][1]), ahead=-1,
        agent_id="", agent_name="", replied=False, replied_ms=0, told=False, promised_ms=0, late=0,
        message="", has_form=False, warned=False, missed=False, long_told=False,
        again=old.again + 1, before=before,
    )  # fmt: skip
    again = timed(again, conversation.language, now_ms, tables)
    again = replace(again, rank_ms=old.rank_ms or old.due_ms)
    kept = tuple(one for one in conversation.ended if one.handoff.id != old.id)
    free = replace(set_aside(conversation), ended=kept, first_question=old.question)
    state, joined = enter_line(free, again, now_ms)
    by = conversation.id
    name = {"name": old.first_name}
    told = "went_on" if why == "wrote" else "reopened"
    told = f"{told}_by_name" if before else told
    return state, [
        ChangeTicket(old.id, {"state": "reopened", "agent": "", "agent_name": ""}, by),
        ChangeTicket(old.id, {"state": "queued"}, by),
        of_handoff(REOPENED, old, agent=old.agent_id, why=why),
        *_no_timer(conversation),
        Say(f"desk_reopened_{why}", {**name, "outcome": ended.outcome}, (), Speaker.SYSTEM,
            Audience.DESK),
        *(JoinQueue(before) if isinstance(one, JoinQueue) else one for one in joined),
        *called_out(again, now_ms, tables),
        Say(told, name if before else {}, speaker=Speaker.SYSTEM),
    ]  # fmt: skip


def _left(conversation: Conversation) -> Conversation:
    """The bot has the conversation again, if the question was still open."""
    if conversation.state is not State.WRAP_UP:
        return conversation
    return go(conversation, State.BOT, handoff=None)


def to_bot(conversation: Conversation) -> Result:
    """Other words than an answer to the question: the bot goes on."""
    return _left(conversation), _no_timer(conversation)


def _no_timer(conversation: Conversation) -> list[Effect]:
    return [CancelTimer(AFTER)] if AFTER in conversation.timers else []


def _with(conversation: Conversation, ended: Ended) -> Conversation:
    same = (ended if one.handoff.id == ended.handoff.id else one for one in conversation.ended)
    return replace(conversation, ended=tuple(same))


def _lately(conversation: Conversation, now_ms: int) -> list[Ended]:
    """Those that can still be opened again, the newest first."""
    return [one for one in reversed(conversation.ended) if now_ms <= one.at_ms + REOPEN_MS]


def _asked_about(conversation: Conversation, which: str, now_ms: int) -> Ended | None:
    """The one that a button or an answer is about; the newest if it is not named."""
    asked = [one for one in _lately(conversation, now_ms) if one.asked]
    handoff = conversation.handoff
    if not asked and conversation.state is State.WRAP_UP and handoff is not None:
        asked = [Ended(handoff, "", now_ms, asked=True)]  # asked by an older version
    return next((one for one in asked if which in ("", short(one.handoff.id))), None)


def _named(conversation: Conversation, text: str, now_ms: int, tables: Tables) -> Ended | None:
    number = tables.wishes.ticket_named(text)
    found = (one for one in _lately(conversation, now_ms) if one.handoff.number == number)
    return next(found, None) if number else None


def _goes_on(conversation: Conversation, now_ms: int) -> Ended | None:
    """The newest, as long as it is not known to be solved and nothing else was asked since."""
    newest = next(iter(_lately(conversation, now_ms)), None)
    said = conversation.first_question
    is_bare = said in ("", conversation.last_question) and not conversation.last_topics
    is_next = is_bare and not conversation.waits and not is_open(conversation)
    return newest if newest and newest.asked and not newest.is_solved and is_next else None
