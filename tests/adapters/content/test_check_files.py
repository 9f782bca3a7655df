"""Files that cannot be read, or have another shape than theirs, are told in words."""

import random
from pathlib import Path

import pytest

from bot.checks.examine import examine
from tests.adapters.content.faults import TEXTS, TOPIC, TYPES, Fault, each, put

POLICY = "data/catalogue/policy.yml"
ROUTING = "data/catalogue/routing.yml"
SPARE = "  spare: {}\n  ticket_number:\n"
STRANGE = ["- ", "a: [", "{a: b}: c", "yes: no", "1: 2", "~: x", "--- ", "\t", "&x [*x]", "\x07"]


@each(
    Fault("bracket", TOPIC, "category: billing", "category: [billing", "platforms:",
          "cannot be read: "),
    Fault("tab", TOPIC, "  en: Ask for", "\ten: Ask for", "\ten", "cannot be read: "),
    Fault("no date", TOPIC, "complaint: billing_dispute", "complaint: 2024-13-45", "",
          "cannot be read: "),
    Fault("two in one", TOPIC, "id: refund_request", "id: x\n--- # two", "# two",
          "cannot be read: "),
    Fault("alias", TOPIC, "complaint: billing_dispute", "complaint: &x [*x]", "complaint:",
          "a `*` stands for something said elsewhere"),
    Fault("key twice", TOPIC, "complaint: b", "category: x\ncomplaint: b", "category: x",
          "`category` stands here for the second time (first: line 2)"),
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_told_and_the_rest_is_checked(
    project: Path, fault: Fault
) -> None:
    put(project, Fault("", TEXTS, "Your number for this matter", "Soon your number", "", ""))
    told = put(project, fault)
    assert told.is_told
    assert any("“Soon”" in what for *_, what in told.problems)


@pytest.mark.parametrize(
    ("content", "what"),
    [(b"", "is empty"), (b"# nothing\n", "is empty"), (b"id: \xff\xfe", "is not written in UTF-8")],
)
def test_a_file_without_words_is_told(project: Path, content: bytes, what: str) -> None:
    (project / TOPIC).write_bytes(content)
    assert (TOPIC, 0, what) in [(p.file, p.line, p.what) for p in examine(project)]


def test_a_table_that_is_gone_is_told_once(project: Path) -> None:
    (project / POLICY).unlink()
    told = [(p.file, p.what) for p in examine(project)]
    assert told == [(POLICY, "cannot be opened (No such file or directory)")]


@pytest.mark.parametrize("name", ["nlu/more.yaml", "content/texts/more.md", "rules/more.json"])
def test_a_file_of_another_kind_is_told(project: Path, name: str) -> None:
    (project / "data" / name).write_text("something\n", "utf-8")
    assert [(p.file, p.what) for p in examine(project)] == [(f"data/{name}", "is not looked at")]


def test_a_folder_without_data_is_told(tmp_path: Path) -> None:
    told = {p.file: p.remedy for p in examine(tmp_path)}
    assert "--root" in told["data/content/topics/*.yml"]


@each(
    Fault("key", TOPIC, "answer:\n", "anwser:\n", "anwser:", "unknown key `anwser`"),
    Fault("key missing", TOPIC, "category: billing\n", "", "id:", "`category` is missing"),
    Fault("inner key", TYPES, "    department: game", "    departement: game", "departement:",
          "unknown key `complaint_types > game_problem > departement`"),
    Fault("inner key missing", TYPES, "    department: game_operations\n", "", "- id: game_problem",
          "`department` is missing in complaint_types > game_problem"),
    Fault("list", TOPIC, "related: [refund_status", "related: refund_status # [", "related:",
          "`related` is not a list, as in [one, two]"),
    Fault("text with a colon", TOPIC, "facts:\n", "facts:\n  - Note: it is\n", "- Note",
          "`facts > 1` is not a text"),
    Fault("yes", TEXTS, "  ticket_number:\n", SPARE.format("{en: Yes, nl: Ja, zh: 是}"), "spare:",
          "`texts > spare > en` was read as true"),
    Fault("number", ROUTING, "P3: 60", "P3: an hour", "P3: an hour",
          "`targets > P3` is not a whole number"),
    Fault("no table", TEXTS, "  ticket_number:\n", SPARE.format("[en, nl]"), "spare:",
          "`texts > spare` is not a table of `key: value`"),
    Fault("empty", TOPIC, "department: billing", "department:", "department:",
          "`department` is empty"),
    Fault("value", POLICY, "policy:\n", "policy:\n  spare: [1]\n", "spare:",
          "`policy > spare` is not a number or words, or a table with `en`, `nl` and `zh`"),
)  # fmt: skip
def test_a_file_of_another_shape_is_told(project: Path, fault: Fault) -> None:
    assert put(project, fault).is_told


@each(
    Fault("a field", TYPES, "{name: game_server, type: short_text,", "{name: game_server, typ: x,",
          "{name: game_server", "`complaint_types > game_problem > fields > game_server > typ`"),
    Fault("an item without a name", TOPIC, "facts:\n", "facts:\n  - [one]\n", "- [one]",
          "`facts > 1` is not a text"),
)  # fmt: skip
def test_an_item_of_a_list_is_called_by_its_name(project: Path, fault: Fault) -> None:
    assert put(project, fault).is_told


@pytest.mark.parametrize("name", ["refund_days", "chat_retention_days"])
def test_a_value_that_is_empty_is_told_once_with_what_to_write(project: Path, name: str) -> None:
    text = (project / POLICY).read_text("utf-8")
    lines = [f"  {name}:" if each.startswith(f"  {name}:") else each for each in text.splitlines()]
    (project / POLICY).write_text("\n".join(lines), "utf-8")
    (problem,) = examine(project)
    assert problem.what == f"`policy > {name}` is empty"
    assert problem.remedy == "Write a number or words, or a table with `en`, `nl` and `zh`."


@pytest.mark.parametrize(
    ("file", "old", "remedy"),
    [
        (TOPIC, "department: billing", "Write a text."),
        (TYPES, "priority: P3", "Write a text."),
        (TYPES, "purpose: appeal_outcome", "Write a text, or remove the line."),
    ],
)
def test_only_a_line_that_is_not_needed_may_go(
    project: Path, file: str, old: str, remedy: str
) -> None:
    put(project, Fault("", file, old, f"{old.partition(':')[0]}:", "", ""))
    assert [each.remedy for each in examine(project) if "is empty" in each.what] == [remedy]


@pytest.mark.parametrize("words", ["yes, no", "Yes, No", "on, off"])
def test_bare_words_of_a_list_are_one_clear_line(project: Path, words: str) -> None:
    old = "options: [late, missing, wrong_amount, refused, wrong_account, earnings_calculation]"
    put(project, Fault("", TYPES, old, f"options: [{words}]", "", ""))
    one, other = words.split(", ")
    (problem,) = examine(project)
    around = "complaint_types > payout > fields > payout_problem > options"
    assert problem.what == f"{one} and {other} in `{around}` without quotes is no word"
    assert problem.remedy.startswith(f'Write "{one}", "{other}": ')


def test_a_slip_of_the_pen_is_answered_with_what_was_meant(project: Path) -> None:
    put(project, Fault("", TOPIC, "answer:\n", "anwser:\n", "", ""))
    remedies = [p.remedy for p in examine(project) if "anwser" in p.what]
    assert remedies == ["Did you mean `answer`?"]


@pytest.mark.parametrize("seed", range(5))
def test_whatever_a_file_holds_the_checks_come_to_an_end(project: Path, seed: int) -> None:
    chance = random.Random(seed)
    files = [p for p in sorted(project.rglob("*.yml")) if "faq" not in p.parts]
    for path in files:
        lines = path.read_text("utf-8").splitlines()
        at = chance.randrange(len(lines))
        key, colon, _ = lines[at].partition(":")
        changed = [lines[at][: len(lines[at]) // 2], f" {lines[at]}", *STRANGE]
        changed += [f"{key}{colon} {value}" for value in ("yes", "[[a]]", "{a: {b: c}}", "~")]
        lines[at] = chance.choice(changed)
        path.write_text("\n".join(lines), "utf-8")
    told = {problem.file for problem in examine(project)}
    assert len(told) > len(files) / 4
