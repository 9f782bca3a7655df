"""Notices at the web desk: posted by managers, lifted when it works again; and alarms for leads."""

import hashlib
import re
from collections.abc import Awaitable, Callable
from typing import Any

from handoff.errors import Refused
from handoff.extract.masking import mask_cards_in
from handoff.ports import Agent, Clock
from handoff.records.agents import SUPERVISORS
from handoff.records.alarms import Alarm
from handoff.records.notices import Posted
from handoff.records.sql import SqlRecords
from handoff.records.store import to_ms
from handoff.rules.notice import FAULT, KINDS, Notice, Postable, Unfit, check_end, read_notice
from handoff.rules.tables import Tables
from handoff.rules.ticket import ALARMS, Actor, Deed

Found = dict[str, Any]
Words = Callable[[str], str]
"""A content text by its id, in the agent's language."""
Title = Callable[[str, str], str]
"""The title of a topic, by its id and a language."""
_CLIENT_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")


class NoticeDesk:
    """Use cases of the page about notices. Raises ``Refused``."""

    def __init__(
        self,
        records: SqlRecords,
        clock: Clock,
        tables: Callable[[], Tables],
        title: Title,
        changed: Callable[[], Awaitable[None]],
    ) -> None:
        """``changed`` is awaited when there is something to show or to tell."""
        self._records = records
        self._clock = clock
        self._tables = tables
        self._title = title
        self._changed = changed

    async def shown(self, agent: Agent, language: str, words: Words) -> Found:
        """All that is posted, with what the agent may do; alarms for leads and managers."""
        posted = await self._records.posted_notices()
        alarms = await self._records.alarms() if agent.role in SUPERVISORS else []
        tables, now_ms = self._tables(), self._now_ms()
        return {
            "notices": [self._row(one, language, words, now_ms) for one in posted],
            "alarms": [_alarm(one, tables, language, words) for one in alarms],
            "kinds": [kind for kind in KINDS if _may_post(agent, kind)],
            "subjects": [
                {"id": one, "label": words(_title_of(one))} for one in postable(tables).subjects
            ],
            "topics": [{"id": one, "label": self._title(one, language)} for one in tables.topics],
            "now": now_ms,
        }

    async def count_alarms(self, agent: Agent) -> Found:
        """How many alarms no lead has seen, and the id of the newest; 0 for who is not told."""
        if agent.role not in SUPERVISORS:
            return {"alarms": 0, "newest": 0}
        unseen, newest = await self._records.count_unseen_alarms()
        return {"alarms": unseen, "newest": newest}

    async def post(self, agent: Agent, given: Any) -> None:
        """``given``: ``id`` (of the page, for repeats) and what ``read_notice`` takes."""
        if not isinstance(given, dict) or not _CLIENT_ID.fullmatch(str(given.get("id"))):
            raise Refused("desk_try_again")
        _check_may(agent, str(given.get("kind")))
        try:
            known = postable(self._tables())
            notice = read_notice(
                mask_cards_in(given), _id_of(agent, given["id"]), known, self._now_ms()
            )
        except Unfit as unfit:
            raise Refused(unfit.text, **unfit.values) from unfit
        if await self._records.post_notice(notice, agent.name):
            await self._audit(agent, "notice_posted", notice.id)
        await self._changed()

    async def lift(self, agent: Agent, notice_id: str) -> None:
        """It works again, or counts no more."""
        await self._check_may_change(agent, notice_id)
        if not await self._records.lift_notice(notice_id):
            raise Refused("desk_notice_gone")
        await self._audit(agent, "notice_lifted", notice_id)
        await self._changed()

    async def extend(self, agent: Agent, notice_id: str, given: Any) -> None:
        """Another end, ``ends_ms``."""
        notice = await self._check_may_change(agent, notice_id)
        ends_ms = given.get("ends_ms") if isinstance(given, dict) else None
        try:
            ends_ms = check_end(ends_ms, notice.starts_ms, self._now_ms())
        except Unfit as unfit:
            raise Refused(unfit.text) from unfit
        if not await self._records.extend_notice(notice_id, ends_ms):
            raise Refused("desk_notice_gone")
        await self._audit(agent, "notice_extended", notice_id)
        await self._changed()

    async def see(self, agent: Agent, alarm_id: int, given: Any) -> None:
        """Take care of an alarm; with ``fault``, all its tickets are tied to that one."""
        if agent.role not in SUPERVISORS:
            raise Refused("desk_leads_only")
        fault = str(given.get("fault") or "") if isinstance(given, dict) else ""
        alarm = next((one for one in await self._records.alarms() if one.id == alarm_id), None)
        if alarm is None or (fault and fault not in self._tables().tickets.faults):
            raise Refused("desk_notice_gone")
        if fault:
            for number in await self._records.open_tickets_of(alarm_id):
                await self._tie(agent, number, fault)
        await self._records.see_alarm(alarm_id, agent.name)
        await self._changed()

    async def _tie(self, agent: Agent, number: str, fault: str) -> None:
        """One that has ended, or is tied to it already, is passed over."""
        found = await self._records.whole_ticket(number)
        if found is None or found[1].fault == fault:
            return
        by, now_ms = Actor(agent.id, agent.name, agent.role), self._now_ms()
        deed = Deed("tie_fault", by, now_ms, {"fault": fault})
        try:
            await self._records.do_deed(f"tie:{fault}:{found[1].id}", found[1].id, deed)
        except Refused as refusal:
            if refusal.text_id == "desk_notice_gone":  # the fault itself is over
                raise

    async def _check_may_change(self, agent: Agent, notice_id: str) -> Notice:
        open_ones = await self._records.open_notices()
        notice = next((one for one in open_ones if one.id == notice_id), None)
        if notice is None:
            raise Refused("desk_notice_gone")
        _check_may(agent, notice.kind)
        return notice

    async def _audit(self, agent: Agent, action: str, notice_id: str) -> None:
        effect_id = f"{action}:{notice_id}:{self._now_ms()}"
        await self._records.record_audit(effect_id, agent.id, action, notice_id)

    def _row(self, posted: Posted, language: str, words: Words, now_ms: int) -> Found:
        notice = posted.notice
        return {
            "id": notice.id,
            "kind": notice.kind,
            "title": words(notice.title) if notice.title else "",
            "text": notice.text,
            "topics": [self._title(one, language) for one in notice.topics if self._knows(one)],
            "starts_ms": notice.starts_ms,
            "ends_ms": notice.ends_ms,
            "over_ms": posted.over_ms,
            "by_plan": posted.by_plan,
            "posted_by": posted.posted_by,
            "listeners": posted.listeners,
            "tickets": posted.tickets,
            "late": notice.kind == FAULT and not posted.over_ms and notice.ends_ms <= now_ms,
        }

    def _knows(self, topic: str) -> bool:
        return topic in self._tables().topics

    def _now_ms(self) -> int:
        return to_ms(self._clock.now())


