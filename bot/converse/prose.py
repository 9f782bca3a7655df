"""The items of prose that plainly name a thing code can see; all others stay unchecked.

Each row: what the item reads, and a judge that says why it does not hold, nothing if it does, or
None where it cannot tell after all.
"""

import re
from collections.abc import Callable

from bot.converse.moment import Moment
from handoff.rules.messages import first_name

Judge = Callable[["re.Match[str]", Moment], str | None]

FALLBACKS = frozenset({"unsure", "unsure_queued", "out_of_scope", "check_danger"})
"""Texts of a bot that did not understand, or is not sure that it did."""
GREETINGS = frozenset(
    {"greeting", "greeting_again", "greeting_again_done", "greeting_closed", "greeting_short_day"}
)


def judge_prose(predicate: str, item: str, now: Moment) -> str | None:
    """Why the item does not hold, "" if it does, None if code cannot tell."""
    for pattern, judge in TABLES[predicate]:
        if found := pattern.fullmatch(item.strip()):
            return judge(found, now)
    return None


def _told(pattern: str, now: Moment) -> str:
    if any(re.search(pattern, message.text) for message in now.seen.messages):
        return ""
    return f"no message of the turn has it; the customer got {now.got}"


def _greeting(found: "re.Match[str]", now: Moment) -> str:
    greeted = any(message.text_id in GREETINGS for message in now.automatic)
    return "" if greeted else f"the customer got {now.got}"


def _agent_name(found: "re.Match[str]", now: Moment) -> str:
    handoff = now.seen.handoff or {}
    name = first_name(str(handoff.get("agent_name", "")))
    return _told(re.escape(name), now) if name else "no agent has the conversation"


def _agent_text(found: "re.Match[str]", now: Moment) -> str:
    wanted = getattr(now.turn.deed, "text", "")
    return "" if wanted and wanted in now.agents_words else "the agent's words did not arrive"


def _ticket_number(found: "re.Match[str]", now: Moment) -> str:
    numbers = [str(ticket["number"]) for ticket in now.seen.tickets]
    if not numbers:
        return "there is no ticket"
    return _told("|".join(map(re.escape, numbers)), now)


def _ahead(found: "re.Match[str]", now: Moment) -> str:
    told = [m.values["ahead"] for m in now.automatic if "ahead" in m.values]
    if not told:
        return f"no place was told; the customer got {now.got}"
    return "" if int(told[-1]) == int(found["n"]) else f"{told[-1]} ahead were told"


def _no_handoff(found: "re.Match[str]", now: Moment) -> str:
    before, handoff = now.before.handoff or {}, now.seen.handoff
    if handoff is None or handoff["id"] == before.get("id"):
        return ""
    return f"a person was asked for ({handoff['reason']})"


def _no_fallback(found: "re.Match[str]", now: Moment) -> str:
    said = [message.text_id for message in now.automatic if message.text_id in FALLBACKS]
    return f"the bot said {', '.join(said)}" if said else ""


def _no_bot_text(found: "re.Match[str]", now: Moment) -> str:
    return f"the customer got {now.got}" if now.automatic else ""


def _no_same_answer(found: "re.Match[str]", now: Moment) -> str:
    before = {topic for moment in now.past for topic in moment.answered}
    again = [topic for topic in now.answered if topic in before]
    return f"{', '.join(again)} was answered again" if again else ""


def _no_ticket(found: "re.Match[str]", now: Moment) -> str:
    numbers = [str(ticket["number"]) for ticket in now.new_tickets]
    return f"{', '.join(numbers)} was made" if numbers else ""


def _no_form(found: "re.Match[str]", now: Moment) -> str:
    return f"the form {now.form.type} is open" if now.form else ""


def _not_faq_only(found: "re.Match[str]", now: Moment) -> str:
    topic = found["topic"]
    others = [message for message in now.automatic if message.answers != topic]
    if topic not in now.answered or (found["only"] and others):
        return ""
    return f"{topic} was answered"


def _not_asked(found: "re.Match[str]", now: Moment) -> str | None:
    """Without a form nothing is asked for, which says nothing about asking again."""
    if now.form is None:
        return None
    return f"{found['field']} is asked for" if now.form.asked == found["field"] else ""


def _whole_transcript(found: "re.Match[str]", now: Moment) -> str:
    if now.seen.desk is None:
        return "no agent sees the conversation"
    shown = {line["text"] for line in now.seen.desk["transcript"]}
    said = [m.text for moment in (*now.past, now) for m in moment.seen.messages]
    missing = [text for text in said if text not in shown]
    return f"{len(missing)} messages are missing" if missing else ""


