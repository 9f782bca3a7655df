"""Small files made up for a run: empty of meaning, but of the kind their name says."""

from collections.abc import AsyncIterator

from bot.converse.source import BadScript

_BRAND = b"\x00\x00\x00\x18ftyp%b\x00\x00\x00\x00%b%b\x00\x00\x00\x08free"


def _box(brand: bytes) -> bytes:
    return _BRAND % (brand, brand, brand)


_JPG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xd9"
_PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00"
_TEXT = b"Made up for a scripted conversation.\n"
CONTENT = {
    "jpg": _JPG,
    "jpeg": _JPG,
    "png": _PNG,
    "gif": b"GIF89a\x01\x00\x01\x00\x00\x00\x00;",
    "webp": b"RIFF\x1a\x00\x00\x00WEBPVP8L\x0d\x00\x00\x00\x2f\x00\x00\x00\x10\x07\x10\x11\x11",
    "heic": _box(b"heic"),
    "mp4": _box(b"isom"),
    "mov": _box(b"qt  "),
    "webm": b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm",
    "ogg": b"OggS\x00\x02" + bytes(22) + b"OpusHead",
    "pdf": b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n",
    "txt": _TEXT,
    "csv": b"a,b\n1,2\n",
}
"""The bytes of each kind of file."""
KINDS = {
    "screenshot": "png",
    "photo": "jpg",
    "screen_recording": "mp4",
    "chat_log": "txt",
    "document": "pdf",
}
"""Kinds of evidence that may be named instead of a file."""


def file_name(name: str) -> str:
    """The name with an ending that we can make up. Raises ``BadScript``."""
    if name in KINDS:
        return f"{name}.{KINDS[name]}"
    if _ending(name) not in CONTENT:
        raise BadScript(f"{name!r} is no file we can make up; endings: {', '.join(CONTENT)}")
    return name


async def made_up(name: str) -> AsyncIterator[bytes]:
    yield CONTENT[_ending(name)]


def _ending(name: str) -> str:
    return name.rpartition(".")[2].lower()
