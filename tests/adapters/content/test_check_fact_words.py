"""Words that would find nothing, or anything, are told at their line."""

from pathlib import Path

from tests.adapters.content.faults import Fault, each, put

CHOICES = "data/catalogue/facts/choices.yml"
ANSWERS = "data/catalogue/facts/answers.yml"
CLUES = "data/catalogue/facts/clues.yml"
CRASH = '    zh: ["闪退", '


def test_the_place_of_a_fault_is_that_in_what_was_written(project: Path) -> None:
    """A gap, an apostrophe and a ^ are made something longer before they are looked for."""
    for written, place in (("^it's .. (gone", "10"), ("(gone", "1"), ("gone .. or)", "11")):
        what = f"“{written}” is no pattern: "
        fault = Fault("", CHOICES, CRASH, f'    zh: ["{written}", ', written, what)
        outcome = put(project, fault)
        told = next(each[3] for each in outcome.problems if what in each[3])
        assert told.endswith(f", at its character {place}"), told
        path = project / CHOICES
        path.write_text(path.read_text("utf-8").replace(f'"{written}", ', '"闪退", '), "utf-8")


@each(
    Fault("pattern", CHOICES, CRASH, '    zh: ["(闪退", ', "(闪退", "“(闪退” is no pattern"),
    Fault("any text", CHOICES, CRASH, '    zh: ["(闪退)?", ', "(闪退)?", "matches any text"),
    Fault("language", CHOICES, CRASH, '    de: ["闪退", ', "  crash:", "no words in Chinese"),
    Fault("option", CHOICES, "  crash:\n", "  crashes:\n", "  crashes:", "`crashes` is no option"),
    Fault("option missing", CHOICES, "  crash:\n", "  crashes:\n", "problem_kind:",
          "`crash` of `problem_kind` has no words"),
    Fault("field", CHOICES, "problem_kind:", "problems:", "problems:",
          "`problems` is no field with options"),
    Fault("field missing", CHOICES, "problem_kind:", "problems:", "# Words by which",
          "`problem_kind` has no words"),
    Fault("answer", ANSWERS, '"no":\n', '"no": []\nnope:\n', '"no": []', "`no` has no languages"),
    Fault("clue", CLUES, "    nl: [vandaag]\n", "", "  today:", "no words in Dutch"),
    Fault("text", CLUES, "'\\b(FB-", "'\\b((FB-", "b((FB-", "is no pattern"),
)  # fmt: skip
def test_a_fault_of_the_words_for_facts_is_told(project: Path, fault: Fault) -> None:
    assert put(project, fault).is_told
