"""The store behind the port ``Files``: bytes of customers, in a folder or a bucket.

| name in the place        | holds                                                          |
|--------------------------|----------------------------------------------------------------|
| ``<2>/<key>``            | the bytes, as checked and cleaned                              |
| ``thumbnails/<2>/<key>`` | of a picture, a small WebP                                     |
| ``claims/<2>/<key>``     | the id of the ticket that the file belongs to; without it the  |
|                          | file waits for one                                             |

``<2>`` are the first two letters of the key. The key is random, so neither the customer's file name
nor its ending reaches the place. Whoever serves a file to a browser must send it as a download with
``nosniff``.
"""

import asyncio
import re
import secrets
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from obstore.exceptions import BaseError

from handoff.errors import Refused, StoreUnavailable
from handoff.files.formats import PILLOW_FORMATS, format_of
from handoff.files.names import named_as
from handoff.files.pictures import cleaned
from handoff.files.place import Place
from handoff.rules.evidence import MEDIA_TYPES, Evidence
from handoff.rules.messages import FileRef

_MB = 1024**2
_KEY = re.compile(r"[a-z0-9]{32}")
_PICTURES = frozenset(PILLOW_FORMATS.values())
THUMBNAILS, CLAIMS = "thumbnails/", "claims/"
_AT_ONCE = 200


@dataclass(frozen=True)
class _Checked:
    """What goes into the place: bytes in memory or the file as it came in."""

    format: str
    body: bytes | IO[bytes]
    size: int
    sha256: str
    thumbnail: bytes = b""


