"""What Slack refuses, in its own words."""

from typing import Any

Json = dict[str, Any]


class SlackError(Exception):
    """A refusal; ``more`` are the further fields of the answer, such as ``needed``."""

    def __init__(self, error: str, *, status: int = 200, retry_after: int = 0, **more: Any) -> None:
        super().__init__(error)
        self.error = error
        self.status = status
        self.headers = {"Retry-After": str(retry_after)} if retry_after else {}
        self.more = more

    def body(self) -> Json:
        return {"ok": False, "error": self.error, **self.more}


def explained(error: str, problems: list[str]) -> SlackError:
    """A refusal that lists what is wrong, as for blocks, views and arguments."""
    messages = [f"[ERROR] {problem}" for problem in problems]
    return SlackError(error, errors=problems, response_metadata={"messages": messages})


def invalid_arguments(*problems: str) -> SlackError:
    return explained("invalid_arguments", list(problems))


def rate_limited(seconds: int) -> SlackError:
    return SlackError("ratelimited", status=429, retry_after=seconds)
