"""Whole parts die by SIGKILL in the middle of conversations; nobody who wrote is forgotten."""

from pathlib import Path

import pytest

from tests.fakes.rasa import RasaFake
from tests.faults.whole.run import Plan, Report, run
from tests.faults.whole.scripted import teach
from tests.faults.whole.table import table

MESSAGES_A_CUSTOMER = 60


def check_kept_its_promises(report: Report) -> None:
    figures = "\n".join(table(report))
    assert report.findings.broken == [], figures
    assert report.findings.unexplained == [], figures


@pytest.mark.redis
async def test_service_and_redis_die_under_load(tmp_path: Path) -> None:
    async with RasaFake() as rasa:
        plan = Plan(("service", "redis"), 18, 6, customers=12, agents=2, assistant_url=rasa.url)
        teach(rasa, plan.customers, MESSAGES_A_CUSTOMER)
        report = await run(plan, tmp_path)
    check_kept_its_promises(report)
    assert {kill.part for kill in report.kills} == set(plan.parts)
    assert report.messages > plan.customers
    assert report.findings.replies > plan.agents
    assert sum(kept.complaints for kept in report.history.kept.values()) > 0


@pytest.mark.long
@pytest.mark.redis
@pytest.mark.rasa
async def test_every_part_dies_under_load(tmp_path: Path) -> None:
    plan = Plan(("service", "assistant", "actions", "redis"), for_s=215, every_s=25)
    report = await run(plan, tmp_path)
    check_kept_its_promises(report)
    assert {kill.part for kill in report.kills} == set(plan.parts)
    assert report.findings.replies > plan.agents
