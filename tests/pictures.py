"""Small real pictures and other files, as customers send them. All that they tell is invented."""

from base64 import b64decode
from io import BytesIO

from PIL import Image
from PIL.PngImagePlugin import PngInfo

SECRET = b"Secret Camera"
"""What a picture must not carry on."""


def picture(kind: str = "PNG", size: tuple[int, int] = (12, 8), color: str = "teal") -> bytes:
    """A picture of one colour, in a format of Pillow's."""
    out = BytesIO()
    Image.new("RGB", size, color).save(out, kind)
    return out.getvalue()


def telling_picture(kind: str) -> bytes:
    """A picture that names its camera and place, and is to be turned to the right."""
    image, out = Image.new("RGB", (12, 8), "teal"), BytesIO()
    exif = image.getexif()
    exif[0x010F], exif[0x0112] = SECRET.decode(), 6
    exif.get_ifd(0x8825)[29] = "2026:11:22"
    told = PngInfo()
    told.add_text("Place", SECRET.decode())
    more = {"PNG": {"pnginfo": told}, "JPEG": {"comment": SECRET, "xmp": SECRET}}.get(kind, {})
    image.save(out, kind, exif=exif, icc_profile=SECRET, **more)
    return out.getvalue()


HEIC = b64decode(
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
"""A picture of a phone, 16 by 8 pixels, that names its camera."""


def movie(brand: bytes = b"isom") -> bytes:
    """The beginning of an MP4 or MOV."""
    box = b"ftyp" + brand + b"\0\0\2\0" + brand
    return (len(box) + 4).to_bytes(4, "big") + box + b"\0\0\0\x08free" + bytes(100)


def matroska(kind: bytes = b"webm") -> bytes:
    """The beginning of a WebM (or, of another kind, a Matroska)."""
    head = b"\x42\x86\x81\x01\x42\xf7\x81\x01\x42\xf2\x81\x04\x42\xf3\x81\x08\x42\x82"
    body = head + bytes([0x80 + len(kind)]) + kind + b"\x42\x87\x81\x04"
    return b"\x1a\x45\xdf\xa3" + bytes([0x80 + len(body)]) + body + bytes(100)


PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
