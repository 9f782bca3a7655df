"""What an actor does in a turn, read from the words of a script."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from bot.converse.files import CONTENT, file_name
from bot.converse.source import BadScript, words_of
from handoff.rules.endings import OUTCOMES
from handoff.rules.ticket_fields import FIELDS

ATTACH = ("attach", "attachments")
USUAL_OUTCOME = "solved"
LONGEST_S = 520 * 604_800
"""Ten years: nothing that the product promises or keeps lasts longer."""
VERBS = (
    "agent accepts | agent resolves [OUTCOME] [root_cause CODE] | agent hands back [: WORDS] | "
    "nobody accepts [for DURATION] | advance DURATION | office opens | office closes"
)


@dataclass(frozen=True)
class Said:
    """The customer writes, sends files by name, or presses a button by its label or id."""

    text: str = ""
    files: tuple[str, ...] = ()
    button: str = ""


@dataclass(frozen=True)
class Wrote:
    """An agent replies, or leaves a note that stays at the desk."""

    text: str
    note: bool = False


@dataclass(frozen=True)
class Done:
    """Something that is told of an agent, of the office or of time.

    ``verb`` is accepts, resolves, hands_back, nobody, advance, opens or closes. ``seconds`` is 0
    for ``nobody`` where no time is given; ``agent`` names one of the setup or is empty.
    """

    verb: str
    seconds: float = 0.0
    agent: str = ""
    outcome: str = USUAL_OUTCOME
    root_cause: str = ""
    words: str = ""


@dataclass(frozen=True)
class OnTicket:
    """What an agent does to the newest ticket at the desk: ``kind`` with its fields.

    ``ahead`` are the times among them, in seconds from now.
    """

    kind: str
    fields: dict[str, Any]
    ahead: dict[str, float]
    agent: str = ""


Deed = Said | Wrote | Done | OnTicket

_SHOWN_FILE = re.compile(
    rf"\s*\[(?:[a-z ]+: ?)?([\w.-]+\.(?:{'|'.join(CONTENT)}))\]\s*", re.IGNORECASE
)
_AGENT = r"(?:the )?agent(?: (?!accepts|resolves|hands)(?P<agent>[^\W\d_]+))?"
_TALK = r"(?: (?:it|the (?:chat|conversation|handoff)))?"
_SENTENCES: tuple[tuple[str, "re.Pattern[str]"], ...] = tuple(
    (verb, re.compile(pattern, re.IGNORECASE))
    for verb, pattern in (
        ("accepts", rf"{_AGENT} accepts{_TALK}"),
        (
            "resolves",
            rf"{_AGENT} resolves{_TALK}(?:[:,]? (?:as |with )?(?P<outcome>{'|'.join(OUTCOMES)}))?"
            r"(?:[:,]? (?:with |and )?root[ _]cause[: ]+(?P<root_cause>[a-z_]+))?",
        ),
        ("hands_back", rf"{_AGENT} hands{_TALK} back(?: to the bot)?(?:[:,] ?(?P<words>.+))?"),
        ("nobody", r"(?:nobody|no one|no agent) accepts(?: (?:for|within|in) (?P<duration>.+))?"),
        ("advance", r"advances?:?(?: by)? (?P<duration>.+)"),
        ("opens", r"(?:the )?office opens"),
        ("closes", r"(?:the )?office closes"),
    )
)
_UNITS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800}
_PART = re.compile(
    r"\s*(?:(?P<n>\d+(?:\.\d+)?)|(?P<one>an?|one))\s*"
    r"(?P<unit>s|m|h|d|w)(?:ecs?|econds?|ins?|inutes?|rs?|ours?|ays?|eeks?)?(?![a-z])(?: and|,)?",
    re.IGNORECASE,
)
_ISO = re.compile(r"P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?", re.IGNORECASE)


def seconds_of(words: str) -> float:
    """The length of ``10 min``, ``1 h 30 min``, ``2 days`` or ``PT10M``. Raises ``BadScript``."""
    text = words.strip()
    if iso := _ISO.fullmatch(text):
        parts = zip((604_800, 86_400, 3_600, 60, 1), iso.groups(), strict=True)
        total = sum(size * float(part or 0) for size, part in parts)
    else:
        total, at = 0.0, 0
        while at < len(text) and (part := _PART.match(text, at)):
            total += float(part["n"] or 1) * _UNITS[part["unit"].lower()]
            at = part.end()
        total = total if at == len(text) else 0.0
    if total <= 0:
        raise BadScript(f"{words!r} is no length of time; wanted such as 10 min, 2 h, 1 day, PT10M")
    if total > LONGEST_S:
        raise BadScript(f"{words!r} is too long; at most {LONGEST_S // 604_800} weeks pass at once")
    return total


def system_deed(value: Any, agents: Collection[str], root_causes: Collection[str]) -> Done:
    """The deed of a system turn. Raises ``BadScript`` for a verb that is none."""
    if isinstance(value, dict) and len(value) == 1:
        value = " ".join(str(part) for part in next(iter(value.items())))
    text = str(value).strip().rstrip(".")
    for verb, sentence in _SENTENCES:
        if found := sentence.fullmatch(text):
            deed = _done(verb, found.groupdict())
            break
    else:
        raise BadScript(f"{text!r} is no known verb; known are: {VERBS}")
    if deed.agent and deed.agent not in agents:
        raise BadScript(f"the setup has no agent {deed.agent}")
    if deed.root_cause and deed.root_cause not in root_causes:
        raise BadScript(f"{deed.root_cause} is no root cause")
    return deed


def _done(verb: str, found: dict[str, str | None]) -> Done:
    given = {name: value for name, value in found.items() if value}
    seconds = seconds_of(given.pop("duration")) if "duration" in given else 0.0
    if "outcome" in given:
        given["outcome"] = given["outcome"].lower()
    return Done(verb, seconds, **given)


def user_deed(value: Any, attached: Any) -> Said:
    """The deed of a customer's turn; ``attached`` is what stands beside it."""
    given = value if isinstance(value, dict) else {"text": value}
    if unknown := given.keys() - {"text", "button", *ATTACH}:
        raise BadScript(f"user knows no {', '.join(sorted(unknown))}")
    text, shown = _without_files(words_of(given.get("text"), "user"))
    named = [name for key in ATTACH for name in _listed(given.get(key))]
    files = tuple(file_name(str(name)) for name in [*named, *_listed(attached), *shown])
    button = words_of(given.get("button"), "button")
    if button and (text or files):
        raise BadScript("a turn that presses a button has no text and no files beside it")
    if not (text or files or button):
        raise BadScript("user says nothing")
    return Said(text, files, button)


