"""Which topics and complaints exist on which kind of platform, as the files say at this moment."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML, YAMLError

TOPICS = Path("data/content/topics")
COMPLAINTS = Path("data/catalogue/complaint_types.yml")


class TopicPlatforms:
    """Answers from memory; a file is read again when it has changed.

    A file that cannot be read keeps its last good answer: somebody is in the middle of saving it.
    """

    def __init__(self, folder: Path = TOPICS) -> None:
        """Nothing is read before the first question."""
        self._folder = folder
        self._read_at: dict[str, int] = {}
        self._platforms: dict[str, frozenset[str]] = {}
        self._complaints: dict[str, str] = {}

    def offers(self, topic: str, platform: str | None) -> bool:
        """Say whether `topic` belongs to `platform`; yes as long as either is not known."""
        self._refresh()
        platforms = self._platforms.get(topic)
        return not platform or not platforms or platform in platforms

    def complaint_of(self, topic: str) -> str:
        """Return the complaint type whose button stands under the answer, empty if none does."""
        self._refresh()
        return self._complaints.get(topic, "")

    def _refresh(self) -> None:
        if not self._folder.is_dir():
            return
        with os.scandir(self._folder) as entries:
            changed = [
                (entry, entry.stat().st_mtime_ns)
                for entry in entries
                if entry.name.endswith(".yml")
                and self._read_at.get(entry.name) != entry.stat().st_mtime_ns
            ]
        for entry, modified in changed:
            self._read(Path(entry.path))
            self._read_at[entry.name] = modified

    def _read(self, path: Path) -> None:
        try:
            topic: Any = YAML(typ="safe").load(path)
            self._platforms[str(topic["id"])] = frozenset(topic["platforms"])
            self._complaints[str(topic["id"])] = str(topic.get("complaint") or "")
        except (OSError, YAMLError, KeyError, TypeError):
            return


class ComplaintPlatforms:
    """As above, for the types of complaints, which are in one file."""

    def __init__(self, file: Path = COMPLAINTS) -> None:
        """Nothing is read before the first complaint."""
        self._file = file
        self._read_at = 0
        self._platforms: dict[str, frozenset[str]] = {}

    def offers(self, complaint: str, platform: str | None) -> bool:
        """Say whether `complaint` belongs to `platform`; yes as long as either is not known."""
        self._refresh()
        platforms = self._platforms.get(complaint)
        return not platform or not platforms or platform in platforms

    def _refresh(self) -> None:
        try:
            modified = self._file.stat().st_mtime_ns
            if modified == self._read_at:
                return
            self._read_at = modified
            types: Any = YAML(typ="safe").load(self._file)["complaint_types"]
            self._platforms = {str(t["id"]): frozenset(t["platforms"]) for t in types}
        except (OSError, YAMLError, KeyError, TypeError):
            return


platforms = TopicPlatforms()
complaint_platforms = ComplaintPlatforms()
