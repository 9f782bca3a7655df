"""One form of digits and signs for all patterns, with every character in its place."""

import re

LONGEST = 4000
"""Characters of a message that are looked at."""

_WIDE = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}
# What ends a sentence in Chinese shall go on ending it.
_KEPT = {ord(sign) for sign in "！，；？（）"}
_PLAIN = {wide: plain for wide, plain in _WIDE.items() if wide not in _KEPT}
_CUT = re.compile(r"[!-~]+\Z")
_PLAIN.update({0x00A0: 0x20, 0x202F: 0x20, 0x3000: 0x20, 0x2019: 0x27})


def flat(text: str) -> str:
    """Return the first `LONGEST` characters, full-width letters and digits made plain.

    A place in it is a place in `text`. A word that would be cut in two is left out: a piece of a
    link looks like a link.
    """
    head = text[:LONGEST]
    if len(text) > LONGEST and _CUT.match(text[LONGEST]):
        head = _CUT.sub("", head) or head
    return head.translate(_PLAIN)
