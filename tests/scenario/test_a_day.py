"""A day of 2,000 complaints through the whole service: what the report says is what happened."""

import random
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from handoff.ports import Agent
from handoff.rules.events import ButtonPressed, CustomerOpened, CustomerWrote, Event
from handoff.rules.ids import ConversationId
from tests.cli.waiting import until
from tests.scenario.complaining import data_with_form_texts
from tests.scenario.stand import Stand, standing

COMPLAINTS = 2_000
HOURS = 24
TYPES = {
    "billing_dispute": ("12 euro", "3 May"),
    "technical_fault": ("a phone",),
    "payout": ("12 euro", "3 May"),
}
CAUSES = ("app_defect", "user_misunderstanding", "seller_violation")
HOUR_S = 20.0
"""What an hour of the day may take at most until all of it has settled."""


@dataclass
class Complaint:
    """What a customer did, and what was done about it."""

    conversation: ConversationId
    type: str
    cause: str = ""
    reopened: bool = False


@pytest.mark.long
async def test_the_report_of_a_day_equals_a_recount(tmp_path: Path, redis_url: str) -> None:
    data = data_with_form_texts(tmp_path / "data")
    async with standing(tmp_path, redis_url, data=data) as stand:
        for kind in TYPES:
            stand.rasa.forms.teach(kind, kind)
        ada = await stand.add_agent("Ada", role="lead")
        first = stand.clock.now().date()
        dice, made = random.Random(7), []
        for hour in range(HOURS):
            count = COMPLAINTS // HOURS + (hour < COMPLAINTS % HOURS)
            new = [
                Complaint(ConversationId(f"web-day{len(made) + n}"), dice.choice(list(TYPES)))
                for n in range(count)
            ]
            await _complain(stand, new)
            stand.clock.forward(timedelta(minutes=30).total_seconds())
            await _work(stand, ada, new, dice)
            stand.clock.forward(timedelta(minutes=30).total_seconds())
            made += new
        report = await stand.service.records.report(first, stand.clock.now().date())

    opened = Counter(each.type for each in made)
    assert {kind.type: kind.opened for kind in report.kinds} == opened
    resolved = Counter((each.type, each.cause) for each in made if each.cause)
    counted: Counter[tuple[str, str]] = Counter()
    for line in report.lines:
        counted[line.type, line.cause] += line.count
    assert counted == resolved
    again = Counter(each.type for each in made if each.reopened)
    assert {kind.type: kind.reopened for kind in report.kinds} == {k: again[k] for k in opened}
    assert report.total.opened == COMPLAINTS
    assert 0 < report.total.resolved < COMPLAINTS


async def _complain(stand: Stand, new: list[Complaint]) -> None:
    """All at once write the same thing after the other, as far as each has got."""
    for step in range(6):
        for each in new:
            for event in _said(stand, each, step):
                message_id = f"web:{each.conversation}:{step}"
                await stand.service.inbox.accept(each.conversation, message_id, event)
        await _quiet(stand)


def _said(stand: Stand, each: Complaint, step: int) -> list[Event]:
    now_ms = int(stand.clock.now().timestamp() * 1000)
    message_id = f"web:{each.conversation}:{step}"
    if step == 0:
        return [CustomerOpened("en", "short_video")]
    words = (each.type, *TYPES[each.type])
    if step <= len(words):
        return [CustomerWrote(message_id, words[step - 1], now_ms, "en")]
    if step == len(words) + 1:
        return [ButtonPressed(message_id, "form:yes", "Yes, send", now_ms, "en")]
    if step == len(words) + 2 and each.type != "technical_fault":  # Which waits on the list anyway.
        return [ButtonPressed(message_id, "queue:cancel", "Stop waiting", now_ms, "en")]
    return []


async def _work(stand: Stand, ada: Agent, new: list[Complaint], dice: random.Random) -> None:
    """Most are decided within the hour, and a few of those come back."""
    for each in new:
        [ticket] = await stand.service.records.tickets_of(each.conversation)
        assert ticket["type"] == each.type
        if dice.random() < 0.3:
            continue
        each.cause = dice.choice(CAUSES)
        number = str(ticket["number"])
        deeds = [("take", {}), ("resolve", _outcome(each.cause))]
        if dice.random() < 0.1:
            each.reopened = True
            deeds.append(("reopen", {"why": "The customer called."}))
        for kind, fields in deeds:
            given = {"kind": kind, "id": f"{kind}-{number}", "fields": fields}
            await stand.service.tickets.do(ada, number, given)
        if each.reopened:
            each.cause = ""
    await _quiet(stand)


def _outcome(cause: str) -> dict[str, str]:
    words = {"finding": "We looked at what you sent.", "measure": "It is put right."}
    return {"outcome": "solved", "cause": cause, **words}


async def _quiet(stand: Stand) -> None:
    boxes = stand.service.mailboxes

    async def is_idle() -> bool:
        bases = [*boxes.keys.shards(), boxes.keys.line]
        return not any([await boxes.lanes_in_use(base) for base in bases])

    await until(is_idle, within_s=HOUR_S)
