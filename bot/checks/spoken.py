"""The content files have every text that the program says, and only values that it gives."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from bot.checks.problem import Problem
from bot.checks.project import Project
from bot.checks.words import SLOT, Kind, words_of

CODE = Path(__file__).resolve().parents[2]
DEEDS = frozenset({"ask_wait", "cancel"})
"""Said by the assistant, but answered by a deed of the rules."""
UNHEARD = frozenset({"handback_done"})
"""The assistant's reply to a handback; the step has told the customer by then."""


def check(project: Project) -> Iterator[Problem]:
    for text in sorted(texts_of_rules() | texts_of_assistant() - DEEDS - UNHEARD):
        if project.texts and text not in project.text_ids:
            what = f"the text {text} is in no file, but the program says it"
            remedy = f"Write {text} in all languages, or take back its removal."
            yield Problem("data/content/texts", 0, what, remedy)
    yield from _values(project)


def texts_of_rules() -> set[str]:
    """Ids of texts and button labels that the rules say."""
    source = "".join(path.read_text("utf-8") for path in (CODE / "handoff/rules").glob("*.py"))
    buttons = re.findall(r'ButtonOf\(\s*f?"[^"]*",\s*"([a-z_]+)"', source)
    return {*re.findall(r'Say\(\s*"([a-z_]+)"', source), *buttons}


def verbs_of_buttons() -> set[str]:
    """What stands before the colon in the ids of buttons."""
    source = "".join(path.read_text("utf-8") for path in (CODE / "handoff/rules").glob("*.py"))
    return set(re.findall(r'ButtonOf\(\s*f?"([a-z_]+):', source))


def texts_of_assistant() -> set[str]:
    """Ids of texts that the assistant's small talk says."""
    rules = (CODE / "data/rules/smalltalk.yml").read_text("utf-8")
    intents = re.findall(r"intent: (\w+)\n  - action: action_say\b", rules)
    renames = (CODE / "actions/smalltalk.py").read_text("utf-8")
    renamed = dict(re.findall(r'"(\w+)": "(\w+)"', renames))
    return {renamed.get(intent, intent) for intent in intents}


def _values(project: Project) -> Iterator[Problem]:
    """A name in braces is a policy value; in a text it may be one that the program gives."""
    for words in words_of(project):
        known = set(project.policy.shape.policy)
        if words.kind is Kind.TEXT:
            known |= _words_of_code()
        if words.kind in (Kind.TITLE, Kind.VALUE):
            known = set()
        for language in words.languages if project.policy.is_read else ():
            for found in SLOT.finditer(words.by_language[language]):
                if found.group(1) not in known:
                    what = f"{words.what} names {found.group()}, which nobody fills in"
                    remedy = "Correct the name. Values are in data/catalogue/policy.yml."
                    line = words.line_within(language, found.start())
                    yield words.error(language, what, remedy, line)


@cache
def _words_of_code() -> frozenset[str]:
    """Everything written in the program: coarse, but a slip of the pen is not among it."""
    folders = ("bot/channels", "handoff")
    paths = [p for f in folders for s in ("*.py", "*.js") for p in (CODE / f).rglob(s)]
    found: set[str] = set()
    for path in paths:
        found.update(re.findall(r"[a-z][a-z0-9_]*", path.read_text("utf-8")))
    return frozenset(found)
