"""Giving out of chats beside its model; what is in Redis is judged on its own as well."""

import asyncio
import json
import random
import secrets
from collections import Counter
from collections.abc import Sequence

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from handoff.ports import Agent
from handoff.ports_desk import Card, Move, PutBack, Taken
from handoff.rules.classes import Step
from handoff.rules.events_desk import Trace
from handoff.rules.ids import AgentId, ConversationId
from handoff.rules.offers import OfferRules
from handoff.stores.client import RedisClient
from handoff.stores.keys import Keys
from handoff.stores.lines import Lines
from tests.contract.assign_model import AssignModel, Chat
from tests.contract.lines_machine import card_of

CHATS = [ConversationId(f"web-{name}") for name in "abcd"]
FRONT, BILLING = "frontline|en|", "billing|en|"
AGENTS = {"ada": (1, (FRONT,)), "bo": (2, (FRONT, BILLING)), "cy": (1, (BILLING,))}
MOST = {"frontline": 1}
RULES = OfferRules(8_000, 14_000, 2, 18_000, 26_000, 7_000)
DUES = [1_000, 2_000, 3_000]
STARTS = 1_000_000
OFFERS = ("HandoffOffered", "OfferEnded")
DERIVED = ("o:", "own:", "s:", "av:", "ac:", "dl:", "w:", "ends", "widens", "live", "wait")

chats, agents = st.sampled_from(CHATS), st.sampled_from(sorted(AGENTS))


