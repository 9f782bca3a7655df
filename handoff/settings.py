"""Settings: read from the environment, from ``NAME_FILE`` (secrets) and from the file ``.env``.

In this order; an empty value counts as not given. ``docs/configuration.md`` explains each one, and
a house test keeps that page, ``.env.example`` and this file alike.
"""

import os
from pathlib import Path
from typing import Annotated, Any, Literal

from dotenv import dotenv_values
from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from handoff.settings_values import (
    SQL_DRIVERS,
    AssistantRedisAddress,
    DatabaseAddress,
    FilesPlace,
    MailAddress,
    MailAddresses,
    Origins,
    PageAddress,
    Port,
    RedisAddress,
    SecretPage,
    SlackAppToken,
    SlackBotToken,
    SmtpAddress,
)
from handoff.settings_wanted import PORT_WANTED, WANTED, LogLevel, Platform

PREFIX = "FOOTBRIDGE_"

EVERYWHERE = ("0.0.0.0", "::", "")  # noqa: S104  # compared, not bound


class SettingsError(Exception):
    """Settings that cannot be used; ``problems`` has one plain sentence or two for each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class FileSource(PydanticBaseSettingsSource):
    """``NAME_FILE=/path``: the value is the file's text, so a secret is in no environment."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        name = name_of(field_name, field)
        path = file_paths().get(name)
        value = path.read_text().strip() if path and path.is_file() else None
        return value or None, name, False

    def __call__(self) -> dict[str, Any]:
        fields = self.settings_cls.model_fields
        found = [self.get_field_value(field, name) for name, field in fields.items()]
        return {name: value for value, name, _ in found if value is not None}


class Settings(BaseSettings):
    """Everything an operator may set; frozen. Field names are the names without prefix."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=".env",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        populate_by_name=True,
        hide_input_in_errors=True,
    )

    redis_url: RedisAddress = Field("", validation_alias="REDIS_URL", repr=False)
    assistant_redis_url: AssistantRedisAddress = Field(
        "", validation_alias="ASSISTANT_REDIS_URL", repr=False
    )
    database_url: DatabaseAddress = Field("", validation_alias="DATABASE_URL", repr=False)
    telegram_bot_token: SecretStr = Field(SecretStr(""), validation_alias="TELEGRAM_BOT_TOKEN")
    telegram_api_url: PageAddress = Field(
        "https://api.telegram.org", validation_alias="TELEGRAM_API_URL"
    )
    slack_bot_token: SlackBotToken = Field(SecretStr(""), validation_alias="SLACK_BOT_TOKEN")
    slack_app_token: SlackAppToken = Field(SecretStr(""), validation_alias="SLACK_APP_TOKEN")
    slack_api_url: PageAddress = Field("https://slack.com/api/", validation_alias="SLACK_API_URL")
    aws_access_key_id: SecretStr = Field(SecretStr(""), validation_alias="AWS_ACCESS_KEY_ID")
    aws_secret_access_key: SecretStr = Field(
        SecretStr(""), validation_alias="AWS_SECRET_ACCESS_KEY"
    )
    aws_region: str = Field("us-east-1", validation_alias="AWS_REGION")
    aws_endpoint_url: PageAddress = Field("", validation_alias="AWS_ENDPOINT_URL")
    torch_backend: Literal["", "cpu"] = Field("", validation_alias="TORCH_BACKEND")
    http_host: str = "127.0.0.1"
    http_port: Port = 8080
    assistant_port: Port = 5005
    actions_port: Port = 5055
    redis_port: Port = 6390
    assistant_url: PageAddress = ""
    var_dir: Path = Path("var")
    platform: Platform = "short_video"
    encoder_path: str = ""
    allowed_origins: Origins = ()
    public_url: PageAddress = ""
    trusted_proxies: Annotated[int, Field(ge=0, le=10)] = 0
    metrics_token: SecretStr = SecretStr("")
    smtp_url: SmtpAddress = SecretStr("")
    mail_from: MailAddress = ""
    on_call_mail: MailAddresses = ()
    on_call_webhook: SecretPage = SecretStr("")
    files: FilesPlace = ""
    unclaimed_file_days: Annotated[int, Field(ge=2, le=3650)] = 7
    files_per_hour: Annotated[int, Field(ge=1, le=10_000)] = 100
    file_mb_per_hour: Annotated[int, Field(ge=50, le=100_000)] = 500
    tenant: Annotated[str, Field(pattern=r"^[a-z0-9_-]{1,32}$")] = "main"
    log_level: LogLevel = "info"

    @classmethod
    def settings_customise_sources(
        cls, settings_cls: type[BaseSettings], *sources: PydanticBaseSettingsSource, **named: Any
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Given in code, then the environment, then ``NAME_FILE``, then ``.env``."""
        dotenv, init = named["dotenv_settings"], named["init_settings"]
        return init, named["env_settings"], FileSource(settings_cls), dotenv

    @model_validator(mode="after")
    def _check_together(self) -> "Settings":
        ports = [self.http_port, self.assistant_port, self.actions_port, self.redis_port]
        if len(set(ports)) < len(ports):
            raise ValueError(f"Two of the four ports are the same: {ports}. Give each its own.")
        for who, one, other in (
            ("Slack", "slack_bot_token", "slack_app_token"),
            ("A bucket", "aws_access_key_id", "aws_secret_access_key"),
        ):
            given = [getattr(self, name).get_secret_value() != "" for name in (one, other)]
            if given[0] != given[1]:
                both = f"{one.upper()} and {other.upper()}"
                raise ValueError(f"{who} needs both {both}. Set or drop both.")
        if bool(self.smtp_url.get_secret_value()) != bool(self.mail_from):
            both = f"{PREFIX}SMTP_URL and {PREFIX}MAIL_FROM"
            raise ValueError(f"E-mail needs both {both}. Set or drop both.")
        if self.on_call_mail and not self.mail_from:
            name = f"{PREFIX}ON_CALL_MAIL"
            raise ValueError(f"{name} needs a mail server. Set {PREFIX}SMTP_URL or drop it.")
        return self

    @property
    def database_address(self) -> str:
        """For SQLAlchemy's async engine, driver included; SQLite under ``var_dir`` if unset."""
        if not self.database_url:
            return f"sqlite+aiosqlite:///{self.var_dir.resolve() / 'footbridge.db'}"
        scheme, _, rest = self.database_url.partition(":")
        return f"{SQL_DRIVERS[scheme]}:{rest}"

    @property
    def redis_address(self) -> str:
        """Of the live state; the embedded server's (with the password it was given) if unset."""
        return self.redis_url or self._embedded_redis(database=0)

    @property
    def assistant_redis_address(self) -> str:
        """Of the assistant's tracker and locks; database 1 of the embedded server if unset."""
        return self.assistant_redis_url or self._embedded_redis(database=1)

    @property
    def files_folder(self) -> Path:
        """Where files of customers are kept, unless ``files`` names a bucket."""
        return Path(self.files) if self.files else self.var_dir / "files"

    @property
    def public_address(self) -> str:
        """Where browsers reach the service, without a slash at the end."""
        host = "127.0.0.1" if self.http_host in EVERYWHERE else self.http_host
        return self.public_url.rstrip("/") or f"http://{host}:{self.http_port}"

    @property
    def is_demo(self) -> bool:
        """Whether nothing of the operator's own is connected: embedded Redis and SQLite."""
        return not (self.redis_url or self.database_url)

    @property
    def sends_mail(self) -> bool:
        return bool(self.mail_from)

    @property
    def assistant_address(self) -> str:
        return self.assistant_url or f"http://127.0.0.1:{self.assistant_port}"

    @property
    def redis_password_file(self) -> Path:
        """Written by `footbridge up` before it starts the embedded server, mode 0600."""
        return self.var_dir / "redis-password"

    @property
    def assistant_token_file(self) -> Path:
        """Written by `footbridge up` before it starts the assistant, mode 0600."""
        return self.var_dir / "assistant-token"

    def _embedded_redis(self, *, database: int) -> str:
        path = self.redis_password_file
        password = f":{path.read_text().strip()}@" if path.is_file() else ""
        return f"redis://{password}127.0.0.1:{self.redis_port}/{database}"


