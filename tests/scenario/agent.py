"""An agent at the web desk, over the real protocol on loopback."""

from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from aiohttp import ClientSession

from handoff.ports import Agent
from tests.scenario.customer import Customer
from tests.scenario.hearing import Ear, Frame, a_browser
from tests.scenario.stand import Stand


@dataclass(frozen=True)
class Refusal:
    """What the desk says when something was not done."""

    text: str


class AgentAtDesk:
    """A signed-in page of the web desk."""

    def __init__(self, http: ClientSession, stand: Stand, agent: Agent) -> None:
        self.agent = agent
        self._http = http
        self._stand = stand
        self._ear: Ear | None = None

    @property
    def ear(self) -> Ear:
        assert self._ear is not None, "the desk is not open"
        return self._ear

    async def signs_in(self) -> None:
        url, records = self._stand.url, self._stand.service.records
        code = await records.make_sign_in_code(self.agent.id)
        answer = await self._http.post(
            f"{url}/desk/sign-in",
            data={"code": code},
            headers={"Origin": url},
            allow_redirects=False,
        )
        assert answer.status == 303
        await self.opens_the_desk()

    async def moves(self, stand: Stand) -> None:
        """Goes on at another copy of the service; the browser still has its cookie."""
        self._stand = stand
        await self.opens_the_desk()

    async def opens_the_desk(self) -> None:
        url = self._stand.url
        ws = await self._http.ws_connect(f"{url}/api/desk/socket", headers={"Origin": url})
        self._ear = Ear(ws)
        await self.ear.until("the lists", lambda: self._lists())

    @property
    def waiting(self) -> list[Frame]:
        """The list of those who wait, as it is on the screen now."""
        return list(self._lists()["waiting"])

    async def leaves(self) -> None:
        if self._ear is not None:
            await self._ear.close()

    async def asks(self, kind: str, **fields: str) -> Frame | Refusal:
        """Any frame of the desk; the answer to it, or why not."""
        ref = uuid4().hex
        await self.ear.ws.send_json({"type": kind, "ref": ref, **fields})

        def answered() -> Frame | None:
            return next((f for f in self.ear.frames if f.get("ref") == ref), None)

        answer = await self.ear.until(f"an answer to {kind}", answered)
        return Refusal(answer["text"]) if answer["type"] == "refused" else answer

    async def gets(self, path: str) -> Frame:
        """What a page of the desk loads."""
        async with self._http.get(f"{self._stand.url}{path}") as answer:
            assert answer.status == 200, await answer.text()
            return dict(await answer.json())

    async def sends(self, path: str, body: Any) -> tuple[int, Frame]:
        """What a page of the desk sends; status and answer."""
        headers = {"Origin": self._stand.url}
        url = f"{self._stand.url}{path}"
        async with self._http.post(url, json=body, headers=headers) as answer:
            return answer.status, dict(await answer.json())

    async def sees_waiting(self, who: Customer | str, **facts: Any) -> Frame:
        """The card of a waiting customer, with these facts on it."""
        return await self._card("waiting", who, facts)

    async def sees_mine(self, who: Customer | str, **facts: Any) -> Frame:
        """The card of a customer the agent holds, with these facts on it."""
        return await self._card("mine", who, facts)

    async def has(self, who: Customer | str) -> Frame:
        return await self._card("mine", who, {})

    async def sees_nobody_waiting(self) -> None:
        await self.ear.until("an empty list", lambda: self._lists().get("waiting") == [])

    async def sees_whether_waiting(self, who: Customer | str, wanted: bool) -> None:
        """The customer stands in the list of those who wait, or does not."""

        def is_so() -> bool:
            shown = [card["conversation"] for card in self._lists().get("waiting", ())]
            return shown.count(_id(who)) == int(wanted)

        await self.ear.until(f"{_id(who)} in line: {wanted}", is_so)

    async def opens(self, who: Customer | str) -> None:
        self._done(await self.asks("open", conversation=_id(who)))

    async def takes(self, who: Customer | str) -> None:
        await self.sees_waiting(who)
        self._done(await self.asks("claim", conversation=_id(who)))

    async def tries_to_take(self, who: Customer | str) -> Frame | Refusal:
        return await self.asks("claim", conversation=_id(who))

    async def replies(self, who: Customer | str, text: str) -> None:
        self._done(await self.tries_to_reply(who, text))

    async def tries_to_reply(self, who: Customer | str, text: str) -> Frame | Refusal:
        return await self.asks("reply", conversation=_id(who), client_id=uuid4().hex, text=text)

    async def notes(self, who: Customer | str, text: str) -> None:
        given = {"conversation": _id(who), "client_id": uuid4().hex, "text": text}
        self._done(await self.asks("note", **given))

    async def hands_back(
        self, who: Customer | str, reason: str = "bot_can", done: str = ""
    ) -> None:
        self._done(await self.asks("hand_back", conversation=_id(who), reason=reason, done=done))

    async def resolves(self, who: Customer | str, outcome: str = "answered") -> None:
        self._done(await self.asks("resolve", conversation=_id(who), outcome=outcome))

    async def sees(self, who: Customer | str, text: str) -> Frame:
        """A line with these words in the transcript of the conversation."""

        def found() -> Frame | None:
            return next((line for line in self._lines(_id(who)) if text in line["text"]), None)

        return dict(await self.ear.until(f"{text!r} in the transcript", found))

    async def sees_facts(self, who: Customer | str, **facts: Any) -> Frame:
        """The card's facts beside the transcript, with these values."""

        def found() -> Frame | None:
            shown = [f for f in self.ear.frames if f["type"] == "conversation"]
            mine = [f for f in shown if f["conversation"] == _id(who)]
            return mine[-1] if mine and facts.items() <= mine[-1].items() else None

        return dict(await self.ear.until(f"facts {facts}", found))

    async def dead_letters(self) -> list[Frame]:
        return list(self._done(await self.asks("dead_letters"))["dead_letters"])

    def _lines(self, conversation: str) -> list[Frame]:
        frames = [f for f in self.ear.frames if f["type"] == "entries"]
        return [e for f in frames if f["conversation"] == conversation for e in f["entries"]]

    async def _card(self, where: str, who: Customer | str, facts: Frame) -> Frame:
        def found() -> Frame | None:
            cards = [c for c in self._lists().get(where, ()) if c["conversation"] == _id(who)]
            return cards[0] if cards and facts.items() <= cards[0].items() else None

        return dict(await self.ear.until(f"{_id(who)} {facts} in {where}", found))

    def _lists(self) -> Frame:
        return next((f for f in reversed(self.ear.frames) if f["type"] == "lists"), {})

    def _done(self, answer: Frame | Refusal) -> Frame:
        assert not isinstance(answer, Refusal), answer.text
        return answer


def _id(who: Customer | str) -> str:
    return who if isinstance(who, str) else who.conversation


async def agent_at(people: AsyncExitStack, stand: Stand, name: str, **facts: Any) -> AgentAtDesk:
    """A new agent who has just opened the desk, until ``people`` go."""
    agent = await stand.add_agent(name, **facts)
    at_desk = AgentAtDesk(await people.enter_async_context(a_browser()), stand, agent)
    people.push_async_callback(at_desk.leaves)
    await at_desk.signs_in()
    return at_desk
