"""Settings: where values come from, and what is said about those that cannot be used."""

from pathlib import Path

import pytest

from handoff.settings import Settings, SettingsError, load_settings, name_of, unknown_names


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No environment and no ``.env`` of the machine that runs the tests."""
    for name, field in Settings.model_fields.items():
        monkeypatch.delenv(name_of(name, field), raising=False)
    monkeypatch.chdir(tmp_path)


def test_nothing_has_to_be_set(tmp_path: Path) -> None:
    settings = load_settings()
    assert settings.redis_address == "redis://127.0.0.1:6390/0"
    assert settings.assistant_redis_address == "redis://127.0.0.1:6390/1"
    assert settings.database_address == f"sqlite+aiosqlite:///{tmp_path}/var/footbridge.db"
    assert settings.assistant_address == "http://127.0.0.1:5005"


def test_the_environment_wins_over_a_file_and_a_file_over_dotenv(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    Path(".env").write_text(
        "FOOTBRIDGE_TENANT=dotenv\nTELEGRAM_BOT_TOKEN=dotenv\nFOOTBRIDGE_HTTP_PORT=8081\n"
    )
    secret = tmp_path / "token"
    secret.write_text("from-file\n")
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN_FILE", str(secret))
    monkeypatch.setenv("FOOTBRIDGE_TENANT_FILE", str(secret))
    monkeypatch.setenv("FOOTBRIDGE_TENANT", "environment")
    settings = load_settings()
    assert settings.tenant == "environment"
    assert settings.telegram_bot_token.get_secret_value() == "from-file"
    assert settings.http_port == 8081


def test_an_empty_value_and_an_empty_file_count_as_not_given(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "token").write_text("\n")
    monkeypatch.setenv("SLACK_BOT_TOKEN_FILE", str(tmp_path / "token"))
    monkeypatch.setenv("FOOTBRIDGE_HTTP_PORT", "")
    settings = load_settings()
    assert settings.slack_bot_token.get_secret_value() == ""
    assert settings.http_port == 8080


def test_every_problem_is_named_at_once_with_its_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOOTBRIDGE_HTTP_PORT", "eighty")
    monkeypatch.setenv("REDIS_URL", "localhost:6379")
    monkeypatch.setenv("DATABASE_URL", "mysql://x")
    monkeypatch.setenv("FOOTBRIDGE_PLATFORM", "television")
    monkeypatch.setenv("FOOTBRIDGE_ALLOWED_ORIGINS", "https://a.example/page")
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN_FILE", "/no/such/file")
    with pytest.raises(SettingsError) as raised:
        load_settings()
    assert raised.value.problems == [
        "TELEGRAM_BOT_TOKEN_FILE names /no/such/file, which cannot be read. "
        "Create the file or drop the setting.",
        "REDIS_URL: it does not begin with redis://, rediss:// or unix://. "
        "Wanted: an address such as redis://:password@host:6379/0, or nothing.",
        "DATABASE_URL: it begins with neither sqlite: nor postgresql:. "
        "Wanted: postgresql://user:password@host/name, sqlite:///file, or nothing.",
        "FOOTBRIDGE_HTTP_PORT: this value cannot be used. Wanted: a whole number from 1 to 65535.",
        "FOOTBRIDGE_PLATFORM: this value cannot be used. "
        "Wanted: one of live_streaming, marketplace, creator_subscription, short_video.",
        "FOOTBRIDGE_ALLOWED_ORIGINS: 'https://a.example/page' is not an origin. "
        "Wanted: origins such as https://www.example.com, separated by commas, no path.",
    ]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"SLACK_BOT_TOKEN": "xoxb-1"}, "Slack needs both SLACK_BOT_TOKEN and SLACK_APP_TOKEN"),
        ({"AWS_ACCESS_KEY_ID": "k"}, "A bucket needs both AWS_ACCESS_KEY_ID and AWS_SECRET"),
        ({"FOOTBRIDGE_FILES": "ftp://host/x"}, "FOOTBRIDGE_FILES: it is neither a folder nor"),
        ({"FOOTBRIDGE_FILES": "s3://"}, "FOOTBRIDGE_FILES: it is neither a folder nor"),
        ({"FOOTBRIDGE_FILE_MB_PER_HOUR": "49"}, "from 50 (one largest file) to 100000"),
        ({"SLACK_BOT_TOKEN": "secret-1"}, "SLACK_BOT_TOKEN: it does not begin with xoxb-."),
        ({"ASSISTANT_REDIS_URL": "rediss://h/1"}, "Rasa takes no TLS from settings"),
        ({"FOOTBRIDGE_HTTP_PORT": "5005"}, "Two of the four ports are the same"),
        ({"FOOTBRIDGE_TENANT": "Two Words"}, "FOOTBRIDGE_TENANT: this value cannot be used."),
        ({"FOOTBRIDGE_ALLOWED_ORIGINS": "*"}, "'*' is not an origin"),
    ],
)
def test_a_value_that_cannot_be_used_is_explained_and_not_shown(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str], sentence: str
) -> None:
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as raised:
        load_settings()
    assert sentence in str(raised.value)
    assert "secret-1" not in str(raised.value)


def test_secrets_are_not_shown_when_settings_are_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "123:hidden")
    monkeypatch.setenv("REDIS_URL", "redis://:hidden@127.0.0.1/0")
    monkeypatch.setenv("DATABASE_URL", "postgresql://a:hidden@127.0.0.1/b")
    assert "hidden" not in repr(load_settings())


def test_settings_cannot_be_changed_afterwards() -> None:
    with pytest.raises(ValueError, match="frozen"):
        load_settings().tenant = "other"  # type: ignore[misc]


def test_origins_are_split_and_postgresql_gets_its_driver(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOOTBRIDGE_ALLOWED_ORIGINS", "https://a.example/, http://localhost:3000")
    monkeypatch.setenv("DATABASE_URL", "postgres://u:p@db.example/f")
    settings = load_settings()
    assert settings.allowed_origins == ("https://a.example", "http://localhost:3000")
    assert settings.database_address == "postgresql+psycopg://u:p@db.example/f"


def test_the_password_of_our_own_redis_is_found(tmp_path: Path) -> None:
    settings = load_settings(var_dir=tmp_path)
    settings.redis_password_file.write_text("once\n")
    assert settings.redis_address == "redis://:once@127.0.0.1:6390/0"


def test_a_slip_in_a_name_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOOTBRIDGE_HTTP_PROT", "8081")
    Path(".env").write_text("FOOTBRIDGE_TENNANT=x\n")
    assert unknown_names() == ["FOOTBRIDGE_HTTP_PROT", "FOOTBRIDGE_TENNANT"]
