"""Small files made up for a run: empty of meaning, but of the kind their name says."""

from base64 import b64decode
from io import BytesIO

from PIL import Image

from bot.converse.source import BadScript

_BRAND = b"\x00\x00\x00\x18ftyp%b\x00\x00\x00\x00%b%b\x00\x00\x00\x08free"


def _box(brand: bytes) -> bytes:
    return _BRAND % (brand, brand, brand)


_HEIC = b64decode(
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAb1tZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAA"
    "AAAAAAAAADRpbG9jAAAAAERAAAIAAQAAAAAB4QABAAAAAAAAADcAAgAAAAACGAABAAAAAAAAADIAAAA4aWluZgAAAAAA"
    "AgAAABVpbmZlAgAAAAABAABodmMxAAAAABVpbmZlAgAAAQACAABFeGlmAAAAAA5waXRtAAAAAAABAAAA/GlwcnAAAADc"
    "aXBjbwAAAHVodmNDAQNwAAAAkAAAAAAAHvAA/P34+AAADwNgAAEAGEABDAH//wNwAAADAJAAAAMAAAMAHroCQGEAAQAp"
    "QgEBA3AAAAMAkAAAAwAAAwAeoCCBBZbqrprm4CGgwIAAAAyAAAADAIRiAAEABkQBwXPBiQAAABNjb2xybmNseAABAA0A"
    "BoAAAAAUaXNwZQAAAAAAAABAAAAAQAAAAChjbGFwAAAAEAAAAAEAAAAIAAAAAf///9AAAAAC////yAAAAAIAAAAQcGl4"
    "aQAAAAADCAgIAAAAGGlwbWEAAAAAAAAAAQABBYECAwWEAAAAGmlyZWYAAAAAAAAADmNkc2MAAgABAAEAAABxbWRhdAAA"
    "ADMoAa8ZIXByQPeWIv8Dw+nLHFs8LTbydLCl/DuxL97GN8TyutWun+XqgLJlBxAQrUZWtYAAAAAGRXhpZgAATU0AKgAA"
    "AAgAAQEPAAIAAAAOAAAAGgAAAABTZWNyZXQgQ2FtZXJhAA=="
)


def _picture(kind: str) -> bytes:
    out = BytesIO()
    Image.new("RGB", (1, 1)).save(out, kind)
    return out.getvalue()


_JPG = _picture("JPEG")
_TEXT = b"Made up for a scripted conversation.\n"
CONTENT = {
    "jpg": _JPG,
    "jpeg": _JPG,
    "png": _picture("PNG"),
    "gif": b"GIF89a\x01\x00\x01\x00\x00\x00\x00;",
    "webp": _picture("WEBP"),
    "heic": _HEIC,
    "mp4": _box(b"isom"),
    "mov": _box(b"qt  "),
    "webm": b"\x1a\x45\xdf\xa3\x8b\x42\x86\x81\x01\x42\x82\x84webm",
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


def content_of(name: str) -> bytes:
    """The bytes of a file that ``file_name`` allows."""
    return CONTENT[_ending(name)]


def _ending(name: str) -> str:
    return name.rpartition(".")[2].lower()
