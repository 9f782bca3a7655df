"""One form of digits and signs for all patterns, with every character in its place."""

LONGEST = 4000
"""Characters of a message that are looked at."""

_WIDE = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}
# What ends a sentence in Chinese shall go on ending it.
_KEPT = {ord(sign) for sign in "！，；？（）"}
_PLAIN = {wide: plain for wide, plain in _WIDE.items() if wide not in _KEPT}
_PLAIN.update({0x00A0: 0x20, 0x202F: 0x20, 0x3000: 0x20, 0x2019: 0x27})


def flat(text: str) -> str:
    """Return the first `LONGEST` characters, full-width letters and digits made plain.

    The result is as long as what it was made of, so a place in it is a place in `text`.
    """
    return text[:LONGEST].translate(_PLAIN)