def _original_question(found: "re.Match[str]", now: Moment) -> str:
    if now.seen.desk is None:
        return "no agent sees the conversation"
    shown = now.seen.desk["card"]["question"]
    return "" if shown == now.first_question else f"the card shows {shown!r}"


def _answers_given(found: "re.Match[str]", now: Moment) -> str | None:
    given = {topic for moment in now.past for topic in moment.answered}
    if not given:
        return None
    if now.seen.desk is None:
        return "no agent sees the conversation"
    missing = given - set(now.seen.desk["tried"])
    return f"{', '.join(sorted(missing))} is not shown" if missing else ""


def _reason(found: "re.Match[str]", now: Moment) -> str:
    if now.seen.desk is None:
        return "no agent sees the conversation"
    shown = now.seen.desk["card"]["reason"]
    return "" if shown == found["reason"] else f"the card shows {shown}"


def _table(rows: dict[str, Judge]) -> list[tuple["re.Pattern[str]", Judge]]:
    return [(re.compile(pattern, re.IGNORECASE), judge) for pattern, judge in rows.items()]


def _literal(found: "re.Match[str]", now: Moment) -> str:
    """Words in quotes are those that must be there."""
    return _told(re.escape(found["words"]), now)


def _no_literal(found: "re.Match[str]", now: Moment) -> str:
    told = not _told(re.escape(found["words"]), now)
    return "a message of the turn has it" if told else ""


def _on_screen(found: "re.Match[str]", now: Moment) -> str:
    if now.seen.desk is None:
        return "no agent sees the conversation"
    return "" if found["words"] in str(now.seen.desk) else "it is not on the agent's screen"


def _with(*names: str) -> Judge:
    """A message that was filled in with one of these values."""

    def judge(found: "re.Match[str]", now: Moment) -> str:
        told = any(message.values.get(name) for message in now.automatic for name in names)
        return "" if told else f"no message of the turn has it; the customer got {now.got}"

    return judge


def _text(text_id: str) -> Judge:
    def judge(found: "re.Match[str]", now: Moment) -> str:
        said = any(message.text_id == text_id for message in now.automatic)
        return "" if said else f"the customer got {now.got}"

    return judge


_QUOTED = r"[\"“](?P<words>.+)[\"”]"
TABLES: dict[str, list[tuple["re.Pattern[str]", Judge]]] = {
    "user_gets": _table(
        {
            r"(?:a )?greeting|begroeting|问候": _greeting,
            r"(?:the )?(?:agent(?:'s)? name|name of the agent)": _agent_name,
            r"naam van de medewerker|客服姓名": _agent_name,
            r"(?:the )?text of the agent|tekst van de medewerker": _agent_text,
            r"(?:the )?(?:ticket )?number|(?:ticket)?nummer|(?:工单)?编号|工单号": _ticket_number,
            r"(?P<n>\d+) (?:people )?ahead": _ahead,
            r"(?P<n>\d+) wachtenden(?: voor je)?": _ahead,
            r"前面(?P<n>\d+)[人位]": _ahead,
            r"(?:the )?department|afdeling|部门": _with("team", "department"),
            r"target(?: time)?|streeftijd|目标时间": _with("first", "resolution", "by"),
            r"expected wait|verwachte wachttijd|预计等待": _with("minutes"),
            r"that it is an automated assistant|geautomatiseerde assistent": _greeting,
            r"已取消排队": _text("queue_cancelled"),
            _QUOTED: _literal,
        }
    ),
    "agent_gets": _table(
        {
            _QUOTED: _on_screen,
            r"(?:the )?whole transcript": _whole_transcript,
            r"(?:the )?original question word for word": _original_question,
            r"(?:the )?answers already given": _answers_given,
            r"reason (?P<reason>[a-z_]+)": _reason,
        }
    ),
    "must_not": _table(
        {
            r"(?:a )?handoff": _no_handoff,
            _QUOTED: _no_literal,
            r"fallback": _no_fallback,
            r"bot text": _no_bot_text,
            r"the same answer again": _no_same_answer,
            r"(?:a |new )?ticket": _no_ticket,
            r"(?:a )?form": _no_form,
            r"faq (?P<topic>[a-z_]+)(?P<only> only)?": _not_faq_only,
            r"asking (?:for )?(?:the )?(?P<field>[a-z_]+)(?: again)?": _not_asked,
        }
    ),
}
