"""User names with an @ before them."""

import re

from handoff.extract.flat import flat
from handoff.extract.found import Handle

_HAN = r"\u3400-\u4dbf\u4e00-\u9fff"
# A name in Latin letters ends where Chinese begins; one in Chinese ends at a space or a sign.
_HANDLE = re.compile(
    rf"(?<![a-zA-Z0-9_.@/+-])@([a-zA-Z0-9_](?:[a-zA-Z0-9_.]{{0,28}}[a-zA-Z0-9_])?|(?![我你您他她它])[{_HAN}]{{2,8}}(?![{_HAN}\w]))(?!@)"
)


def find_handles(text: str) -> list[Handle]:
    """Return `@names` of 1 to 30 characters, Chinese ones of 2 to 8, in order.

    What begins with a pronoun (@你们有人看吗) is a cry for attention."""
    return [Handle(m.start(), m.end(), m.group(1)) for m in _HANDLE.finditer(flat(text))]
