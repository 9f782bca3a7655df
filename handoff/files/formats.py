"""What a file is, told by its bytes alone: names and claimed types are never believed.

Pictures are known by the library that decodes them, the rest by puremagic; two gaps of puremagic
are filled here. Why this library: ``docs/decisions/0020-what-a-file-is.md``.
"""

import codecs
from typing import IO

import puremagic
from pi_heif import register_heif_opener
from PIL import Image

from handoff.rules.evidence import MEDIA_TYPES

# HEIC becomes one of Pillow's formats, for the whole process; it is read only when it is asked for.
register_heif_opener()

PILLOW_FORMATS = {"PNG": "png", "JPEG": "jpg", "MPO": "jpg", "WEBP": "webp", "HEIF": "heic"}
"""What Pillow calls the formats of pictures that may be accepted; MPO is a JPEG of some phones."""
READERS = ("PNG", "JPEG", "WEBP", "HEIF")
"""No other of Pillow's decoders ever meets a customer's file."""
_SURE = 0.4
"""Below this confidence a match rests on one to three bytes: plain text may begin with them."""
_HEAD = 64 * 1024
_FORMATS = {media_type: name for name, media_type in MEDIA_TYPES.items()}
_MP4_BRANDS = (b"avc1", b"dash", b"iso", b"mp4", b"M4V", b"mmp4", b"msnv")
"""Brands under which phones and recorders write MP4, of which puremagic knows only some."""
_BYTE_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16"}
_RUN_BY_PROGRAMS = ("text/html", "image/svg+xml", "application/xml", "text/xml", "application/rtf")
"""Text that other programs than a reader take for more than text."""


def format_of(file: IO[bytes]) -> str:
    """One of ``MEDIA_TYPES``, or empty when it is none of them."""
    return _picture(file) or _other(file)


def _picture(file: IO[bytes]) -> str:
    file.seek(0)
    try:
        return PILLOW_FORMATS.get(Image.open(file, formats=READERS).format or "", "")
    except Exception:
        # Decoders meet bytes of strangers, and raise more than they say.
        return ""


def _other(file: IO[bytes]) -> str:
    file.seek(0)
    head = file.read(_HEAD)
    if head[4:8] == b"ftyp":
        return _video(head[8:12])
    sure = _sure_types(head)
    known = next((_FORMATS[kind] for kind in sure if kind in _FORMATS), "")
    if known == "webm" and sure[0] != MEDIA_TYPES["webm"]:
        return ""
    if known in ("webm", "mov", "pdf"):
        return known
    return "txt" if _is_text(head) and not set(sure) & set(_RUN_BY_PROGRAMS) else ""


def _video(brand: bytes) -> str:
    if brand == b"qt  ":
        return "mov"
    return "mp4" if brand.startswith(_MP4_BRANDS) else ""


def _sure_types(head: bytes) -> list[str]:
    """Media types that the bytes may be, the surest first."""
    try:
        matches = puremagic.magic_string(head) if head else []
    except puremagic.PureError:
        return []
    return [match.mime_type for match in matches if match.confidence >= _SURE]


def _is_text(head: bytes) -> bool:
    encoding = next((name for mark, name in _BYTE_MARKS.items() if head.startswith(mark)), "utf-8")
    try:
        # Incremental, because the end of ``head`` may cut a character in two.
        text = codecs.getincrementaldecoder(encoding)().decode(head)
    except UnicodeDecodeError:
        return False
    return bool(text.strip()) and not any(c < " " and c not in "\t\n\v\f\r" for c in text)
