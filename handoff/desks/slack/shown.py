"""Words of customers as Slack may show them: as text, never as a mention, a link or a name.

Slack reads ``&``, ``<`` and ``>`` as the beginning of its own signs wherever text is ``mrkdwn`` or
the plain ``text`` of a message, so these three are escaped everywhere (its documentation names
no others). What is escaped can still look like something else: invisible letters that turn the
direction of reading are taken out, and a name never begins a line.
"""

import re
import unicodedata

MOST_SHOWN = 2_800
"""Letters of one message in the thread. A section takes 3,000, and a block's room is shared."""
MOST_IN_NAME = 40
"""Slack takes 80 letters for a sender's name; the words behind it need room."""

_KEPT = "\n\t"
_JOINERS = "\u200c\u200d"
"""Letters of Persian and Indian scripts and of many emoji; alone they do nothing."""
_SPACES = re.compile(r"\s+")


def escape(text: str) -> str:
    """For ``mrkdwn`` and for the ``text`` of a message."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def visible(text: str) -> str:
    """Without control letters and without those that turn or hide what is read."""
    return "".join(letter for letter in text if letter in _KEPT or not _is_hidden(letter))


def shown_name(name: str) -> str:
    """A name as a sender's: one line, short, and without what reads as a mention; may be empty.

    The sign of a mention looks like one to agents although Slack makes none of it there.
    """
    line = _SPACES.sub(" ", visible(name)).strip().lstrip("@#!").strip()
    return line if len(line) <= MOST_IN_NAME else line[: MOST_IN_NAME - 1].rstrip() + "…"


def shortened(text: str, most: int = MOST_SHOWN) -> tuple[str, int]:
    """As much of a text as fits, and how many letters do not."""
    if len(text) <= most:
        return text, 0
    cut = text[:most]
    # Not in the middle of a word, unless the word is most of what would be lost.
    space = cut.rfind(" ", most - 80)
    kept = (cut[:space] if space > 0 else cut).rstrip()
    return kept, len(text) - len(kept)


def _is_hidden(letter: str) -> bool:
    kind = unicodedata.category(letter)
    return kind in ("Cc", "Cs", "Co", "Cn") or (kind == "Cf" and letter not in _JOINERS)
