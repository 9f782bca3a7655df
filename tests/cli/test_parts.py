"""What each part is started with: nothing that it does not need."""

import asyncio
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from bot.up.console import Lines
from bot.up.keeper import Keeper
from bot.up.parts import (
    ASSISTANT_PYTHON,
    RASA_LAUNCHER,
    actions_part,
    assistant_part,
    service_part,
    service_url,
)
from handoff.settings import Settings, load_settings
from tests.redis_server import free_port

SECRETS = {
    "REDIS_URL": "redis://:for-the-service@127.0.0.1/0",
    "DATABASE_URL": "postgresql://u:for-the-service@127.0.0.1/f",
    "TELEGRAM_BOT_TOKEN": "123:for-the-service",
    "SLACK_BOT_TOKEN": "xoxb-for-the-service",
    "SLACK_APP_TOKEN": "xapp-for-the-service",
    "ASSISTANT_REDIS_URL": "redis://rasa:p%40ss@redis.example:6380/3",
}


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN_FILE", str(tmp_path / "for-the-service"))
    (tmp_path / "for-the-service").write_text("x")
    return load_settings(var_dir=tmp_path, actions_port=free_port())


def test_the_assistant_and_its_actions_get_no_secret_of_the_service(settings: Settings) -> None:
    for part in (actions_part(settings), assistant_part(settings, Path("model"))):
        assert "for-the-service" not in str(part)
        assert part.environment["ACTIONS_URL"].endswith(f":{settings.actions_port}/webhook")
        assert part.environment["HF_HUB_OFFLINE"] == "1"


def test_the_assistant_gets_the_address_of_its_redis_in_pieces(settings: Settings) -> None:
    environment = assistant_part(settings, Path("model")).environment
    names = ["HOST", "PORT", "DB", "USERNAME", "PASSWORD"]
    assert [environment[f"ASSISTANT_REDIS_{name}"] for name in names] == [
        *("redis.example", "6380", "3"),
        *("rasa", "p@ss"),
    ]


def test_the_assistant_gives_memory_back_as_the_operator_wants(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def given() -> str:
        return assistant_part(settings, Path("model")).environment["MALLOC_MMAP_THRESHOLD_"]

    assert given() == "1048576"
    monkeypatch.setenv("MALLOC_MMAP_THRESHOLD_", "65536")
    assert given() == "65536"


def test_the_assistant_keeps_compiled_files_whatever_the_shell_says(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    for part in (actions_part(settings), assistant_part(settings, Path("model"))):
        assert "PYTHONDONTWRITEBYTECODE" not in part.environment


def test_the_token_of_the_assistant_is_in_no_argument(settings: Settings) -> None:
    part = assistant_part(settings, Path("model"))
    token = settings.assistant_token_file.read_text().strip()
    assert len(token) >= 32
    assert token not in " ".join(part.command)


def test_a_token_that_begins_with_a_hyphen_is_still_a_token(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("-aB3\n")
    (tmp_path / "rasa.py").write_text(
        "import argparse; parser = argparse.ArgumentParser();"
        "parser.add_argument('command'); parser.add_argument('-t', '--auth-token');"
        "print(parser.parse_args().auth_token)"
    )
    done = subprocess.run(
        [sys.executable, "-c", RASA_LAUNCHER, str(tmp_path / "token"), "run"],
        cwd=tmp_path, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.strip() == "-aB3"


def test_the_service_gets_what_the_operator_set_and_where_the_rest_is(settings: Settings) -> None:
    environment = service_part(settings).environment
    assert {name: environment[name] for name in SECRETS} == SECRETS
    assert environment["FOOTBRIDGE_ASSISTANT_URL"] == "http://127.0.0.1:5005"
    assert environment["FOOTBRIDGE_VAR_DIR"] == str(settings.var_dir)


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.1", "http://127.0.0.1:8080"),
        ("0.0.0.0", "http://127.0.0.1:8080"),
        ("::1", "http://[::1]:8080"),
    ],
)
def test_the_address_that_is_shown_can_be_opened(host: str, url: str) -> None:
    assert service_url(load_settings(http_host=host, http_port=8080)) == url


@pytest.mark.rasa
@pytest.mark.skipif(not ASSISTANT_PYTHON.exists(), reason="no .venv-assistant")
async def test_the_action_server_listens_on_loopback_only(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.up.parts.ASSISTANT_PYTHON", ASSISTANT_PYTHON.absolute())
    (tmp_path / "actions").mkdir()
    (tmp_path / "actions" / "__init__.py").touch()
    monkeypatch.chdir(tmp_path)
    keeper = Keeper(actions_part(settings), tmp_path / "actions.log", Lines())
    keeper.start()
    try:
        async with asyncio.timeout(60):
            await keeper.up.wait()
        # The whole of 127.0.0.0/8 is this machine: a server that listens everywhere answers here.
        with pytest.raises(ConnectionRefusedError), socket.socket() as sock:
            sock.connect(("127.0.0.2", settings.actions_port))
    finally:
        await keeper.stop()


def test_the_service_finds_the_assistants_token_when_it_starts(settings: Settings) -> None:
    service_part(settings)
    token = settings.assistant_token_file.read_text()
    assistant_part(settings, Path("model"))
    assert settings.assistant_token_file.read_text() == token != ""
