"""Who gets what, in plain Python: no index, everything looked through each time."""

from dataclasses import dataclass, field

from handoff.rules.offers import OfferRules

STEP_MS = 5_000


@dataclass
class Worker:
    """An agent; ``offered`` names the conversation on offer."""

    id: str
    capacity: int = 0
    classes: tuple[str, ...] = ()
    presence: str = "away"
    seen: int | None = None
    last: int = 0
    missed: int = 0
    offered: str = ""
    said: str = ""


@dataclass
class Chat:
    """A handed-over conversation; ``agent`` holds it, ``offered`` may take it until ``ends``."""

    id: str
    hid: str
    department: str
    due: int
    epoch: int
    classes: list[str] = field(default_factory=list)
    steps: list[tuple[int, str]] = field(default_factory=list)
    agent: str = ""
    via: str = ""
    offered: str = ""
    kept: str = ""
    ends: int = 0
    refused: dict[str, int] = field(default_factory=dict)


class AssignModel:
    """The same deeds as the scripts; ``events`` is what conversations are told."""

    def __init__(self, rules: OfferRules, most: dict[str, int], names: list[str]) -> None:
        self.rules, self.most = rules, most
        self.workers = {name: Worker(name) for name in names}
        self.chats: dict[str, Chat] = {}
        self.met: dict[str, str] = {}
        self.run = 0
        self.at: int | None = None
        self.events: list[tuple[object, ...]] = []

    def held(self, name: str) -> list[Chat]:
        return [chat for chat in self.chats.values() if chat.agent == name]

    def line(self, department: str) -> list[str]:
        waiting = [c for c in self.chats.values() if not c.agent and c.department == department]
        return [chat.id for chat in sorted(waiting, key=lambda chat: (chat.due, chat.id))]

    def has_room(self, department: str) -> bool:
        taken = [c for c in self.chats.values() if c.via == department]
        return len(taken) < self.most.get(department, 1_000_000)

    def is_free(self, worker: Worker) -> bool:
        return (
            worker.presence == "available"
            and not worker.offered
            and worker.seen is not None
            and worker.seen + self.rules.fresh_ms >= self.run
            and len(self.held(worker.id)) < worker.capacity
        )

    def ways(self, chat: Chat, worker: Worker) -> list[str]:
        """Classes through which the chat can be offered to the agent now."""
        if chat.agent or chat.offered or not self.is_free(worker):
            return []
        if chat.refused.get(worker.id, -1) > self.run:
            return []
        if chat.kept:
            mine = chat.kept == worker.id and self.has_room(chat.department)
            return [chat.department] if mine else []
        shared = [each for each in chat.classes if each in worker.classes]
        return [each for each in shared if self.has_room(each.split("|")[0])]

    def rank(self, worker: Worker) -> tuple[int, int, str]:
        return len(self.held(worker.id)), worker.last, worker.id

    def pump_agent(self, name: str) -> bool:
        """A free agent is offered the earliest; through the first class that the agent serves."""
        worker = self.workers[name]
        able = [chat for chat in self.chats.values() if self.ways(chat, worker)]
        if able:
            chat = min(able, key=lambda chat: (chat.due, chat.id))
            ways = self.ways(chat, worker)
            self.offer(chat, worker, next((c for c in worker.classes if c in ways), ways[0]))
        return bool(able)

    def pump_chat(self, chat: Chat) -> bool:
        """Offered to the least loaded, longest idle; through the first class of the chat."""
        if chat.agent or chat.offered:
            return False
        if chat.kept:
            return self.pump_agent(chat.kept)
        able = [worker for worker in self.workers.values() if self.ways(chat, worker)]
        if able:
            worker = min(able, key=self.rank)
            self.offer(chat, worker, self.ways(chat, worker)[0])
        return bool(able)

    def offer(self, chat: Chat, worker: Worker, way: str) -> None:
        chat.via = way.split("|")[0]
        chat.kept, chat.offered, worker.offered = "", worker.id, chat.id
        chat.ends = self.run + self.rules.offer_ms
        self.events.append(("HandoffOffered", chat.hid, worker.id))

    def end_offer(self, chat: Chat) -> str:
        name = chat.offered
        if name:
            self.workers[name].offered = ""
            chat.offered = chat.via = ""
        return name

    def check_offer_of(self, worker: Worker) -> None:
        if not worker.offered:
            return
        if worker.presence == "available" and len(self.held(worker.id)) < worker.capacity:
            return
        chat = self.chats[worker.offered]
        self.end_offer(chat)
        self.pump_chat(chat)

    def refuse_for_now(self, chat: Chat, name: str) -> None:
        chat.refused[name] = self.run + self.rules.rest_ms

    # Deeds, each as one script.

    def join(
        self, chat: Chat, to: str = "", capacity: int = 0, at: int = 0, *, to_last: bool = True
    ) -> int:
        if known := self.chats.get(chat.id):
            if known.hid == chat.hid:
                return -1 if known.agent else self.line(known.department).index(chat.id)
            self.let_go(chat.id)
        self.chats[chat.id] = chat
        self.widen(chat, 0)
        if to and self.can_have(to, capacity) and self.has_room(chat.department):
            self.workers[to].capacity = capacity
            self.give(chat, to, chat.department, at)
            self.pump_agent(to)
            self.events.append(("AgentAssigned", chat.hid, to, chat.epoch))
            return -1
        last = self.workers.get(self.met.get(chat.id, ""))
        on_duty = last and last.presence == "available" and last.seen is not None
        if last and not to_last:
            self.refuse_for_now(chat, last.id)
        elif on_duty and set(last.classes) & set(chat.classes):
            chat.kept, chat.ends = last.id, self.run + self.rules.stick_ms
        self.pump_chat(chat)
        return self.line(chat.department).index(chat.id)

    def can_have(self, who: str, capacity: int) -> bool:
        worker = self.workers[who]
        is_there = worker.presence == "available" and worker.seen is not None
        return is_there and len(self.held(who)) < capacity

    def widen(self, chat: Chat, at: int) -> None:
        while chat.steps and chat.steps[0][0] <= at:
            chat.classes.append(chat.steps.pop(0)[1])

    def let_go(self, name: str) -> None:
        chat = self.chats.pop(name)
        freed = chat.agent or self.end_offer(chat)
        if chat.agent:
            self.met[name] = chat.agent
        if freed:
            self.pump_agent(freed)

    def take(self, name: str, who: str, capacity: int, at: int) -> str | int:
        """The new epoch, or why not."""
        chat = self.chats.get(name)
        if chat is None:
            return "gone"
        if chat.agent:
            return chat.epoch if chat.agent == who else "held"
        if len(self.held(who)) >= capacity:
            return "full"
        via = chat.via if chat.offered == who else chat.department
        if chat.via != via and not self.has_room(via):
            return "department full"
        self.workers[who].capacity = capacity
        self.give(chat, who, via, at)
        self.pump_agent(who)
        self.events.append(("AgentAssigned", chat.hid, who, chat.epoch))
        return chat.epoch

    def take_over(self, chat: Chat, who: str, capacity: int, at: int) -> str | int:
        """The new epoch, or why not."""
        known = self.chats.get(chat.id)
        if known and known.epoch >= chat.epoch:
            if not known.agent:
                return "gone"
            return known.epoch if known.agent == who else "held"
        if known:
            self.let_go(chat.id)
        if len(self.held(who)) >= capacity:
            return "full"
        if not self.has_room(chat.department):
            return "department full"
        self.chats[chat.id] = chat
        self.widen(chat, 0)
        self.workers[who].capacity = capacity
        self.give(chat, who, chat.department, at)
        self.pump_agent(who)
        self.events.append(("TakenOver", chat.hid, who, chat.epoch))
        return chat.epoch

    def give(self, chat: Chat, who: str, via: str, at: int) -> None:
        worker = self.workers[who]
        before = self.end_offer(chat)
        chat.kept, chat.refused = "", {}
        chat.agent, chat.via, chat.epoch = who, via, chat.epoch + 1
        worker.last, worker.missed = at, 0
        self.check_offer_of(worker)
        if before and before != who:
            self.pump_agent(before)

    def refuse(self, name: str, who: str) -> bool:
        chat = self.chats.get(name)
        if chat is None or chat.offered != who:
            return False
        self.refuse_for_now(chat, who)
        self.end_offer(chat)
        self.events.append(("OfferEnded", chat.hid, who, "refused"))
        self.workers[who].missed = 0
        self.pump_chat(chat)
        self.pump_agent(who)
        return True

    def report(
        self, who: str, capacity: int, classes: tuple[str, ...], presence: str, alive: bool
    ) -> None:
        worker = self.workers[who]
        was_free, before = self.is_free(worker), worker.classes
        worker.capacity, worker.classes = capacity, classes
        if presence:
            worker.presence, worker.missed, worker.said = presence, 0, ""
        if alive:
            worker.seen = self.run
        self.check_offer_of(worker)
        if not was_free or before != classes:
            self.pump_agent(who)

    def put_back(self, name: str, epoch: int, department: str, classes: list[str]) -> bool:
        chat = self.chats.get(name)
        if chat is None or not chat.agent or chat.epoch != epoch:
            return False
        holder = chat.agent
        self.return_to_line(chat, department or chat.department, classes)
        self.tell_back(chat, holder, "passed_on" if department else "put_back")
        self.pump_agent(holder)
        self.pump_chat(chat)
        return True

    def return_to_line(self, chat: Chat, department: str, classes: list[str]) -> None:
        holder = chat.agent
        if department != chat.department:
            chat.department, chat.classes, chat.steps = department, classes, []
        chat.agent = chat.via = ""
        chat.epoch += 1
        self.refuse_for_now(chat, holder)

    def tell_back(self, chat: Chat, holder: str, why: str) -> None:
        ahead = self.line(chat.department).index(chat.id)
        self.events.append(
            ("BackInLine", chat.hid, chat.department, chat.epoch, ahead, why, holder)
        )

    def move(self, moved: Chat, before: str) -> str:
        """Into the line of ``moved``, as it would join there; empty, or why not."""
        chat = self.chats.get(moved.id)
        if chat is None or chat.hid != moved.hid:
            return "gone"
        if chat.agent:
            return "held"
        if chat.department != before or chat.department == moved.department:
            return "elsewhere"
        asked = self.end_offer(chat)
        chat.kept = ""
        chat.department, chat.classes, chat.steps = moved.department, [], moved.steps
        self.widen(chat, 0)
        ahead = self.line(chat.department).index(chat.id)
        self.events.append(
            ("BackInLine", chat.hid, chat.department, chat.epoch, ahead, "moved", "")
        )
        if asked:
            self.pump_agent(asked)
        self.pump_chat(chat)
        return ""

    def pass_on(self, name: str, epoch: int, to: str, capacity: int, at: int) -> str | int:
        chat, worker = self.chats.get(name), self.workers[to]
        if chat is not None and chat.agent == to:
            return chat.epoch
        if chat is None or chat.epoch != epoch:
            return "held" if chat and chat.agent else "over"
        if worker.presence == "away":
            return "off duty"
        if len(self.held(to)) >= capacity:
            return "full"
        if not chat.agent and not chat.via and not self.has_room(chat.department):
            return "department full"
        worker.capacity = capacity
        if not chat.agent:
            self.give(chat, to, chat.via or chat.department, at)
            self.pump_agent(to)
        else:
            holder, chat.agent = chat.agent, to
            chat.epoch += 1
            worker.last = at
            self.check_offer_of(worker)
            self.pump_agent(holder)
        self.events.append(("ChatPassedOn", chat.hid, to, chat.epoch))
        return chat.epoch

    def tick(self, at: int) -> None:
        self.run += min(max(at - (at if self.at is None else self.at), 0), STEP_MS)
        self.at = at
        due = [c for c in self.chats.values() if (c.offered or c.kept) and c.ends <= self.run]
        for chat in sorted(due, key=lambda chat: (chat.ends, chat.id)):
            if not chat.offered:
                chat.kept = ""
                continue
            worker = self.workers[chat.offered]
            self.refuse_for_now(chat, worker.id)
            worker.missed += 1
            self.end_offer(chat)
            self.events.append(("OfferEnded", chat.hid, worker.id, "missed"))
            if worker.missed >= self.rules.missed_most:
                self.set_away(worker, "missed")
        for chat in self.chats.values():
            self.widen(chat, at)
        self.lose_agents()
        while self.pump_earliest():
            pass

    def lose_agents(self) -> None:
        alive = [w for w in self.workers.values() if w.seen is not None]
        for worker in sorted(alive, key=lambda worker: (worker.seen, worker.id)):
            if worker.seen + self.rules.grace_ms < self.run:
                worker.seen = None
                back = self.held(worker.id)
                for chat in back:
                    self.return_to_line(chat, chat.department, [])
                for chat in back:
                    self.tell_back(chat, worker.id, "lost")
                self.set_away(worker, "lost")

    def set_away(self, worker: Worker, why: str) -> None:
        worker.presence, worker.said, worker.missed = "away", why, 0
        self.check_offer_of(worker)

    def pump_earliest(self) -> bool:
        open_ones = [
            chat
            for chat in self.chats.values()
            if not chat.kept and any(self.ways(chat, w) for w in self.workers.values())
        ]
        if not open_ones:
            return False
        return self.pump_chat(min(open_ones, key=lambda chat: (chat.due, chat.id)))