class StoredFiles:
    """``evidence`` tells what is accepted now; ``incoming`` is a folder for files on their way."""

    def __init__(self, place: Place, evidence: Callable[[], Evidence], incoming: Path) -> None:
        self._place = place
        self._evidence = evidence
        self._incoming = incoming
        # Each may fill 300 MB of memory while it is decoded and turned.
        self._one_picture = asyncio.Semaphore(1)

    async def save(self, chunks: AsyncIterator[bytes], *, name: str) -> FileRef:
        """Check, clean and store one file.

        Raises ``Refused`` (``file_kind``, ``file_too_big``, ``file_damaged``,
        ``file_too_many_pixels``) and ``StoreUnavailable``; neither leaves anything behind.
        """
        with _store_errors(), _spooled(self._incoming) as file:
            await self._receive(chunks, file)
            checked = await self._check(file)
            key = secrets.token_hex(16)
            # The bytes last: what has them is whole.
            if checked.thumbnail:
                await self._place.put_async(THUMBNAILS + _at(key), checked.thumbnail)
            await self._place.put_async(_at(key), checked.body)
        return FileRef(
            key,
            named_as(name, checked.format),
            MEDIA_TYPES[checked.format],
            checked.size,
            self._evidence().kind_of(checked.format),
            checked.sha256,
        )

    async def open(self, key: str) -> AsyncIterator[bytes]:
        """The bytes in chunks; ``Refused`` (``file_gone``) when there is no such file."""
        return await self._read("", key)

    async def thumbnail(self, key: str) -> AsyncIterator[bytes]:
        """A small WebP of a picture; ``Refused`` (``file_gone``) when there is none."""
        return await self._read(THUMBNAILS, key)

    async def claim(self, keys: Sequence[str], ticket: str) -> None:
        """From now on the files belong to the ticket; harmless when repeated."""
        with _store_errors():
            for key in filter(_KEY.fullmatch, keys):
                await self._place.put_async(CLAIMS + _at(key), ticket.encode())

    async def delete(self, key: str) -> None:
        """Gone for good, its small picture too; harmless when repeated."""
        if _KEY.fullmatch(key):
            await self._forget([_at(key)])

    async def forget(self, before: datetime) -> int:
        """Delete what was stored before that time, whomever it belongs to; how many files."""
        gone = await self._forget([path async for path in self._paths("", before)])
        # What a process left that died here, or a claim on what was deleted already.
        for start in (THUMBNAILS, CLAIMS):
            for path in [path async for path in self._paths(start, before)]:
                await self._remove(path)
        return gone

    async def forget_unclaimed(self, before: datetime) -> int:
        """Delete what was stored before that time and belongs to no ticket; how many files."""
        old = [path async for path in self._paths("", before)]
        # Read last, so that a file that is claimed meanwhile stays.
        claimed = {path.removeprefix(CLAIMS) async for path in self._paths(CLAIMS)}
        return await self._forget([path for path in old if path not in claimed])

    async def check(self) -> None:
        """Write, read and delete a small file. Raises ``StoreUnavailable``."""
        probe = f"probe/{secrets.token_hex(8)}"
        with _store_errors():
            await self._place.put_async(probe, b"footbridge")
            await (await self._place.get_async(probe)).bytes_async()
        await self._remove(probe)

    async def _receive(self, chunks: AsyncIterator[bytes], file: IO[bytes]) -> None:
        most_mb, size = self._evidence().most_mb, 0
        async for chunk in chunks:
            size += len(chunk)
            if size > most_mb * _MB:
                raise Refused("file_too_big", limit_mb=str(most_mb))
            await asyncio.to_thread(file.write, chunk)

    async def _check(self, file: IO[bytes]) -> _Checked:
        evidence, size = self._evidence(), file.tell()
        name = await asyncio.to_thread(format_of, file)
        most_mb = evidence.max_mb_of(name)
        if not most_mb:
            raise Refused("file_kind", formats=evidence.told())
        if size > most_mb * _MB:
            raise Refused("file_too_big", limit_mb=str(most_mb))
        if name not in _PICTURES:
            return _Checked(name, file, size, await asyncio.to_thread(_digest, file))
        async with self._one_picture:
            picture = await asyncio.to_thread(cleaned, file, name)
        data = picture.data
        digest = sha256(data).hexdigest()
        return _Checked(picture.format, data, len(data), digest, picture.thumbnail)

    async def _read(self, start: str, key: str) -> AsyncIterator[bytes]:
        if not _KEY.fullmatch(key):
            raise Refused("file_gone")
        with _store_errors():
            try:
                found = await self._place.get_async(start + _at(key))
            except FileNotFoundError:
                raise Refused("file_gone") from None
        return _chunks(found.stream())

    async def _paths(self, start: str, before: datetime | None = None) -> AsyncIterator[str]:
        """Names below ``start``; without one, those of the bytes themselves."""
        with _store_errors():
            async for page in self._place.list(start or None, chunk_size=_AT_ONCE):
                for found in page:
                    path = found["path"]
                    if not start and path.count("/") != 1:
                        continue
                    if before is None or found["last_modified"] < before:
                        yield path

    async def _forget(self, paths: list[str]) -> int:
        for path in paths:
            # The bytes last: as long as they are there, all of it is found again.
            for start in (THUMBNAILS, CLAIMS, ""):
                await self._remove(start + path)
        return len(paths)

    async def _remove(self, path: str) -> None:
        with _store_errors(), suppress(FileNotFoundError):
            await self._place.delete_async(path)


def _at(key: str) -> str:
    return f"{key[:2]}/{key}"


def _digest(file: IO[bytes]) -> str:
    file.seek(0)
    digest = sha256()
    while chunk := file.read(_MB):
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


@contextmanager
def _spooled(folder: Path) -> Iterator[IO[bytes]]:
    """A file without a name: whatever becomes of the process, nothing of it is left."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with TemporaryFile(dir=folder) as file:
        yield file


@contextmanager
def _store_errors() -> Iterator[None]:
    try:
        yield
    except (BaseError, OSError) as error:
        # Only the first line: what follows may quote the whole request.
        reason = str(error).partition("\n")[0]
        raise StoreUnavailable(f"the store of files: {reason}") from error


async def _chunks(stream: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    with _store_errors():
        async for chunk in stream:
            yield bytes(chunk)
