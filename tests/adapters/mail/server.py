"""A mail server on loopback that keeps what it takes, and can refuse in the ways real ones do."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.smtp import SMTP

from tests.redis_server import free_port


@dataclass
class MailServer:
    """``letters`` is what came; ``refusal`` the answer to the next addresses, "" for welcome."""

    port: int
    letters: list[EmailMessage] = field(default_factory=list)
    refusal: str = ""
    data_refusal: str = ""
    tries: int = 0

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        self.tries += 1
        if self.refusal:
            return self.refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.data_refusal:
            return self.data_refusal
        read = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(read, EmailMessage)
        assert ", ".join(envelope.rcpt_tos) == read["To"]
        self.letters.append(read)
        return "250 OK"


@asynccontextmanager
async def mail_server() -> AsyncIterator[MailServer]:
    server = MailServer(free_port())
    loop = asyncio.get_running_loop()
    listening = await loop.create_server(lambda: SMTP(server), "127.0.0.1", server.port)
    try:
        yield server
    finally:
        listening.close()
        await listening.wait_closed()
