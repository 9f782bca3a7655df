"""Kill whole parts under load and print what came of it.

python -m tests.faults.whole --minutes 2
python -m tests.faults.whole --minutes 1 --without-assistant
"""

import argparse
import asyncio
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from tests.fakes.rasa import RasaFake
from tests.faults.whole.run import Plan, Report, run
from tests.faults.whole.scripted import teach
from tests.faults.whole.table import table


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults.whole", description=__doc__)
    parser.add_argument("--minutes", type=float, default=2.0)
    parser.add_argument("--every", type=float, default=25.0, help="seconds between two kills")
    parser.add_argument("--customers", type=int, default=20)
    parser.add_argument("--without-assistant", action="store_true", help="a scripted one instead")
    parser.add_argument("--folder", type=Path, help="kept for a look at logs; must be empty")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="footbridge-") as own:
        report = asyncio.run(_run(given, given.folder or Path(own)))
    _say("\n".join(["", *table(report)]))
    return 1 if report.findings.broken or report.findings.unexplained else 0


async def _run(given: argparse.Namespace, folder: Path) -> Report:
    folder.mkdir(parents=True, exist_ok=True)
    parts = ("service", "redis") if given.without_assistant else ALL
    plan = Plan(parts, given.minutes * 60, given.every, given.customers)

    if not given.without_assistant:
        return await run(plan, folder, _say)
    async with RasaFake() as rasa:
        teach(rasa, plan.customers, int(plan.for_s))
        return await run(replace(plan, assistant_url=rasa.url), folder, _say)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


ALL = ("service", "assistant", "actions", "redis")

if __name__ == "__main__":
    sys.exit(main())
