"""Looks at the agents: is there somebody for whoever may come to wait?"""

from bot.app import DATA
from bot.catalogue import ContentError
from bot.content import load
from bot.doctor.findings import Finding
from handoff.errors import RecordsUnavailable
from handoff.ports import Agent
from handoff.records.engine import open_engine
from handoff.records.sql import SqlRecords
from handoff.rules.signals import LANGUAGES
from handoff.settings import Settings

REMEDY = "Run `footbridge agents add NAME`; without --department and --language it means all."


async def check_agents(settings: Settings) -> list[Finding]:
    """A customer waits in one department and one language; an agent of neither never sees it."""
    if not settings.database_url and not (settings.var_dir / "footbridge.db").is_file():
        return [Finding("agents", "the first one is made at the first start")]
    records = SqlRecords(open_engine(settings.database_address))
    try:
        agents = [agent for agent in await records.agents() if agent.active]
        departments = load(DATA).tables.departments
    except RecordsUnavailable:
        return []  # said by the look at the database, or there are no tables before the first start
    except ContentError as error:
        return [
            Finding("content", str(error), "Mend the file; until then the service cannot start.")
        ]
    finally:
        await records.close()
    if gaps := uncovered(agents, departments):
        return [Finding("agents", f"Nobody sees who waits in: {', '.join(gaps)}.", REMEDY)]
    return [Finding("agents", f"{len(agents)}, for every department and language")]


def uncovered(agents: list[Agent], departments: tuple[str, ...]) -> list[str]:
    """Departments that no agent has, with the languages that are missing in them."""
    gaps = []
    for department in departments:
        team = [a for a in agents if not a.departments or department in a.departments]
        missing = [
            language
            for language in LANGUAGES
            if not any(not a.languages or language in a.languages for a in team)
        ]
        if missing:
            gaps.append(department if not team else f"{department} ({', '.join(missing)})")
    return gaps
