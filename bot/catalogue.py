"""Reads the tables of ``data/catalogue`` that the rules decide by."""

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from bot.routes import read_routes
from handoff.rules.evidence import MEDIA_TYPES, Evidence, EvidenceKind
from handoff.rules.forms_tables import FormTables, read_forms, titles_of
from handoff.rules.notice import Function
from handoff.rules.offers import OfferRules, read_most_chats, read_offers
from handoff.rules.routes import TOP
from handoff.rules.signals import LANGUAGES
from handoff.rules.slack_table import SlackTable, read_slack
from handoff.rules.tables import ComplaintType, Tables, Topic
from handoff.rules.texts import ByLanguage
from handoff.rules.ticket import Alike, TicketTables
from handoff.rules.waiting import CHOICES
from handoff.rules.wishes import Wishes

_NOTHING_SAID = ("", "x", "呃")
"""Texts in which no pattern of the tables may find anything."""


class ContentError(Exception):
    """A file that cannot be used; the message names it and says what to do."""


def read_tables(topics: list[dict[str, Any]], categories: list[str], catalogue: Path) -> Tables:
    """All tables but those of forms. Raises ``ContentError``."""
    routing = read_yaml(catalogue / "routing.yml")
    complaints = read_yaml(catalogue / "complaint_types.yml")["complaint_types"]
    rows = read_yaml(catalogue / "departments.yml")["departments"]
    departments = tuple(row["id"] for row in rows)
    offers, most_chats = _assigning(catalogue / "assigning.yml", departments)
    return Tables(
        topics={
            t["id"]: Topic(
                t["id"], t["category"], t["department"], t.get("complaint") or "",
                tuple(t["platforms"]), tuple(t.get("related") or ()),
            )
            for t in topics
        },
        categories=tuple(categories),
        complaint_types={
            c["id"]: ComplaintType(
                c["id"], c["department"], c["priority"], tuple(c["platforms"]),
                in_languages(c["title"], f"the title of {c['id']}"),
                always_person=c["bypass_bot"] == "always",
                first_response=c["sla"]["first_response"], resolution=c["sla"]["resolution"],
                after_form=c.get("after_form") or "",
                sensitive_proof=c.get("sensitive_proof", False),
            )
            for c in complaints
        },
        reasons={
            name: (row["department"], row["priority"]) for name, row in routing["reasons"].items()
        },
        targets=routing["targets"],
        slack=_slack(catalogue / "slack.yml", departments),
        routes=read_routes(routing, rows),
        again_minutes=_again_minutes(catalogue),
        departments=departments,
        offers=offers,
        most_chats=most_chats,
        zones=read_yaml(catalogue / "platforms.yml")["timezones"],
        tickets=_ticket_tables(catalogue),
        wishes=_wishes(catalogue / "wishes.yml"),
        evidence=load_evidence(catalogue / "evidence.yml"),
        functions=_functions(catalogue / "functions.yml"),
    )  # fmt: skip


def load_evidence(path: Path) -> Evidence:
    """The kinds that come as files; links, numbers and times come as words.

    Raises ``ContentError``.
    """
    kinds = []
    for kind in read_yaml(path)["evidence_kinds"]:
        formats = tuple(name for name in kind["accepts"] if name in MEDIA_TYPES)
        if formats and not (isinstance(kind.get("max_mb"), int) and kind["max_mb"] > 0):
            raise ContentError(f"{path}: the kind {kind['id']} has no max_mb (megabytes)")
        if formats:
            kinds.append(EvidenceKind(kind["id"], formats, kind["max_mb"]))
    return Evidence(tuple(kinds))


def _again_minutes(catalogue: Path) -> int:
    top = read_yaml(catalogue / "priorities.yml")["priorities"][TOP]
    return int(top["escalate_if_unanswered_minutes"])


def _assigning(path: Path, departments: tuple[str, ...]) -> tuple[OfferRules, dict[str, int]]:
    plain = read_yaml(path)
    try:
        offers = read_offers(plain.get("offers") or {})
        return offers, read_most_chats(plain.get("most_chats") or {}, departments)
    except ValueError as error:
        raise ContentError(f"{path}: {error}") from error


def _slack(path: Path, departments: tuple[str, ...]) -> SlackTable:
    try:
        return read_slack(read_yaml(path) or {}, departments) if path.is_file() else SlackTable()
    except ValueError as error:
        raise ContentError(f"{path}: {error}") from error


def _functions(path: Path) -> dict[str, Function]:
    rows = read_yaml(path)["functions"]
    return {row["id"]: Function(row["id"], tuple(row["topics"])) for row in rows}


