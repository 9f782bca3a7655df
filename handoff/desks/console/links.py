"""Sign-in links, and the agent of the demo."""

from datetime import timedelta

from handoff.ports import Agent
from handoff.records.sql import SqlRecords
from handoff.rules.ids import AgentId

DEMO_LINK_VALID_FOR = timedelta(hours=24)
DEMO_AGENT = Agent(id=AgentId("demo-agent"), name="Sam", role="manager")


async def make_sign_in_link(
    records: SqlRecords,
    agent: AgentId,
    base_url: str,
    valid_for: timedelta = DEMO_LINK_VALID_FOR,
) -> str:
    """A link that signs ``agent`` in once; ``base_url`` is where the service is reached."""
    code = await records.make_sign_in_code(agent, valid_for)
    return f"{base_url.rstrip('/')}/desk/sign-in?code={code}"


async def ensure_demo_agent(records: SqlRecords) -> AgentId:
    """Make sure that somebody can answer: the first active agent, else the demo agent, added now.

    A disabled demo agent stays disabled: whoever did that did not want it back.
    """
    for agent in await records.agents():
        if agent.active:
            return agent.id
    return (await records.add_agent(DEMO_AGENT)).id
