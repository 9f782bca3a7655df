"""Every story starts with an empty service of its own; only the Redis process is shared."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
import redis

from tests.redis_server import RedisServer
from tests.scenario.actors import AgentAtDesk, Customer, agent_at, customer_at
from tests.scenario.stand import Stand, standing

NewCustomer = Callable[..., Awaitable[Customer]]
NewAgent = Callable[..., Awaitable[AgentAtDesk]]


@pytest.fixture(scope="session")
def own_redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    """A server that nobody else uses, so that a story may begin by emptying it."""
    server = RedisServer(Path(tmp_path_factory.mktemp("redis"))).start()
    yield server
    server.stop()


@pytest.fixture
def redis_url(own_redis: RedisServer) -> str:
    with redis.Redis.from_url(own_redis.url) as client:
        client.flushall()
    return own_redis.url


@pytest.fixture
async def stand(tmp_path: Path, redis_url: str) -> AsyncIterator[Stand]:
    async with standing(tmp_path, redis_url) as stand:
        yield stand


@pytest.fixture
async def people() -> AsyncIterator[AsyncExitStack]:
    """Everybody who came into the story goes at its end."""
    async with AsyncExitStack() as stack:
        yield stack


@pytest.fixture
def new_customer(stand: Stand, people: AsyncExitStack) -> NewCustomer:
    """A customer who has just opened the chat."""

    async def come(language: str = "en") -> Customer:
        return await customer_at(people, stand, language)

    return come


@pytest.fixture
def new_agent(stand: Stand, people: AsyncExitStack) -> NewAgent:
    """A new agent who has just opened the desk."""

    async def come(name: str, **facts: Any) -> AgentAtDesk:
        return await agent_at(people, stand, name, **facts)

    return come


@pytest.fixture
async def customer(new_customer: NewCustomer) -> Customer:
    """An English customer who has been greeted."""
    customer = await new_customer()
    await customer.sees("greeting")
    return customer


@pytest.fixture
async def sanne(new_agent: NewAgent) -> AgentAtDesk:
    return await new_agent("Sanne")
