"""What a load balancer is told."""

from collections.abc import AsyncIterator

import pytest
from aiohttp.test_utils import TestClient, TestServer

from bot.http import make_app

Asked = tuple[TestClient, dict[str, str], list[int]]


@pytest.fixture
async def asked() -> AsyncIterator[Asked]:
    """A running service, the states of its parts, and how often they were looked at."""
    states = {"redis": "ok", "sql": "ok", "assistant": "ok", "content": "ok"}
    looks: list[int] = []

    async def ready() -> dict[str, str]:
        looks.append(1)
        return dict(states)

    async with TestClient(TestServer(make_app(ready))) as client:
        yield client, states, looks


@pytest.mark.parametrize(
    ("part", "status"),
    [("redis", 503), ("sql", 200), ("assistant", 200), ("content", 200), ("", 200)],
)
async def test_copy_stays_in_use_while_customers_still_reach_people(
    asked: Asked, part: str, status: int
) -> None:
    client, states, _ = asked
    if part:
        states[part] = "not ready"
    answer = await client.get("/readyz")
    assert (answer.status, await answer.json()) == (status, states)


async def test_parts_are_not_asked_as_often_as_anybody_likes(
    asked: Asked,
) -> None:
    client, _, looks = asked
    for _ in range(5):
        assert (await client.get("/readyz")).status == 200
    assert len(looks) < 5


async def test_living_process_is_healthy_whatever_its_parts_do(
    asked: Asked,
) -> None:
    client, states, looks = asked
    states["redis"] = "StoreUnavailable"
    assert (await client.get("/healthz")).status == 200
    assert looks == []
