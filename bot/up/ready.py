"""When is a part truly ready? Not when its port is open: when it says so."""

import socket
from collections.abc import Awaitable, Callable

import aiohttp

from handoff.errors import StoreUnavailable
from handoff.stores.client import RedisClient

Ready = Callable[[], Awaitable[bool]]
ANSWER_WITHIN_S = 10.0


def answers(url: str) -> Ready:
    """Ready once ``url`` answers 200."""

    async def check() -> bool:
        return await fetch_json(url) is not None

    return check


def has_model(url: str, token: str) -> Ready:
    """Rasa's ``/status`` answers long before a model is loaded; only its name counts."""

    async def check() -> bool:
        status = await fetch_json(f"{url}/status?token={token}")
        return isinstance(status, dict) and bool(status.get("model_file"))

    return check


def pings(url: str) -> Ready:
    """Ready once the Redis server has loaded its files."""

    async def check() -> bool:
        client = RedisClient(url, timeout_s=ANSWER_WITHIN_S)
        try:
            return bool(await client.call("PING") == "PONG")
        except StoreUnavailable:
            return False
        finally:
            await client.close()

    return check


async def fetch_json(url: str) -> object | None:
    """The body of a 200 answer (or its text), None for anything else."""
    timeout = aiohttp.ClientTimeout(total=ANSWER_WITHIN_S)
    try:
        async with aiohttp.ClientSession(timeout=timeout) as session, session.get(url) as answer:
            if answer.status != 200:
                return None
            if answer.content_type == "application/json":
                return await answer.json()  # type: ignore[no-any-return]
            return await answer.text()
    except (aiohttp.ClientError, TimeoutError, OSError):
        return None


def is_free(host: str, port: int) -> bool:
    """Can a server take this port now?"""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as sock:
        # A port whose last connections are still closing may be taken again.
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            sock.bind((host, port))
        except OSError:
            return False
    return True
