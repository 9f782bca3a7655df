from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession

from tests.adapters.web.served import Customer, Served, serving


@pytest.fixture
async def served() -> AsyncIterator[Served]:
    async with serving() as served:
        yield served


@pytest.fixture
async def http() -> AsyncIterator[ClientSession]:
    async with ClientSession() as http:
        yield http


@pytest.fixture
async def customer(http: ClientSession, served: Served) -> Customer:
    return Customer(http, served)
