"""The count of files and bytes an hour, on the buckets of a real Redis."""

from collections.abc import AsyncIterator

import pytest

from bot.channels.file_limit import FileLimit, FilesAnHour
from handoff.errors import Refused
from handoff.rules.ids import ConversationId
from handoff.stores.client import RedisClient
from handoff.stores.keys import Keys
from handoff.stores.log import RedisLimits
from tests.redis_server import RedisServer, free_port

pytestmark = pytest.mark.redis
ROBIN, KIM = ConversationId("telegram-4711"), ConversationId("telegram-2")
MB = 1024**2


@pytest.fixture
async def limits(redis_server: RedisServer, prefix: str) -> AsyncIterator[RedisLimits]:
    client = RedisClient(redis_server.url)
    yield RedisLimits(client, Keys(prefix=prefix))
    await client.close()


async def refused(limit: FileLimit, conversation: ConversationId, size: int) -> dict[str, str]:
    with pytest.raises(Refused) as caught:
        await limit.check(conversation, size)
    assert caught.value.text_id == "files_too_many"
    return caught.value.values


async def test_an_hours_files_may_come_at_once_and_the_next_is_refused(limits: RedisLimits) -> None:
    limit = FileLimit(limits, FilesAnHour(count=3, mb=500))
    for _ in range(3):
        await limit.check(ROBIN, MB)
    assert await refused(limit, ROBIN, MB) == {"count": "3", "mb": "500", "minutes": "20"}
    await limit.check(KIM, MB)


async def test_a_big_file_waits_until_there_is_room_for_all_of_it(limits: RedisLimits) -> None:
    limit = FileLimit(limits, FilesAnHour(count=100, mb=40))
    await limit.check(ROBIN, 20 * MB)
    await limit.check(ROBIN, 10 * MB)
    assert (await refused(limit, ROBIN, 20 * MB))["minutes"] == "15"
    await limit.check(ROBIN, 9 * MB)


async def test_a_file_that_is_too_big_for_now_is_not_counted(limits: RedisLimits) -> None:
    limit = FileLimit(limits, FilesAnHour(count=3, mb=40))
    await limit.check(ROBIN, 20 * MB)
    for _ in range(5):
        assert (await refused(limit, ROBIN, 30 * MB))["minutes"] == "15"
    await limit.check(ROBIN, MB)
    await limit.check(ROBIN, MB)
    assert (await refused(limit, ROBIN, MB))["minutes"] == "20", "these were three"


async def test_nobody_is_asked_back_sooner_than_it_is_worth(limits: RedisLimits) -> None:
    limit = FileLimit(limits, FilesAnHour(count=100, mb=500))
    for _ in range(100):
        await limit.check(ROBIN, 1)
    assert (await refused(limit, ROBIN, 1))["minutes"] == "10"


async def test_nobody_loses_a_file_over_a_count_that_is_not_known() -> None:
    client = RedisClient(f"redis://127.0.0.1:{free_port()}")
    await FileLimit(RedisLimits(client, Keys()), FilesAnHour(count=1)).check(ROBIN, MB)
    await client.close()


async def test_tokens_given_back_never_make_more_than_there_were(limits: RedisLimits) -> None:
    assert await limits.take("b", per_s=0.001, burst=2, amount=-1) == 0
    assert await limits.take("b", per_s=0.001, burst=2, amount=2) == 0
    assert await limits.take("b", per_s=0.001, burst=2) > 0


async def test_several_tokens_are_taken_together_or_not_at_all(limits: RedisLimits) -> None:
    assert await limits.take("b", per_s=0.001, burst=10, amount=7) == 0
    assert await limits.take("b", per_s=0.001, burst=10, amount=5) == pytest.approx(2000, abs=5)
    assert await limits.take("b", per_s=0.001, burst=10, amount=3) == 0
