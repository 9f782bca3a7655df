"""What a file is, by its bytes; and what is left of a picture."""

import re
import zipfile
from io import BytesIO

import pytest
from PIL import Image

from bot.app import DATA
from bot.content import load
from handoff.errors import Refused
from handoff.files.formats import format_of
from handoff.files.names import named_as, safe_name
from handoff.files.pictures import MOST_PIXELS, THUMBNAIL_PX, cleaned
from handoff.rules.evidence import Evidence, EvidenceKind
from tests.pictures import HEIC, PDF, SECRET, matroska, movie, picture, telling_picture
from tests.stored_files import EVIDENCE


def an_archive() -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("invoice.txt", "paid twice")
    return packed.getvalue()


@pytest.mark.parametrize(
    ("data", "wanted"),
    [
        (picture("PNG"), "png"),
        (picture("JPEG"), "jpg"),
        (picture("MPO"), "jpg"),
        (picture("WEBP"), "webp"),
        (HEIC, "heic"),
        *((movie(brand), "mp4") for brand in (b"isom", b"mp42", b"avc1", b"iso5", b"M4V ")),
        (movie(b"qt  "), "mov"),
        (matroska(), "webm"),
        (PDF, "pdf"),
        (b"BM is how my order begins", "txt"),
        ("你好，退款还没到账".encode(), "txt"),
        ("退".encode() * 50_000, "txt"),
        ("Kim: hallo\r\n".encode("utf-16"), "txt"),
        (b"\xef\xbb\xbf[12/03/2026, 10:00] Kim: hallo", "txt"),
        (b"a,b\n1,2\n", "txt"),
    ],
)
def test_a_file_is_what_its_bytes_say(data: bytes, wanted: str) -> None:
    assert format_of(BytesIO(data)) == wanted


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"  \n ",
        b"<html><body><script>alert(1)</script></body></html>",
        b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>',
        b"{\\rtf1\\ansi hello}",
        b"MZ\x90\x00" + bytes(200),
        b"GIF89a" + bytes(100),
        b"\x01\x02\x03\x04\x05",
        picture("BMP"),
        picture("TIFF"),
        an_archive(),
        movie(b"M4A "),
        movie(b"heic"),
        matroska(b"matroska"),
        b"\x89PNG\r\n\x1a\n" + bytes(40),
    ],
)
def test_what_nobody_asked_for_is_nothing(data: bytes) -> None:
    assert format_of(BytesIO(data)) == ""


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_of_a_picture_only_what_is_seen_stays(kind: str) -> None:
    data = telling_picture(kind)
    assert SECRET in data, "there is something to lose"

    kept = cleaned(BytesIO(data), format_of(BytesIO(data)))

    assert SECRET not in kept.data + kept.thumbnail
    left = Image.open(BytesIO(kept.data))
    assert (left.format, left.size) == (kind, (8, 12)), "and it stands upright"
    assert not left.getexif()
    assert not left.info.keys() & {"icc_profile", "exif", "xmp", "comment", "Place"}


def test_a_phones_picture_becomes_one_that_browsers_show() -> None:
    kept = cleaned(BytesIO(HEIC), "heic")
    assert (kept.format, SECRET in kept.data) == ("jpg", False)
    assert Image.open(BytesIO(kept.data)).size == (16, 8)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16"])
def test_any_way_of_telling_colours_is_taken(mode: str) -> None:
    out, kind = BytesIO(), "JPEG" if mode == "CMYK" else "PNG"
    Image.new(mode, (5, 4)).save(out, kind)
    kept = cleaned(out, "jpg" if mode == "CMYK" else "png")
    assert Image.open(BytesIO(kept.data)).size == (5, 4)


def test_what_is_see_through_stays_so() -> None:
    out = BytesIO()
    Image.new("RGBA", (4, 4), (255, 0, 0, 40)).save(out, "PNG")
    kept = cleaned(out, "png")
    for data in (kept.data, kept.thumbnail):
        assert Image.open(BytesIO(data)).convert("RGBA").getpixel((1, 1))[3] == 40


def test_the_small_picture_is_small() -> None:
    kept = cleaned(BytesIO(picture("JPEG", (3000, 20))), "jpg")
    assert max(Image.open(BytesIO(kept.thumbnail)).size) == THUMBNAIL_PX


def test_a_bomb_is_refused_before_it_goes_off() -> None:
    out = BytesIO()
    Image.new("1", (MOST_PIXELS // 1000 + 1, 1000)).save(out, "PNG")
    with pytest.raises(Refused) as refused:
        cleaned(out, "png")
    assert len(out.getvalue()) < 100_000, "small on the wire"
    assert refused.value.text_id == "file_too_many_pixels"
    texts = load(DATA).content.texts["file_too_many_pixels"]
    named = {language: int(re.findall(r"\d+", text)[0]) for language, text in texts.items()}
    millions = MOST_PIXELS // 1_000_000
    assert named == {"en": millions, "nl": millions, "zh": millions * 100}


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_half_a_picture_is_refused(kind: str) -> None:
    data = picture(kind, (400, 300), "red")
    with pytest.raises(Refused) as refused:
        cleaned(BytesIO(data[: len(data) * 2 // 3]), "png")
    assert refused.value.text_id == "file_damaged"


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


@pytest.mark.parametrize(
    ("name", "format_name", "shown"),
    [
        ("photo.JPEG", "jpg", "photo.JPEG"),
        ("IMG_1.HEIC", "jpg", "IMG_1.jpg"),
        ("invoice.exe", "pdf", "invoice.exe.pdf"),
        ("chat.log", "txt", "chat.log"),
        ("run.sh", "txt", "run.sh.txt"),
        ("聊天记录", "txt", "聊天记录.txt"),
        ("z" * 200, "png", "z" * 96 + ".png"),
    ],
)
def test_the_ending_is_true(name: str, format_name: str, shown: str) -> None:
    assert named_as(name, format_name) == shown


def test_the_catalogue_says_what_is_accepted_and_as_what() -> None:
    kinds = {name: EVIDENCE.kind_of(name) for name in EVIDENCE.formats}
    assert kinds == {
        "png": "screenshot",
        "jpg": "screenshot",
        "webp": "screenshot",
        "heic": "photo",
        "mp4": "screen_recording",
        "mov": "screen_recording",
        "webm": "screen_recording",
        "txt": "chat_log",
        "pdf": "document",
    }
    assert (EVIDENCE.max_mb_of("png"), EVIDENCE.max_mb_of("mp4"), EVIDENCE.most_mb) == (10, 50, 50)
    assert EVIDENCE.max_mb_of("exe") == 0
    only = Evidence((EvidenceKind("note", ("txt", "pdf"), 1),))
    assert (only.kind_of("png"), only.told()) == ("", "TXT, PDF")
