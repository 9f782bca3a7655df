"""The real pair of servers over a real Redis: every turn ends in one signal."""

import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.assistant.conftest import QUIET, ROOT
from tests.redis_server import RedisServer, free_port

pytestmark = [pytest.mark.rasa, pytest.mark.redis]
START_S = 240


def post(url: str, body: dict[str, Any]) -> Any:
    request = urllib.request.Request(
        url, json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=60) as response:
        return json.load(response)


def get(url: str) -> Any:
    with urllib.request.urlopen(url, timeout=10) as response:
        return json.load(response)


def wait_until_ready(url: str, key: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline:
        assert process.poll() is None, "the server ended while it was starting"
        try:
            if get(url).get(key):
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"{url} did not become ready")


@pytest.fixture(scope="module")
def assistant(
    model: Path, redis_server: RedisServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Start actions and assistant; give the address of the latter."""
    actions, rasa = free_port(), free_port()
    environment = {
        **os.environ,
        **QUIET,
        "SANIC_HOST": "127.0.0.1",
        "ACTIONS_URL": f"http://127.0.0.1:{actions}/webhook",
        "ASSISTANT_REDIS_HOST": "127.0.0.1",
        "ASSISTANT_REDIS_PORT": str(redis_server.port),
        "ASSISTANT_REDIS_DB": "5",
        "ASSISTANT_REDIS_USERNAME": "",
        "ASSISTANT_REDIS_PASSWORD": "",
        "ASSISTANT_REDIS_SSL": "false",
    }
    log = (tmp_path_factory.mktemp("servers") / "log").open("wb")
    run = ["-m", "rasa", "run", "--enable-api", "-i", "127.0.0.1", "-p", str(rasa)]
    run += ["--endpoints", "endpoints.yml", "--credentials", "credentials.yml"]
    commands = (
        ["-m", "rasa_sdk", "--actions", "actions", "--port", str(actions)],
        [*run, "--model", str(model)],
    )
    servers = [
        subprocess.Popen(
            [sys.executable, *command], cwd=ROOT, env=environment, stdout=log, stderr=log
        )
        for command in commands
    ]
    try:
        wait_until_ready(f"http://127.0.0.1:{actions}/health", "status", servers[0])
        wait_until_ready(f"http://127.0.0.1:{rasa}/status", "model_file", servers[1])
        yield f"http://127.0.0.1:{rasa}"
    finally:
        for server in reversed(servers):
            server.terminate()
        for server in servers:
            server.wait(60)
        log.close()


def say(assistant: str, sender: str, text: str, **metadata: Any) -> dict[str, Any]:
    body = {"sender": sender, "message": text, "metadata": {"message_id": "m1", **metadata}}
    [message] = post(f"{assistant}/webhooks/rest/webhook", body)
    assert "text" not in message
    signal: dict[str, Any] = message["custom"]
    assert {"signal", "language", "intent", "confidence"} <= signal.keys()
    return signal


def test_every_turn_is_one_signal(assistant: str) -> None:
    expected = [
        ("hello", "en", {"signal": "say", "text": "greeting", "language": "en"}),
        ("ik wil een medewerker spreken", "en", {"reason": "user_request", "language": "nl"}),
        ("转人工", "zh", {"signal": "handoff", "reason": "user_request", "language": "zh"}),
        ("menu", "en", {"signal": "menu"}),
        ("that is not my question", "en", {"signal": "not_my_question"}),
        ("it works now", "en", {"signal": "helped", "yes": True}),
        ("i want to kill myself", "en", {"signal": "handoff", "reason": "safety_emergency"}),
        ("where is my parcel", "en", {"signal": "topic", "kind": "answer"}),
        ("/faq", "zh", {"signal": "topic", "kind": "unsure", "topics": [], "language": "zh"}),
        ("/no_such_intent", "en", {"language": "en"}),
        ("👍👍🎉", "nl", {"language": "nl"}),
    ]
    for text, hint, wanted in expected:
        signal = say(assistant, "turns", text, language=hint, platform="marketplace")
        assert wanted.items() <= signal.items(), text


def test_no_shipping_help_on_live_streaming(assistant: str) -> None:
    signal = say(assistant, "platform", "where is my parcel", platform="live_streaming")
    assert "shipping_delivery" not in [topic["id"] for topic in signal.get("topics", [])]


def test_the_bot_is_back_after_a_person_and_remembers_nothing_open(assistant: str) -> None:
    say(assistant, "back", "我要真人客服", language="zh")
    url = f"{assistant}/conversations/back/trigger_intent?output_channel=latest"
    reply = post(url, {"name": "EXTERNAL_handoff_ended", "entities": []})
    [message] = reply["messages"]
    assert message["custom"]["text"] == "handback_done"
    assert message["custom"]["language"] == "zh"
    tracker = get(f"{assistant}/conversations/back/tracker")
    assert not tracker["active_loop"]
    assert not any(tracker["slots"].values())
    assert say(assistant, "back", "谢谢")["text"] == "thanks"


def test_the_message_id_can_be_found_in_the_tracker(assistant: str) -> None:
    say(assistant, "ids", "hello", message_id="m77")
    events = get(f"{assistant}/conversations/ids/tracker?include_events=ALL")["events"]
    ids = [event["metadata"].get("message_id") for event in events if event["event"] == "user"]
    assert ids == ["m77"]
