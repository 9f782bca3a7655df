"""Card numbers: nobody asked for one, and none may be kept."""

import re

_GAP = r"[ .\-\u2010-\u2015\n\t]{0,2}"
_MASKED = re.compile(rf"(?:\*{_GAP}){{4,}}(?:\d{_GAP}){{3}}\d(?!\d)")


def has_masked_card(words: str) -> bool:
    """Whether a card number was made unreadable here, as ``handoff.extract.masking`` does it.

    That happens before anything else reads the message; no other digits are taken for a card here.
    """
    return bool(_MASKED.search(words))
