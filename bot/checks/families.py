"""Texts whose ids are put together in code, such as ``ticket_reason_<state>``: all by name."""

import ast
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from handoff.rules.endings import OUTCOMES
from handoff.rules.matters import BY_BUTTON
from handoff.rules.ratings import SCORES
from handoff.rules.sent_files import DISCARD_REASONS
from handoff.rules.signals import LANGUAGES
from handoff.rules.ticket import OBJECT_OUTCOMES, OPEN, PARTIES, TRANSITIONS
from handoff.rules.ticket_fields import FIELDS

FAMILIES: Mapping[str, Iterable[str]] = {
    "desk_deed_*": FIELDS,
    "desk_discarded_*": DISCARD_REASONS,
    "desk_field_*": {name for fields in FIELDS.values() for name in fields},
    "desk_party_kind_*": PARTIES,
    "desk_state_*": TRANSITIONS,
    "button_rate_*": tuple(map(str, SCORES)),
    "back_*": ("lost", "put_back", "passed_on", "closed"),
    "desk_back_*": ("lost", "put_back", "passed_on"),
    "desk_reopened_*": ("not_solved", "person", "number", "wrote"),
    "language_*": LANGUAGES,
    "rate_*": ("agent", "bot"),
    "*_by_name": ("reopened", "went_on"),
    "resolved_*": OUTCOMES,
    "ticket_*_refused": BY_BUTTON | {"answer"},
    "ticket_object_*": (*OBJECT_OUTCOMES, *(f"{each}_why" for each in OBJECT_OUTCOMES)),
    "ticket_party_*": PARTIES,
    # While the customer is waited for, no target runs that could be late.
    "ticket_reason_*": OPEN - {"draft", "waiting_user"},
}
"""What stands for the star, as far as the program knows."""
ELSEWHERE = frozenset(
    {
        *("team_*", "ticket_state_*", "desk_department_*", "desk_priority_*", "desk_reason_*"),
        *("desk_channel_*", "desk_language_*", "desk_platform_*"),
        *("form_ask_*", "form_field_*", "form_identify_*", "form_name_*", "form_object_*"),
        *("form_open_*", "form_option_*", "form_option_function_*", "form_option_purpose_*"),
        *("form_option_*_*", "form_type_*", "form_button_*", "form_refused_*", "form_why_*"),
        *("web_*", "web_demo_*", "desk_*", "desk_*_*"),
        *("desk_figures_*", "desk_figures_of_*"),
        # No text: a line in the history of a ticket.
        "mail_*",
    }
)
"""Families that follow from the catalogue or a table of a page; other checks know their texts."""
_TELEGRAM = Path(__file__).resolve().parents[1] / "channels" / "telegram" / "channel.py"


def texts_of_families() -> Iterator[str]:
    """The ids of all texts of ``FAMILIES``."""
    for pattern, names in FAMILIES.items():
        yield from (pattern.replace("*", name) for name in names)
    yield from (f"telegram_command_{name}" for name in _commands())


def _commands() -> Iterator[str]:
    """Read from the source: the module itself takes long to import."""
    for part in ast.parse(_TELEGRAM.read_text("utf-8")).body:
        if isinstance(part, ast.Assign) and getattr(part.targets[0], "id", "") == "_COMMANDS":
            yield from ast.literal_eval(part.value)


def unknown_families(paths: Iterable[Path], texts: Iterable[str]) -> set[str]:
    """Patterns of ids that the code puts together and that stand in no table above.

    A pattern counts if it begins like one of ``texts``: other strings are put together as well.
    """
    known, ids = ELSEWHERE | FAMILIES.keys() | {"telegram_command_*"}, list(texts)
    found = {pattern for path in paths for pattern in _patterns(path)}
    return {
        pattern
        for pattern in found - known
        if any(each.startswith(pattern.partition("*")[0]) for each in ids)
    }


def _patterns(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.JoinedStr):
            parts = [p.value if isinstance(p, ast.Constant) else "*" for p in node.values]
            pattern = "".join(map(str, parts))
            name = pattern.replace("*", "x")
            if "_" in pattern.partition("*")[0] and name.isidentifier() and name.islower():
                yield pattern