def _without_files(text: str) -> tuple[str, list[str]]:
    """Names of files that stand in brackets within the words, ``[receipt.pdf]``, taken out."""
    return _SHOWN_FILE.sub(" ", text).strip(), _SHOWN_FILE.findall(text)


def agent_deed(value: Any, agents: Collection[str]) -> Wrote | OnTicket:
    """Words, a note, or a deed on the ticket: ``{ticket: resolve, by: Wei, outcome: solved, ...}``.

    Raises ``BadScript``.
    """
    given = value if isinstance(value, dict) else {"text": value}
    if "ticket" in given:
        return _ticket_deed(dict(given), agents)
    if unknown := given.keys() - {"text", "note"}:
        raise BadScript(f"agent knows no {', '.join(sorted(unknown))}")
    text, note = words_of(given.get("text"), "agent"), words_of(given.get("note"), "note")
    if bool(text) == bool(note):
        raise BadScript("agent wants either a text or a note")
    return Wrote(text or note, note=bool(note))


def _ticket_deed(given: dict[str, Any], agents: Collection[str]) -> OnTicket:
    kind, agent = str(given.pop("ticket")), str(given.pop("by", ""))
    if kind not in FIELDS:
        raise BadScript(f"{kind} is nothing that is done to a ticket; known: {', '.join(FIELDS)}")
    if agent and agent not in agents:
        raise BadScript(f"the setup has no agent {agent}")
    if unknown := given.keys() - FIELDS[kind].keys():
        raise BadScript(f"{kind} knows no {', '.join(sorted(unknown))}")
    times = [name for name in given if FIELDS[kind][name].kind == "time"]
    ahead = {name: seconds_of(str(given.pop(name))) for name in times}
    return OnTicket(kind, given, ahead, agent)


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
