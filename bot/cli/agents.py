"""``footbridge agents``: who may answer customers."""

import fcntl
import re
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer
import yaml
from rich.console import Console
from rich.table import Table

from bot.cli.database import stop, with_records
from bot.cli.tables import print_whole
from handoff.desks.console.links import make_sign_in_link
from handoff.ports import Agent
from handoff.records.agents import ROLES
from handoff.records.sessions import LINK_VALID_FOR
from handoff.records.sql import SqlRecords
from handoff.rules.ids import AgentId
from handoff.rules.signals import LANGUAGES
from handoff.settings import SettingsError, load_settings

CATALOGUE = Path(__file__).parents[2] / "data" / "catalogue" / "departments.yml"
MOST_CHATS = 50
MOST_SKILLS = 8

app = typer.Typer(help="Add, list and switch agents; make sign-in links.", no_args_is_help=True)
screen = Console()


@app.command()
def add(
    name: Annotated[str, typer.Argument(help="The first name that customers see.")],
    language: Annotated[
        list[str] | None, typer.Option(help="en, nl or zh; repeat for several. None means all.")
    ] = None,
    department: Annotated[
        list[str] | None, typer.Option(help="A department; repeat for several. None means all.")
    ] = None,
    skill: Annotated[
        list[str] | None, typer.Option(help="What some chats need, such as gold; repeat for more.")
    ] = None,
    capacity: Annotated[int, typer.Option(help="How many chats at once.")] = 4,
    role: Annotated[str, typer.Option(help="One of: " + ", ".join(ROLES))] = "agent",
    slack: Annotated[str, typer.Option(help="The member id in Slack, such as U012ABCDEF.")] = "",
) -> None:
    """Register an agent."""
    wish = Agent(
        id=AgentId(""),
        name=_checked_name(name),
        role=_one_of("role", role, ROLES),
        departments=_all_of("department", department, _departments()),
        languages=_all_of("language", language, LANGUAGES),
        capacity=_checked_capacity(capacity),
        slack_id=slack.strip(),
        skills=_checked_skills(skill or []),
    )
    added, others = with_records(lambda records: _add(records, wish))
    screen.print(f"Added {added.name} as [bold]{added.id}[/] ({added.role}).")
    if others:
        ids = ", ".join(others)
        screen.print(
            f"There is another {added.name} already: {ids}. Customers see the same name; you tell "
            f"them apart by their ids. Added by mistake? footbridge agents disable {added.id}",
            style="yellow", soft_wrap=True, highlight=False,
        )  # fmt: skip
    screen.print(f"Next: footbridge agents link {added.id}", highlight=False)


@app.command("list")
def list_agents() -> None:
    """Show all agents."""
    agents = with_records(lambda records: records.agents())
    if not agents:
        screen.print("No agents yet. Next: footbridge agents add NAME", highlight=False)
        return
    table = Table(
        "Id", "Name", "Role", "Departments", "Languages", "Skills", "Chats", "Slack", "Active"
    )
    for agent in agents:
        table.add_row(*_row(agent), style="" if agent.active else "dim")
    print_whole(screen, table, ("Id", "Slack"))


@app.command()
def disable(agent: Annotated[str, typer.Argument(help="Id or name.")]) -> None:
    """Sign an agent out everywhere and let nobody in under this name."""
    found = with_records(lambda records: _switch(records, agent, active=False))
    screen.print(f"{found.name} ({found.id}) is disabled and signed out everywhere.")


@app.command()
def enable(agent: Annotated[str, typer.Argument(help="Id or name.")]) -> None:
    """Let a disabled agent sign in again, by a new link."""
    found = with_records(lambda records: _switch(records, agent, active=True))
    screen.print(f"{found.name} ({found.id}) may sign in again.")


@app.command()
def skills(
    agent: Annotated[str, typer.Argument(help="Id or name.")],
    skill: Annotated[list[str] | None, typer.Argument(help="All of them; none takes all.")] = None,
) -> None:
    """Say what an agent can do beside the work of the departments."""
    wanted = _checked_skills(skill or [])
    found = with_records(lambda records: _set_skills(records, agent, wanted))
    screen.print(f"{found.name} ({found.id}): {', '.join(wanted) or 'no skills'}.")