class AssignMachine(RuleBasedStateMachine):
    """``client`` and the loop it lives in are given by the test; ``calls`` counts scripts."""

    client: RedisClient
    loop: asyncio.AbstractEventLoop
    calls: Counter[str]

    def __init__(self) -> None:
        super().__init__()
        keys = Keys(prefix=secrets.token_hex(4))
        self.lines, self.base = Lines(self.client, keys, _steps), keys.line
        self.model = AssignModel(RULES, MOST, sorted(AGENTS))
        self.now = STARTS
        self.handoffs = dict.fromkeys(CHATS, 0)
        self.epochs = dict.fromkeys(CHATS, 0)
        self.begin()

    def begin(self) -> None:
        self.ask(self.lines.tune(RULES, MOST))
        self.tick(0)

    def ask(self, call):
        self.calls["scripts"] += 1
        return self.loop.run_until_complete(call)

    def agent(self, name: str) -> Agent:
        return Agent(AgentId(name), name.title(), "agent", capacity=AGENTS[name][0])

    @initialize(who=st.lists(agents, unique=True))
    def come(self, who: list[str]) -> None:
        for name in who:
            self.report(name, "available", True)

    @rule(
        chat=chats, other=st.booleans(), due=st.sampled_from(DUES), wide=st.booleans(),
        to=st.one_of(st.just(""), agents), to_last=st.booleans(),
    )  # fmt: skip
    def join(
        self, chat: ConversationId, other: bool, due: int, wide: bool, to: str, to_last: bool
    ) -> None:
        self.handoffs[chat] += 1
        self.epochs[chat] += 10
        hid = f"{chat}:h{self.handoffs[chat]}"
        department = "billing" if other else "frontline"
        since = self.now + 6_000 if wide else 0
        card = _card(chat, hid, department, due, since)
        steps = [(step.at_ms, step.classes[0]) for step in _steps(card)]
        wanted = Chat(chat, hid, department, due, self.epochs[chat], steps=steps)
        for _ in range(2):
            # The second time is a repeat whose first answer was lost.
            ahead = self.ask(
                self.lines.join(
                    card, self.epochs[chat], to=self.agent(to) if to else None, now_ms=self.now,
                    to_last=to_last,
                )
            )  # fmt: skip
            most = AGENTS[to][0] if to else 0
            assert ahead == self.model.join(wanted, to, most, self.now, to_last=to_last)

    @rule(chat=chats, who=agents)
    def take(self, chat: ConversationId, who: str) -> None:
        taken = self.ask(self.lines.take(chat, self.agent(who), self.now))
        self.compare(chat, taken, self.model.take(chat, who, AGENTS[who][0], self.now))

    @rule(
        chat=chats, who=agents, other=st.booleans(), due=st.sampled_from(DUES), late=st.booleans()
    )
    def take_over(self, chat: ConversationId, who: str, other: bool, due: int, late: bool) -> None:
        """``late``: somebody has it, or it waits, since the conversation was looked at."""
        if late and chat not in self.model.chats:
            return
        if not late:
            self.handoffs[chat] += 1
            self.epochs[chat] += 10
        epoch = self.epoch_of(chat) if late else self.epochs[chat]
        hid = f"{chat}:h{self.handoffs[chat]}"
        department = "billing" if other else "frontline"
        card = _card(chat, hid, department, due, 0)
        steps = [(step.at_ms, step.classes[0]) for step in _steps(card)]
        wanted = Chat(chat, hid, department, due, epoch, steps=steps)
        taken = self.ask(self.lines.take_over(card, epoch, self.agent(who), self.now))
        self.compare(chat, taken, self.model.take_over(wanted, who, AGENTS[who][0], self.now))

    @rule(chat=chats, who=agents)
    def refuse(self, chat: ConversationId, who: str) -> None:
        assert self.ask(self.lines.refuse(chat, AgentId(who))) == self.model.refuse(chat, who)

    @rule(
        who=agents, presence=st.sampled_from(["available", "busy", "away", ""]), alive=st.booleans()
    )
    def report(self, who: str, presence: str, alive: bool) -> None:
        capacity, classes = AGENTS[who]
        self.ask(self.lines.report(self.agent(who), classes, presence, alive=alive))
        self.model.report(who, capacity, classes, presence, alive)

    @rule(chat=chats, late=st.booleans(), moves=st.booleans())
    def put_back(self, chat: ConversationId, late: bool, moves: bool) -> None:
        epoch = self.epoch_of(chat) - (1 if late else 0)
        to = ("billing", (BILLING,)) if moves else ("", ())
        back = PutBack("passed_on" if moves else "put_back", "Bo", self.now, *to)
        done = self.ask(self.lines.put_back(chat, epoch, back))
        assert done == self.model.put_back(chat, epoch, to[0], list(to[1]))

    @rule(chat=chats, other=st.booleans(), elsewhere=st.booleans(), late=st.booleans())
    def move(self, chat: ConversationId, other: bool, elsewhere: bool, late: bool) -> None:
        """``elsewhere``: the lead saw it in another line; ``late``: in an earlier handoff."""
        hid = f"{chat}:h{self.handoffs[chat] - (1 if late else 0)}"
        to, others = ("billing", "frontline") if other else ("frontline", "billing")
        before = to if elsewhere else others
        card = _card(chat, hid, to, 1, self.now + 6_000)
        steps = [(step.at_ms, step.classes[0]) for step in _steps(card)]
        trace = Trace("why", "n1", by_id="lena")
        taken = self.ask(self.lines.move(Move(before, card, "Lena", self.now, None, trace)))
        expected = self.model.move(Chat(chat, hid, to, 1, 0, steps=steps), before)
        known = self.model.chats.get(chat)
        if expected == "elsewhere":
            assert known is not None
            assert taken == Taken(department=known.department)
        elif expected:
            self.compare(chat, taken, expected)
        else:
            assert taken == Taken()

    @rule(chat=chats, to=agents, late=st.booleans())
    def pass_on(self, chat: ConversationId, to: str, late: bool) -> None:
        epoch = self.epoch_of(chat) - (1 if late else 0)
        taken = self.ask(self.lines.pass_on(chat, epoch, self.agent(to), "Bo", self.now))
        self.compare(chat, taken, self.model.pass_on(chat, epoch, to, AGENTS[to][0], self.now))

    @rule(chat=chats, late=st.booleans())
    def close(self, chat: ConversationId, late: bool) -> None:
        hid = f"{chat}:h{self.handoffs[chat] - (1 if late else 0)}"
        known = self.model.chats.get(chat)
        over = known is not None and known.hid == hid
        assert self.ask(self.lines.close(chat, hid)) == over
        if over:
            self.model.let_go(chat)

    @rule(ms=st.sampled_from([1_000, 4_000, 5_000, 50_000]))
    def tick(self, ms: int) -> None:
        self.now += ms
        self.ask(self.lines.tick(self.now))
        self.model.tick(self.now)
        self.nobody_waits_beside_a_free_agent()

    def epoch_of(self, chat: str) -> int:
        known = self.model.chats.get(chat)
        return known.epoch if known else 0

    def compare(self, chat: str, taken: Taken, expected: str | int) -> None:
        """What the script says is what the model says."""
        if isinstance(expected, int):
            assert taken == Taken(epoch=expected)
            return
        known = self.model.chats.get(chat)
        assert (
            taken
            == {
                "gone": Taken(gone=True),
                "held": Taken(holder=known.agent.title() if known else ""),
                "full": Taken(full=True),
                "department full": Taken(department_full=True),
                "off duty": Taken(off_duty=True),
                "over": Taken(),
            }[expected]
        )

    def call(self, *words: str):
        return self.loop.run_until_complete(self.client.call(*words))

    def hash_of(self, key: str) -> dict[str, str]:
        flat = self.call("HGETALL", f"{self.base}:{key}")
        return dict(zip(flat[::2], flat[1::2], strict=True))

    def derived(self) -> dict[str, object]:
        """Every derived key with all that is in it."""
        found = {}
        for key in sorted(self.call("KEYS", f"{self.base}:*")):
            name = key.removeprefix(f"{self.base}:")
            if name.startswith(DERIVED):
                is_set = name.startswith(("ac:", "dl:", "wait"))
                members = ("SMEMBERS",) if is_set else ("ZRANGE", "0", "-1", "WITHSCORES")
                content = self.call(members[0], key, *members[1:])
                found[name] = sorted(content) if is_set else content
        return found

    @invariant()
    def redis_holds_what_the_model_holds(self) -> None:
        for chat in CHATS:
            found, known = self.hash_of(f"h:{chat}"), self.model.chats.get(chat)
            assert bool(found) == (known is not None)
            if known:
                shown = [
                    found.get(name, "") for name in ("hid", "dept", "ag", "via", "of", "stick")
                ]
                assert shown == [known.hid, known.department, known.agent, known.via,
                                 known.offered, known.kept]  # fmt: skip
                assert int(found["ep"]) == known.epoch
                assert found["due"] == str(known.due), "the place is the original one"
        for name, worker in self.model.workers.items():
            found = self.hash_of(f"a:{name}")
            assert found.get("on", "away") == worker.presence
            assert found.get("of", "") == worker.offered
            assert found.get("said", "") == worker.said

    @invariant()
    def nobody_is_given_twice_or_too_much(self) -> None:
        """I7, I8: of what Redis itself holds."""
        keys = self.derived()
        held = [(name[3:], chat) for name in keys if name[:3] == "ac:" for chat in keys[name]]
        assert len({chat for _, chat in held}) == len(held)
        lines = {m for n in keys if n.startswith(("w:", "o:", "own:", "s:")) for m in keys[n]}
        assert not lines & {chat for _, chat in held}
        for name, (capacity, _) in AGENTS.items():
            assert len([chat for who, chat in held if who == name]) <= capacity
        for department, most in MOST.items():
            assert len(keys.get(f"dl:{department}", [])) <= most
        offers = [self.hash_of(f"h:{chat}").get("of") for chat in CHATS]
        assert max(Counter(filter(None, offers)).values(), default=0) <= 1

    @invariant()
    def everybody_is_told_in_order(self) -> None:
        """I11: epochs of a conversation only grow; changes of hands and offers are told once."""
        told: dict[str, list[tuple]] = {}
        for item in self.call("LRANGE", f"{self.base}:q:relay/desk", "0", "-1"):
            event = json.loads(item.split("|", 3)[3])["event"]
            if event["type"] != "QueueJoined":
                told.setdefault(event["handoff_id"], []).append(_short(event))
        expected: dict[str, list[tuple]] = {}
        for event in self.model.events:
            expected.setdefault(event[1], []).append(event)
        assert told == expected
        for events in told.values():
            owned = [e for e in events if e[0] not in OFFERS and "moved" not in e]
            epochs = [event[3] for event in owned]
            assert epochs == sorted(set(epochs))

    @invariant()
    def nothing_needs_repair(self) -> None:
        """I13."""
        assert self.ask(self.lines.recount()) == 0

    @rule(name=st.sampled_from(DERIVED))
    def lose_indexes(self, name: str) -> None:
        """I13: all that is derived comes back from what agents and conversations say."""
        before = self.derived()
        for key in before:
            if key.startswith(name):
                self.call("DEL", f"{self.base}:{key}")
        self.ask(self.lines.recount())
        self.ask(self.lines.recount())
        assert self.derived() == before

    def nobody_waits_beside_a_free_agent(self) -> None:
        """I9, by the indexes alone: whoever is free has refused what is open."""
        keys = self.derived()
        run = int(self.call("HGET", f"{self.base}:clock", "run"))
        for name in [key for key in keys if key[:2] == "o:"]:
            department = name[2:].split("|")[0]
            full = len(keys.get(f"dl:{department}", [])) >= MOST.get(department, 99)
            for chat in keys[name][::2]:
                refused = self.hash_of(f"no:{chat}")
                for who in keys.get(f"av:{name[2:]}", [])[::2]:
                    assert full or int(refused.get(who, "-1")) > run

    def teardown(self) -> None:
        """A repair looks at every key of the server, so none is left to those who come later."""
        self.call("FLUSHALL")

    def check(self) -> None:
        self.redis_holds_what_the_model_holds()
        self.nobody_is_given_twice_or_too_much()
        self.everybody_is_told_in_order()
        self.nothing_needs_repair()


