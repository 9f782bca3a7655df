"""The benchmark of the mailbox: beside the floor and beside other queues, in one run."""

import asyncio
import json
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import Any

from bot.bench import peers
from bot.bench.figures import machine, medians, ratios, versions
from bot.bench.stack import own_redis
from handoff.stores.client import RedisClient

OURS = ("raw", "raw_own_client", "footbridge_1", "footbridge_10")
IDLE = ("idle_raw", "idle_footbridge")
SLOW = {"rq_fork": 60, "arq": 400}
"""Peers that would take minutes with the full number; these give them seconds."""

PACKAGES = ("redis", "hiredis", "uvloop", *sorted(set(peers.PACKAGES.values())))
CELL_TAKES_S = 300.0

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Plan:
    """``count`` messages for each drain, ``idle_count`` one by one, all of it ``rounds`` times."""

    count: int = 2_000
    idle_count: int = 300
    rounds: int = 3
    peers: bool = True

    @classmethod
    def quick(cls) -> "Plan":
        return cls(count=300, idle_count=40, rounds=1)


async def measure(plan: Plan, progress: Progress) -> dict[str, Any]:
    """Every cell once a round, so that each sees the same machine. Raises ``PartFailed``."""
    absent = peers.missing() if plan.peers else list(peers.PACKAGES)
    names = [*OURS, *(peer for peer in peers.PACKAGES if peer not in absent), *IDLE]
    before = machine()
    made: dict[str, list[dict[str, float]]] = {name: [] for name in names}
    async with own_redis() as url:
        for number in range(plan.rounds):
            for name in names:
                progress(f"round {number + 1} of {plan.rounds}: {name}")
                made[name].append(await _cell(name, _count(plan, name), url))
        server = await _server_version(url)
    return {
        **_summary(made),
        "missing": absent if plan.peers else [],
        "rounds": plan.rounds,
        "messages": {name: _count(plan, name) for name in names},
        "cells": {name: medians(rounds) for name, rounds in made.items()},
        "versions": {"redis-server": server, **versions(PACKAGES)},
        "machine": {**before, "load_1_min_after": machine()["load_1_min"]},
    }


def _count(plan: Plan, name: str) -> int:
    if name in IDLE:
        return plan.idle_count
    return min(plan.count, SLOW.get(name, plan.count))


async def _cell(name: str, count: int, url: str) -> dict[str, float]:
    """One measurement on an empty server, in a process of its own."""
    client = RedisClient(url)
    await client.call("FLUSHALL")
    await client.close()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot.bench.cell", name, str(count)),
        env={**os.environ, "BENCH_REDIS_URL": url},
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        written, _ = await asyncio.wait_for(process.communicate(), CELL_TAKES_S)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode != 0:
        raise RuntimeError(f"{name} failed; see above")
    figures: dict[str, float] = json.loads(written.splitlines()[-1])
    return figures


def _summary(made: dict[str, list[dict[str, float]]]) -> dict[str, Any]:
    def ratio(name: str, floor: str = "raw", figure: str = "drain_per_s") -> float:
        return median(ratios(made[name], made[floor], figure))

    return {
        "raw_per_s": medians(made["raw"])["drain_per_s"],
        "raw_own_client_per_s": medians(made["raw_own_client"])["drain_per_s"],
        "footbridge_1_ratio": ratio("footbridge_1"),
        "footbridge_10_ratio": ratio("footbridge_10"),
        "footbridge_10_ratios": ratios(made["footbridge_10"], made["raw"], "drain_per_s"),
        "idle_p50_ratio": ratio("idle_footbridge", "idle_raw", "p50_ms"),
        "peers": {name: ratio(name) for name in peers.PACKAGES if name in made},
    }


async def _server_version(url: str) -> str:
    client = RedisClient(url)
    try:
        lines = str(await client.call("INFO", "server")).splitlines()
    finally:
        await client.close()
    return next(line.partition(":")[2] for line in lines if line.startswith("redis_version:"))
