"""Intents, rules, stories, slots and forms fit together."""

from collections.abc import Generator, Iterator
from typing import Any

from bot.checks.problem import Problem
from bot.checks.project import File, Project
from bot.checks.rasa_shapes import Dialogue
from bot.checks.source import Place, Source
from handoff.rules.signals import LANGUAGES

MADE = {
    "evidence_added": "the service, when files have come in",
    "form_button": "the service, for a button of a form",
    "form_open": "the service, to begin or go on with a form",
    "nlu_fallback": "the reader, when nothing is likely enough",
    "unsupported_language": "the reader, for a language it does not know",
}
"""Intents that come without phrases, and from whom. Those that begin with EXTERNAL_ come from the
service."""
_OUTSIDE = "EXTERNAL_"
BUILT_IN = frozenset(
    {
        "action_listen", "action_restart", "action_session_start", "action_default_fallback",
        "action_deactivate_loop", "action_revert_fallback_events", "action_default_ask_affirmation",
        "action_default_ask_rephrase", "action_two_stage_fallback", "action_unlikely_intent",
        "action_back", "action_extract_slots",
    }
)  # fmt: skip
"""Actions of Rasa itself."""


def check(project: Project) -> Iterator[Problem]:
    yield from _intents(project)
    yield from _actions(project)
    yield from _config(project)
    yield from _slots(project)
    yield from _forms(project)


def names_in(listed: list[Any]) -> dict[str, int]:
    """Names of a list of the domain with their position; ``- faq: {use_entities: []}`` counts."""
    flat = [next(iter(item), "") if isinstance(item, dict) else item for item in listed]
    return {str(name): position for position, name in enumerate(flat)}


def _steps(steps: list[Any], place: Place, key: str) -> Iterator[tuple[str, Place]]:
    """Values of ``key`` in the steps and in their alternatives (``or``)."""
    for number, step in enumerate(steps):
        if not isinstance(step, dict):
            continue
        at = (*place, number)
        if isinstance(step.get(key), str):
            yield step[key], (*at, key)
        if isinstance(step.get("or"), list):
            yield from _steps(step["or"], (*at, "or"), key)


def _used(file: File[Dialogue], key: str) -> Iterator[tuple[str, Place]]:
    for number, rule in enumerate(file.shape.rules):
        yield from _steps(rule.steps, ("rules", number, "steps"), key)
    for number, story in enumerate(file.shape.stories):
        yield from _steps(story.steps, ("stories", number, "steps"), key)


def _intents(project: Project) -> Iterator[Problem]:
    if not project.domain.is_read:
        return
    domain = names_in(project.domain.shape.intents)
    taught = yield from _taught(project, domain)
    used: set[str] = set()
    for file in project.dialogues:
        for intent, place in _used(file, "intent"):
            name = intent.partition("/")[0]
            used.add(name)
            if name not in domain:
                what = f"the intent {name} is not in domain.yml"
                yield file.source.error(place, what, "Correct the name, or add it there.")
    for name, position in domain.items():
        at: Place = ("intents", position)
        if name not in taught and name not in MADE and not name.startswith(_OUTSIDE):
            remedy = f"Write some in data/nlu/{name}.yml, or remove the intent."
            yield project.domain.source.error(at, f"the intent {name} has no phrases", remedy)
        if name not in used:
            remedy = "Add a rule to data/rules, or remove the intent: nobody would be answered."
            what = f"the intent {name} is in no rule and no story"
            yield project.domain.source.error(at, what, remedy)


def _taught(project: Project, domain: dict[str, int]) -> Generator[Problem, None, set[str]]:
    """Yields problems, returns the intents that have phrases."""
    taught: set[str] = set()
    for file in project.phrases:
        for number, block in enumerate(file.shape.nlu):
            name = block.intent.partition("/")[0]
            if name and name not in domain and name not in taught:
                what = f"phrases for the intent {name}, which is not in domain.yml"
                place: Place = ("nlu", number, "intent")
                yield file.source.error(place, what, "Correct the name, or add it there.")
            taught.add(name)
    return taught


