"""A script of conversations, read and checked as a whole before anything is started."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.converse.deeds import ATTACH, Deed, agent_deed, system_deed, user_deed
from bot.converse.known import Known
from bot.converse.setup import Setup, read_setup
from bot.converse.source import BadScript, at, read_yaml, words_of
from bot.converse.wanted import check_expect

ACTORS = ("user", "agent", "system")
DIALOGUE_KEYS = frozenset({"id", "lang", "platform", "channel", "setup", "turns", "note", "title"})
PLAYABLE = ("web", "telegram")
"""Channels that customers write on."""


@dataclass(frozen=True)
class Turn:
    """One deed of one actor; ``said`` is what the script has, ``expect`` what shall hold then."""

    n: int
    actor: str
    said: Any
    deed: Deed
    expect: dict[str, Any] = field(default_factory=dict)
    note: str = ""


@dataclass(frozen=True)
class Dialogue:
    """One conversation. ``channel`` may be one that cannot be played, see ``PLAYABLE``."""

    id: str
    lang: str
    platform: str
    channel: str
    setup: Setup
    turns: tuple[Turn, ...]


def read_script(path: Path, known: Known) -> list[Dialogue]:
    """All dialogues, in order. Raises ``BadScript`` for the first fault, with its place."""
    try:
        return _read(read_yaml(path), known)
    except BadScript as error:
        place = f"{path}, line {error.line}" if error.line else str(path)
        raise BadScript(f"{place}: {error}", error.line) from error


def _read(plain: Any, known: Known) -> list[Dialogue]:
    if isinstance(plain, dict):
        plain = plain.get("dialogues", [plain])
    if not isinstance(plain, list) or not plain:
        raise BadScript("wanted a list `dialogues`, or one dialogue with `turns`")
    dialogues = [_dialogue(item, number, known) for number, item in enumerate(plain, 1)]
    seen: set[str] = set()
    for dialogue, item in zip(dialogues, plain, strict=True):
        if dialogue.id in seen:
            with at(item, "id", dialogue.id):
                raise BadScript("two dialogues have this id")
        seen.add(dialogue.id)
    return dialogues


def _dialogue(plain: Any, number: int, known: Known) -> Dialogue:
    with at(plain):
        if not isinstance(plain, dict) or not plain.get("id"):
            raise BadScript(f"dialogue {number} of the file has no id")
        name = words_of(plain["id"], "id")
    with at(plain, name=name):
        lang, platform = _place(plain, known)
        with at(plain, "setup"):
            setup = read_setup(plain.get("setup"), known)
    turns = tuple(_turns(name, plain["turns"], setup, known))
    return Dialogue(name, lang, platform, str(plain.get("channel", "web")), setup, turns)


def _place(plain: dict[str, Any], known: Known) -> tuple[str, str]:
    if unknown := plain.keys() - DIALOGUE_KEYS:
        with at(plain, min(unknown)):
            raise BadScript(f"a dialogue knows no {', '.join(sorted(unknown))}")
    lang, platform = str(plain.get("lang")), str(plain.get("platform"))
    for key, kind, value in (("lang", "language", lang), ("platform", "platform", platform)):
        if value not in known.ids[kind]:
            ids = ", ".join(sorted(known.ids[kind]))
            with at(plain, key):
                raise BadScript(f"{value} is no {kind}; known: {ids}")
    with at(plain, "turns"):
        if not isinstance(plain.get("turns"), list) or not plain["turns"]:
            raise BadScript("wanted a list `turns`")
    return lang, platform


def _turns(name: str, plain: list[Any], setup: Setup, known: Known) -> Iterator[Turn]:
    for n, item in enumerate(plain, 1):
        with at(item, name=f"{name}, turn {n}"):
            yield _turn(n, item, setup, known)


def _turn(n: int, plain: Any, setup: Setup, known: Known) -> Turn:
    if not isinstance(plain, dict):
        raise BadScript("wanted one of the actors user, agent, system")
    if unknown := plain.keys() - {*ACTORS, *ATTACH, "expect", "note"}:
        raise BadScript(f"{', '.join(sorted(unknown))} is no actor; known: {', '.join(ACTORS)}")
    actors = [actor for actor in ACTORS if actor in plain]
    if len(actors) != 1:
        raise BadScript(f"wanted exactly one actor, found {' and '.join(actors) or 'none'}")
    actor, said = actors[0], plain[actors[0]]
    expect = plain.get("expect")
    if expect is not None:
        with at(plain, "expect"):
            check_expect(expect, known)
    deed = _deed(actor, said, plain, setup, known)
    return Turn(n, actor, said, deed, expect or {}, str(plain.get("note", "")))


def _deed(actor: str, said: Any, plain: dict[str, Any], setup: Setup, known: Known) -> Deed:
    attached = [name for key in ATTACH if key in plain for name in _listed(plain[key])]
    if actor == "user":
        return user_deed(said, attached)
    if attached:
        raise BadScript("only user can attach files")
    agents = [agent.name for agent in setup.agents]
    if actor == "agent":
        return agent_deed(said, agents)
    return system_deed(said, agents, known.ids["root cause"])


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
