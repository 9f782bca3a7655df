"""Hands messages to a mail server. The only place that speaks SMTP."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from hashlib import sha256
from typing import Any
from urllib.parse import unquote, urlsplit

import aiosmtplib

from handoff.errors import DeliveryError

TIMEOUT_S = 30.0
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
GIVEN_UP = 500
"""Answers of a server from here on mean that a repeat cannot help."""


@dataclass(frozen=True)
class Letter:
    """A plain message; ``key`` is the same however often it is sent."""

    key: str
    to: str
    subject: str
    text: str
    language: str


class PostOffice:
    """``url`` is ``smtp://user:password@host:587`` (TLS by STARTTLS) or ``smtps://...:465``.

    ``sender`` is the address that the messages come from.
    """

    def __init__(self, url: str, sender: str) -> None:
        parts = urlsplit(url)
        self._sender = sender
        self._host = parts.hostname or ""
        self._is_tls = parts.scheme == "smtps"
        self._port = parts.port or (465 if self._is_tls else 587)
        self._user = unquote(parts.username or "") or None
        self._password = unquote(parts.password or "") or None

    async def send(self, letter: Letter) -> None:
        """Raises ``DeliveryError``, whose text holds no address."""
        with _errors():
            await aiosmtplib.send(self._written(letter), **self._server())

    async def look(self) -> None:
        """Say hello, with the password if there is one. Raises ``DeliveryError``."""
        with _errors():
            async with aiosmtplib.SMTP(**self._server()):
                pass

    def _server(self) -> dict[str, Any]:
        # A password goes over the network only where nobody can read it.
        must_hide = bool(self._password) and not self._is_tls and self._host not in LOOPBACK
        return {
            "hostname": self._host,
            "port": self._port,
            "username": self._user,
            "password": self._password,
            "use_tls": self._is_tls,
            "start_tls": True if must_hide else None,
            "timeout": TIMEOUT_S,
        }

    def _written(self, letter: Letter) -> EmailMessage:
        message = EmailMessage()
        message["From"] = self._sender
        message["To"] = letter.to
        message["Subject"] = letter.subject
        # The same for every try, so that a mailbox can tell a double.
        name = sha256(letter.key.encode()).hexdigest()[:32]
        domain = self._sender.rpartition("@")[2]
        message["Message-ID"] = f"<{name}@{domain}>"
        message["Content-Language"] = letter.language
        # Programs that answer by themselves shall leave it alone.
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(letter.text)
        return message


def _listed(codes: list[int]) -> str:
    return ", ".join(str(code) for code in sorted(set(codes)))


@contextmanager
def _errors() -> Iterator[None]:
    """What a server refuses, by whether a repeat can help."""
    try:
        yield
    except aiosmtplib.SMTPRecipientsRefused as error:
        codes = [refused.code for refused in error.recipients]
        reason = f"the address was refused ({_listed(codes)})"
        raise DeliveryError(reason, permanent=min(codes) >= GIVEN_UP) from error
    except aiosmtplib.SMTPDataError as error:
        reason = f"the message was refused ({error.code})"
        raise DeliveryError(reason, permanent=error.code >= GIVEN_UP) from error
    except aiosmtplib.SMTPResponseException as error:
        # What else a server says no to is a matter of the settings, which can be put right.
        raise DeliveryError(f"the mail server said no ({error.code})") from error
    except (aiosmtplib.SMTPException, OSError) as error:
        reason = f"the mail server was not reached ({type(error).__name__})"
        raise DeliveryError(reason, ambiguous=True) from error
