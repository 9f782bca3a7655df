"""Pictures: decoded, turned upright and written anew, so that only what is seen stays.

Place and time of the photo, its camera and whatever else a picture can carry go away with that.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import IO

from PIL import Image, ImageOps

from handoff.errors import Refused
from handoff.files.formats import READERS

MOST_PIXELS = 50_000_000
"""As much as the best phones take; decoded, such a picture fills 150 MB of memory.

The text of the refusal names it, in each language in the unit that people know.
"""
THUMBNAIL_PX = 320
# Pillow's own limit warns, which nobody would see; ours refuses, before anything is decoded.
Image.MAX_IMAGE_PIXELS = None

_WRITTEN_AS = {
    "png": ("PNG", {}),
    "jpg": ("JPEG", {"quality": 92}),
    "webp": ("WEBP", {"quality": 92}),
}
_KEPT_INFO = frozenset({"transparency"})
_JPEG_MODES = ("L", "RGB")


@dataclass(frozen=True)
class Picture:
    """A picture without anything but its pixels: its format, its bytes and a small WebP of it."""

    format: str
    data: bytes
    thumbnail: bytes


def cleaned(file: IO[bytes], format_name: str) -> Picture:
    """The picture in ``file`` written anew; HEIC, which few browsers show, becomes a JPEG.

    Of a moving picture the first frame stays. Raises ``Refused`` (``file_too_many_pixels``,
    ``file_damaged``).
    """
    with _refusing_damaged():
        file.seek(0)
        source = Image.open(file, formats=READERS)
        if source.width * source.height > MOST_PIXELS:
            raise Refused("file_too_many_pixels")
        upright = ImageOps.exif_transpose(source)
        upright.info = {name: v for name, v in upright.info.items() if name in _KEPT_INFO}
        written = "jpg" if format_name == "heic" else format_name
        return Picture(written, _write(upright, written), _thumbnail(upright))


@contextmanager
def _refusing_damaged() -> Iterator[None]:
    """Decoders meet bytes of strangers: whatever they raise, the file is at fault."""
    try:
        yield
    except Refused:
        raise
    except Exception as error:
        raise Refused("file_damaged") from error


def _write(picture: Image.Image, format_name: str) -> bytes:
    name, options = _WRITTEN_AS[format_name]
    if name == "JPEG" and picture.mode not in _JPEG_MODES:
        picture = picture.convert("RGB")
    out = BytesIO()
    picture.save(out, name, **options)
    return out.getvalue()


def _thumbnail(picture: Image.Image) -> bytes:
    small = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    small.thumbnail((THUMBNAIL_PX, THUMBNAIL_PX))
    out = BytesIO()
    small.save(out, "WEBP", quality=80)
    return out.getvalue()
