"""Scripts with a clock of their own and, for mutants, with single guards taken out in memory."""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from types import ModuleType

import pytest
from hiredis import ReplyError
from hypothesis import HealthCheck, settings

from handoff.stores import scripts
from handoff.stores.client import Script

Change = tuple[str, str]
"""A piece of Lua as it stands and what the mutant has in its place."""

CLOCK: Change = (
    "local time = redis.call('TIME')",
    "local ms = tonumber(redis.call('GET', base .. ':clock'))\n"
    "local time = {math.floor(ms / 1000), ms % 1000 * 1000}",
)
"""Expiry and retention by a key that the test moves, so that no test waits for them."""

MANY = settings(
    max_examples=200,
    stateful_step_count=30,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)


def changed(*changes: Change) -> Callable[[str], Script]:
    """``script`` with the changes applied wherever their text stands."""

    @cache
    def script(name: str) -> Script:
        source = scripts.script(name).source
        for old, new in changes:
            source = source.replace(old, new)
        return Script(source)

    return script


@contextmanager
def using(module: ModuleType, *changes: Change) -> Iterator[None]:
    """Let ``module`` run the changed scripts."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "script", changed(*changes))
        yield


def assert_found(walk: Callable[[random.Random], None], names: list[str], *changes: Change):
    """One of a few hundred short random walks must tell the mutant from the real scripts.

    Hypothesis is not used here: a mutant needs to be found, not to be explained.
    """
    everything = "".join(scripts.script(name).source for name in names)
    assert all(old in everything for old, _ in changes), "the mutant changes nothing"
    for seed in range(300):
        try:
            walk(random.Random(seed))
        except (AssertionError, ReplyError):
            return
    pytest.fail("nobody noticed the missing guard")