def _short(event: dict) -> tuple:
    kind, hid = event["type"], event["handoff_id"]
    if kind in OFFERS:
        return (kind, hid, event["agent_id"], *filter(None, [event.get("why")]))
    epoch = event["epoch"]
    if kind == "BackInLine":
        told = (event["ahead"], event["why"], event.get("agent_id", ""))
        return (kind, hid, event["department"], epoch, *told)
    return (kind, hid, event["agent_id"], epoch)


def _card(chat: ConversationId, hid: str, department: str, due: int, since: int) -> Card:
    card = card_of(chat, hid, department, due)
    return Card(**{**card.__dict__, "since_ms": since})


def _steps(card: Card) -> Sequence[Step]:
    """The own class at once, the other one at ``since_ms`` if it is given."""
    own, other = (FRONT, BILLING) if card.department == "frontline" else (BILLING, FRONT)
    first = Step(0, (own,))
    return [first, Step(card.since_ms, (other,))] if card.since_ms else [first]


def stroll(machine: AssignMachine, dice: random.Random, steps: int, every: int = 1) -> None:
    """The same rules by dice alone, many times as fast as under hypothesis."""
    machine.teardown()
    machine.begin()
    for number in range(steps):
        chat, who, odd = dice.choice(CHATS), dice.choice(sorted(AGENTS)), dice.random() < 0.2
        deed = dice.choices(
            [
                "join",
                "take",
                "accept",
                "refuse",
                "report",
                "back",
                "move",
                "pass",
                "close",
                "tick",
                "lose",
                "over",
            ],
            [4, 2, 4, 2, 4, 2, 2, 2, 2, 8, 0.3, 1],
        )[0]
        if deed == "join":
            to = who if dice.random() < 0.3 else ""
            where = dice.random() < 0.4, dice.choice(DUES), dice.random() < 0.4
            machine.join(chat, *where, to=to, to_last=dice.random() < 0.7)
        elif deed == "take":
            machine.take(chat, who)
        elif deed == "over":
            machine.take_over(chat, who, dice.random() < 0.5, dice.choice(DUES), odd)
        elif deed == "accept":
            if offered := machine.model.workers[who].offered:
                machine.take(ConversationId(offered), who)
        elif deed == "refuse":
            machine.refuse(ConversationId(machine.model.workers[who].offered or chat), who)
        elif deed == "report":
            presence = dice.choice(["available", "available", "", "", "busy", "away"])
            machine.report(who, presence, dice.random() < 0.8)
        elif deed == "back":
            machine.put_back(chat, odd, dice.random() < 0.4)
        elif deed == "move":
            machine.move(chat, dice.random() < 0.6, dice.random() < 0.2, odd)
        elif deed == "pass":
            machine.pass_on(chat, who, odd)
        elif deed == "close":
            machine.close(chat, odd)
        elif deed == "lose":
            machine.lose_indexes(dice.choice(DERIVED))
        else:
            machine.tick(dice.choice([1_000, 4_000, 5_000, 50_000]))
        if number % every == 0:
            machine.check()


def machine(
    client: RedisClient, loop: asyncio.AbstractEventLoop, calls: Counter[str]
) -> type[AssignMachine]:
    given = {"client": client, "loop": loop, "calls": calls}
    return type("AssignBesideModel", (AssignMachine,), given)
