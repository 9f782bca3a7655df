"""Reads ``data/content`` and ``data/catalogue`` into the rules' tables, again when a file changes.

A change in which ``footbridge check`` sees an error is reported and the last good state stays, so
that neither an edit in progress nor a slip reaches a customer.
"""

import asyncio
import logging
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import lru_cache
from pathlib import Path

from bot.catalogue import ContentError, in_languages, read_all_forms, read_tables, read_yaml
from bot.checks.examine import examine_live
from bot.checks.problem import Problem
from bot.hours import load_hours
from handoff.rules.signals import LANGUAGES
from handoff.rules.tables import Tables
from handoff.rules.texts import ByLanguage, Content, slots_of

log = logging.getLogger(__name__)

LOOK_EVERY_S = 0.5
"""How often files are looked at for changes; an edit is live within two seconds."""

_OF_ANOTHER_SHAPE = (KeyError, IndexError, TypeError, AttributeError, ValueError)
"""What reading a table raises whose rows are not what they should be."""

MOST_TOLD = 3
"""Problems of an edit that are written to the log."""

Stamp = tuple[tuple[str, int, int], ...]
"""Of each file its path, the time of its last change and its size."""


@dataclass(frozen=True)
class Loaded:
    """Texts and tables that belong together."""

    content: Content
    tables: Tables

    @property
    def kept(self) -> timedelta:
        """How long words of a chat are kept after the last one, as customers are told."""
        return timedelta(days=int(self.content.policy["chat_retention_days"][LANGUAGES[0]]))


def load(data: Path) -> Loaded:
    """Read everything under ``data``. Raises ``ContentError``, whatever the files hold."""
    try:
        return _load(data)
    except _OF_ANOTHER_SHAPE as error:
        what = f"a file of another shape than its own ({type(error).__name__}: {error})"
        raise ContentError(f"{data} has {what}; footbridge check tells where") from error


def _load(data: Path) -> Loaded:
    topics = [read_yaml(path) for path in sorted((data / "content" / "topics").glob("*.yml"))]
    catalogue = data / "catalogue"
    texts = _texts(data / "content" / "texts")
    forms, titles = read_all_forms(catalogue, texts)
    categories = read_yaml(catalogue / "categories.yml")["faq_categories"]
    content = Content(
        texts={**texts, **titles},
        answers={t["id"]: in_languages(t["answer"], f"the answer of {t['id']}") for t in topics},
        answers_by_platform={
            (t["id"], platform): in_languages(answer, f"{t['id']} for {platform}")
            for t in topics
            for platform, answer in (t.get("answer_by_platform") or {}).items()
        },
        titles={
            item["id"]: in_languages(item["title"], f"the title of {item['id']}")
            for item in [*topics, *categories]
        },
        policy=_policy(catalogue / "policy.yml"),
    )
    _check_answers(content)
    tables = read_tables(topics, [c["id"] for c in categories], catalogue)
    hours = load_hours(catalogue)
    tickets = replace(tables.tickets, hours=hours)
    tables = replace(tables, forms=forms, hours=hours, tickets=tickets)
    _check_named(content, tables, catalogue)
    _check_ways(
        tables, [r["id"] for r in read_yaml(catalogue / "handoff_reasons.yml")["handoff_reasons"]]
    )
    return Loaded(content, tables)


def check_successor(old: Content, new: Content) -> None:
    """Whether ``new`` can take over from ``old`` in a running service. Raises ``ContentError``.

    What is said by name must still be there, and a text may use only values that it is given.
    """
    if gone := sorted(old.texts.keys() - new.texts.keys()):
        raise ContentError(f"texts that are in use are gone: {', '.join(gone)}")
    for name, by_language in old.texts.items():
        given = {slot for text in by_language.values() for slot in slots_of(text)}
        for text in new.texts[name].values():
            if unknown := slots_of(text) - given - new.policy.keys():
                raise ContentError(f"the text {name} names {_braced(unknown)}, given by nobody")


def _check_answers(content: Content) -> None:
    for topic, by_language in [*content.answers.items(), *content.answers_by_platform.items()]:
        for text in by_language.values():
            if unknown := slots_of(text) - content.policy.keys():
                raise ContentError(f"the answer of {topic} names {_braced(unknown)}: no such value")


def _check_named(content: Content, tables: Tables, catalogue: Path) -> None:
    """What customers are told of a department, and of a state of a ticket, has words."""
    states = [
        s["id"] for s in read_yaml(catalogue / "tickets.yml")["ticket_states"] if s["id"] != "draft"
    ]
    wanted = [f"team_{name}" for name in tables.departments]
    wanted += [f"ticket_state_{name}" for name in states]
    if missing := [text for text in wanted if text not in content.texts]:
        raise ContentError(f"there is no text for: {', '.join(missing)}")


