"""Who is let in, and how often: origins, addresses, sockets and frames."""

import ipaddress
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from aiohttp import web


def is_allowed_origin(request: web.Request, allowed: frozenset[str]) -> bool:
    """Whether the page that asks is on the list: scheme, host and port, letter for letter.

    A request without an Origin does not come from a page and is not let in either.
    """
    return request.headers.get("Origin", "") in allowed


def client_address(request: web.Request, trusted_proxies: int) -> str:
    """The address that limits count by; an IPv6 one counts as its /64, which one person owns.

    Only the entries that our own proxies added to ``X-Forwarded-For`` are believed: whatever
    stands further left was written by the client.
    """
    address = request.remote or ""
    if trusted_proxies:
        chain = [part.strip() for part in ",".join(_forwarded(request)).split(",")]
        if len(chain) >= trusted_proxies:
            address = chain[-trusted_proxies]
    return _counted_as(address)


def _forwarded(request: web.Request) -> list[str]:
    return request.headers.getall("X-Forwarded-For", [])


def _counted_as(address: str) -> str:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    # No slash and no double colon: the address becomes part of a key.
    return parsed.exploded.replace(":", "")[:16]


class Slots:
    """How many sockets are open per name, in this copy of the service."""

    def __init__(self, at_most: int) -> None:
        self._at_most = at_most
        self._open: Counter[str] = Counter()

    @contextmanager
    def one_for(self, name: str) -> Iterator[bool]:
        """Hold a slot while the block runs; False when there is none left."""
        if self._open[name] >= self._at_most:
            yield False
            return
        self._open[name] += 1
        try:
            yield True
        finally:
            self._open[name] -= 1
            if not self._open[name]:
                del self._open[name]


class Pace:
    """The frames of one socket, counted here so that a flood costs no call to the store."""

    def __init__(self, per_s: float, burst: int, now: Callable[[], float] = time.monotonic) -> None:
        self._per_s, self._burst, self._now = per_s, burst, now
        self._left, self._at = float(burst), now()

    def has_room(self) -> bool:
        """Take one; False when the sender is too fast."""
        now = self._now()
        self._left = min(self._burst, self._left + (now - self._at) * self._per_s)
        self._at = now
        if self._left < 1:
            return False
        self._left -= 1
        return True
