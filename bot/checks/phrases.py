"""The phrases that teach the assistant."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from bot.checks.problem import Problem
from bot.checks.project import Project
from bot.checks.source import Place, Source
from bot.checks.words import HAN, LATIN_WORD, NAMES
from handoff.rules.signals import LANGUAGES
from handoff.rules.wishes import plain

FEWEST = 25
"""Phrases of a topic or a complaint type, in each language."""
MOST_LATIN = 3
"""Words of a Chinese phrase without a Chinese character: a loan word, or Chinese in pinyin."""
FAMILIES = {"faq": "topic", "complaint": "complaint type"}
_DASH = "- "
# As Rasa finds entities in a phrase (rasa.shared.nlu.training_data.entities_parser).
_ENTITY = re.compile(r"\[[^\]]+?\](?:\([^:)]+?(?::[^)]+)?\)|\{[^}]+?\}|\[.*?\])")


@dataclass(frozen=True)
class Phrase:
    """One phrase, ``line`` lines below the first of its block."""

    source: Source
    block: int
    line: int
    intent: str
    language: str
    written: str

    @property
    def words(self) -> str:
        return self.written.removeprefix(_DASH).strip()

    def problem(self, what: str, remedy: str) -> Problem:
        return self.source.error(("nlu", self.block, "examples"), what, remedy, self.line)

    @property
    def spot(self) -> str:
        line = self.source.line_of(("nlu", self.block, "examples"), self.line)
        return f"{self.source.file}:{line}"


def bare(words: str) -> str:
    """Letters and digits only: the model hardly sees the rest. Signs alone stay as they are."""
    return "".join(sign for sign in plain(words) if sign.isalnum()) or words


def phrases_of(project: Project) -> Iterator[Phrase]:
    for file in project.phrases:
        for number, block in enumerate(file.shape.nlu):
            intent, language = block.intent, block.metadata.lang
            for line, written in enumerate(block.examples.splitlines()):
                if written.strip():
                    yield Phrase(file.source, number, line, intent, language, written)


def check(project: Project) -> Iterator[Problem]:
    yield from _blocks(project)
    phrases = list(phrases_of(project))
    for phrase in phrases:
        yield from _writing(phrase)
    yield from taught_twice(phrases)
    yield from _few(project, phrases)


def _blocks(project: Project) -> Iterator[Problem]:
    for file in project.phrases:
        for number, block in enumerate(file.shape.nlu):
            at: Place = ("nlu", number)
            if block.metadata.lang and block.metadata.lang not in LANGUAGES:
                what = f"phrases in a language `{block.metadata.lang}`"
                known = f"Known: {', '.join(LANGUAGES)}."
                yield file.source.error((*at, "metadata", "lang"), what, known)
            if block.examples and not file.source.is_block((*at, "examples")):
                remedy = "Write `examples: |` and below it one phrase a line, each after `- `."
                yield file.source.error((*at, "examples"), "phrases are not a block", remedy, -1)
            yield from _family(project, file.source, at, block.intent)


def _family(project: Project, source: Source, at: Place, intent: str) -> Iterator[Problem]:
    family, slash, name = intent.partition("/")
    known = {"faq": project.topic_ids, "complaint": project.complaint_ids}
    if slash and family not in known:
        remedy = "Write faq/<topic> or complaint/<type>."
        yield source.error((*at, "intent"), f"`{intent}` is of an unknown family", remedy)
    elif slash and name not in known[family]:
        what = f"phrases for `{intent}`, but `{name}` is no {FAMILIES[family]}"
        yield source.error((*at, "intent"), what, "Correct the name, or add what it names.")


def _writing(phrase: Phrase) -> Iterator[Problem]:
    words = phrase.words
    if not phrase.written.startswith(_DASH) or not words:
        remedy = "Begin it with `- `: one phrase a line, none empty."
        yield phrase.problem(f"the line “{phrase.written.strip()}” is no phrase", remedy)
    elif entity := _ENTITY.search(words):
        what = f"“{entity.group()}” would be read as the mark of an entity"
        yield phrase.problem(what, "Write the words without the brackets.")
    elif words.startswith("/"):
        yield phrase.problem(f"“{words}” would be read as an intent", "Leave out the first `/`.")
    yield from _script(phrase)


def _script(phrase: Phrase) -> Iterator[Problem]:
    is_han = HAN.search(phrase.words)
    latin = len(LATIN_WORD.findall(phrase.words))
    if phrase.language in ("en", "nl") and is_han:
        what = f"Chinese characters among the {NAMES[phrase.language]} phrases: “{phrase.words}”"
        yield phrase.problem(what, "Move it to the block with `lang: zh`.")
    if phrase.language == "zh" and not is_han and latin > MOST_LATIN:
        what = f"no Chinese character among the Chinese phrases: “{phrase.words}”"
        yield phrase.problem(what, "Move it to the block of its language.")


def taught_twice(phrases: list[Phrase]) -> Iterator[Problem]:
    """One word may be said in two languages, but it must mean the same in both."""
    taught: defaultdict[str, list[Phrase]] = defaultdict(list)
    for phrase in phrases:
        taught[bare(phrase.words)].append(phrase)
    for places in taught.values():
        for number, phrase in enumerate(places):
            for earlier in places[:number]:
                if earlier.intent != phrase.intent:
                    what = f"“{phrase.words}” teaches {phrase.intent} and {earlier.intent}"
                    remedy = f"Keep it where it belongs. The other is {earlier.spot}."
                    yield phrase.problem(what, remedy)
                    break
                if earlier.language == phrase.language:
                    what = f"“{phrase.words}” stands twice"
                    yield phrase.problem(what, f"Remove it. The first is {earlier.spot}.")
                    break


def _few(project: Project, phrases: list[Phrase]) -> Iterator[Problem]:
    counts = Counter((phrase.intent, phrase.language) for phrase in phrases)
    for file in project.topics:
        if topic := file.shape.id:
            yield from _count(file.source, ("id",), f"faq/{topic}", counts)
    under_answers = {file.shape.complaint for file in project.topics}
    source = project.complaints.source
    for number, kind in enumerate(project.complaints.shape.complaint_types):
        place: Place = ("complaint_types", number)
        intent = f"complaint/{kind.id}"
        if any(counts[intent, language] for language in LANGUAGES):
            yield from _count(source, place, intent, counts)
        elif kind.id and kind.id not in under_answers:
            what = f"neither phrases nor a button lead a customer to {kind.id}"
            remedy = (
                f"Write `complaint: {kind.id}` in the topic under whose answer its button shall"
                f" stand, or {FEWEST} phrases in each language in data/nlu/{intent}.yml."
            )
            yield source.error(place, what, remedy)


def _count(
    source: Source, place: Place, intent: str, counts: Counter[tuple[str, str]]
) -> Iterator[Problem]:
    for language in LANGUAGES:
        count = counts[intent, language]
        if count < FEWEST:
            name = NAMES[language]
            what = f"{intent} has {count or 'no'} phrases in {name}; it needs {FEWEST}"
            yield source.error(place, what, f"Add {FEWEST - count} to data/nlu/{intent}.yml.")
