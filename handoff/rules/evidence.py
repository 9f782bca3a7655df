"""Which files customers may send as evidence, and of which kind of evidence each one is."""

from dataclasses import dataclass

MEDIA_TYPES = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "webp": "image/webp",
    "heic": "image/heic",
    "mp4": "video/mp4",
    "mov": "video/quicktime",
    "webm": "video/webm",
    "pdf": "application/pdf",
    "txt": "text/plain",
}
"""Formats of files that can be told by their bytes; the catalogue accepts some or all of them."""


@dataclass(frozen=True)
class EvidenceKind:
    """A kind of evidence that comes as a file; ``formats``: the usual one first."""

    id: str
    formats: tuple[str, ...]
    max_mb: int


@dataclass(frozen=True)
class Evidence:
    """What the catalogue accepts in files; empty, nothing is accepted."""

    kinds: tuple[EvidenceKind, ...] = ()

    @property
    def formats(self) -> tuple[str, ...]:
        """Every accepted format once, in the order of the catalogue."""
        return tuple(dict.fromkeys(name for kind in self.kinds for name in kind.formats))

    @property
    def most_mb(self) -> int:
        """The size of the largest file that any kind accepts."""
        return max((kind.max_mb for kind in self.kinds), default=0)

    def kind_of(self, format_name: str) -> str:
        """The kind for which the format is most usual, empty if none accepts it.

        Only a person can tell a photo from a screenshot; this is what the bytes allow to say.
        """
        ranks = [
            (kind.formats.index(format_name), number)
            for number, kind in enumerate(self.kinds)
            if format_name in kind.formats
        ]
        return self.kinds[min(ranks)[1]].id if ranks else ""

    def max_mb_of(self, format_name: str) -> int:
        """The most megabytes that a kind accepts in this format, 0 if none accepts it."""
        return max((k.max_mb for k in self.kinds if format_name in k.formats), default=0)

    def told(self) -> str:
        """The formats as customers read them, such as ``PNG, JPG, PDF``."""
        return ", ".join(name.upper() for name in self.formats)
