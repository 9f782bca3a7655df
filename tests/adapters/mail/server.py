"""A mail server on loopback that keeps what it takes, and can refuse in the ways real ones do."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import UnthreadedController

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

    async def handle_RCPT(  # noqa: N802  # the library's name
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        self.tries += 1
        if self.refusal:
            return self.refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if self.data_refusal:
            return self.data_refusal
        read = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(read, EmailMessage)
        assert envelope.rcpt_tos == [read["To"]]
        self.letters.append(read)
        return "250 OK"


@asynccontextmanager
async def mail_server() -> AsyncIterator[MailServer]:
    server = MailServer(free_port())
    controller = UnthreadedController(server, hostname="127.0.0.1", port=server.port)
    controller.server = await controller._create_server()
    try:
        yield server
    finally:
        await controller.finalize()