def _actions(project: Project) -> Iterator[Problem]:
    domain = project.domain.shape
    known = {*names_in(domain.actions), *domain.responses, *domain.forms, *BUILT_IN}
    for file in project.dialogues if project.domain.is_read else ():
        for action, place in _used(file, "action"):
            if action not in known:
                what = f"the action {action} is not in domain.yml"
                yield file.source.error(place, what, "Correct the name, or add it there.")


def _config(project: Project) -> Iterator[Problem]:
    """Thresholds and questions of single intents, and settings by language."""
    for number, part in enumerate(project.config.shape.pipeline):
        if project.domain.is_read:
            yield from _intents_of_settings(project, number, part)
            yield from _doubts(project, number, part)
        for key in ("eager", "lean"):
            named = part.get(key)
            for intent, setting in named.items() if isinstance(named, dict) else ():
                yield from _languages_of(project, ("pipeline", number, key, str(intent)), setting)
        for key in ("answer_at", "offer_at", "clear_at", "languages", "helpers"):
            yield from _languages_of(project, ("pipeline", number, key), part.get(key))


def _intents_of_settings(project: Project, number: int, part: dict[str, Any]) -> Iterator[Problem]:
    domain = names_in(project.domain.shape.intents)
    for key in ("check", "asks", "eager", "lean", "yields"):
        named = part.get(key)
        for intent in named if isinstance(named, dict) else ():
            if intent not in domain:
                what = f"`{key}` names {intent}, which is no intent"
                place: Place = ("pipeline", number, key, str(intent))
                remedy = "Correct the name, or add it to domain.yml."
                yield project.config.source.error(place, what, remedy)


def _doubts(project: Project, number: int, part: dict[str, Any]) -> Iterator[Problem]:
    """What is asked about must have the intent that asks: without it a message would fail."""
    check, asks = part.get("check"), part.get("asks")
    asked = asks if isinstance(asks, dict) else {}
    for intent in check if isinstance(check, dict) else ():
        if asked.get(intent) not in names_in(project.domain.shape.intents):
            what = f"`check` names {intent}, and `asks` names no intent that asks about it"
            remedy = f"Write `{intent}: <intent>` below `asks`, or take it out of `check`."
            yield project.config.source.error(
                ("pipeline", number, "check", str(intent)), what, remedy
            )


def _languages_of(project: Project, place: Place, setting: Any) -> Iterator[Problem]:
    """A language that is mistyped would silently get the setting of none."""
    for language in setting if isinstance(setting, dict) else ():
        if language not in LANGUAGES:
            what = f"`{place[-1]}` has a language `{language}`"
            known = ", ".join(LANGUAGES)
            yield project.config.source.error((*place, str(language)), what, f"Known: {known}.")


def _slots(project: Project) -> Iterator[Problem]:
    source = project.domain.source
    for name, slot in project.domain.shape.slots.items():
        for number, mapping in enumerate(slot.mappings):
            if mapping.get("type") == "from_text" and not mapping.get("not_intent"):
                what = f"the slot {name} takes any text, also a request for a person"
                remedy = "Add `not_intent:` with the intents that are no answer to it."
                yield source.error(("slots", name, "mappings", number), what, remedy)


def _forms(project: Project) -> Iterator[Problem]:
    domain = project.domain.shape
    said = {*names_in(domain.actions), *domain.responses}
    for form, shape in domain.forms.items():
        for number, slot in enumerate(shape.required_slots):
            place: Place = ("forms", form, "required_slots", number)
            if slot not in domain.slots:
                yield _form_error(project.domain.source, place, f"{slot} is no slot", "slots")
            asked = {f"{kind}_ask_{name}" for kind in ("action", "utter")
                     for name in (slot, f"{form}_{slot}")}  # fmt: skip
            if slot and not asked & said and f"ask_{slot}" not in project.text_ids:
                what = f"the form {form} never asks for {slot}"
                remedy = f"Add the text ask_{slot}, or the action action_ask_{form}_{slot}."
                yield project.domain.source.error(place, what, remedy)


def _form_error(source: Source, place: Place, what: str, section: str) -> Problem:
    return source.error(place, what, f"Correct the name, or add it under `{section}`.")
