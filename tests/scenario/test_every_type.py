"""Every type of complaint in every language on both channels, with the trained model.

From a sentence of the customer's own, over questions, a correction and a yes, to the outcome.
"""

import asyncio
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.app import DATA
from bot.converse.deeds import Deed, Done, OnTicket, Said
from bot.converse.many import places
from bot.converse.prepare import prepare
from bot.converse.record import Message, Seen
from bot.converse.roads import on_the_road
from bot.converse.script import PLAYABLE, Dialogue, Turn
from bot.converse.setup import AgentWanted, Setup
from bot.converse.stand import Stand
from bot.converse.turns import Player
from bot.up.parts import ASSISTANT_PYTHON
from bot.up.training import is_fresh
from handoff.settings import Settings, load_settings
from tests.cli.converse.scripts import KNOWN

LANGUAGES = ("en", "nl", "zh")
TYPES: dict[str, dict[str, Any]] = {
    each["id"]: each
    for each in yaml.safe_load((DATA / "catalogue/complaint_types.yml").read_text("utf-8"))[
        "complaint_types"
    ]
}
TALK: dict[str, dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("every_type.yml").read_text("utf-8")
)
AT_ONCE_A_PERSON = [name for name, each in TYPES.items() if each["bypass_bot"] == "always"]
WRITTEN_BY_ALL: dict[str, dict[str, str]] = {
    "occurred_at": {"en": "two days ago", "nl": "twee dagen geleden", "zh": "两天前"},
    "contact": {
        "en": "just here in the chat",
        "nl": "gewoon hier in de chat",
        "zh": "就在这里回复",
    },
}
MOST_QUESTIONS = 14
MOST_BY_BUTTON = 0.1
"""Of the sentences, how many may be answered with a button for the form instead of with it."""
MAIL = "robin@example.org"
RESOLVED = {
    "outcome": "solved", "finding": "We looked at everything that you sent.",
    "measure": "It is put right as of today.", "cause": "user_misunderstanding",
}  # fmt: skip


@dataclass
class Talk:
    """A conversation whose next words depend on what was asked."""

    player: Player
    lang: str
    seen: Seen = field(default_factory=Seen)
    messages: list[Message] = field(default_factory=list)

    async def does(self, actor: str, deed: Deed) -> None:
        played = await self.player.play(Turn(1, actor, "", deed))
        assert not played.problem, played.problem
        assert not played.lost, played.lost
        self.seen = played.seen
        self.messages += played.seen.messages

    async def says(self, words: str) -> None:
        await self.does("user", Said(words))

    async def presses(self, button: str) -> None:
        await self.does("user", Said(button=button))

    def said(self, text_id: str) -> list[Message]:
        return [message for message in self.messages if message.text_id == text_id]

    @property
    def asked(self) -> str:
        assert self.seen.form is not None, [message.text_id for message in self.seen.messages]
        return "" if self.seen.form.is_summed_up else self.seen.form.asked

    @property
    def offered(self) -> set[str]:
        return {button for m in self.seen.messages for button, _ in m.buttons}


Part = tuple[str, str, str]
"""A type, a language, a channel."""


needs_a_model = pytest.mark.skipif(not ASSISTANT_PYTHON.exists(), reason="no .venv-assistant")


@pytest.mark.rasa
@needs_a_model
async def test_every_type_with_languages_and_channels_in_turn() -> None:
    ways = itertools.cycle(itertools.product(PLAYABLE, LANGUAGES))
    await _play_and_check(
        [(name, lang, way) for name, (way, lang) in zip(TYPES, ways, strict=False)]
    )


@pytest.mark.long
@pytest.mark.rasa
@needs_a_model
async def test_every_type_in_every_language_on_both_channels() -> None:
    await _play_and_check(list(itertools.product(TYPES, LANGUAGES, PLAYABLE)))


async def _play_and_check(wanted: list[Part]) -> None:
    """Play all of them, three at a time."""
    if not is_fresh(load_settings()):
        pytest.skip("there is no model of the data as it is: `make train`")
    parts = enumerate(wanted)
    wrong: dict[Part, str] = {}
    by_button: list[Part] = []
    starting = asyncio.Lock()
    async with places() as where, asyncio.TaskGroup() as group:
        for settings in where:
            group.create_task(_play_all(settings, parts, starting, wrong, by_button))
    assert wrong == {}
    assert len(by_button) <= MOST_BY_BUTTON * len(wanted), by_button


async def _play_all(
    settings: Settings,
    parts: Iterator[tuple[int, Part]],
    starting: asyncio.Lock,
    wrong: dict[Part, str],
    by_button: list[Part],
) -> None:
    for number, part in parts:
        try:
            if await _play(settings, number + 1, part, starting):
                by_button.append(part)
        except AssertionError as error:
            wrong[part] = str(error)