def load_settings(**given: Any) -> Settings:
    """Read the settings; raises ``SettingsError`` with every problem at once."""
    problems = [
        f"{name}_FILE names {path}, which cannot be read. Create the file or drop the setting."
        for name, path in file_paths().items()
        if not (path.is_file() and os.access(path, os.R_OK))
    ]
    try:
        settings = Settings(**given)
    except ValidationError as error:
        problems += [describe(entry) for entry in error.errors(include_url=False)]
    if problems:
        raise SettingsError(problems)
    return settings


def describe(entry: Any) -> str:
    """One problem in plain words, with its remedy; never the value, which may be a secret."""
    message = entry["msg"].removeprefix("Value error, ")
    if not entry["loc"]:
        return str(message)
    name = str(entry["loc"][0])
    known = {name_of(field, info): field for field, info in Settings.model_fields.items()}
    field = known.get(name, name.removeprefix(PREFIX).lower())
    wanted = PORT_WANTED if field.endswith("_port") else WANTED.get(field, "another value")
    reason = message if entry["type"] == "value_error" else "this value cannot be used"
    return f"{name_of(field, Settings.model_fields[field])}: {reason}. Wanted: {wanted}."


def name_of(field_name: str, field: FieldInfo) -> str:
    """The name an operator sets, for example ``FOOTBRIDGE_HTTP_PORT``."""
    return str(field.validation_alias or PREFIX + field_name.upper())


def file_paths() -> dict[str, Path]:
    """Settings that are to be read from a file: name (without ``_FILE``) to path."""
    given = {**dotenv_values(".env"), **os.environ}
    names = [name_of(field, info) for field, info in Settings.model_fields.items()]
    return {name: Path(path) for name in names if (path := given.get(f"{name}_FILE"))}


def unknown_names() -> list[str]:
    """Names with our prefix that mean nothing: most often a slip of the pen."""
    known = {name_of(field, info) for field, info in Settings.model_fields.items()}
    known |= {f"{name}_FILE" for name in known}
    given = {**dotenv_values(".env"), **os.environ}
    return sorted(name for name in given if name.startswith(PREFIX) and name not in known)
