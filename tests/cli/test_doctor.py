"""`footbridge doctor`: every problem at once, with the remedy, and never a secret."""

import asyncio
import json
import os
import socket
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from bot.doctor.people import check_agents
from bot.doctor.platforms import check_slack, check_telegram
from bot.doctor.stores import check_files, place_of
from handoff.ports import Agent
from handoff.records.sql import SqlRecords
from handoff.rules.ids import AgentId
from handoff.settings import load_settings
from handoff.stores.client import RedisClient
from tests.redis_server import RedisServer, free_port

TELEGRAM_TOKEN = "123456:right"


@pytest.fixture
async def platforms() -> AsyncIterator[str]:
    """Answers ``getMe``, ``auth.test`` and ``apps.connections.open`` as the real ones do."""

    async def get_me(request: web.Request) -> web.Response:
        if request.match_info["token"] != TELEGRAM_TOKEN:
            body = {"ok": False, "error_code": 401, "description": "Unauthorized"}
            return web.json_response(body, status=401)
        result = {"id": 1, "is_bot": True, "first_name": "Test", "username": "bridge_bot"}
        return web.json_response({"ok": True, "result": result})

    async def slack(request: web.Request) -> web.Response:
        if not request.headers["Authorization"].endswith("-right"):
            return web.json_response({"ok": False, "error": "invalid_auth"})
        return web.json_response({"ok": True, "team": "Bridge builders"})

    app = web.Application()
    app.router.add_post("/bot{token}/getMe", get_me)
    app.router.add_post("/api/{method}", slack)
    runner = web.AppRunner(app)
    await runner.setup()
    port = free_port()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    yield f"http://127.0.0.1:{port}"
    await runner.cleanup()


async def run_doctor(tmp_path: Path, *options: str, **settings: str) -> tuple[int, str]:
    ports = {f"FOOTBRIDGE_{n}_PORT": str(free_port()) for n in ("HTTP", "ASSISTANT", "ACTIONS")}
    ports["FOOTBRIDGE_REDIS_PORT"] = str(free_port())
    environment = {**os.environ, **ports, "FOOTBRIDGE_VAR_DIR": str(tmp_path / "var"), **settings}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", "from bot.cli import main; main()", "doctor", *options),
        env=environment,
        stdout=asyncio.subprocess.PIPE,
    )
    output, _ = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode is not None
    return process.returncode, output.decode()


def wrong(report: dict[str, Any]) -> dict[str, dict[str, str]]:
    return {check["part"]: check for check in report["checks"] if not check["ok"]}


async def test_every_problem_is_told_at_once_with_its_remedy(
    tmp_path: Path, platforms: str
) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        code, output = await run_doctor(
            tmp_path,
            "--json",
            TELEGRAM_BOT_TOKEN="123456:wrong",
            TELEGRAM_API_URL=platforms,
            REDIS_URL="redis://:topsecret@127.0.0.1:1/0",
            ASSISTANT_REDIS_URL="redis://:topsecret@127.0.0.1:1/1",
            DATABASE_URL="postgresql://u:topsecret@127.0.0.1:1/f",
            FOOTBRIDGE_HTTP_PORT=str(other.getsockname()[1]),
            FOOTBRIDGE_HTTP_PROT="1",
        )
    report = json.loads(output)
    found = wrong(report)
    assert code == 1
    assert report["ok"] is False
    assert found.keys() >= {"settings", "ports", "redis", "sql", "model", "telegram"}
    assert found["settings"]["remedy"] == "Did you mean FOOTBRIDGE_HTTP_PORT?"
    assert "another port with FOOTBRIDGE_HTTP_PORT" in found["ports"]["remedy"]
    assert "Redis at 127.0.0.1:1 does not answer" in found["redis"]["text"]
    assert "correct DATABASE_URL" in found["sql"]["remedy"]
    assert found["model"]["remedy"] == "Run `make train`."
    assert found["telegram"]["text"] == "Telegram refuses the token: Unauthorized."
    assert "topsecret" not in output
    assert "123456:wrong" not in output


async def test_settings_that_cannot_be_read_are_told_in_plain_words(tmp_path: Path) -> None:
    code, output = await run_doctor(tmp_path, FOOTBRIDGE_HTTP_PORT="x", FOOTBRIDGE_PLATFORM="y")
    assert code == 1
    assert "FOOTBRIDGE_HTTP_PORT: this value cannot be used." in output
    assert "FOOTBRIDGE_PLATFORM: this value cannot be used." in output
    assert "To mend: 2." in output


