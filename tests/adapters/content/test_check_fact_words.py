"""Words that would find nothing, or anything, are told at their line."""

from pathlib import Path

from tests.adapters.content.faults import Fault, each, put

CHOICES = "data/catalogue/facts/choices.yml"
ANSWERS = "data/catalogue/facts/answers.yml"
CLUES = "data/catalogue/facts/clues.yml"
CRASH = '    zh: ["闪退", '


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
