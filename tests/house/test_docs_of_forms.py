"""The new type of complaint that the docs show is whole: it can be copied as it stands."""

import re
import shutil
from pathlib import Path

from bot.checks.content_shapes import ComplaintType, FormField
from bot.checks.examine import examine
from bot.content import load
from handoff.rules.forms_tables import FormTables

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "complaints.md").read_text("utf-8")
PIECE = re.compile(r"```yaml\n# (data/\S+\.yml), ([^\n]+)\n(.*?)```", re.DOTALL)
OWN_LINE = re.compile(r"in place of its line `(\w+)`")


def written_by_the_docs(project: Path) -> FormTables:
    """Put every piece where its first line says, as a reader would; the forms that come of it."""
    for file, where, piece in PIECE.findall(PAGE):
        path = project / file
        if where == "a new file":
            assert not path.exists()
            path.write_text(piece, "utf-8")
        elif where == "at its end":
            path.write_text(path.read_text("utf-8") + piece, "utf-8")
        else:
            key = OWN_LINE.fullmatch(where)
            assert key, where
            line = re.compile(rf"^{key.group(1)}:.*\n", re.MULTILINE)
            text, count = line.subn(piece, path.read_text("utf-8"))
            assert count == 1
            path.write_text(text, "utf-8")
    return load(project / "data").tables.forms


def test_the_whole_type_of_the_docs_passes_every_check(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "data", tmp_path / "data")
    for name in ("domain.yml", "config.yml"):
        shutil.copy(ROOT / name, tmp_path / name)
    before = load(tmp_path / "data").tables.forms
    forms = written_by_the_docs(tmp_path)
    assert forms.types.keys() - before.types.keys() == {"seller_fee"}
    assert examine(tmp_path) == []


def test_the_docs_name_every_key_that_a_type_and_a_field_must_have() -> None:
    _, _, rest = PAGE.partition("What the row must have:")
    table, _, _ = rest.partition("It may have")
    rows = re.findall(r"^\| (`.+?`) \|", table, re.MULTILINE)
    named = [name for row in rows for name in re.findall(r"`(\w+)`", row)]
    assert named == [*ComplaintType.needed]
    assert "A field must have `name`, `type`" in PAGE
    assert FormField.needed == ("name", "type", "required")