async def test_a_redis_that_may_throw_messages_away_is_refused(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    server = RedisServer(tmp_path_factory.mktemp("evicting")).start()
    try:
        client = RedisClient(server.url)
        await client.call("CONFIG", "SET", "maxmemory-policy", "allkeys-lru")
        await client.close()
        _, output = await run_doctor(tmp_path, "--json", REDIS_URL=server.url)
        found = wrong(json.loads(output))
        assert "throw away waiting messages" in found["redis"]["text"]
        assert "noeviction" in found["redis"]["remedy"]
        assert "ASSISTANT_REDIS_URL is not set" in found["assistant redis"]["text"]
    finally:
        server.stop()


async def test_a_good_redis_and_a_good_database_are_well(
    tmp_path: Path, redis_server: RedisServer
) -> None:
    url = redis_server.url
    more = {"DATABASE_URL": f"sqlite:///{tmp_path}/x.db", "ASSISTANT_REDIS_URL": url}
    _, output = await run_doctor(tmp_path, "--json", REDIS_URL=url, **more)
    well = {check["part"] for check in json.loads(output)["checks"] if check["ok"]}
    assert well >= {"settings", "folder", "ports", "redis", "sql", "telegram", "slack"}


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("rediss://:topsecret@cache.example.com/0", "cache.example.com:6379"),
        ("redis://me:topsecret@[::1]:1/0", "[::1]:1"),
        ("unix://me:topsecret@/nowhere/redis.sock?db=1", "/nowhere/redis.sock"),
    ],
)
def test_a_redis_is_named_by_its_place_and_nothing_secret(url: str, place: str) -> None:
    assert place_of(url) == place


async def test_an_address_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    url = "redis://:topsecret@127.0.0.1:port/0"
    more = {"ASSISTANT_REDIS_URL": "redis://127.0.0.1:1/1"}
    _, output = await run_doctor(tmp_path, "--json", REDIS_URL=url, **more)
    redis = [check for check in json.loads(output)["checks"] if check["part"] == "redis"]
    assert redis[0]["text"] == "REDIS_URL is no address of a Redis."
    assert "topsecret" not in output


async def test_lines_that_nobody_sees_are_named(tmp_path: Path) -> None:
    settings = load_settings(database_url=f"sqlite:///{tmp_path}/x.db")
    assert await check_agents(settings) == []

    records = await SqlRecords.open(settings.database_address)
    billing = Agent(AgentId(""), "Sanne", "agent", departments=("billing",), languages=("nl",))
    await records.add_agent(billing)
    [gaps] = await check_agents(settings)
    assert "billing (en, zh)" in gaps.text
    assert "frontline," in gaps.text
    assert "footbridge agents add" in gaps.remedy

    everywhere = await records.add_agent(Agent(AgentId(""), "Noor", "lead"))
    assert [finding.is_well for finding in await check_agents(settings)] == [True]
    await records.set_active(everywhere.id, False)
    assert [finding.is_well for finding in await check_agents(settings)] == [False]
    await records.close()


async def test_the_right_tokens_are_well(platforms: str) -> None:
    settings = load_settings(
        telegram_bot_token=TELEGRAM_TOKEN,
        telegram_api_url=platforms,
        slack_bot_token="xoxb-right",
        slack_app_token="xapp-right",
        slack_api_url=f"{platforms}/api/",
    )
    assert [f.text for f in await check_telegram(settings)] == ["connected as @bridge_bot"]
    assert [finding.text for finding in await check_slack(settings)] == [
        "SLACK_BOT_TOKEN is accepted by Bridge builders",
        "SLACK_APP_TOKEN is accepted by Bridge builders",
    ]


async def test_a_wrong_token_of_slack_is_named(platforms: str) -> None:
    settings = load_settings(
        slack_bot_token="xoxb-right",
        slack_app_token="xapp-wrong",
        slack_api_url=f"{platforms}/api/",
    )
    assert [(f.is_well, f.text) for f in await check_slack(settings)] == [
        (True, "SLACK_BOT_TOKEN is accepted by Bridge builders"),
        (False, "Slack refuses SLACK_APP_TOKEN: invalid_auth."),
    ]


async def test_a_platform_that_cannot_be_reached_does_not_betray_the_token() -> None:
    settings = load_settings(
        telegram_bot_token="123456:hidden", telegram_api_url="http://127.0.0.1:1"
    )
    [finding] = await check_telegram(settings)
    assert finding.text == "Telegram cannot be reached: ClientConnectorError."
    assert "hidden" not in str(finding)


async def test_the_place_of_files_is_tried(tmp_path: Path) -> None:
    (new,) = await check_files(load_settings(var_dir=tmp_path))
    assert new.is_well
    assert new.text.endswith("which the service makes when it starts")
    (tmp_path / "files").mkdir()
    (there,) = await check_files(load_settings(var_dir=tmp_path))
    assert (there.is_well, there.text) == (True, f"kept in {tmp_path}/files")
    (tmp_path / "taken").write_text("no folder")
    (taken,) = await check_files(load_settings(var_dir=tmp_path, files=str(tmp_path / "taken")))
    assert not taken.is_well
    assert "FOOTBRIDGE_FILES" in taken.remedy


async def test_a_bucket_that_does_not_answer_is_told_without_its_keys(tmp_path: Path) -> None:
    address = f"http://127.0.0.1:{free_port()}"
    place = {"files": "s3://evidence", "aws_endpoint_url": address}
    keys = {"aws_access_key_id": "topsecret", "aws_secret_access_key": "topsecret"}
    settings = load_settings(var_dir=tmp_path, **keys, **place)
    (found,) = await check_files(settings)
    assert not found.is_well
    assert "s3://evidence" in found.text
    assert "AWS_ENDPOINT_URL" in found.remedy
    assert "topsecret" not in found.text + found.remedy
