"""Customers and agents of a simulated day: what each does when, by the dice of the day."""

from contextlib import suppress
from itertools import count

from handoff.errors import Refused
from handoff.ports import Agent
from handoff.ports_desk import Card, Moving, Offered
from handoff.rules.events import ButtonPressed, CustomerOpened, CustomerWrote, Event
from handoff.rules.ids import AgentId, ConversationId
from tests.fakes.rasa import RasaFake, answer, hand_over
from tests.scenario.day_plan import (
    CAPACITY,
    Coming,
    Duty,
    Plan,
    customers,
    duties,
    on_shift,
    spell_at,
)
from tests.scenario.day_world import Deed, World
from tests.scenario.stand import Stand
from tests.scenario.story import CHARGED, CRASHES, DANGER, MESSAGE, PERSON, REFUND

EARNINGS = {"en": "my income", "nl": "mijn inkomsten", "zh": "我的收入"}
LOSS = {"en": "somebody pays", "nl": "iemand betaalt", "zh": "有人付款"}
DEPARTMENTS = ("frontline", "billing", "creator_support")
"""Those to which chats are passed on."""
RATINGS = "12345"


def teach(rasa: RasaFake) -> None:
    for language in PERSON:
        rasa.forms.teach(CHARGED[language], "billing_dispute")
        rasa.forms.teach(CRASHES[language], "technical_fault")
        rasa.teach(REFUND[language], answer("refund_request"))
        rasa.teach(EARNINGS[language], hand_over("vip_or_creator"))
        rasa.teach(LOSS[language], hand_over("security_emergency"))


class Guest:
    """A customer at the widget, from the inbox on."""

    def __init__(self, world: World, coming: Coming) -> None:
        self.world = world
        self.coming = coming
        self.id = ConversationId(coming.conversation)
        self.language = coming.language
        self._numbers = count()

    async def comes(self) -> None:
        await self._enters(CustomerOpened(self.language, "short_video"))
        self.after(10, 20, getattr(self, self.coming.kind))

    def after(self, least_s: float, most_s: float, deed: Deed) -> None:
        self.world.later(self.world.dice.uniform(least_s, most_s), self.id, deed)

    def soon_says(self, *words: str) -> None:
        """One after the other, each when the answer to the one before has been read."""
        for number, each in enumerate(words):
            self.world.later(30 * (number + 1), self.id, lambda each=each: self.says(each))

    async def says(self, words: str) -> None:
        """Words, or a button by its id in angles."""
        if words.startswith("<"):
            await self._presses(words.strip("<>"))
        else:
            await self._writes(words)

    async def asks(self) -> None:
        await self._writes(REFUND[self.language])
        if self.world.dice.random() < 0.6:
            self.soon_says("<helped:yes>", *self._maybe_rates())

    async def wants_a_person(self) -> None:
        await self._writes(PERSON[self.language])
        if self.world.dice.random() < 0.1:
            self.soon_says("<queue:message>", MESSAGE[self.language])

    async def asks_then_wants_a_person(self) -> None:
        await self._writes(REFUND[self.language])
        self.soon_says("<helped:no>", PERSON[self.language])

    async def has_a_dispute(self) -> None:
        await self._writes(CHARGED[self.language])
        self.soon_says("12 euro", "3 May", "<form:yes>")

    async def has_a_fault(self) -> None:
        await self._writes(CRASHES[self.language])
        self.soon_says("Pixel 8", "<form:yes>")

    async def is_a_creator(self) -> None:
        await self._writes(EARNINGS[self.language])

    async def loses_money(self) -> None:
        await self._writes(LOSS[self.language])

    async def is_in_danger(self) -> None:
        """Half of them ask for a person first."""
        if self.world.dice.random() < 0.5:
            await self._writes(PERSON[self.language])
        self.soon_says(DANGER[self.language])

    async def stops_waiting(self) -> None:
        await self._writes(PERSON[self.language])
        self.after(30, 900, lambda: self._presses("queue:cancel"))

    async def leaves_a_message(self) -> None:
        await self._writes(PERSON[self.language])
        self.soon_says("<queue:message>", MESSAGE[self.language])

    async def hears_an_agent(self) -> None:
        """Writes back, or is gone for good."""
        if self.world.dice.random() < 0.9:
            self.after(15, 60, lambda: self._writes("OK, 42."))

    async def is_let_go(self) -> None:
        """The chat is over: solved or not, another question, or nothing."""
        roll = self.world.dice.random()
        if roll < 0.5:
            self.soon_says("<solved:yes>", *self._maybe_rates())
        elif roll < 0.58:
            self.soon_says("<solved:no>")
        elif roll < 0.68:
            self.soon_says(REFUND[self.language])

    def _maybe_rates(self) -> tuple[str, ...]:
        dice = self.world.dice
        return (dice.choice(RATINGS),) if dice.random() < 0.6 else ()

    async def _writes(self, text: str) -> None:
        message_id, at_ms = self._message(), self.world.now_ms
        await self._enters(CustomerWrote(message_id, text, at_ms, self.language), message_id)

    async def _presses(self, button: str) -> None:
        message_id, at_ms = self._message(), self.world.now_ms
        pressed = ButtonPressed(message_id, button, button, at_ms, self.language)
        await self._enters(pressed, message_id)

    def _message(self) -> str:
        return f"web:{self.id}:{next(self._numbers)}"

    async def _enters(self, event: Event, event_id: str = "opened") -> None:
        await self.world.stand.service.inbox.accept(self.id, event_id, event)


