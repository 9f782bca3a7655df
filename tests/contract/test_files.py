"""The store of customers' files, on a real folder."""

import zipfile
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest

from handoff.errors import Refused, StoreUnavailable
from handoff.files import FolderFiles, safe_name
from handoff.rules.messages import FileRef

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(40)


async def chunks(data: bytes, step: int = 1000) -> AsyncIterator[bytes]:
    for start in range(0, len(data), step):
        yield data[start : start + step]


async def read(files: FolderFiles, key: str) -> bytes:
    return b"".join([chunk async for chunk in await files.open(key)])


async def save(files: FolderFiles, data: bytes, name: str = "a", claim: str = "") -> FileRef:
    return await files.save(chunks(data), name=name, media_type=claim)


def stored_under(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.is_file()]


@pytest.fixture
def files(tmp_path: Path) -> FolderFiles:
    return FolderFiles(tmp_path / "files", max_bytes=1024 * 1024)


async def test_a_file_comes_back_byte_for_byte(files: FolderFiles) -> None:
    data = bytes(range(256)) * 3000
    ref = await save(files, data, name="scan.bin")
    assert (ref.name, ref.size) == ("scan.bin", len(data))
    assert await read(files, ref.key) == data


async def test_the_name_on_disk_is_random_and_private(files: FolderFiles, tmp_path: Path) -> None:
    first = await save(files, PNG, name="../../etc/passwd")
    second = await save(files, PNG, name="../../etc/passwd")
    stored = stored_under(tmp_path)
    assert sorted(path.name for path in stored) == sorted([first.key, second.key])
    assert {path.stat().st_mode & 0o777 for path in stored} == {0o600}
    assert first.name == "passwd"


@pytest.mark.parametrize(
    ("data", "claim", "kind"),
    [
        (PNG, "text/plain", "image/png"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00", "", "image/jpeg"),
        (b"%PDF-1.4\n", "image/png", "application/pdf"),
        (b"<html><body>hi</body></html>", "image/png", "text/html"),
        (b"BM is how my order begins", "image/bmp", "text/plain"),
        ("你好，退款还没到账".encode(), "", "text/plain"),
        (b"a,b\n1,2\n", "text/csv", "text/csv"),
        (b"\x01\x02\x03\x04\x05", "image/png", "application/octet-stream"),
        (b"", "image/png", "application/octet-stream"),
    ],
)
async def test_the_type_is_read_from_the_bytes(
    files: FolderFiles, data: bytes, claim: str, kind: str
) -> None:
    assert (await save(files, data, claim=claim)).media_type == kind


async def test_an_archive_is_an_archive(files: FolderFiles) -> None:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("invoice.txt", "paid twice")
    assert (await save(files, packed.getvalue())).media_type == "application/zip"


async def test_text_cut_inside_a_character_is_still_text(files: FolderFiles) -> None:
    assert (await save(files, "退".encode() * 5000)).media_type == "text/plain"


async def test_a_file_over_the_limit_is_refused_and_leaves_nothing(
    files: FolderFiles, tmp_path: Path
) -> None:
    with pytest.raises(Refused) as refused:
        await save(files, bytes(1024 * 1024 + 1))
    assert (refused.value.text_id, refused.value.values) == ("file_too_big", {"limit_mb": "1"})
    assert stored_under(tmp_path) == []


async def test_a_source_that_breaks_off_leaves_nothing(files: FolderFiles, tmp_path: Path) -> None:
    async def broken() -> AsyncIterator[bytes]:
        yield b"half"
        raise ConnectionError

    with pytest.raises(StoreUnavailable):
        await files.save(broken(), name="a", media_type="")
    assert stored_under(tmp_path) == []


async def test_a_folder_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    blocked = tmp_path / "files"
    blocked.write_text("a file stands where the folder should be")
    with pytest.raises(StoreUnavailable):
        await save(FolderFiles(blocked), b"x")


@pytest.mark.parametrize("key", ["", "../../etc/passwd", "a" * 32, "A" * 32, "a" * 32 + "\n"])
async def test_an_unknown_or_forged_key_is_refused(files: FolderFiles, key: str) -> None:
    with pytest.raises(Refused) as refused:
        await files.open(key)
    assert refused.value.text_id == "file_gone"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("photo.jpg", "photo.jpg"),
        ("C:\\Users\\me\\bill.pdf", "bill.pdf"),
        ("evil\u202egnp.exe", "evilgnp.exe"),
        ("line\nbreak.txt", "linebreak.txt"),
        ("", "file"),
        ("...", "file"),
        (".png", "png"),
        ("发票.pdf", "发票.pdf"),
        ("x" * 300 + ".pdf", "x" * 96 + ".pdf"),
        ("y" * 300, "y" * 100),
    ],
)
def test_the_shown_name_is_plain(name: str, shown: str) -> None:
    assert safe_name(name) == shown


async def test_old_files_are_forgotten(files: FolderFiles, tmp_path: Path) -> None:
    await save(files, PNG)
    assert await files.forget(datetime.now(UTC) - timedelta(days=1)) == 0
    assert await files.forget(datetime.now(UTC) + timedelta(days=1)) == 1
    assert stored_under(tmp_path) == []
