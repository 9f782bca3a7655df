"""Session tokens: who may read and write a conversation, signed and with an end date.

A token reads ``v1.<visitor>.<conversation>.<platform>[.<account>][.<role>].<expiry>.<mac>``, the
account's name in hexadecimal behind an ``a``, the role behind ``r:``. The MAC covers all that
stands before it, the expiry included, so that an old token cannot be made to live longer. It is
never part of a URL, where logs and the Referer header would show it.
"""

import hmac
import re
import secrets
import string
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from handoff.rules.ids import ConversationId

LIFETIME_S = 30 * 24 * 3600
_MIN_SECRET_BYTES = 32
_BASE62 = string.ascii_letters + string.digits
_BODY = re.compile(
    r"v1\.([0-9a-f]{64})\.(web-[A-Za-z0-9]{22})\.([a-z_]{1,40})"
    r"(?:\.a((?:[0-9a-f]{2}){1,160}))?(?:\.r:([a-z0-9_]{1,40}))?\.([0-9]{1,12})"
)


@dataclass(frozen=True)
class Session:
    """A visitor's right to one conversation; ``expires_at`` in Unix seconds.

    ``account`` is the name that the page says the visitor has there, ``role`` what they are there;
    either may be empty.
    """

    visitor: str
    conversation: ConversationId
    platform: str
    expires_at: int
    account: str = ""
    role: str = ""


class Tokens:
    """Makes and reads tokens. ``old_secrets`` are still accepted, so that a key can be rotated."""

    def __init__(
        self,
        secret: bytes,
        *,
        old_secrets: Sequence[bytes] = (),
        lifetime_s: int = LIFETIME_S,
        now: Callable[[], float] = time.time,
    ) -> None:
        if min(len(key) for key in (secret, *old_secrets)) < _MIN_SECRET_BYTES:
            raise ValueError(f"a secret of the web channel has less than {_MIN_SECRET_BYTES} bytes")
        self._keys = (secret, *old_secrets)
        self._lifetime_s = lifetime_s
        self._now = now

    def new_session(self, platform: str, account: str = "", role: str = "") -> Session:
        """A new visitor (256 random bits) with a new conversation (about 131)."""
        key = "".join(secrets.choice(_BASE62) for _ in range(22))
        conversation = ConversationId(f"web-{key}")
        return Session(secrets.token_hex(32), conversation, platform, self._end(), account, role)

    def renew(self, session: Session, account: str = "", role: str = "") -> Session:
        """The same session with a full lifetime before it; ``account`` and ``role`` if given."""
        account, role = account or session.account, role or session.role
        return replace(session, expires_at=self._end(), account=account, role=role)

    def sign(self, session: Session) -> str:
        """The token that the widget keeps."""
        account = f".a{session.account.encode().hex()}" if session.account else ""
        role = f".r:{session.role}" if session.role else ""
        whose = f"v1.{session.visitor}.{session.conversation}.{session.platform}{account}{role}"
        body = f"{whose}.{session.expires_at}"
        return f"{body}.{_mac(self._keys[0], body).decode()}"

    def load(self, token: object) -> Session | None:
        """The session of a token, None if it is forged, malformed or past its end."""
        if not isinstance(token, str):
            return None
        body, _, mac = token.rpartition(".")
        parts = _BODY.fullmatch(body)
        # Every key is compared, each in constant time: the time taken tells nothing.
        given = _bytes(mac)
        good = [hmac.compare_digest(_mac(key, body), given) for key in self._keys]
        if parts is None or not any(good):
            return None
        visitor, conversation, platform, account, role, expires_at = parts.groups()
        name = bytes.fromhex(account or "").decode()
        whose = (visitor, ConversationId(conversation), platform)
        session = Session(*whose, int(expires_at), name, role or "")
        return session if self.is_live(session) else None

    def is_live(self, session: Session) -> bool:
        """Whether the session may still be used."""
        return session.expires_at > self._now()

    def _end(self) -> int:
        return int(self._now()) + self._lifetime_s


def _mac(key: bytes, body: str) -> bytes:
    return hmac.new(key, _bytes(body), sha256).hexdigest().encode()


def _bytes(text: str) -> bytes:
    # JSON can bring half a character, which no encoding has.
    return text.encode("utf-8", "replace")
