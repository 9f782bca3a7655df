"""The kinds of values that settings have, each with the look at whether it can be used.

What is wrong is said without the value itself, which may hold a password; origins hold none.
"""

import re
from collections.abc import Callable
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr
from pydantic_settings import NoDecode

REDIS_SCHEMES = ("redis://", "rediss://", "unix://")
# Any of these is accepted; the value says which driver SQLAlchemy shall load for it.
SQL_DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "sqlite+aiosqlite": "sqlite+aiosqlite",
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
}


def split_words(value: Any) -> Any:
    words = re.split(r"[,\s]+", value) if isinstance(value, str) else value
    return tuple(word for word in words if word)


def split_origins(value: Any) -> Any:
    return tuple(word.rstrip("/") for word in split_words(value))


def check_origins(value: tuple[str, ...]) -> tuple[str, ...]:
    for origin in value:
        parts = urlsplit(origin)
        if parts.scheme not in ("http", "https") or not parts.netloc or parts.path:
            raise ValueError(f"{origin!r} is not an origin")
    return value


def check_redis(value: str) -> str:
    if value and not value.startswith(REDIS_SCHEMES):
        raise ValueError("it does not begin with redis://, rediss:// or unix://")
    return value


def check_assistant_redis(value: str) -> str:
    # Rasa reads host, port and password one by one, and every value it gets as text is true:
    # TLS can neither be switched on nor off from outside.
    if value and not value.startswith("redis://"):
        raise ValueError("it does not begin with redis:// (Rasa takes no TLS from settings)")
    return value


def check_database(value: str) -> str:
    if value and value.partition(":")[0] not in SQL_DRIVERS:
        raise ValueError("it begins with neither sqlite: nor postgresql:")
    return value


def check_files(value: str) -> str:
    scheme, mark, rest = value.partition("://")
    if mark and (scheme != "s3" or not rest.strip("/")):
        raise ValueError("it is neither a folder nor a bucket such as s3://bucket")
    return value


def check_smtp(value: SecretStr) -> SecretStr:
    given = value.get_secret_value()
    if given and not (given.startswith(("smtp://", "smtps://")) and urlsplit(given).hostname):
        raise ValueError("it is no address such as smtp://host or smtps://host")
    return value


def check_mail_address(value: str) -> str:
    if value and not re.fullmatch(r"[^@\s<>]+@[^@\s<>]+", value):
        raise ValueError("it is no e-mail address")
    return value


def check_mail_addresses(value: tuple[str, ...]) -> tuple[str, ...]:
    for address in value:
        check_mail_address(address)
    return value


def check_secret_page(value: SecretStr) -> SecretStr:
    check_page(value.get_secret_value())
    return value


def check_page(value: str) -> str:
    if value and not value.startswith(("http://", "https://")):
        raise ValueError("it does not begin with http:// or https://")
    return value


def check_start(start: str) -> Callable[[SecretStr], SecretStr]:
    """A look at whether a token begins with ``start``."""

    def check(value: SecretStr) -> SecretStr:
        if value.get_secret_value() and not value.get_secret_value().startswith(start):
            raise ValueError(f"it does not begin with {start}")
        return value

    return check


Port = Annotated[int, Field(ge=1, le=65535)]
Origins = Annotated[
    tuple[str, ...], NoDecode, BeforeValidator(split_origins), AfterValidator(check_origins)
]
RedisAddress = Annotated[str, AfterValidator(check_redis)]
AssistantRedisAddress = Annotated[str, AfterValidator(check_assistant_redis)]
DatabaseAddress = Annotated[str, AfterValidator(check_database)]
FilesPlace = Annotated[str, AfterValidator(check_files)]
SmtpAddress = Annotated[SecretStr, AfterValidator(check_smtp)]
MailAddress = Annotated[str, AfterValidator(check_mail_address)]
MailAddresses = Annotated[
    tuple[str, ...], NoDecode, BeforeValidator(split_words), AfterValidator(check_mail_addresses)
]
SecretPage = Annotated[SecretStr, AfterValidator(check_secret_page)]
PageAddress = Annotated[str, AfterValidator(check_page)]
SlackBotToken = Annotated[SecretStr, AfterValidator(check_start("xoxb-"))]
SlackAppToken = Annotated[SecretStr, AfterValidator(check_start("xapp-"))]
