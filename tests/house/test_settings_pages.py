"""The settings, their page and the example file tell the same."""

import re
from pathlib import Path

from pydantic import SecretStr

from handoff.settings import Settings, name_of

ROW = re.compile(r"^\| `([A-Z_]+)` \| (?:`([^`]*)`)? ?\| (.+) \|$", re.MULTILINE)
LINE = re.compile(r"^([A-Z_]+)=(.*)$", re.MULTILINE)


def defaults() -> dict[str, str]:
    return {
        name_of(name, field): shown(field.default) for name, field in Settings.model_fields.items()
    }


def shown(default: object) -> str:
    if isinstance(default, SecretStr):
        return default.get_secret_value()
    return "" if default == () else str(default)


def test_the_page_has_every_setting_with_its_default_and_nothing_else() -> None:
    rows = ROW.findall(Path("docs/configuration.md").read_text())
    assert {name: default for name, default, _ in rows} == defaults()
    assert len(rows) == len(defaults())


def test_the_example_file_has_every_setting_with_its_default_and_nothing_else() -> None:
    lines = LINE.findall(Path(".env.example").read_text())
    assert dict(lines) == defaults()
