"""When something happened: an ISO 8601 date, or a date and time with its zone.

Of a week or a month it is the first day, marked as approximate.
"""

import re
from collections.abc import Iterator

from handoff.extract.fields.message import Candidate, FieldLike, Message
from handoff.extract.found import Moment
from handoff.extract.moments import find_moments
from handoff.extract.told_days import find_told_days
from handoff.extract.vocabulary import Words

# The general one; a type's own field of time is filled instead, and the form copies it.
GENERAL = "occurred_at"
_PHOTOS = "owns_photo"
_FEW_WORDS = 3
# "On 2, 5 and 9 november".
_LIST = re.compile(
    r"(?<![A-Za-z\d_])\d{1,2}(?:st|nd|rd|th|e)?\s*(?:,|、|&|and|en|和)\s*(?:the |de )?$", re.I
)
_JUST_NOW = re.compile(
    r"\b(?:just now|a moment ago|minutes ago|zonet|zojuist|daarnet|net nog)\b|刚才|刚刚", re.I
)
_HALF_OF_DAY = re.compile(
    r"[ap]\.?m\b|morning|ochtend|morgen|nacht|早|上午|凌晨|noon|中午|[01]?\d:\d\d.*(?:morning)",
    re.I,
)


def read_time(field: FieldLike, message: Message) -> list[Candidate]:
    """Return the times that may be meant; in a story only what its clause speaks for."""
    is_answer = message.asked == field.name
    if not is_answer and field.name == GENERAL and _has_own(message):
        return []
    moments = [m for m in _moments(message, is_answer=is_answer) if _is_free(message, m)]
    if len(moments) > 1:
        first = message.words.clue("times", "first")
        last = [m for m in moments if not first.stand_in(message.clause_of(m))]
        moments = last or moments
    if not is_answer:
        moments = _meant(field, message, moments)
    return [_candidate(message, moment, is_answer=is_answer) for moment in moments]


def _has_own(message: Message) -> bool:
    return any(f.type == "datetime" and f.name != GENERAL for f in message.fields)


def _moments(message: Message, *, is_answer: bool) -> Iterator[Moment]:
    coming = message.words.clue("times", "coming")
    today = message.now.date()
    told = [
        day
        for day in find_told_days(message.text, message.language, today, is_answer=is_answer)
        if is_answer
        or not coming.stand_in(message.text[slice(*message.clause(day.start, day.end))])
    ]
    yield from find_moments(message.text, message.language, message.now, told=told)
    for match in _JUST_NOW.finditer(message.text):
        at = message.now.replace(second=0, microsecond=0)
        yield Moment(*match.span(), at, "minute", True)


def _is_free(message: Message, moment: Moment) -> bool:
    """Whether no address, number or sum takes its place, and it does not end a list of days."""
    others = (each for each in message.found if not isinstance(each, Moment))
    # "Room 12, yesterday at 21:00" lists nothing: only another number goes on with a list.
    goes_on = message.text[moment.start].isdigit()
    is_last_of_list = goes_on and _LIST.search(message.text[: moment.start])
    return not is_last_of_list and not any(map(moment.overlaps, others))


def _meant(field: FieldLike, message: Message, moments: list[Moment]) -> list[Moment]:
    """Leave out the times of something else; of several take those with words of the field."""
    lists, near = message.words.lists, message.words.clue("near", field.name)
    others = [message.words.clue("times", name) for name in _of_others(message)]
    own = [
        m
        for m in moments
        if m.precision != "year" and not any(w.stand_in(message.clause_of(m)) for w in others)
    ]
    own = [m for m in own if _may_fill(field, message, m)]
    beside = [m for m in own if near.stand_in(message.clause_of(m))]
    if beside or field.name in lists["only_near"]:
        return beside
    # "Called viewers idiots on saturday": what the complaint is about, it was then.
    beside = [m for m in own if _has_choice(message, m)]
    if beside:
        return beside
    if field.name in lists["mostly_near"]:
        return [m for m in own if _stands_alone(message, m)]
    return own


def _of_others(message: Message) -> list[str]:
    """Return the clues of times that are of something else: of photos only where these are asked
    about."""
    has_photos = any(each.name == _PHOTOS for each in message.fields)
    return ["not", "made"] if has_photos else ["not"]


def _has_choice(message: Message, moment: Moment) -> bool:
    clause = message.clause_of(moment)
    names = (field.name for field in message.fields if field.type == "choice")
    options = (words for name in names for words in message.words.choices.get(name, {}).values())
    return any(words.stand_in(clause) for words in options)


def _stands_alone(message: Message, moment: Moment) -> bool:
    """Whether its clause says hardly anything else."""
    first, last = message.clause(moment.start, moment.end)
    rest = message.text[first : moment.start] + " " + message.text[moment.end : last]
    return len(re.findall(r"[a-zà-ÿ]+|[\u3400-\u9fff]{1,2}", rest, re.IGNORECASE)) <= _FEW_WORDS


def _may_fill(field: FieldLike, message: Message, moment: Moment) -> bool:
    """Whether it is neither only the day of writing, nor only since when something lasts."""
    written = message.text[moment.start : moment.end]
    since, today = message.words.clue("times", "since"), message.words.clue("times", "today")
    near = message.words.clue("near", field.name)
    if (0, len(written)) in set(today.spans(written)):
        return near.stand_in(message.clause_of(moment))
    if field.name == GENERAL:
        planned = message.words.clue("times", "planned")
        return not planned.stand_in(message.clause_of(moment))
    return not (message.is_before(since, moment.start, 0) or since.stand_in(written.split(" ")[0]))


def _candidate(message: Message, moment: Moment, *, is_answer: bool) -> Candidate:
    doubt = message.words.answers.get("doubt", Words())
    is_rough = moment.is_approximate or message.is_before(doubt, moment.start, 1)
    is_rough = is_rough or (is_answer and doubt.stand_in(message.text))
    written = message.text[moment.start : moment.end]
    return Candidate(_value(moment, written), moment.start, moment.end, is_rough)


def _value(moment: Moment, written: str) -> str:
    """Leave out the hour where it could be twelve hours later: "gisteren rond 8"."""
    is_either = moment.precision == "minute" and moment.is_approximate and 1 <= moment.at.hour <= 11
    has_hour = moment.precision in ("minute", "hour")
    if has_hour and (not is_either or _HALF_OF_DAY.search(written)):
        return moment.at.isoformat(timespec="minutes")
    return moment.at.date().isoformat()
