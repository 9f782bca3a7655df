"""The content files have every text that the program says, and only values that it gives."""

import ast
import re
from collections import defaultdict
from collections.abc import Container, Iterator
from functools import cache
from pathlib import Path

from bot.checks.families import texts_of_families
from bot.checks.problem import Problem
from bot.checks.project import Project
from bot.checks.words import SLOT, Kind, words_of
from handoff.desks.console.labels import LABELS

CODE = Path(__file__).resolve().parents[2]
_RULES = CODE / "handoff" / "rules"
DEEDS = frozenset({"ask_wait", "cancel"})
"""Said by the assistant, but answered by a deed of the rules."""
UNHEARD = frozenset({"handback_done"})
"""The assistant's reply to a handback; the step has told the customer by then."""
_SAID_BY = {
    "Say": 0,
    "Phrase": 0,
    "ButtonOf": 1,
    "Choice": 1,
    "Refused": 0,
    "Refusal": 0,
    "text": 0,
}
"""Calls that say a text, and where among their arguments its id stands."""
_NAMED = frozenset({"names", "says"})
"""Arguments that hold the ids of further texts."""
_PAGES = CODE / "bot" / "channels" / "web" / "pages.py"
_WIDGET = {"LABELS": "web_", "_DEMO_TEXTS": "web_demo_"}
_ID = re.compile(r"[a-z][a-z0-9_]*")
"""Not the text of a query: SQLAlchemy has a ``text`` as well."""


def check(project: Project) -> Iterator[Problem]:
    for text in sorted(texts_of_program()):
        if project.texts and text not in project.text_ids:
            what = f"the text {text} is in no file, but the program says it"
            remedy = f"Write {text} in all languages, or take back its removal."
            yield Problem("data/content/texts", 0, what, remedy)
    yield from _values(project)


@cache
def texts_of_program() -> frozenset[str]:
    """Ids of the texts and labels that are said by name, or by one put together in code."""
    said = {text for path in code() for text in _texts_in(path) if _ID.fullmatch(text)}
    heard = texts_of_assistant() - DEEDS - UNHEARD
    built = texts_of_families()
    return frozenset({*said, *heard, *built, *LABELS, *_texts_of_widget()})


def _texts_of_widget() -> Iterator[str]:
    """Read from the source: the module itself takes long to import."""
    for part in ast.parse(_PAGES.read_text("utf-8")).body:
        if isinstance(part, ast.Assign) and (prefix := _WIDGET.get(_name(part.targets[0]))):
            for node in ast.walk(part.value):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    yield f"{prefix}{node.value}"


def code() -> Iterator[Path]:
    """What says texts: the rules, and whatever refuses or tells something on the road."""
    yield from (CODE / "handoff").rglob("*.py")
    yield from (CODE / "bot" / "channels").rglob("*.py")
    yield from (CODE / "bot").glob("*.py")


def verbs_of_buttons() -> set[str]:
    """What stands before the colon in the ids of buttons."""
    source = "".join(path.read_text("utf-8") for path in _RULES.glob("*.py"))
    return set(re.findall(r'ButtonOf\(\s*f?"([a-z_]+):', source))


def texts_of_assistant() -> set[str]:
    """Ids of texts that the assistant's small talk says."""
    rules = (CODE / "data/rules/smalltalk.yml").read_text("utf-8")
    intents = re.findall(r"intent: (\w+)\n  - action: action_say\b", rules)
    renames = (CODE / "actions/smalltalk.py").read_text("utf-8")
    renamed = dict(re.findall(r'"(\w+)": "(\w+)"', renames))
    return {renamed.get(intent, intent) for intent in intents}


def _texts_in(path: Path) -> Iterator[str]:
    for part in ast.parse(path.read_text("utf-8")).body:
        assigned = _assigned(part)
        for node in ast.walk(part):
            if isinstance(node, ast.Call):
                position = _SAID_BY.get(_name(node.func), len(node.args))
                named = [each.value for each in node.keywords if each.arg in _NAMED]
                for argument in (*node.args[position : position + 1], *named):
                    yield from _strings(argument, assigned)


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def _assigned(part: ast.stmt) -> dict[str, list[ast.expr]]:
    """What each name within a function may stand for."""
    values: defaultdict[str, list[ast.expr]] = defaultdict(list)
    for node in ast.walk(part):
        if not isinstance(node, ast.Assign):
            continue
        for target in node.targets:
            if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                for one, value in zip(target.elts, node.value.elts, strict=False):
                    values[_name(one)].append(value)
            else:
                values[_name(target)].append(node.value)
    return values


def _strings(node: ast.expr, assigned: dict[str, list[ast.expr]]) -> Iterator[str]:
    """The ids an expression may give: literal, by choice, from a table, or through a name."""
    parts: list[ast.expr] = []
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value:
        yield node.value
    elif isinstance(node, ast.IfExp):
        parts = [node.body, node.orelse]
    elif isinstance(node, ast.Dict):
        parts = node.values
    elif isinstance(node, ast.Tuple):  # says=(("form_added", {}),)
        parts = [part for part in node.elts if not isinstance(part, ast.Dict)]
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        parts = [node.func.value, *node.args[1:]]  # table.get(key, otherwise)
    elif isinstance(node, ast.Name):
        parts = assigned.get(node.id, [])
        assigned = {name: values for name, values in assigned.items() if name != node.id}
    for part in parts:
        yield from _strings(part, assigned)


def _values(project: Project) -> Iterator[Problem]:
    """A name in braces is a policy value; in a text it may be one that the program gives."""
    for words in words_of(project):
        known: list[Container[str]] = []
        if words.kind not in (Kind.TITLE, Kind.VALUE):
            known.append(project.policy.shape.policy)
        if words.kind is Kind.TEXT:
            known.append(_words_of_code())
        for language in words.languages if project.policy.is_read else ():
            for found in SLOT.finditer(words.by_language[language]):
                if not any(found.group(1) in names for names in known):
                    what = f"{words.what} names {found.group()}, which nobody fills in"
                    remedy = "Correct the name. Values are in data/catalogue/policy.yml."
                    line = words.line_within(language, found.start())
                    yield words.error(language, what, remedy, line)


@cache
def _words_of_code() -> frozenset[str]:
    """Everything written in the program: coarse, but a slip of the pen is not among it."""
    paths = [*code(), *(CODE / "handoff").rglob("*.js"), *(CODE / "bot").rglob("*.js")]
    found: set[str] = set()
    for path in paths:
        found.update(re.findall(r"[a-z][a-z0-9_]*", path.read_text("utf-8")))
    return frozenset(found)
