"""The benchmark of the estimate tells what it promises, and the estimate is good on each line."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.bench.eta import Teller, is_met, measure, play
from bot.bench.eta_scenarios import Scenario, scenarios
from bot.cli import build
from handoff.planning.simulation import Agent, Plan, Simulation, Stream

FEW = 4_000
"""Of each scenario; with so few customers chance weighs more than in the benchmark itself."""


@pytest.mark.parametrize("scenario", scenarios(FEW), ids=lambda one: one.name)
def test_the_estimate_is_good_on_each_line(scenario: Scenario) -> None:
    found = play(scenario)
    assert found["waited"] > 500
    assert 0.85 <= found["sum_ratio"] <= 1.15
    assert 0.85 <= found["p90_coverage"] <= 0.97
    assert found["mae_ratio"] >= 1.8
    assert found["mae_ratio"] == min(found["mae_ratio_sample"], found["mae_ratio_slots"])


def test_the_teller_knows_nothing_of_what_comes() -> None:
    """Another future, the same past: what was told before stays the same to the last digit."""
    plan = scenarios(1_000)[5].plan
    told: list[list[float]] = []
    for hours in (plan.hours, plan.hours * 2):
        teller = Teller(plan.agents, {s.priority: s.target_s for s in plan.streams})
        Simulation(replace(plan, hours=hours), teller).run()
        told.append([one.ours.mean_s for one in teller.told])
    assert len(told[0]) > 100
    assert told[1][: len(told[0])] == told[0]
    assert len(told[1]) > len(told[0])


def test_nothing_is_told_while_everybody_is_away() -> None:
    agents = [Agent(("all",), 3, ((10_000.0, 20_000.0),))]
    teller = Teller(agents, {"P3": 3600.0})
    Simulation(Plan([Stream("all", 20)], agents, 600.0, hours=8), teller).run()
    moments = [one.chat.arrived for one in teller.told]
    assert moments
    assert [moment for moment in moments if 10_000 <= moment < 20_000] == []


def test_the_command_writes_all_scenarios(tmp_path: Path) -> None:
    file = tmp_path / "eta.json"
    arguments = ["bench", "eta", "--customers", "2000", "--json", str(file)]
    answer = CliRunner().invoke(build(["bench"]), arguments, env={"COLUMNS": "120"})
    assert answer.exit_code == 0, answer.output
    found: dict[str, Any] = json.loads(file.read_text())
    assert len(found["scenarios"]) == 8
    for row in found["scenarios"]:
        assert row.keys() >= {"name", "sum_ratio", "p90_coverage", "mae_ratio"}
        assert row["name"] in answer.output
    assert found["seconds"] > 0
    assert found["machine"]["cores"] >= 1


@pytest.mark.long
def test_the_targets_are_met() -> None:
    found = measure(lambda text: None, scenarios(20_000))
    assert [row for row in found["scenarios"] if not is_met(row)] == []