class Worker:
    """An agent at the desk, from the port of the desk on."""

    def __init__(
        self, world: World, agent: Agent, duty: Duty, guests: dict[ConversationId, Guest]
    ) -> None:
        self.world = world
        self.guests = guests
        self.agent = agent
        self.duty = duty
        self.desk = world.stand.service.desk
        self._presence = ""
        self._chats: set[str] = set()
        self._considers = ""
        self._is_silent = False
        self._numbers = count()

    async def keeps_hours(self) -> None:
        """Presence as on the roster, and signs of life while there is anything to do."""
        into_s = on_shift(self.world.plan, self.duty, self.world.at_s)
        spell = None if into_s is None else spell_at(self.duty, into_s, "busy", "away")
        wanted = spell.how if spell else "away" if into_s is None else "available"
        if wanted != self._presence:
            self._presence = wanted
            await self.desk.set_presence(self.agent, wanted)
        self._is_silent = bool(into_s is not None and spell_at(self.duty, into_s, "silent"))
        if not self._is_silent and (into_s is not None or self._chats):
            await self.desk.is_here(self.agent)
        if wanted == "available" and not self._is_silent and self.world.dice.random() < 0.003:
            cards = await self.desk.waiting(self.agent)
            if cards:  # On offer or not: who comes first has it.
                first = cards[0].conversation
                self.world.later(0, first, lambda: self.takes(first))
        elif wanted == "available" and not self._is_silent and self.world.dice.random() < 0.006:
            await self._leads()

    async def _leads(self) -> None:
        """Steps in where the bot leads, or moves one who waits: as leads do, and seldom."""
        cards = await self.desk.waiting(self.agent)
        if cards and self.world.dice.random() < 0.6:
            card = cards[-1]
            self.world.later(0, card.conversation, lambda: self._moves(card))
        elif led := await self.world.takeovers.led(self.agent, as_lead=True):
            chat = led[0].card.conversation
            self.world.later(0, chat, lambda: self._steps_in(chat))

    async def _steps_in(self, chat: ConversationId) -> None:
        await self.world.takeovers.take_over(self.agent, chat, as_lead=True)

    async def _moves(self, card: Card) -> None:
        to = self.world.dice.choice(DEPARTMENTS)
        moving = Moving("", "", True, card.department)
        with suppress(Refused):  # taken, gone, closed, or there already
            await self.desk.pass_to_department(self.agent, card.conversation, to, moving)

    def sees(self, chats: set[str], offer: Offered) -> None:
        """What is on the screen now."""
        for chat in sorted(chats - self._chats):
            self._begins(ConversationId(chat))
        self._chats = chats
        if offer.presence != self._presence:
            self._presence = ""  # The queue has made it away: back at the next step.
        card = offer.card
        if card is None or card.conversation == self._considers:
            self._considers = card.conversation if card else ""
            return
        self._considers = chat = card.conversation
        roll = self.world.dice.random()
        deed = self.takes if roll < 0.84 else self.refuses
        if roll < 0.92:
            self.world.later(self.world.dice.uniform(2, 12), chat, lambda: deed(chat))

    async def takes(self, chat: ConversationId) -> None:
        if not self._is_silent:
            await self.desk.claim(self.agent, chat)

    async def refuses(self, chat: ConversationId) -> None:
        if not self._is_silent:
            with suppress(Refused):  # somebody else has taken it
                await self.desk.refuse(self.agent, chat)

    def _begins(self, chat: ConversationId) -> None:
        dice = self.world.dice
        is_slow = dice.random() < 0.01
        reply_s = dice.uniform(2_400, 4_200) if is_slow else dice.uniform(10, 90)
        self.world.later(reply_s, chat, lambda: self._replies(chat))

    async def _replies(self, chat: ConversationId) -> None:
        if self._is_silent:  # until the connection is back, if the chat is still there then
            self.world.later(30, chat, lambda: self._replies(chat))
            return
        with suppress(Refused):  # lost, moved or ended meanwhile
            words = f"{chat}:{self.agent.id}:{next(self._numbers)}"
            await self.desk.reply(self.agent, chat, words, "I am looking into it.")
            await self.guests[chat].hears_an_agent()
            if self.world.dice.random() < 0.97:  # else silence may end it
                talk_s = min(60 + self.world.dice.expovariate(1 / 420), 2_400)
                self.world.later(talk_s, chat, lambda: self._ends(chat))
            else:
                self.world.later(3_600, chat, lambda: self._ends(chat))

    async def _ends(self, chat: ConversationId) -> None:
        if self._is_silent:
            self.world.later(30, chat, lambda: self._ends(chat))
            return
        with suppress(Refused):
            try:
                await self._ends_somehow(chat)
            except Refused:  # nobody there, no room, closed
                await self.desk.resolve(self.agent, chat, "answered")
                await self.guests[chat].is_let_go()

    async def _ends_somehow(self, chat: ConversationId) -> None:
        dice, roll = self.world.dice, self.world.dice.random()
        if roll < 0.04:
            await self.desk.put_back(self.agent, chat)
        elif roll < 0.08:
            await self.desk.pass_to_department(self.agent, chat, dice.choice(DEPARTMENTS))
        elif roll < 0.12:
            others = [each.agent.id for each in await self.desk.colleagues(self.agent)]
            to = dice.choice([each for each in others if each != self.agent.id] or [AgentId("-")])
            await self.desk.pass_to_agent(self.agent, chat, to)
        elif roll < 0.24:
            await self.desk.hand_back(self.agent, chat, "bot_can", "Done." if roll < 0.2 else "")
        else:
            outcome = dice.choice(("answered", "answered", "solved", "declined"))
            await self.desk.resolve(self.agent, chat, outcome)
            await self.guests[chat].is_let_go()


async def a_day(stand: Stand, plan: Plan) -> tuple[World, dict[ConversationId, Guest]]:
    """Lived from the first customer to the last word."""
    teach(stand.rasa)
    world = World(stand, plan)
    guests = {guest.id: guest for guest in (Guest(world, one) for one in customers(plan))}
    for guest in guests.values():
        world.later(guest.coming.at_s, guest.id, guest.comes)
    for duty in duties(plan):
        facts = {"departments": duty.departments, "languages": duty.languages}
        agent = await stand.add_agent(duty.name, capacity=CAPACITY, **facts)
        world.workers.append(Worker(world, agent, duty, guests))
    await world.lives()
    return world, guests
