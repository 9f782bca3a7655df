"""The page about metrics and the dashboard name what the service exposes, and nothing else."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import generate_latest

from bot.metrics import EVENTS, Gauges, Metrics

DOCS = Path(__file__).resolve().parents[2] / "docs"
DASHBOARD = json.loads((DOCS / "grafana" / "footbridge.json").read_text("utf-8"))
NAME = re.compile(r"\b(?:footbridge|process)_\w+")
LABEL = re.compile(r"(\w+)=~?\"")
BY = re.compile(r"by \(([\w, ]+)\)")


def exposed() -> dict[str, tuple[str, ...]]:
    """Every name that can be asked for, and its labels."""
    metrics = Metrics(tuple)
    nothing: Any = None
    Gauges(metrics, *[nothing] * 6)
    found = {}
    for metric in metrics.registry._collector_to_names:
        labels = getattr(metric, "_labelnames", ())
        for name in metrics.registry._collector_to_names[metric]:
            found[name] = (*labels, "le") if name.endswith("_bucket") else labels
    samples = (one for family in metrics.registry.collect() for one in family.samples)
    of_process = {one.name: () for one in samples if one.name.startswith("process_")}
    found |= of_process
    return {name: labels for name, labels in found.items() if not name.endswith("_created")}


def expressions() -> list[str]:
    asked = [target["expr"] for panel in DASHBOARD["panels"] for target in panel["targets"]]
    return asked + [one["query"] for one in DASHBOARD["templating"]["list"] if "label" in one]


def base(name: str) -> str:
    return re.sub(r"_(bucket|count|sum)$", "", name)


@pytest.mark.parametrize("expression", expressions())
def test_every_expression_of_the_dashboard_uses_what_there_is(expression: str) -> None:
    names = NAME.findall(expression)
    known = exposed()
    assert names or expression == "prometheus"
    assert [name for name in names if name not in known] == []
    labels = {label for name in names for label in known[name]} | {"job", "instance"}
    asked = {*LABEL.findall(expression), *re.findall(r"\w+", " ".join(BY.findall(expression)))}
    assert asked - labels == set()
    for event in re.findall(r'event="(\w+)"', expression):
        assert event in EVENTS


def test_panels_do_not_cover_each_other() -> None:
    taken: dict[tuple[int, int], str] = {}
    for panel in DASHBOARD["panels"]:
        at = panel["gridPos"]
        for x in range(at["x"], at["x"] + at["w"]):
            for y in range(at["y"], at["y"] + at["h"]):
                assert x < 24
                assert taken.setdefault((x, y), panel["title"]) == panel["title"]


def test_the_page_names_every_metric_with_its_labels() -> None:
    page = (DOCS / "metrics.md").read_text("utf-8")
    rows = re.findall(r"^\| `(footbridge_\w+)` \| ([^|]*)\|", page, re.M)
    told = {name: tuple(re.findall(r"`(\w+)`", labels)) for name, labels in rows}
    mine = {n: labels for n, labels in exposed().items() if n.startswith("footbridge")}
    bases = {
        base(name): tuple(label for label in labels if label != "le")
        for name, labels in mine.items()
    }
    counters = {name for name in bases if f"{name}_total" in bases}
    assert told == {name: labels for name, labels in bases.items() if name not in counters}


def test_a_fresh_service_exposes_its_metrics() -> None:
    text = generate_latest(Metrics(tuple).registry).decode()
    assert "# TYPE footbridge_messages_total counter" in text
    assert "# TYPE footbridge_first_reply_seconds histogram" in text
