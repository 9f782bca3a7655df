"""Who may read ``/metrics``."""

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer, make_mocked_request

from bot.metrics import Metrics
from bot.metrics_page import CONTENT_TYPE, _may_read, metrics_route

TOKEN = "a-long-token"
FROM_OUTSIDE = "203.0.113.7"


async def page() -> bytes:
    return b"footbridge_dead_letters 0\n"


@pytest.mark.parametrize(
    ("token", "headers", "status"),
    [
        ("", {}, 200),
        ("", {"X-Forwarded-For": "127.0.0.1"}, 403),
        ("", {"Forwarded": "for=127.0.0.1"}, 403),
        ("", {"Via": "1.1 proxy"}, 403),
        ("", {"X-Real-IP": "127.0.0.1"}, 403),
        (TOKEN, {}, 403),
        (TOKEN, {"Authorization": f"Bearer {TOKEN}"}, 200),
        (TOKEN, {"Authorization": f"Bearer {TOKEN}", "X-Forwarded-For": FROM_OUTSIDE}, 200),
        (TOKEN, {"Authorization": f"Bearer {TOKEN}x"}, 403),
        (TOKEN, {"Authorization": "Bearer é"}, 403),
    ],
)
async def test_from_this_machine_or_with_the_token(
    token: str, headers: dict[str, str], status: int
) -> None:
    app = web.Application()
    app.add_routes([metrics_route(page, token)])
    async with TestClient(TestServer(app)) as client:
        answer = await client.get("/metrics", headers=headers)
        assert answer.status == status
        if status == 200:
            assert answer.headers["Content-Type"] == CONTENT_TYPE
            assert await answer.read() == await page()
        else:
            assert "footbridge_" not in await answer.text()


@pytest.mark.parametrize(
    ("remote", "may"),
    [("127.0.0.1", True), ("::1", True), (FROM_OUTSIDE, False), ("10.0.0.1", False), ("", False)],
)
async def test_without_a_token_nobody_from_elsewhere(remote: str, may: bool) -> None:
    request = make_mocked_request("GET", "/metrics").clone(remote=remote)
    assert _may_read(request, "") is may


def test_values_that_are_in_no_table_share_a_label() -> None:
    metrics = Metrics(lambda: ("billing",))
    for department in ("billing", "made up", "gone"):
        data = {"department": department, "priority": "P9", "waited_s": 3}
        metrics.recorded("handoff_accepted", data)
    metrics.recorded("an event of no figure", {"department": "billing"})
    samples = {
        tuple(sample.labels.values()): sample.value
        for family in metrics.registry.collect()
        for sample in family.samples
        if sample.name == "footbridge_events_total"
    }
    assert samples == {("handoff_accepted", "billing"): 1, ("handoff_accepted", "other"): 2}
