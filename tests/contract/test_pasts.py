"""What the scripts of the lines learn, beside the plain history of the same events."""

import random
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from handoff.ports import Agent
from handoff.ports_desk import PutBack
from handoff.rules.classes import class_of
from handoff.rules.estimate import Past
from handoff.rules.ids import AgentId, ConversationId
from handoff.rules.offers import OfferRules
from handoff.rules.pool_history import PoolHistory
from handoff.rules.pools import total
from handoff.rules.shown_range import Shown
from handoff.stores.client import RedisClient
from handoff.stores.keys import Keys
from handoff.stores.lines import Lines
from handoff.stores.pasts import Pasts
from tests.contract.lines_machine import card_of
from tests.redis_server import RedisServer

pytestmark = pytest.mark.redis

LINE = class_of("frontline", "en")
TAKEN_FROM_THE_LIST = OfferRules(offer_ms=0)
STEP_MS = 5_000
TEN_MINUTES_MS = 600_000
STARTS_MS = 1_700_000_000_000


@pytest.fixture
async def client(redis_server: RedisServer) -> AsyncIterator[RedisClient]:
    client = RedisClient(redis_server.url)
    yield client
    await client.close()


class Team:
    """Agents at work, the clock they work by, and the plain history of what they do."""

    def __init__(self, client: RedisClient, prefix: str) -> None:
        keys = Keys(prefix=prefix)
        self.client, self.base = client, keys.line
        self.lines, self.pasts = Lines(client, keys), Pasts(client, keys)
        self.history = PoolHistory(0.0)
        self.run_ms = 0
        self.names: list[str] = []
        self.on: dict[str, bool] = {}
        self.waiting: list[ConversationId] = []
        self.held: dict[ConversationId, str] = {}
        self.count = 0

    @property
    def now(self) -> float:
        return self.run_ms / 1000

    async def begin(self, *names: str, rules: OfferRules = TAKEN_FROM_THE_LIST) -> None:
        await self.lines.tune(rules, {})
        await self.lines.tick(STARTS_MS)
        for name in names:
            self.names.append(name)
            self.on[name] = True
            await self.report(name, "available")
            self.history.starts(self.now)

    async def report(self, name: str, presence: str = "") -> None:
        await self.lines.report(self.agent(name), [LINE], presence, alive=True)

    def agent(self, name: str) -> Agent:
        return Agent(AgentId(name), name.title(), "agent", capacity=4)

    async def passes(self, ms: int) -> None:
        """Time goes by while the service ticks and desks give signs of life."""
        for _ in range(ms // STEP_MS):
            self.run_ms += STEP_MS
            await self.lines.tick(STARTS_MS + self.run_ms)
            if self.run_ms % 20_000 == 0:
                for name in self.names:
                    await self.report(name)

    async def until_full(self, ms: int) -> None:
        await self.passes(-self.run_ms % ms)

    async def joins(self, priority: str = "P3") -> ConversationId:
        self.count += 1
        conversation = ConversationId(f"web-{self.count}")
        card = card_of(conversation, f"{conversation}:h1", "frontline", self.count)
        await self.lines.join(replace(card, priority=priority), 1)
        self.waiting.append(conversation)
        self.history.came(self.now, priority)
        self.history.joined(self.now)
        return conversation

    async def leaves(self, conversation: ConversationId) -> None:
        await self.lines.close(conversation, f"{conversation}:h1")
        self.waiting.remove(conversation)
        self.history.left(self.now)

    async def takes(self, name: str, conversation: ConversationId) -> None:
        taken = await self.lines.take(conversation, self.agent(name), self.run_ms)
        if taken.epoch:
            self.waiting.remove(conversation)
            self.held[conversation] = name
            self.history.called(self.now)
            self.history.began(self.now)

    async def ends(self, conversation: ConversationId) -> None:
        await self.lines.close(conversation, f"{conversation}:h1")
        del self.held[conversation]
        self.history.ended(self.now)

    async def turns(self, name: str) -> None:
        self.on[name] = not self.on[name]
        await self.report(name, "available" if self.on[name] else "busy")
        (self.history.comes_back if self.on[name] else self.history.goes)(self.now)

    async def learnt(self) -> tuple[Past, Past]:
        """Of two hours, line and agents together, and of the day."""
        workers = await self.pasts.workers()
        line = (await self.pasts.lines([LINE]))[LINE]
        past = replace(total(w.past for w in workers), left=line.left, waited_s=line.waited_s)
        return past, total(w.day for w in workers)


@pytest.fixture
def team(client: RedisClient, prefix: str) -> Team:
    return Team(client, prefix)


@pytest.mark.parametrize("seed", range(4))
async def test_the_scripts_learn_what_a_plain_history_of_the_same_events_does(
    team: Team, seed: int
) -> None:
    chance = random.Random(seed)
    await team.begin("ada", "bo")
    for _ in range(250):
        await team.passes(STEP_MS * chance.randrange(24))
        deed = chance.random()
        if deed < 0.4 or not (team.waiting or team.held):
            await team.joins(chance.choice(["P2", "P3"]))
        elif deed < 0.65 and team.waiting:
            await team.takes(chance.choice(team.names), chance.choice(team.waiting))
        elif deed < 0.75 and team.waiting:
            await team.leaves(chance.choice(team.waiting))
        elif deed < 0.95 and team.held:
            await team.ends(chance.choice(list(team.held)))
        else:
            await team.turns(chance.choice(team.names))
    await team.until_full(TEN_MINUTES_MS)
    past, _ = await team.learnt()
    assert past == team.history.past(team.now)
    assert past.closures > 10
    came = (await team.pasts.lines([LINE]))[LINE].came
    for priority in ("P2", "P3"):
        assert came[priority] == pytest.approx(team.history.arrival_rate(team.now, priority))

    await team.until_full(6 * TEN_MINUTES_MS)
    past, day = await team.learnt()
    assert (past, day) == (team.history.past(team.now), team.history.day(team.now))


async def test_what_is_too_old_is_forgotten_and_keys_stay_small(
    team: Team, client: RedisClient
) -> None:
    await team.begin("ada")
    for _ in range(3):
        conversation = await team.joins()
        await team.takes("ada", conversation)
        await team.passes(TEN_MINUTES_MS)
        await team.ends(conversation)
    await team.passes(14 * TEN_MINUTES_MS)
    past, day = await team.learnt()
    assert (past.closures, past.busy_s, day.closures, day.busy_s) == (0, 0.0, 3, 1800.0)
    for key in ("did:ada", f"had:{LINE}"):
        assert int(await client.call("HLEN", f"{team.base}:{key}")) < 60


async def test_an_outage_makes_no_chat_long(team: Team) -> None:
    await team.begin("ada")
    await team.takes("ada", await team.joins())
    await team.passes(60_000)
    later = STARTS_MS + team.run_ms + 3 * 3_600_000
    await team.lines.tick(later)
    await team.lines.tick(later + STEP_MS)
    past, _ = await team.learnt()
    assert past.busy_s == 60 + 2 * STEP_MS / 1000


async def test_a_lost_agent_is_neither_on_duty_nor_expected_back(team: Team) -> None:
    await team.begin("ada")
    await team.passes(60_000)
    team.names.remove("ada")  # the desk falls silent
    await team.passes(300_000)
    (ada,) = await team.pasts.workers()
    assert (ada.server.is_on, ada.server.is_away, ada.past.gone) == (False, False, 1)


async def test_who_only_opens_the_desk_is_not_expected_back(team: Team) -> None:
    await team.begin("ada")
    team.names.append("bo")
    await team.report("bo", "away")
    await team.passes(60_000)
    _, bo = await team.pasts.workers()
    assert (bo.server.is_on, bo.server.is_away, bo.past.away_s) == (False, False, 0.0)
    await team.report("bo", "available")
    await team.report("bo", "busy")
    await team.passes(60_000)
    _, bo = await team.pasts.workers()
    assert (bo.server.is_away, bo.past.back, bo.past.gone, bo.past.away_s) == (True, 0, 1, 60.0)


async def test_a_chat_that_is_put_back_is_no_chat_that_ended(team: Team) -> None:
    await team.begin("ada")
    conversation = await team.joins()
    await team.takes("ada", conversation)
    await team.passes(30_000)
    assert await team.lines.put_back(conversation, 2, PutBack("put_back", "Ada", team.run_ms))
    await team.passes(30_000)
    (ada,) = await team.pasts.workers()
    line = (await team.pasts.lines([LINE]))[LINE]
    assert (ada.past.closures, ada.past.busy_s, ada.held) == (0, 30.0, 0)
    assert (line.left, line.waited_s) == (0, 30.0)


async def test_a_spoilt_key_keeps_nobody_from_being_helped(team: Team, client: RedisClient) -> None:
    await team.begin("ada")
    for key in ("did:ada", f"had:{LINE}", f"own:{LINE}"):
        await client.call("DEL", f"{team.base}:{key}")
        await client.call("SET", f"{team.base}:{key}", "spoilt")
    conversation = await team.joins()
    await team.takes("ada", conversation)
    assert team.held == {conversation: "ada"}
    await team.report("ada", "busy")
    await team.ends(conversation)
    assert await team.lines.held_by(AgentId("ada")) == []


async def test_who_waits_is_counted_by_due_in_the_own_line_alone(team: Team) -> None:
    await team.begin("ada")
    for _ in range(3):
        await team.joins()
    await team.takes("ada", team.waiting[0])
    other = class_of("frontline", "nl")
    assert await team.pasts.ahead(3, [LINE, other]) == {LINE: 1, other: 0}
    assert await team.lines.recount() == 0


async def test_of_two_copies_one_tells_a_change(team: Team, client: RedisClient) -> None:
    await team.begin("ada")
    conversation = await team.joins()
    _, (standing,) = await team.pasts.standing("frontline")
    assert (standing.conversation, standing.line, standing.shown) == (conversation, LINE, None)
    shown = Shown(5, 10, 1, 10)
    assert [await team.pasts.tell(standing, shown) for _ in range(2)] == [True, False]
    _, (again,) = await team.pasts.standing("frontline")
    assert again.shown == shown
    assert not await team.pasts.tell(again, replace(shown, at_ms=2)), "it looks the same"
    _, (again,) = await team.pasts.standing("frontline")
    assert await team.pasts.tell(again, None), "not known any more"
    lane = await client.call("LRANGE", f"{team.base}:q:relay/desk", 0, -1)
    told = [item for item in lane if '"low":5' in item and '"high":10' in item]
    assert len(told) == 1


async def test_all_of_a_long_line_are_looked_at_and_hear_of_their_place(
    team: Team, client: RedisClient
) -> None:
    """Behind the first hundred by the next hundred at every look; nobody is told twice."""
    for _ in range(250):
        await team.joins()
    first = team.waiting[:3]
    shown = Shown(10, 30, 0, 30)
    for page in (0, 100, 200):
        size, standing = await team.pasts.standing("frontline", page)
        assert (size, len(standing)) == (250, 50 if page == 200 else 100)
        for one in standing:
            assert await team.pasts.tell(one, shown)
    for conversation in first:
        await team.leaves(conversation)
    assert await client.call("HGET", f"{team.base}:h:{team.waiting[-1]}", "ahead") == "249"

    for page in (100, 200):
        _, standing = await team.pasts.standing("frontline", page)
        for one in standing:
            assert not await team.pasts.tell(one, replace(shown, at_ms=20_000)), "the same minutes"

    ahead = [
        int(await client.call("HGET", f"{team.base}:h:{each}", "ahead"))
        for each in team.waiting[100:]
    ]
    assert ahead == list(range(100, 247))