def postable(tables: Tables) -> Postable:
    """What a notice may name at this moment."""
    return Postable(tables.functions, frozenset(tables.topics), tuple(tables.complaint_types))


def _title_of(subject: str) -> str:
    return Notice("", FAULT, {}, 0, 0, subject).title


def _id_of(agent: Agent, client_id: str) -> str:
    """Of the page's own id, so that what is sent again is the same notice."""
    return f"n{hashlib.sha256(f'{agent.id}:{client_id}'.encode()).hexdigest()[:12]}"


def _may_post(agent: Agent, kind: str) -> bool:
    """A known fault is a matter of leads; what customers read of the house is the managers'."""
    return agent.role == "manager" or (kind == FAULT and agent.role in SUPERVISORS)


def _check_may(agent: Agent, kind: str) -> None:
    if not _may_post(agent, kind):
        raise Refused("desk_leads_only" if kind == FAULT else "desk_managers_only")


def _alarm(alarm: Alarm, tables: Tables, language: str, words: Words) -> Found:
    known = tables.complaint_types.get(alarm.type)
    department = words(f"desk_department_{alarm.department}") if alarm.department else ""
    about = alarm.about
    if about in tables.functions:
        about = words(_title_of(about))
    elif about in ALARMS:
        about = words(about)
    return {
        "id": alarm.id,
        "title": known.title.get(language, alarm.type) if known else department,
        "department": department if known else "",
        "priority": alarm.priority,
        "about": about,
        "platform": alarm.platform,
        "at_ms": alarm.at_ms,
        "seen_by": alarm.seen_by,
        "tickets": list(alarm.tickets),
    }
