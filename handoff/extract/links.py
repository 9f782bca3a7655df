"""Web and e-mail addresses."""

import re
from urllib.parse import urlsplit

from handoff.extract.flat import flat
from handoff.extract.found import Email, Link

# Chinese is written without spaces: an address ends where Chinese begins.
_REST = r"[^\s<>\"`{}|\\^\u2018-\u201f\u3000-\u303f\u3400-\u4dbf\u4e00-\u9fff\uff00-\uffef]"
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
# Endings that are no words, and so cannot be the first word of a sentence without its space.
_CLEAR = (
    "com|org|net|info|biz|edu|gov|app|dev|shop|store|online|site|xyz|club|vip|live|link|example"
    "|io|ai|cn|nl|eu|uk|fr|hk|tw|sg|jp|gg|tv|cc|ly|co"
)
_SHORT = "me|to|be|us|it|is|in|de|at|so|am|my|no"
_BARE = (
    rf"(?<![\w@./-])(?:(?:{_LABEL}\.){{1,8}}(?:{_CLEAR})(?![\w-]|\.\w|@)(?::\d{{1,5}})?(?:[/?#]{_REST}*)?"
    rf"|(?:www\.(?:{_LABEL}\.){{1,8}}[a-z]{{2,24}}|(?:{_LABEL}\.){{1,8}}(?:{_SHORT})(?=/))"
    rf"(?![\w-]|@)(?::\d{{1,5}})?(?:[/?#]{_REST}*)?)"
)
_LINK = re.compile(rf"(?<![a-z])https?://{_REST}+|{_BARE}", re.IGNORECASE | re.ASCII)
_EMAIL = re.compile(
    r"(?<![\w.%+-])[a-z0-9_][a-z0-9._%+-]{0,63}@(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24}(?![\w-])",
    re.IGNORECASE | re.ASCII,
)
_TRAILING = ".,;:!?'*_~"
_BRACKETS = {")": "(", "]": "["}


def find_links(text: str) -> list[Link]:
    """Return http and https links and bare addresses such as `example.com/x`, in order.

    Punctuation after a link belongs to the sentence; a closing bracket does unless it was opened
    within the link. An address whose host or port is impossible is left out.
    """
    found = []
    for match in _LINK.finditer(flat(text)):
        written = _trimmed(match.group())
        url = written if "://" in written else f"https://{written}"
        host = _host(url)
        if host:
            found.append(Link(match.start(), match.start() + len(written), url, host))
    return found


def find_emails(text: str) -> list[Email]:
    """Return e-mail addresses, in order."""
    return [Email(m.start(), m.end(), m.group()) for m in _EMAIL.finditer(flat(text))]


def _trimmed(written: str) -> str:
    while written:
        last = written[-1]
        opens = _BRACKETS.get(last)
        if last not in _TRAILING and (not opens or written.count(opens) >= written.count(last)):
            break
        written = written[:-1]
    return written


def _host(url: str) -> str:
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018  # raises for a port that cannot be
    except ValueError:
        return ""
    host = (parts.hostname or "").rstrip(".")
    return host if "." in host.strip(".") or ":" in host or host == "localhost" else ""
