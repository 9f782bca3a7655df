"""The people of a story: a customer at the web widget and an agent at the web desk.

What they can see is what the service sent them.
"""

from tests.scenario.agent import AgentAtDesk, Refusal, agent_at
from tests.scenario.customer import Customer, customer_at
from tests.scenario.hearing import Frame, pattern_of

__all__ = [
    "AgentAtDesk",
    "Customer",
    "Frame",
    "Refusal",
    "agent_at",
    "customer_at",
    "pattern_of",
]