def _ticket_tables(catalogue: Path) -> TicketTables:
    complaints = read_yaml(catalogue / "complaint_types.yml")
    types, causes = complaints["complaint_types"], read_yaml(catalogue / "root_causes.yml")
    fields = [*complaints["common_fields"], *(f for t in types for f in t.get("fields") or ())]
    alike = read_yaml(catalogue / "functions.yml")["alike"]
    return TicketTables(
        targets={t["id"]: (t["sla"]["first_response"], t["sla"]["resolution"]) for t in types},
        departments=tuple(d["id"] for d in read_yaml(catalogue / "departments.yml")["departments"]),
        priorities=tuple(read_yaml(catalogue / "priorities.yml")["priorities"]),
        causes=tuple(c["id"] for c in causes["root_cause_codes"]),
        actions=tuple(causes["improvement_actions"]),
        fields={f["name"]: f["type"] for f in fields},
        reported=frozenset(f["name"] for f in fields if _is_reported(f)),
        reporting=frozenset(
            t["id"]
            for t in types
            if any(map(_is_reported, t["fields"])) and t.get("purpose") != "appeal_outcome"
        ),
        alike=Alike(alike["customers"], alike["hours"]),
    )


def _is_reported(field: dict[str, Any]) -> bool:
    """A list that may be left out holds what supports the report, such as sources."""
    is_list = field["type"] == "url_list" and bool(field["required"])
    return field["type"] == "object_ref" or is_list


def read_all_forms(
    catalogue: Path, texts: dict[str, ByLanguage]
) -> tuple[FormTables, dict[str, ByLanguage]]:
    """The complaint forms, and the titles of types and objects as texts."""
    path = catalogue / "complaint_types.yml"
    types, objects = read_yaml(path), read_yaml(catalogue / "reportable_objects.yml")
    words = read_yaml(catalogue / "form_words.yml")
    try:
        forms = read_forms(types, objects, words, texts)
        titles = titles_of(types, objects)
    except (KeyError, TypeError, ValueError, re.error) as error:
        raise ContentError(f"{path} and what belongs to it cannot be used: {error!r}") from error
    return forms, {name: in_languages(title, f"the text {name}") for name, title in titles.items()}


def in_languages(by_language: dict[str, str], what: str) -> ByLanguage:
    """Stripped, in every language. Raises ``ContentError`` that names ``what``."""
    if not isinstance(by_language, dict):
        raise ContentError(f"{what} is not given by language")
    missing = [language for language in LANGUAGES if not by_language.get(language)]
    if missing:
        raise ContentError(f"{what} is missing in: {', '.join(missing)}")
    return {language: str(by_language[language]).strip() for language in LANGUAGES}


@lru_cache(maxsize=8192)
def pattern_of(written: str) -> re.Pattern[str]:
    """Compiled once for all edits; the cache of ``re`` is too small for the files. ``re.error``."""
    return re.compile(written)


def matches_any_text(pattern: re.Pattern[str]) -> bool:
    """Whether it is found where nothing is said: then every message would be what it stands for."""
    return any(pattern.search(text) for text in _NOTHING_SAID)


@lru_cache(maxsize=4096)
def _pattern(pattern: str) -> re.Pattern[str]:
    """Long ones take a moment each; after an edit nearly all are those of before."""
    return re.compile(pattern)


def _wishes(path: Path) -> Wishes:
    raw = read_yaml(path)

    def compiled(patterns: list[str]) -> tuple[re.Pattern[str], ...]:
        try:
            found = tuple(_pattern(pattern) for pattern in patterns)
        except re.error as error:
            raise ContentError(f"{path}: {error.pattern!r} is no pattern: {error}") from error
        for pattern in found:
            if matches_any_text(pattern):
                raise ContentError(f"{path}: {pattern.pattern!r} matches any text; name words")
        return found

    def by_name(match: dict[str, list[str]]) -> dict[str, tuple[re.Pattern[str], ...]]:
        return {name: compiled(patterns) for name, patterns in match.items()}

    def naming(names: str, patterns: list[str]) -> tuple[re.Pattern[str], ...]:
        return compiled([pattern.replace("{language}", names) for pattern in patterns])

    asked = raw["language"]
    names: dict[str, str] = asked["names"]
    return Wishes(
        person=by_name(raw["person"]["match"]),
        no_person=compiled(raw["person"]["not"]),
        danger=by_name(raw["danger"]["match"]),
        no_danger=compiled(raw["danger"]["not"]),
        courtesies=naming("|".join(names.values()), asked["courtesies"]),
        languages={code: naming(names[code], asked["match"]) for code in LANGUAGES},
        status=compiled(raw["status"]["match"]),
        form=compiled(raw["form"]["match"]),
        waiting=by_name({choice: raw["waiting"][choice] for choice in CHOICES}),
        complaint=compiled(raw["complaint"]["match"]),
        back=compiled(raw["complaint"]["back"]),
        no_complaint=compiled(raw["complaint"]["not"]),
        security=compiled(raw["security"]["match"]),
        follow_up=compiled(raw["follow_up"]["match"]),
    )


def read_yaml(path: Path) -> Any:
    """What a file holds. Raises ``ContentError``."""
    try:
        return yaml.load(path.read_text("utf-8"), Loader=_LOADER)  # noqa: S506  # a safe one
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ContentError(f"{path} cannot be read: {error}") from error


_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
