"""What is drawn beforehand of a simulated day: who comes when and for what, who works when."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

LANGUAGES = ("en", "nl", "zh")
HOUR_S = 3_600
SHIFT_S = 8 * HOUR_S
ALL = ("en", "nl", "zh")
CAPACITY = 3

CREWS: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    ((), ()),
    (("frontline",), ("en", "nl")),
    (("frontline",), ("zh", "en")),
    (("billing",), ("en", "nl")),
    (("billing", "frontline"), ("zh",)),
    (("account_security", "urgent_safety"), ALL),
    (("creator_support", "frontline"), ALL),
    ((), ALL),
    (("frontline",), ("nl",)),
    (("frontline", "billing"), ("en",)),
    (("billing", "creator_support"), ("zh", "en")),
    (("frontline",), ("zh",)),
    (("technical_support", "frontline"), ALL),
    (("frontline", "billing"), ("nl", "en")),
)
"""Departments and languages of agents; empty is all."""

KINDS = {
    "asks": 24,
    "wants_a_person": 30,
    "asks_then_wants_a_person": 8,
    "has_a_dispute": 12,
    "has_a_fault": 5,
    "is_a_creator": 5,
    "loses_money": 3,
    "is_in_danger": 2,
    "stops_waiting": 6,
    "leaves_a_message": 5,
}
"""What customers come for, and how many of a hundred."""


@dataclass(frozen=True)
class Plan:
    """``hours`` in which customers come; agents work in three shifts if it is more than eight."""

    conversations: int
    agents: int
    begins: datetime
    hours: float
    seed: int = 16

    @property
    def shifts(self) -> int:
        return 3 if self.hours > 8 else 1


@dataclass(frozen=True)
class Coming:
    """A customer; ``at_s`` counts from the beginning of the day."""

    at_s: float
    conversation: str
    language: str
    kind: str


@dataclass(frozen=True)
class Spell:
    """Seconds of a shift in which an agent is ``busy`` or ``away``, or ``silent``: the desk of one
    who is silent gives no sign of life, and nobody is told."""

    from_s: float
    to_s: float
    how: str


@dataclass(frozen=True)
class Duty:
    """Who works as what; of ``shift`` (of all shifts) with its ``spells``."""

    name: str
    departments: tuple[str, ...]
    languages: tuple[str, ...]
    shift: int
    spells: tuple[Spell, ...]


def customers(plan: Plan) -> list[Coming]:
    """In the order in which they come, four of ten of them at the three rushes of the day."""
    dice = random.Random(plan.seed)
    whole_s = plan.hours * HOUR_S
    found = []
    for number in range(plan.conversations):
        at_s = dice.uniform(0, whole_s)
        if dice.random() < 0.4:
            at_s = dice.gauss(whole_s * dice.choice((0.2, 0.5, 0.8)), whole_s / 40)
        found.append(
            Coming(
                min(max(at_s, 0.0), whole_s),
                f"web-day{number}",
                dice.choice(LANGUAGES),
                dice.choices(list(KINDS), list(KINDS.values()))[0],
            )
        )
    return sorted(found, key=lambda one: one.at_s)


def duties(plan: Plan) -> list[Duty]:
    dice = random.Random(plan.seed + 1)
    long_s = SHIFT_S if plan.shifts > 1 else plan.hours * HOUR_S
    return [
        Duty(
            f"Agent {number}",
            *CREWS[number // plan.shifts % len(CREWS)],
            number % plan.shifts,
            _spells(dice, long_s),
        )
        for number in range(plan.agents)
    ]


def _spells(dice: random.Random, long_s: float) -> tuple[Spell, ...]:
    """A break, a busy while, and with most a lost connection, short or long."""
    breaks = [
        ("away", dice.uniform(0.3, 0.6), 0.06),
        ("busy", dice.uniform(0.7, 0.8), 0.03),
    ]
    spells = [Spell(long_s * at, long_s * (at + part), how) for how, at, part in breaks]
    if dice.random() < 0.7:
        at_s = dice.uniform(0.05, 0.25) * long_s
        spells.append(Spell(at_s, at_s + dice.choice((40, 90, 180, 400)), "silent"))
    return tuple(spells)


def on_shift(plan: Plan, duty: Duty, at_s: float) -> float | None:
    """Seconds into the shift, None for one who is not at work."""
    if plan.shifts == 1:
        return at_s
    into = at_s % (plan.shifts * SHIFT_S) - duty.shift * SHIFT_S
    return into if 0 <= into < SHIFT_S else None


def spell_at(duty: Duty, into_s: float, *hows: str) -> Spell | None:
    found = (spell for spell in duty.spells if spell.how in hows)
    return next((spell for spell in found if spell.from_s <= into_s < spell.to_s), None)


def ends_at(plan: Plan) -> datetime:
    return plan.begins + timedelta(hours=plan.hours)