async def _play(settings: Settings, number: int, part: Part, starting: asyncio.Lock) -> bool:
    """From first words to outcome; whether the form had to be opened with a button."""
    name, lang, channel = part
    setup = Setup(agents=(AgentWanted("Sanne"),))
    dialogue = Dialogue(name, lang, TALK[name]["platform"], channel, setup, ())
    opened = on_the_road(settings, dialogue, number, channel, KNOWN.zones[lang], starting)
    async with opened as (stand, road):
        talk = Talk(
            Player(stand, road, await prepare(stand, dialogue, road.conversation, channel)), lang
        )
        await talk.player.begin()
        await talk.says(TALK[name]["opening"][lang])
        if name in AT_ONCE_A_PERSON:
            _check_a_person_comes(name, talk)
            return False
        by_button = talk.seen.form is None and f"complaint:{name}" in talk.offered
        if by_button:
            await talk.presses(f"complaint:{name}")
        await _fill_in(name, talk)
        await _correct(talk)
        await talk.presses("form:yes")
        _check_ticket(name, channel, talk, stand)
        await _resolve(talk, stand)
        return by_button


def _check_a_person_comes(name: str, talk: Talk) -> None:
    assert talk.seen.form is None
    assert talk.seen.handoff is not None
    urgent = talk.seen.handoff
    assert (urgent["department"], urgent["priority"]) == ("urgent_safety", "P0"), name
    assert talk.seen.state == "queued"


async def _fill_in(name: str, talk: Talk) -> None:
    assert talk.seen.form is not None, [message.text_id for message in talk.seen.messages]
    assert talk.seen.form.type == name
    for _ in range(MOST_QUESTIONS):
        if not talk.asked:
            return
        await _answer(name, talk.asked, talk)
        assert talk.seen.form is not None
        assert not talk.seen.form.refused
    raise AssertionError(f"still asks for {talk.asked} after {MOST_QUESTIONS} answers")


async def _answer(name: str, asked: str, talk: Talk) -> None:
    """The option of a button where one is meant, else words; a file where files are wanted."""
    pick = f"form:value:{TALK[name].get('picks', {}).get(asked)}"
    if asked == "evidence":
        if not talk.said("form_ask_evidence_more"):
            await talk.does("user", Said(files=("screenshot.png",)))
        else:
            await talk.presses("form:skip")
    elif pick in talk.offered:
        await talk.presses(pick)
    else:
        words = (TALK[name].get("says", {}) | WRITTEN_BY_ALL).get(asked)
        assert words is not None, f"{asked} is asked, which the sentence and the table leave open"
        await talk.says(words[talk.lang] if isinstance(words, dict) else words)


async def _correct(talk: Talk) -> None:
    """One field is changed after the summary, and the rest stays as it was."""
    assert talk.seen.form is not None
    before = talk.seen.form.draft
    await talk.presses("form:change")
    await talk.presses("form:change:contact")
    await talk.says(MAIL)
    assert talk.seen.form is not None
    assert talk.seen.form.is_summed_up
    after = talk.seen.form.draft
    assert {name for name in after if after[name] != before.get(name)} == {"contact"}
    assert MAIL in str(after["contact"])
    assert talk.seen.tickets == ()


def _check_ticket(name: str, channel: str, talk: Talk, stand: Stand) -> None:
    kind = TYPES[name]
    [ticket] = talk.seen.tickets
    stored = {key: ticket[key] for key in ("type", "department", "priority", "language", "channel")}
    assert stored == {
        "type": name, "department": kind["department"], "priority": kind["priority"],
        "language": talk.lang, "channel": channel,
    }  # fmt: skip
    hours = stand.service.content.now.tables.hours
    for target, due in (("first_response", "response_due_at"), ("resolution", "resolution_due_at")):
        whose = (kind["department"], talk.lang, kind["priority"], stand.now_ms)
        assert ticket[due].timestamp() * 1000 == hours.due_ms(*whose, kind["sla"][target]), due
    receipts = talk.said("complaint_receipt") + talk.said("complaint_receipt_queue")
    assert [receipt.values["number"] for receipt in receipts] == [ticket["number"]]
    assert talk.lang in receipts[0].languages
    assert TALK[name]["opening"][talk.lang] in ticket["question"]


async def _resolve(talk: Talk, stand: Stand) -> None:
    number = str(talk.seen.tickets[0]["number"])
    if talk.seen.state == "queued":
        await talk.does("system", Done("accepts"))
    else:
        await talk.does("agent", OnTicket("take", {}, {}))
    found = await stand.service.records.whole_ticket(number)
    assert found is not None
    if objects := found[1].objects:
        judged = {"objects": list(objects), "object_outcome": "removed"}
        await talk.does("agent", OnTicket("judge_objects", judged, {}))
    await talk.does("agent", OnTicket("resolve", dict(RESOLVED), {}))
    [told] = talk.said("ticket_resolved")
    assert talk.lang in told.languages
    assert number in told.text
    assert RESOLVED["finding"] in told.text
    assert talk.seen.tickets[0]["state"] == "resolved"
