"""The store of customers' files, on a real folder and on a bucket."""

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from moto.server import ThreadedMotoServer
from PIL import Image

from handoff.errors import Refused, StoreUnavailable
from handoff.files.place import folder, open_place
from handoff.files.store import StoredFiles
from handoff.rules.evidence import Evidence, EvidenceKind
from handoff.rules.messages import FileRef
from handoff.settings import Settings
from tests.pictures import HEIC, PDF, movie, picture
from tests.redis_server import free_port
from tests.stored_files import read

PNG = picture("PNG")
EVIDENCE = Evidence(
    (
        EvidenceKind("screenshot", ("png", "jpg", "heic"), 1),
        EvidenceKind("screen_recording", ("mp4",), 8),
        EvidenceKind("document", ("pdf",), 1),
    )
)
MB = 1024**2


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    """The address of an S3 on this machine, with a bucket ``evidence``."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    address = f"http://{host}:{port}"
    urlopen(Request(f"{address}/evidence", method="PUT")).close()
    yield address
    server.stop()


def settings_of(tmp_path: Path, **more: str) -> Settings:
    keys = {"aws_access_key_id": "key", "aws_secret_access_key": "secret"}
    return Settings(var_dir=tmp_path, _env_file=None, **keys, **more)


@pytest.fixture(params=["folder", "bucket"])
def files(request: pytest.FixtureRequest, tmp_path: Path) -> StoredFiles:
    more = {}
    if request.param == "bucket":
        address = request.getfixturevalue("s3")
        more = {"files": f"s3://evidence/{tmp_path.name}", "aws_endpoint_url": address}
    place = open_place(settings_of(tmp_path, **more))
    return StoredFiles(place, lambda: EVIDENCE, tmp_path / "incoming")


async def chunks(data: bytes, step: int = 100_000) -> AsyncIterator[bytes]:
    for start in range(0, len(data), step):
        yield data[start : start + step]


async def save(files: StoredFiles, data: bytes, name: str = "a") -> FileRef:
    return await files.save(chunks(data), name=name)


async def thumbnail(files: StoredFiles, key: str) -> bytes:
    return b"".join([chunk async for chunk in await files.thumbnail(key)])


async def is_gone(files: StoredFiles, key: str) -> bool:
    try:
        await files.open(key)
    except Refused as refused:
        return refused.text_id == "file_gone"
    return False


async def test_a_film_comes_back_byte_for_byte(files: StoredFiles) -> None:
    data = movie() + bytes(range(256)) * 28_000
    ref = await save(files, data, name="scan.mp4")
    told = FileRef(
        ref.key, "scan.mp4", "video/mp4", len(data), "screen_recording", sha256(data).hexdigest()
    )
    assert ref == told
    assert await read(files, ref.key) == data
    with pytest.raises(Refused, match="file_gone"):
        await files.thumbnail(ref.key)


async def test_a_picture_is_kept_with_a_small_one(files: StoredFiles) -> None:
    ref = await save(files, HEIC, name="IMG_7.heic")
    data = await read(files, ref.key)
    assert (ref.name, ref.media_type, ref.kind) == ("IMG_7.jpg", "image/jpeg", "screenshot")
    assert (ref.size, ref.sha256) == (len(data), sha256(data).hexdigest())
    assert Image.open(BytesIO(await thumbnail(files, ref.key))).format == "WEBP"


@pytest.mark.parametrize(
    ("data", "reason", "values"),
    [
        (b"<html></html>", "file_kind", {"formats": "PNG, JPG, HEIC, MP4, PDF"}),
        (b"plain words, which this catalogue does not accept", "file_kind", None),
        (PDF + bytes(MB), "file_too_big", {"limit_mb": "1"}),
        (movie() + bytes(8 * MB), "file_too_big", {"limit_mb": "8"}),
        (picture("PNG", (90, 90))[:-30], "file_damaged", {}),
    ],
)
async def test_what_is_refused_leaves_nothing(
    files: StoredFiles, tmp_path: Path, data: bytes, reason: str, values: dict[str, str] | None
) -> None:
    with pytest.raises(Refused) as refused:
        await save(files, data, name="proof.pdf")
    assert refused.value.text_id == reason
    assert values is None or refused.value.values == values
    assert await files.forget(datetime.now(UTC) + timedelta(days=1)) == 0
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


async def test_a_source_that_breaks_off_leaves_nothing(files: StoredFiles) -> None:
    async def broken() -> AsyncIterator[bytes]:
        yield b"half"
        raise ConnectionError

    with pytest.raises(StoreUnavailable):
        await files.save(broken(), name="a")
    assert await files.forget(datetime.now(UTC) + timedelta(days=1)) == 0


@pytest.mark.parametrize("key", ["", "../../etc/passwd", "a" * 32, "A" * 32, "a" * 32 + "\n"])
async def test_an_unknown_or_forged_key_is_refused(files: StoredFiles, key: str) -> None:
    assert await is_gone(files, key)
    await files.delete(key)
    await files.claim([key] if len(key) != 32 else [], "t-1")


async def test_a_file_is_deleted_for_good(files: StoredFiles, tmp_path: Path) -> None:
    ref, other = await save(files, PNG), await save(files, PNG)
    await files.claim([ref.key], "t-1")
    for _ in range(2):
        await files.delete(ref.key)
    assert await is_gone(files, ref.key)
    with pytest.raises(Refused, match="file_gone"):
        await files.thumbnail(ref.key)
    assert not [path for path in tmp_path.rglob("*") if ref.key in path.name]
    assert await read(files, other.key)


async def test_only_what_belongs_to_no_ticket_is_forgotten_early(
    files: StoredFiles, tmp_path: Path
) -> None:
    kept, waiting = await save(files, PNG), await save(files, PDF)
    for _ in range(2):
        await files.claim([kept.key], "web-1:h1")
    later = datetime.now(UTC) + timedelta(days=1)

    assert await files.forget_unclaimed(later - timedelta(days=2)) == 0, "nothing is old enough"
    assert await files.forget_unclaimed(later) == 1
    assert (await is_gone(files, waiting.key), await is_gone(files, kept.key)) == (True, False)
    assert await files.forget_unclaimed(later) == 0

    assert await files.forget(later - timedelta(days=2)) == 0
    await files.claim([waiting.key], "too late")
    assert await files.forget(later) == 1, "in the end all of it goes"
    assert await is_gone(files, kept.key)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


async def test_the_check_leaves_nothing(files: StoredFiles, tmp_path: Path) -> None:
    await files.check()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


async def test_nobody_else_may_look_into_the_folder(tmp_path: Path) -> None:
    files = StoredFiles(folder(tmp_path / "files"), lambda: EVIDENCE, tmp_path / "incoming")
    ref = await save(files, PNG, name="../../etc/passwd")
    assert ref.name == "passwd.png"
    assert {(tmp_path / name).stat().st_mode & 0o777 for name in ("files", "incoming")} == {0o700}
    assert (tmp_path / "files" / ref.key[:2] / ref.key).is_file(), "the name is random"


async def test_a_folder_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    place = folder(tmp_path / "files")
    (tmp_path / "files").rmdir()
    (tmp_path / "files").write_text("a file stands where the folder should be")
    with pytest.raises(StoreUnavailable):
        await save(StoredFiles(place, lambda: EVIDENCE, tmp_path / "incoming"), PNG)
    with pytest.raises(OSError, match="files"):
        folder(tmp_path / "files")


async def test_a_bucket_that_does_not_answer_is_told_as_such(tmp_path: Path) -> None:
    address = f"http://127.0.0.1:{free_port()}"
    settings = settings_of(tmp_path, files="s3://evidence", aws_endpoint_url=address)
    files = StoredFiles(open_place(settings), lambda: EVIDENCE, tmp_path / "incoming")
    for asking in (save(files, PNG), files.open("a" * 32), files.delete("a" * 32), files.check()):
        with pytest.raises(StoreUnavailable):
            await asking
