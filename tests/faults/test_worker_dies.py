"""Killed at every single step of its work, a worker loses nothing and says nothing twice."""

import asyncio
import json
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from tests.faults.verdict import effects, gaps, live_fences, outside
from tests.redis_server import RedisServer

pytestmark = pytest.mark.redis
WITHIN_S = 500.0


async def results_of(module: str, *arguments: str) -> list[list[Any]]:
    """Run a program of this folder; its JSON lines. Nothing of it outlives the test."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", f"tests.faults.{module}", *arguments,
        stdout=asyncio.subprocess.PIPE, start_new_session=True,
    )  # fmt: skip
    try:
        output, _ = await asyncio.wait_for(process.communicate(), WITHIN_S)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()
    assert process.returncode == 0
    return [json.loads(line) for line in output.splitlines()]


@pytest.mark.parametrize("every", [3, pytest.param(1, marks=pytest.mark.long)])
async def test_a_death_at_any_step_is_made_good(
    every: int, redis_server: RedisServer, tmp_path: Path
):
    ends = await results_of("each_step", redis_server.url, str(tmp_path), str(every))
    assert [end for end in ends if end[3]] == []
    assert sum(1 for end in ends if end[2]) > 60 / every, "there are that many steps to die at"
    assert not all(end[2] for end in ends), "the last worker came through"


async def test_random_deaths_of_workers_and_redis_under_load_lose_nothing(tmp_path: Path):
    [[kills, restarts, speaker, faults]] = await results_of(
        "under_load", str(tmp_path), "2000", "7"
    )
    assert (faults, speaker) == ([], 0)
    assert kills >= 12
    assert restarts >= 2


ENTRY = {"speaker": "customer", "text_id": ""}
ACK = {"what": "ack", "lane": "in/c"}


@pytest.mark.parametrize(
    "found",
    [
        gaps([1, 3]),
        effects([{**ENTRY, "id": "m1"}], ["m1", "m2"]),
        effects([{**ENTRY, "id": "m1"}, {**ENTRY, "id": "m1"}], ["m1"]),
        effects([{**ENTRY, "id": "m1", "text_id": "complaint_saving"}], ["m1"]),
        effects([{**ENTRY, "id": "m2"}, {**ENTRY, "id": "m1"}], ["m1", "m2"]),
        live_fences([{**ACK, "seq": 1, "fence": "2:x"}, {**ACK, "seq": 2, "fence": "1:x"}]),
        live_fences([{**ACK, "seq": 1, "fence": "1:x"}, {**ACK, "seq": 1, "fence": "2:x"}]),
        outside([], "c", [{**ENTRY, "id": "m1"}]),
    ],
)
def test_the_verdict_notices_what_is_wrong(found: list[str]):
    assert found
