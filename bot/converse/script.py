"""A script of conversations, read and checked as a whole before anything is started."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.converse.deeds import ATTACH, Deed, agent_deed, system_deed, user_deed
from bot.converse.known import Known
from bot.converse.setup import Setup, read_setup
from bot.converse.source import BadScript, Faults, at, read_yaml, words_of
from bot.converse.wanted import check_predicate

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
    """All dialogues, in order. Raises ``BadScript`` with all faults, each with its place."""
    faults, dialogues = Faults(), list[Dialogue]()
    with faults.gathered():
        dialogues = _read(read_yaml(path), known, faults)
    faults.tell(path)
    return dialogues


def _read(plain: Any, known: Known, faults: Faults) -> list[Dialogue]:
    if isinstance(plain, dict):
        plain = plain.get("dialogues", [plain])
    if not isinstance(plain, list) or not plain:
        raise BadScript("wanted a list `dialogues`, or one dialogue with `turns`")
    seen: set[str] = set()
    dialogues = []
    for number, item in enumerate(plain, 1):
        dialogue = _dialogue(item, number, known, faults)
        if dialogue is None:
            continue
        with faults.gathered(), at(item, "id", dialogue.id):
            if dialogue.id in seen:
                raise BadScript("two dialogues have this id")
        seen.add(dialogue.id)
        dialogues.append(dialogue)
    return dialogues


def _dialogue(plain: Any, number: int, known: Known, faults: Faults) -> Dialogue | None:
    """None where it cannot be read; a fault in it does not hide the others."""
    name = ""
    with faults.gathered(), at(plain):
        if not isinstance(plain, dict) or not plain.get("id"):
            raise BadScript(f"dialogue {number} of the file has no id")
        name = words_of(plain["id"], "id")
    if not name:
        return None
    _check_head(plain, name, known, faults)
    setup = None
    with faults.gathered(), at(plain, "setup", name):
        setup = read_setup(plain.get("setup"), known)
    turns = plain.get("turns")
    with faults.gathered(), at(plain, "turns", name):
        if not isinstance(turns, list) or not turns:
            raise BadScript("wanted a list `turns`")
    listed = turns if isinstance(turns, list) else []
    read = [_turn(n, item, name, setup, known, faults) for n, item in enumerate(listed, 1)]
    if setup is None:
        return None
    lang, platform, channel = (str(plain.get(key)) for key in ("lang", "platform", "channel"))
    done = tuple(turn for turn in read if turn is not None)
    return Dialogue(name, lang, platform, channel if "channel" in plain else "web", setup, done)


def _check_head(plain: dict[str, Any], name: str, known: Known, faults: Faults) -> None:
    for key in sorted(plain.keys() - DIALOGUE_KEYS):
        with faults.gathered(), at(plain, key, name):
            raise BadScript(f"a dialogue knows no {key}")
    for key, kind in (("lang", "language"), ("platform", "platform")):
        value = str(plain.get(key))
        with faults.gathered(), at(plain, key, name):
            if value not in known.ids[kind]:
                ids = ", ".join(sorted(known.ids[kind]))
                raise BadScript(f"{value} is no {kind}; known: {ids}")


def _turn(
    n: int, plain: Any, name: str, setup: Setup | None, known: Known, faults: Faults
) -> Turn | None:
    """None where it cannot be read. Without a setup nobody knows which agents there are."""
    place, actor = f"{name}, turn {n}", ""
    with faults.gathered(), at(plain, name=place):
        actor = _actor(plain)
    if not actor:
        return None
    _check_expect(plain, place, known, faults)
    deed = None
    with faults.gathered(), at(plain, name=place):
        if setup is not None:
            deed = _deed(actor, plain[actor], plain, setup, known)
    if deed is None:
        return None
    return Turn(n, actor, plain[actor], deed, plain.get("expect") or {}, str(plain.get("note", "")))


def _actor(plain: Any) -> str:
    if not isinstance(plain, dict):
        raise BadScript("wanted one of the actors user, agent, system")
    if unknown := plain.keys() - {*ACTORS, *ATTACH, "expect", "note"}:
        raise BadScript(f"{', '.join(sorted(unknown))} is no actor; known: {', '.join(ACTORS)}")
    actors = [actor for actor in ACTORS if actor in plain]
    if len(actors) != 1:
        raise BadScript(f"wanted exactly one actor, found {' and '.join(actors) or 'none'}")
    return actors[0]


def _check_expect(plain: dict[str, Any], place: str, known: Known, faults: Faults) -> None:
    expect = plain.get("expect")
    if expect is None:
        return
    with faults.gathered(), at(plain, "expect", place):
        if not isinstance(expect, dict):
            raise BadScript("expect is no list of predicates")
        for key, wanted in expect.items():
            with faults.gathered(), at(expect, key, place):
                check_predicate(key, wanted, known)


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
