"""The benchmarks run, and say what they promise to say; how fast anything is, is not tested."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.bench import figures, peers, road
from bot.bench.relay import RelayPlan
from bot.bench.road import RoadPlan
from bot.bench.stack import isolated, own_settings
from bot.up.parts import service_part

pytestmark = pytest.mark.redis


def bench(*arguments: str) -> subprocess.CompletedProcess[str]:
    code = "from bot.cli import main; main()"
    command = [sys.executable, "-c", code, "bench", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=170)


def queue_figures(file: Path, *arguments: str) -> dict[str, Any]:
    answer = bench("queue", "--n", "20", "--rounds", "1", "--json", str(file), *arguments)
    assert answer.returncode == 0, answer.stderr
    found: dict[str, Any] = json.loads(file.read_text())
    return found


def test_the_queue_benchmark_tells_ratios_figures_versions_and_machine(tmp_path: Path) -> None:
    found = queue_figures(tmp_path / "queue.json", "--no-peers")
    ratios = ("footbridge_1_ratio", "footbridge_10_ratio", "idle_p50_ratio")
    assert all(found[name] > 0 for name in ("raw_per_s", "raw_own_client_per_s", *ratios))
    assert found["peers"] == {}
    assert found["cells"]["idle_footbridge"].keys() == {"p50_ms", "p99_ms", "max_ms"}
    assert found["cells"]["footbridge_10"].keys() == {"enqueue_per_s", "drain_per_s"}
    assert found["versions"].keys() >= {"python", "redis-server", "hiredis"}
    assert found["machine"]["cores"] >= 1


@pytest.mark.long
def test_every_peer_is_measured_or_reported_as_missing(tmp_path: Path) -> None:
    found = queue_figures(tmp_path / "queue.json")
    assert {*found["peers"], *found["missing"]} == set(peers.PACKAGES)
    assert all(ratio > 0 for ratio in found["peers"].values())


def test_the_benchmark_of_giving_out_chats_tells_how_it_grows(tmp_path: Path) -> None:
    file = tmp_path / "assign.json"
    answer = bench("assign", "--quick", "--json", str(file))
    assert answer.returncode == 0, answer.stderr
    found = json.loads(file.read_text())
    for name in ("claims_per_s", "p99_ms", "server_us", "evalsha_per_s"):
        assert found[name].keys() == {"100", "200", "400"}
        assert all(value > 0 for value in found[name].values())
    assert found["ratio_to_evalsha"] > 0
    assert found["repairs"] == 0


async def test_replies_of_agents_reach_all_customers() -> None:
    plan = RoadPlan(questions=0, relay=RelayPlan(conversations=3, rate_per_s=9, seconds=1))
    said: list[str] = []
    found = await road.measure(plan, said.append)
    assert found["relay_replies"] == 9
    assert 0 < found["relay_p50_ms"] <= found["relay_p99_ms"] <= found["relay_max_ms"]
    assert found["missing"] == []
    assert said[-1].startswith("relay: 9 replies a second")


def test_a_benchmark_uses_no_server_and_no_token_of_the_operator(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("REDIS_URL", "redis://:secret@192.0.2.1/0")
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "1:invented")
    with own_settings() as settings:
        part = isolated(settings, service_part(settings))
        assert settings.redis_address.startswith("redis://127.0.0.1:")
        assert settings.telegram_bot_token.get_secret_value() == ""
        assert part.environment.keys().isdisjoint({"REDIS_URL", "TELEGRAM_BOT_TOKEN"})
        folder = settings.var_dir
    assert not folder.exists()


def test_percentiles_are_values_that_were_measured() -> None:
    values = [float(n) for n in range(1, 101)]
    assert figures.percentile(values, 0.5) == 51
    assert figures.percentile(values, 0.99) == 100
    assert figures.percentile([7.0], 0.99) == 7


def test_a_ratio_is_taken_within_its_round() -> None:
    ours = [{"per_s": 8.0}, {"per_s": 2.0}]
    floor = [{"per_s": 10.0}, {"per_s": 4.0}]
    assert figures.ratios(ours, floor, "per_s") == [0.8, 0.5]
    assert figures.medians(ours) == {"per_s": 5.0}
