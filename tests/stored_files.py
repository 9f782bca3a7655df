"""The store of files as the product builds it: in a folder, with what the catalogue accepts."""

from pathlib import Path

from bot.catalogue import load_evidence
from handoff.files.place import folder
from handoff.files.store import StoredFiles

EVIDENCE = load_evidence(Path("data/catalogue/evidence.yml"))


def files_in(path: Path) -> StoredFiles:
    return StoredFiles(folder(path), lambda: EVIDENCE, path.parent / "incoming")


async def read(files: StoredFiles, key: str) -> bytes:
    return b"".join([chunk async for chunk in await files.open(key)])
