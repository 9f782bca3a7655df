"""What code can judge of a turn. Each check says why it does not hold, or nothing if it does."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.converse.moment import Moment
from bot.converse.prose import judge_prose
from bot.converse.values import differs, listed
from bot.converse.wanted import PROSE
from handoff.rules.messages import Speaker

PASSED, FAILED, UNCHECKED, UNSUPPORTED = "passed", "failed", "unchecked", "unsupported"
RESULTS = (PASSED, FAILED, UNCHECKED, UNSUPPORTED)


@dataclass(frozen=True)
class Check:
    """One predicate, or one item of a predicate that lists some."""

    predicate: str
    wanted: Any
    result: str
    why: str = ""


def judge(now: Moment) -> list[Check]:
    """All that the turn expects."""
    checks: list[Check] = []
    for name, wanted in now.turn.expect.items():
        if name in PROSE:
            checks += [_prose(name, str(item), now) for item in listed(wanted)]
        else:
            checks.append(_coded(name, wanted, now))
    return checks


def _prose(name: str, item: str, now: Moment) -> Check:
    why = judge_prose(name, item, now)
    if why is None:
        return Check(name, item, UNCHECKED)
    return Check(name, item, FAILED if why else PASSED, why)


def _coded(name: str, wanted: Any, now: Moment) -> Check:
    if wanted is False:
        why = "" if _JUDGES[name](True, now) else f"it is so; the customer got {now.got}"
    else:
        why = _JUDGES[name](wanted, now)
    return Check(name, wanted, FAILED if why else PASSED, why)


def _faq_answered(wanted: Any, now: Moment) -> str:
    missing = [str(topic) for topic in listed(wanted) if topic not in now.answered]
    return f"{', '.join(missing)} was not answered; the customer got {now.got}" if missing else ""


def _one_of_faq(wanted: Any, now: Moment) -> str:
    is_there = any(topic in now.answered for topic in listed(wanted))
    return "" if is_there else f"none of them was answered; the customer got {now.got}"


def _clarify_between(wanted: Any, now: Moment) -> str:
    ids = {str(item) for item in listed(wanted)}
    for message in now.automatic:
        offered = {button.partition(":")[2] for button, _ in message.buttons}
        if ids <= offered and not message.answers:
            return ""
    return f"the customer was not asked which; they got {now.got}"


def _says(wanted: Any, now: Moment) -> str:
    said = {message.text_id for message in now.automatic}
    missing = [str(text) for text in listed(wanted) if text not in said]
    return f"{', '.join(missing)} was not said; the customer got {now.got}" if missing else ""


def _offers(wanted: Any, now: Moment) -> str:
    shown = {part for message in now.automatic for button in message.buttons for part in button}
    missing = [str(button) for button in listed(wanted) if button not in shown]
    return f"no button {', '.join(missing)}; there is {', '.join(sorted(shown))}" if missing else ""


def _form_started(wanted: Any, now: Moment) -> str:
    if now.form is None:
        return _no_form(now)
    if now.before.form is not None and now.before.form.type == now.form.type:
        return "it was open before"
    return "" if wanted is True else differs({"type": wanted}, {"type": now.form.type})


def _form_asks(wanted: Any, now: Moment) -> str:
    if now.form is None:
        return _no_form(now)
    return differs({"the field asked for": wanted}, {"the field asked for": now.form.asked})


def _form_resumed(wanted: Any, now: Moment) -> str:
    if now.form is None:
        return _no_form(now)
    before = now.before.form.asked if now.before.form else ""
    if not before or not now.form.asked:
        return "no field was asked for before and after"
    return _form_asks(before if wanted is True else wanted, now)


def _form_cancelled(wanted: Any, now: Moment) -> str:
    if now.before.form is None:
        return "no form was open before"
    if now.form is not None:
        return f"the form {now.form.type} is still open"
    return "a ticket was made" if now.new_tickets else ""


def _field_set(wanted: Any, now: Moment) -> str:
    stored = now.new_tickets[0].get("fields") if now.new_tickets else None
    draft = now.form.draft if now.form else stored
    return differs(wanted, draft) if isinstance(draft, dict) else _no_form(now)


def _description(wanted: Any, now: Moment) -> str:
    """Of the open form, else of the newest ticket: each of the words, as they were written."""
    if now.form is None and not now.seen.tickets:
        return _no_form(now)
    told = now.form.draft.get("description") if now.form else now.seen.tickets[0].get("question")
    text = "\n".join(map(str, listed(told or "")))
    missing = [f"“{words}”" for words in listed(wanted) if str(words) not in text]
    return f"{', '.join(missing)} is not in “{text}”" if missing else ""


def _field_missing(wanted: Any, now: Moment) -> str:
    if now.form is None:
        return _no_form(now)
    draft = now.form.draft
    filled = [str(name) for name in listed(wanted) if draft.get(name) not in (None, "", [])]
    return f"{', '.join(filled)} is filled" if filled else ""


def _field_rejected(wanted: Any, now: Moment) -> str:
    if now.form is None:
        return _no_form(now)
    field = listed(wanted)[0]
    if now.form.refused != field:
        return f"the field refused is {now.form.refused or 'none'}"
    return _form_asks(field, now)


def _summary_shown(wanted: Any, now: Moment) -> str:
    if now.form is None:
        return _no_form(now)
    return "" if now.form.is_summed_up else "the facts were not shown for confirmation"


def _ticket_created(wanted: Any, now: Moment) -> str:
    if not now.new_tickets:
        return f"no ticket was made in this turn; there are {len(now.seen.tickets)}"
    if wanted is True:
        return ""
    given: dict[str, Any] = {"type": wanted} if isinstance(wanted, str) else dict(wanted)
    ticket = now.new_tickets[0]
    fields = given.pop("fields", None)
    evidence = given.pop("evidence", None)
    whys = [differs(given, ticket)]
    if fields:
        whys.append(differs(fields, ticket.get("fields") or {}))
    if evidence:
        whys.append(_evidence(evidence, ticket.get("evidence")))
    return "; ".join(why for why in whys if why)


def _ticket_state(wanted: Any, now: Moment) -> str:
    if not now.seen.tickets:
        return "there is no ticket"
    return differs({"state": wanted}, now.seen.tickets[0])


def _no_ticket(wanted: Any, now: Moment) -> str:
    tickets = [f"{t['number']} ({t['type']}, {t['state']})" for t in now.seen.tickets]
    return f"there is {', '.join(tickets)}" if tickets else ""


def _handoff(wanted: Any, now: Moment) -> str:
    if now.seen.handoff is None:
        return f"no person was asked for; the customer got {now.got}"
    if wanted is True:
        return ""
    given: dict[str, Any] = {"reason": wanted} if isinstance(wanted, str) else dict(wanted)
    return differs(given, now.seen.handoff)


def _queue_told(wanted: Any, now: Moment) -> str:
    """A place, and a time that is not over: what is said of a late answer promises none."""
    for message in now.automatic:
        place, time = message.values.get("ahead", "-1"), message.values.get("minutes", "")
        has_time = time.isdigit() or message.values.keys() & {"by", "opens"}
        if place.isdigit() and has_time and not message.text_id.startswith("queue_late"):
            return ""
    return f"no place and time were told; the customer got {now.got}"


def _state(wanted: Any, now: Moment) -> str:
    return differs({"the state": wanted}, {"the state": now.seen.state})


def _bot_silent(wanted: Any, now: Moment) -> str:
    """Whoever writes must hear nobody but the other; else only what is said as the bot counts."""
    own = [m for m in now.automatic if now.is_spoken_to or m.sender == Speaker.BOT.value]
    return f"the customer got {now.got}" if own else ""


def _answer_lang(wanted: Any, now: Moment) -> str:
    if not now.automatic:
        return "the bot said nothing"
    wrong = [m for m in now.automatic if not set(listed(wanted)) & set(m.languages)]
    told = [f"{m.text_id} in {' or '.join(m.languages) or 'no known language'}" for m in wrong]
    return ", ".join(told)


def _evidence_stored(wanted: Any, now: Moment) -> str:
    draft = now.form.draft.get("evidence") if now.form else None
    ticket = now.seen.tickets[0].get("evidence") if now.seen.tickets else None
    return _evidence(wanted, draft or ticket)


def _evidence(wanted: Any, stored: Any) -> str:
    kinds = {str(e.get("kind", "")) if isinstance(e, dict) else str(e) for e in stored or ()}
    if not kinds:
        return "no ticket or draft holds evidence"
    missing = [] if wanted is True else [str(k) for k in listed(wanted) if k not in kinds]
    return f"{', '.join(missing)} is not there, but {', '.join(sorted(kinds))}" if missing else ""


def _root_cause(wanted: Any, now: Moment) -> str:
    stored = now.seen.tickets[0].get("root_cause") if now.seen.tickets else None
    if not stored:
        return "no root cause is stored"
    return "" if wanted is True else differs({"root cause": wanted}, {"root cause": stored})


_JUDGES: dict[str, Callable[[Any, Moment], str]] = {
    "faq_answered": _faq_answered,
    "one_of_faq": _one_of_faq,
    "clarify_between": _clarify_between,
    "says": _says,
    "offers": _offers,
    "form_started": _form_started,
    "form_asks": _form_asks,
    "form_resumed": _form_resumed,
    "form_cancelled": _form_cancelled,
    "field_set": _field_set,
    "field_missing": _field_missing,
    "description": _description,
    "field_rejected": _field_rejected,
    "summary_shown": _summary_shown,
    "ticket_created": _ticket_created,
    "ticket_state": _ticket_state,
    "no_ticket": _no_ticket,
    "handoff": _handoff,
    "queue_told": _queue_told,
    "state": _state,
    "bot_silent": _bot_silent,
    "answer_lang": _answer_lang,
    "evidence_stored": _evidence_stored,
    "root_cause": _root_cause,
}


def _no_form(now: Moment) -> str:
    handoff = now.seen.handoff
    instead = f"a person was asked for ({handoff['reason']})" if handoff else f"got {now.got}"
    return f"no form is open; {instead}"
