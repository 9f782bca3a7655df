"""Reads ``data/content`` and ``data/catalogue`` into the rules' tables."""

from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from bot.catalogue import ContentError, in_languages, read_all_forms, read_tables, read_yaml
from bot.hours import load_hours
from handoff.rules.care import LIMITS, Care
from handoff.rules.routes import EMERGENCY, TOP, URGENT
from handoff.rules.signals import LANGUAGES
from handoff.rules.tables import Tables
from handoff.rules.texts import ByLanguage, Content, slots_of

_OF_ANOTHER_SHAPE = (KeyError, IndexError, TypeError, AttributeError, ValueError)
"""What reading a table raises whose rows are not what they should be."""


@dataclass(frozen=True)
class Loaded:
    """Texts and tables that belong together."""

    content: Content
    tables: Tables

    @property
    def kept(self) -> timedelta:
        """How long words of a chat are kept after the last one, as customers are told."""
        return timedelta(days=_number(self.content, "chat_retention_days"))


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
    care = Care(**{name: _number(content, name) for name in LIMITS})
    tickets = replace(tables.tickets, hours=hours)
    tables = replace(tables, forms=forms, hours=hours, tickets=tickets, care=care)
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
    if tables.reasons.get(EMERGENCY) != (URGENT, TOP) or tables.hours.closes_ever(URGENT):
        raise ContentError(f"{EMERGENCY} must go to {URGENT} with {TOP}, and that must never close")
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


def _number(content: Content, name: str) -> int:
    """A value that the program goes by; the same in every language."""
    return int(content.policy[name][LANGUAGES[0]])


def _policy(path: Path) -> dict[str, ByLanguage]:
    return {
        name: {language: str(value) for language in LANGUAGES}
        if not isinstance(value, dict)
        else in_languages(value, f"{path}: the value {name}")
        for name, value in read_yaml(path)["policy"].items()
    }
