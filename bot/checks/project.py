"""Everything a content team writes, read once for all checks."""

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Generic, TypeVar

from bot.checks import content_shapes as content
from bot.checks import rasa_shapes as rasa
from bot.checks import routing_shapes as routing
from bot.checks import wish_shapes as words
from bot.checks.problem import Problem
from bot.checks.shape import Shape, fit
from bot.checks.source import Source, read

S = TypeVar("S", bound=Shape)


@dataclass(frozen=True)
class File(Generic[S]):
    """A file and its shape, which is empty when the file could not be read."""

    source: Source
    shape: S

    @property
    def is_read(self) -> bool:
        return self.source.node is not None


@dataclass
class _Reader:
    root: Path
    only: tuple[str, ...] = ("",)
    problems: list[Problem] = field(default_factory=list)
    done: set[Path] = field(default_factory=set)

    def one(self, path: str, shape: type[S]) -> File[S]:
        if not path.startswith(self.only):
            return File(Source(path), shape())
        return self._file(self.root / path, shape)

    def all(self, pattern: str, shape: type[S]) -> tuple[File[S], ...]:
        if not pattern.startswith(self.only):
            return ()
        files = tuple(self._file(path, shape) for path in sorted(self.root.glob(pattern)))
        if not files:
            remedy = "Call it in the project's folder, or name that with --root."
            self.problems.append(Problem(pattern, 0, "no such file", remedy))
        return files

    def plain(self, pattern: str) -> tuple[Source, ...]:
        """Files that have no shape of keys; that there are none is no fault."""
        sources = []
        for path in sorted(self.root.glob(pattern)) if pattern.startswith(self.only) else ():
            self.done.add(path)
            source, unreadable = read(path, self.root)
            self.problems += unreadable
            sources.append(source)
        return tuple(sources)

    def told(self) -> tuple[Problem, ...]:
        """What was wrong so far. Files that no check looks into must at least be readable."""
        for path in sorted(self.root.glob("data/**/*")):
            if not path.relative_to(self.root).as_posix().startswith(self.only):
                continue
            if path.suffix == ".yml" and path not in self.done:
                self.problems += read(path, self.root)[1]
            elif path.suffix in (".yaml", ".md", ".json", ".txt"):
                remedy = "Give it the ending .yml, or move it out of data/."
                file = path.relative_to(self.root).as_posix()
                self.problems.append(Problem(file, 0, "is not looked at", remedy))
        return tuple(self.problems)

    def _file(self, path: Path, shape: type[S]) -> File[S]:
        self.done.add(path)
        source, unreadable = read(path, self.root)
        fitting, unfit = fit(source, shape)
        self.problems += [*unreadable, *unfit]
        return File(source, fitting)


@dataclass(frozen=True)
class Project:
    """``problems``: what was wrong with files as such; they are left out of everything else."""

    topics: tuple[File[content.Topic], ...]
    texts: tuple[File[content.Texts], ...]
    categories: File[content.Categories]
    policy: File[content.Policy]
    complaints: File[content.ComplaintTypes]
    departments: File[content.Departments]
    holidays: File[content.Holidays]
    priorities: File[content.Priorities]
    routing: File[routing.Routing]
    reasons: File[content.Reasons]
    platforms: File[content.Platforms]
    pairs: File[content.Disambiguation]
    evidence: File[content.Evidence]
    wishes: File[words.Wishes]
    objects: File[content.Objects]
    form_words: File[words.FormWords]
    functions: File[content.Functions]
    phrases: tuple[File[rasa.Phrases], ...]
    dialogues: tuple[File[rasa.Dialogue], ...]
    domain: File[rasa.Domain]
    config: File[rasa.Config]
    glossaries: tuple[Source, ...]
    fact_words: tuple[Source, ...]
    assigning: tuple[Source, ...]
    slack: tuple[Source, ...]
    problems: tuple[Problem, ...]

    @cached_property
    def topic_ids(self) -> set[str]:
        """A file that cannot be read still counts: its topic is not unknown."""
        stems = {Path(file.source.file).stem for file in self.topics if not file.is_read}
        return stems | {file.shape.id for file in self.topics if file.shape.id}

    @cached_property
    def complaint_ids(self) -> set[str]:
        return {kind.id for kind in self.complaints.shape.complaint_types if kind.id}

    @cached_property
    def text_ids(self) -> set[str]:
        return {name for file in self.texts for name in file.shape.texts}


def read_project(root: Path, only: tuple[str, ...] = ("",)) -> Project:
    """Read ``root`` (the folder that holds ``data``). Never raises for what a file holds.

    ``only``: what the paths of files begin with that are read; all others count as empty.
    """
    reader = _Reader(root, only)
    catalogue = "data/catalogue"
    return Project(
        topics=reader.all("data/content/topics/*.yml", content.Topic),
        texts=reader.all("data/content/texts/*.yml", content.Texts),
        categories=reader.one(f"{catalogue}/categories.yml", content.Categories),
        policy=reader.one(f"{catalogue}/policy.yml", content.Policy),
        complaints=reader.one(f"{catalogue}/complaint_types.yml", content.ComplaintTypes),
        departments=reader.one(f"{catalogue}/departments.yml", content.Departments),
        holidays=reader.one(f"{catalogue}/holidays.yml", content.Holidays),
        priorities=reader.one(f"{catalogue}/priorities.yml", content.Priorities),
        routing=reader.one(f"{catalogue}/routing.yml", routing.Routing),
        reasons=reader.one(f"{catalogue}/handoff_reasons.yml", content.Reasons),
        platforms=reader.one(f"{catalogue}/platforms.yml", content.Platforms),
        pairs=reader.one(f"{catalogue}/disambiguation.yml", content.Disambiguation),
        evidence=reader.one(f"{catalogue}/evidence.yml", content.Evidence),
        wishes=reader.one(f"{catalogue}/wishes.yml", words.Wishes),
        objects=reader.one(f"{catalogue}/reportable_objects.yml", content.Objects),
        form_words=reader.one(f"{catalogue}/form_words.yml", words.FormWords),
        functions=reader.one(f"{catalogue}/functions.yml", content.Functions),
        phrases=reader.all("data/nlu/**/*.yml", rasa.Phrases),
        dialogues=reader.all("data/rules/*.yml", rasa.Dialogue)
        + reader.all("data/stories/*.yml", rasa.Dialogue),
        domain=reader.one("domain.yml", rasa.Domain),
        config=reader.one("config.yml", rasa.Config),
        glossaries=reader.plain("data/glossary/*.yml"),
        fact_words=reader.plain(f"{catalogue}/facts/*.yml"),
        assigning=reader.plain(f"{catalogue}/assigning.yml"),
        slack=reader.plain(f"{catalogue}/slack.yml"),
        problems=reader.told(),
    )
