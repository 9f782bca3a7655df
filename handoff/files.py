"""A folder of files that customers sent: the store behind the port ``Files``.

One file per key under ``<root>/<first two letters>/<key>``. The key is random, so neither the
customer's file name nor its ending ever reaches the file system. The media type is read from the
bytes, never believed. Folders are 0700, files 0600. Whoever serves a file to a browser must send
it as a download with ``nosniff``: SVG and HTML are stored as what they are.
"""

import asyncio
import codecs
import contextlib
import re
import secrets
import unicodedata
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

import puremagic

from handoff.errors import Refused, StoreUnavailable
from handoff.rules.messages import FileRef

MAX_BYTES = 20 * 1024 * 1024
_CHUNK = 256 * 1024
_KEY = re.compile(r"[a-z0-9]{32}")
_SURE = 0.4
"""Below this confidence a match rests on one to three bytes: plain text may begin with them."""
_PLAIN_ARCHIVE = "application/zip"
"""Preferred among equal matches: every office format begins as an archive does."""
_UNKNOWN = "application/octet-stream"


class FolderFiles:
    """Files under ``root``; ``max_bytes`` bounds one file."""

    def __init__(self, root: Path, max_bytes: int = MAX_BYTES) -> None:
        self._root = root
        self._max_bytes = max_bytes

    async def save(self, chunks: AsyncIterator[bytes], *, name: str, media_type: str) -> FileRef:
        """Store the bytes; ``media_type`` is the sender's claim and decides nothing but CSV.

        Raises ``Refused`` (``file_too_big``) above ``max_bytes`` and ``StoreUnavailable`` when the
        disk does not take them; neither leaves anything behind.
        """
        key = secrets.token_hex(16)
        part = self._root / "incoming" / key
        try:
            size = await self._write(part, chunks)
            kind = await asyncio.to_thread(_media_type, part, media_type)
            await asyncio.to_thread(_settle, part, self._path(key))
        except OSError as error:
            raise StoreUnavailable(f"the file was not written: {error.strerror}") from error
        finally:
            await asyncio.to_thread(_discard, part)
        return FileRef(key=key, name=safe_name(name), media_type=kind, size=size)

    async def open(self, key: str) -> AsyncIterator[bytes]:
        """The bytes in chunks; ``Refused`` (``file_gone``) when there is no such file."""
        if not _KEY.fullmatch(key):
            raise Refused("file_gone")
        try:
            file = await asyncio.to_thread(self._path(key).open, "rb")
        except FileNotFoundError:
            raise Refused("file_gone") from None
        except OSError as error:
            raise StoreUnavailable(f"the file was not read: {error.strerror}") from error
        return _chunks(file)

    async def forget(self, before: datetime) -> int:
        """Delete files that were stored before that time; how many."""
        return await asyncio.to_thread(self._forget, before.timestamp())

    def _forget(self, before_s: float) -> int:
        old = [p for p in self._root.rglob("*") if p.is_file() and p.stat().st_mtime < before_s]
        for path in old:
            path.unlink(missing_ok=True)
        return len(old)

    def _path(self, key: str) -> Path:
        return self._root / key[:2] / key

    async def _write(self, part: Path, chunks: AsyncIterator[bytes]) -> int:
        size = 0
        file = await asyncio.to_thread(_create, part)
        try:
            async for chunk in chunks:
                size += len(chunk)
                if size > self._max_bytes:
                    raise Refused("file_too_big", limit_mb=str(self._max_bytes // 1024**2))
                await asyncio.to_thread(file.write, chunk)
        finally:
            await asyncio.to_thread(file.close)
        return size


def safe_name(name: str) -> str:
    """The last path component without control and direction characters, at most 100 long.

    Direction characters could make ``exe.gnp`` of a malicious name read ``png.exe``.
    """
    last = name.replace("\\", "/").rpartition("/")[2]
    kept = "".join(c for c in last if not unicodedata.category(c).startswith("C")).strip(" .")
    stem, dot, ending = kept.rpartition(".")
    if dot and len(ending) <= 10:
        return f"{stem[: 99 - len(ending)]}.{ending}" if stem else ending
    return kept[:100] or "file"


def _create(part: Path) -> BinaryIO:
    part.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = part.open("xb")
    part.chmod(0o600)
    return file


def _settle(part: Path, path: Path) -> None:
    """Give the complete file its final name; a crash before that leaves no half file to find."""
    path.parent.mkdir(exist_ok=True, mode=0o700)
    part.rename(path)


def _discard(part: Path) -> None:
    with contextlib.suppress(OSError):
        part.unlink(missing_ok=True)


async def _chunks(file: BinaryIO) -> AsyncIterator[bytes]:
    try:
        while chunk := await asyncio.to_thread(file.read, _CHUNK):
            yield chunk
    finally:
        await asyncio.to_thread(file.close)


def _media_type(path: Path, claimed: str) -> str:
    with path.open("rb") as file:
        head = file.read(8192)
    if not head:
        return _UNKNOWN
    matches = [match for match in puremagic.magic_file(path) if match.mime_type]
    best = max(
        matches,
        key=lambda match: (match.confidence, match.mime_type == _PLAIN_ARCHIVE),
        default=None,
    )
    if best is not None and best.confidence >= _SURE:
        return str(best.mime_type)
    if _is_text(head):
        return "text/csv" if claimed == "text/csv" else "text/plain"
    return str(best.mime_type) if best is not None else _UNKNOWN


def _is_text(head: bytes) -> bool:
    if b"\x00" in head:
        return False
    try:
        # Incremental, because the end of ``head`` may cut a character in two.
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return not any(byte < 9 or 13 < byte < 32 for byte in head)