@app.command()
def link(
    agent: Annotated[str, typer.Argument(help="Id or name.")],
    base_url: Annotated[
        str,
        typer.Option(help="Where agents reach the service; by default where it runs, or would."),
    ] = "",
) -> None:
    """Make a sign-in link: works once, for 15 minutes."""
    address = base_url or _own_address()
    if not address.startswith(("http://", "https://")):
        stop(f"{address} is no address of a page. Give one such as https://help.example.com.")
    made = with_records(lambda records: _link(records, agent, address))
    screen.print(made, soft_wrap=True, highlight=False, markup=False)


async def _add(records: SqlRecords, wish: Agent) -> tuple[Agent, list[AgentId]]:
    """The new agent, and who had the same name before."""
    others = [each for each in await records.agents() if each.name.lower() == wish.name.lower()]
    return await records.add_agent(wish), [each.id for each in others]


async def _switch(records: SqlRecords, wanted: str, *, active: bool) -> Agent:
    agent = await _find(records, wanted)
    await records.set_active(agent.id, active)
    return agent


async def _set_skills(records: SqlRecords, wanted: str, skills: tuple[str, ...]) -> Agent:
    agent = await _find(records, wanted)
    await records.set_skills(agent.id, skills)
    return agent


async def _link(records: SqlRecords, wanted: str, base_url: str) -> str:
    agent = await _find(records, wanted)
    if not agent.active:
        raise ValueError(f"{agent.name} is disabled. First: footbridge agents enable {agent.id}")
    return await make_sign_in_link(records, agent.id, base_url, LINK_VALID_FOR)


async def _find(records: SqlRecords, wanted: str) -> Agent:
    """The agent with this id, else the only one with this name."""
    agents = await records.agents()
    by_id = [agent for agent in agents if agent.id == wanted]
    found = by_id or [agent for agent in agents if agent.name.lower() == wanted.strip().lower()]
    if not found:
        raise ValueError(f"No agent {wanted!r}. See them all: footbridge agents list")
    if len(found) > 1:
        ids = ", ".join(agent.id for agent in found)
        raise ValueError(f"Several agents are called {wanted!r}. Give one of the ids: {ids}")
    return found[0]


def _own_address() -> str:
    try:
        settings = load_settings()
    except SettingsError as error:
        stop(str(error))
    return _running_address(settings.var_dir) or settings.public_address


def _running_address(folder: Path) -> str:
    """Where the installation of this folder is reached at this moment; empty if none runs.

    It may have been started with another port than the settings of this call name.
    """
    try:
        if not _is_held(folder / "footbridge.lock"):
            return ""
        link = urlsplit((folder / "desk-link.txt").read_text().strip())
    except OSError:
        return ""
    return f"{link.scheme}://{link.netloc}"


def _is_held(lock: Path) -> bool:
    """Whether ``footbridge up`` runs there. Its lock ends with it, unlike the files it leaves."""
    with lock.open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def _departments() -> tuple[str, ...]:
    entries = yaml.safe_load(CATALOGUE.read_text("utf-8"))["departments"]
    return tuple(entry["id"] for entry in entries)


def _checked_name(name: str) -> str:
    trimmed = " ".join(name.split())
    if not 1 <= len(trimmed) <= 80:
        stop("A name has 1 to 80 characters.")
    return trimmed


def _checked_capacity(capacity: int) -> int:
    if not 1 <= capacity <= MOST_CHATS:
        stop(f"Capacity {capacity} is not between 1 and {MOST_CHATS} chats at once.")
    return capacity


def _checked_skills(skills: list[str]) -> tuple[str, ...]:
    for skill in skills:
        if not re.fullmatch(r"[a-z0-9_]{1,40}", skill):
            stop(f"The skill {skill!r} is not made of small letters, digits and _ alone.")
    if len(skills) > MOST_SKILLS:
        stop(f"An agent has at most {MOST_SKILLS} skills.")
    return tuple(dict.fromkeys(skills))


def _one_of(what: str, value: str, known: tuple[str, ...]) -> str:
    if value not in known:
        stop(f"Unknown {what} {value!r}. Known: {', '.join(known)}")
    return value


def _all_of(what: str, values: list[str] | None, known: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_one_of(what, value, known) for value in values or ()))


def _row(agent: Agent) -> tuple[str, ...]:
    return (
        agent.id,
        agent.name,
        agent.role,
        ", ".join(agent.departments) or "all",
        ", ".join(agent.languages) or "all",
        ", ".join(agent.skills) or "-",
        str(agent.capacity),
        agent.slack_id or "-",
        "yes" if agent.active else "no",
    )