def _check_ways(tables: Tables, reasons: list[str]) -> None:
    """Every way to a person leads somewhere: a gap would leave a customer without anybody."""
    if missing := [reason for reason in reasons if reason not in tables.reasons]:
        raise ContentError(f"routing.yml has no row for: {', '.join(missing)}")
    types = tables.complaint_types
    ways = [(f"the reason {name}", *row) for name, row in tables.reasons.items()]
    ways += [(f"the complaint {t.id}", t.department, t.priority) for t in types.values()]
    for what, department, priority in ways:
        if department not in tables.departments:
            raise ContentError(f"{what} goes to {department}, which is no department")
        if not isinstance(tables.targets.get(priority), int):
            raise ContentError(f"{what} has priority {priority}, which has no target in minutes")
    for topic in tables.topics.values():
        if topic.complaint and topic.complaint not in types:
            raise ContentError(
                f"the topic {topic.id} offers {topic.complaint}, which is no complaint"
            )


def _braced(names: set[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in sorted(names))


def _texts(folder: Path) -> dict[str, ByLanguage]:
    texts: dict[str, ByLanguage] = {}
    for path in sorted(folder.glob("*.yml")):
        for name, by_language in read_yaml(path)["texts"].items():
            if name in texts:
                raise ContentError(f"{path}: the text {name} is in another file too; keep one")
            texts[name] = in_languages(by_language, f"{path}: the text {name}")
    return texts


def _policy(path: Path) -> dict[str, ByLanguage]:
    return {
        name: {language: str(value) for language in LANGUAGES}
        if not isinstance(value, dict)
        else in_languages(value, f"{path}: the value {name}")
        for name, value in read_yaml(path)["policy"].items()
    }


def _told(problems: list[Problem]) -> str:
    """The first ones as `footbridge check` tells them; that tells them all."""
    told = [f"{p.file}:{p.line}: {p.what}. {p.remedy}" for p in problems[:MOST_TOLD]]
    if more := len(problems) - MOST_TOLD:
        told += [f"and {more} more; see them all: footbridge check"] if more > 0 else []
    return "; ".join(told)


@lru_cache(maxsize=1)
def _load_once(data: Path, stamp: Stamp) -> Loaded:
    """For several services in one process: nobody's messages wait while files are read again."""
    return load(data)


@lru_cache(maxsize=1)
def _faults_once(data: Path, stamp: Stamp) -> list[Problem]:
    """The same for several services; from then on an edit is examined in a moment."""
    return examine_live(data.parent)


class LiveContent:
    """The newest usable content; ``now`` is replaced as a whole, so a reader never sees a mix.

    ``unused`` says why edits are not in use, with file and line as `footbridge check` tells them;
    it is empty while the files as they lie are.
    """

    def __init__(self, data: Path) -> None:
        self._data = data
        self._stamp = self._look()
        self.now = _load_once(data, self._stamp)
        self.unused = ""
        self._task: asyncio.Task[None] | None = None

    def text(self, text_id: str, language: str, values: dict[str, str] | None = None) -> str:
        return self.now.content.render_text(text_id, language, values or {})

    def start(self) -> None:
        self._task = asyncio.create_task(self._watch())

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()

    async def _watch(self) -> None:
        if faults := await asyncio.to_thread(_faults_once, self._data, self._stamp):
            self.unused = _told(faults)
            log.warning("data/ has errors; no edit counts until they are mended: %s", self.unused)
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            try:
                await asyncio.to_thread(self._look_again)
            except ContentError as error:
                self._refuse(str(error))
            except Exception as error:
                # Whatever a file in the midst of an edit holds, the next edit must count again.
                self._refuse(f"{type(error).__name__}: {error}")

    def _refuse(self, why: str) -> None:
        self.unused = why
        log.error("the change in data/ is not used: %s", why)

    def _look_again(self) -> None:
        stamp = self._look()
        if stamp == self._stamp:
            return
        self._stamp = stamp
        if problems := examine_live(self._data.parent):
            raise ContentError(_told(problems))
        fresh = load(self._data)
        check_successor(self.now.content, fresh.content)
        self.now, self.unused = fresh, ""
        log.info("content was read again")

    def _look(self) -> Stamp:
        files = [*self._data.glob("content/**/*.yml"), *self._data.glob("catalogue/*.yml")]
        return tuple(
            (str(path), path.stat().st_mtime_ns, path.stat().st_size) for path in sorted(files)
        )
