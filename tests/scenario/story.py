"""A customer and two agents; the customer's conversation can begin in any state."""

import re
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from handoff.rules.conversation import State
from handoff.rules.messages import Audience, Entry, Speaker
from handoff.rules.recorded import FIELDS, OFFER_ENDED, OFFERED
from tests.fakes.rasa import answer
from tests.scenario.actors import AgentAtDesk, Customer, agent_at, customer_at, pattern_of
from tests.scenario.complaining import data_with_form_texts
from tests.scenario.stand import Stand
from tests.scenario.test_assigning import is_available, passes

LANGUAGES = ("en", "nl", "zh")
ZONES = {
    "en": ZoneInfo("Europe/London"),
    "nl": ZoneInfo("Europe/Amsterdam"),
    "zh": ZoneInfo("Asia/Shanghai"),
}
PERSON = {"en": "I want to talk to a human", "nl": "Ik wil een mens spreken", "zh": "转人工"}
DANGER = {"en": "I want to kill myself", "nl": "ik wil er een einde aan maken", "zh": "我不想活了"}
MESSAGE = {"en": "My parcel is lost", "nl": "Mijn pakket is weg", "zh": "包裹丢了"}
CHARGED = {"en": "charged twice", "nl": "dubbel betaald", "zh": "重复扣费"}
CRASHES = {"en": "it crashes", "nl": "de app valt uit", "zh": "应用闪退"}
REFUND = {"en": "refund?", "nl": "geld terug?", "zh": "怎么退款？"}
RECORDED = FIELDS.keys() - {OFFERED, OFFER_ENDED}
"""Events of handoffs; what is offered to agents moves no conversation."""


def data_where_one_may_wait(folder: Path) -> Path:
    """Nobody ever closes; the line of the front is full with one in it."""
    data = data_with_form_texts(folder)
    path = data / "catalogue/routing.yml"
    text = path.read_text("utf-8")
    assert "frontline: 200" in text
    path.write_text(text.replace("frontline: 200", "frontline: 1"), "utf-8")
    return data


@dataclass(frozen=True)
class Heard:
    """What came of something: words for the customer and for the desk alone, by the ids of their
    texts, and the events of handoffs; each in order."""

    told: tuple[str, ...]
    noted: tuple[str, ...]
    recorded: tuple[str, ...]


