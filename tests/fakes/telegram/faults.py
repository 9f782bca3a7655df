"""What can go wrong at Telegram, and its refusals in its own words."""

import asyncio
from dataclasses import dataclass
from typing import Any

OTHER_POLLER = (
    "terminated by other getUpdates request; make sure that only one bot instance is running"
)


class ApiError(Exception):
    """A refusal as Telegram writes it."""

    def __init__(self, code: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def body(self) -> dict[str, Any]:
        body = {"ok": False, "error_code": self.code, "description": self.description}
        return body | ({"parameters": self.parameters} if self.parameters else {})


def bad_request(reason: str) -> ApiError:
    return ApiError(400, f"Bad Request: {reason}")


@dataclass(frozen=True)
class Fault:
    """Done to the next call of a method: refuse it, answer a page, hold it, or lose the answer.

    ``hold`` is waited for before the call is carried out; with ``drop`` the call is carried out
    and the connection ends without an answer.
    """

    error: ApiError | None = None
    page: tuple[int, str] | None = None
    hold: asyncio.Event | None = None
    drop: bool = False

    @classmethod
    def slow_down(cls, seconds: int) -> "Fault":
        text = f"Too Many Requests: retry after {seconds}"
        return cls(error=ApiError(429, text, retry_after=seconds))

    @classmethod
    def blocked(cls) -> "Fault":
        return cls(error=ApiError(403, "Forbidden: bot was blocked by the user"))

    @classmethod
    def refused(cls, reason: str) -> "Fault":
        return cls(error=bad_request(reason))

    @classmethod
    def unauthorized(cls) -> "Fault":
        return cls(error=ApiError(401, "Unauthorized"))

    @classmethod
    def conflict(cls) -> "Fault":
        return cls(error=ApiError(409, f"Conflict: {OTHER_POLLER}"))

    @classmethod
    def down(cls, status: int = 502) -> "Fault":
        return cls(page=(status, "<html><body><h1>Bad Gateway</h1></body></html>"))

    @classmethod
    def held(cls, until: asyncio.Event) -> "Fault":
        return cls(hold=until)

    @classmethod
    def lost_answer(cls) -> "Fault":
        return cls(drop=True)