class Story:
    """``begins`` brings the conversation into a state; ``heard`` is what has happened since."""

    def __init__(
        self,
        people: AsyncExitStack,
        stand: Stand,
        customer: Customer,
        sanne: AgentAtDesk,
        noor: AgentAtDesk,
    ) -> None:
        self.people = people
        self.stand = stand
        self.customer = customer
        self.sanne = sanne
        self.noor = noor
        self.language = customer.language
        self._entries = 0
        self._events = 0

    async def begins(self, state: State, otherwise: "Deed | None" = None) -> None:
        """From the greeting on, as customers and agents bring it about."""
        if otherwise is not None:
            await otherwise(self)
            return
        await {
            State.BOT: self.stand.quiet,
            State.FORM: self.complains,
            State.CONFIRMING: self.tells_all,
            State.QUEUED: self.asks_for_a_person,
            State.LEFT_MESSAGE: self.leaves_a_message,
            State.AGENT: self.talks_with_sanne,
            State.WRAP_UP: self.is_helped,
        }[state]()

    async def complains(self) -> None:
        await self.customer.writes(CHARGED[self.language])
        await self.customer.sees("stand_ask_amount")

    async def tells_all(self) -> None:
        await self.complains()
        await self.customer.writes("12 euro")
        await self.customer.sees("stand_ask_charge_date")
        await self.customer.writes("3 May")
        await self.customer.sees("stand_summary")

    async def sends_an_urgent_complaint(self) -> None:
        await self.tells_all()
        await self.customer.presses("form:yes")
        await self.customer.sees("complaint_receipt_queue")

    async def asks_for_a_person(self) -> None:
        await self.customer.writes(PERSON[self.language])
        await self.customer.sees_status(state="queued")

    async def waits_for_long(self) -> None:
        """Until the target is near: from then on a message can be left instead."""
        await self.asks_for_a_person()
        await self.stand.quiet()
        await self.passes(48)
        await self.customer.sees("queue_near")

    async def leaves_a_message(self) -> None:
        await self.waits_for_long()
        await self.customer.presses("queue:message")
        await self.customer.sees("message_write")
        await self.customer.writes(MESSAGE[self.language])
        await self.customer.sees("message_kept")

    async def talks_with_sanne(self) -> None:
        await self.asks_for_a_person()
        await self.sanne.takes(self.customer)
        await self.customer.sees("agent_joined")

    async def is_helped(self) -> None:
        await self.talks_with_sanne()
        await self.sanne.replies(self.customer, "👍")
        await self.sanne.resolves(self.customer)
        await self.customer.sees("resolved_answered")

    async def is_given_to_noor_by_a_lead(self) -> None:
        await is_available(self.noor)
        lea = await agent_at(self.people, self.stand, "Lea", role="lead")
        await passes(lea, self.customer, f"agent:{self.noor.agent.id}", "")

    async def is_moved_to_billing_by_a_lead(self) -> None:
        lea = await agent_at(self.people, self.stand, "Lea", role="lead")
        await passes(lea, self.customer, "department:billing", "why", seen_in="frontline")

    async def passes(self, minutes: float) -> None:
        """Time goes on, and every timer that is due by then has fired."""
        self.stand.clock.forward(minutes * 60)
        await self.settles()

    async def goes_by(self, seconds: int, *here: AgentAtDesk) -> None:
        """Time of agents, which runs on by five seconds a look; the desks ``here`` stay open."""
        for _ in range(0, seconds, 5):
            for agent in here:
                await self.stand.service.desk.is_here(agent.agent)
            self.stand.clock.forward(5)
            await self.stand.service.assigning.tick()
        await self.settles()

    async def settles(self) -> None:
        """All has happened that is due: a look at the lines, and every timer."""
        await self.stand.service.assigning.tick()
        boxes, now_ms = self.stand.service.mailboxes, self.now_ms
        for base in boxes.keys.shards():
            await boxes.sweep(base, now_ms, ["in"])
            self.stand.service.wake.work(base, "in")
        await self.stand.quiet()

    @property
    def now_ms(self) -> int:
        return int(self.stand.clock.now().timestamp() * 1000)

    async def forgets(self) -> None:
        """What has happened so far is no part of what is ``heard``."""
        await self.settles()
        log = await self.stand.service.log.read(self.customer.conversation, 0, 1000)
        self._entries = log[-1][0] if log else 0
        self._events = len(await self._facts())

    async def heard(self) -> Heard:
        """Since ``forgets``. What the widget shows is what the log holds, in the right language.

        A number is told alone or with the place, whichever is known first; so it is left out here.
        """
        await self.settles()
        log = await self.stand.service.log.read(
            self.customer.conversation, self._entries, limit=1000
        )
        said = [entry for _, entry in log if entry.speaker not in (Speaker.CUSTOMER, Speaker.AGENT)]
        told = [entry for entry in said if entry.audience is Audience.ALL]
        await self._is_shown(told)
        facts = (await self._facts())[self._events :]
        plain = (entry.text_id.removesuffix("_number") for entry in told)
        return Heard(
            tuple(text for text in plain if text != "ticket"),
            tuple(entry.text_id for entry in said if entry.audience is Audience.DESK),
            tuple(name for name in facts if name in RECORDED),
        )

    async def ticket(self) -> str:
        """The state of the newest ticket, empty for none."""
        found = await self.stand.tickets(self.customer.conversation)
        return str(found[-1]["state"]) if found else ""

    async def holders(self) -> list[str]:
        """Who has the chat, by what is stored and, of one who has it, by what is on the screen."""
        conversation, found = self.customer.conversation, []
        for agent in (self.sanne, self.noor):
            held = await self.stand.service.lines.held_by(agent.agent.id)
            if conversation in [card.conversation for card in held]:
                await agent.sees_mine(self.customer)
                found.append(agent.agent.name)
        return found

    async def stands_in_line(self, wanted: bool) -> None:
        """Exactly once, or nowhere; and so does every agent see it."""
        departments = list(self.stand.service.content.now.tables.departments)
        cards = await self.stand.service.lines.waiting(departments)
        found = [card for card in cards if card.conversation == self.customer.conversation]
        assert len(found) == wanted
        await self.noor.sees_whether_waiting(self.customer, wanted)

    async def _is_shown(self, told: list[Entry]) -> None:
        entries = await self.customer.transcript()
        shown = [
            entry["text"]
            for entry in entries
            if entry["seq"] > self._entries and entry["from"] in ("bot", "system")
        ]
        assert shown == [entry.text for entry in told]
        content = self.stand.service.content.now.content
        for entry in told:
            pattern = pattern_of(content, entry.text_id, self.language)
            assert re.match(pattern, entry.text, re.DOTALL), (entry.text_id, entry.text)

    async def _facts(self) -> list[str]:
        found = await self.stand.service.records.events_of(self.customer.conversation)
        return [name for name, _, _ in found]


Deed = Callable[[Story], Awaitable[None]]


async def a_story(people: AsyncExitStack, stand: Stand, language: str) -> Story:
    """At the desk with nobody available: chats are offered to nobody until a story says so."""
    for words, kind in ((CHARGED, "billing_dispute"), (CRASHES, "technical_fault")):
        stand.rasa.forms.teach(words[language], kind)
    stand.rasa.teach(REFUND[language], answer("refund_request"))
    customer = await customer_at(people, stand, language)
    sanne, noor = [await agent_at(people, stand, name) for name in ("Sanne", "Noor")]
    return Story(people, stand, customer, sanne, noor)
