"""Where files are kept: a folder of this machine, or a bucket of anything that speaks S3."""

from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from obstore.exceptions import BaseError
from obstore.store import LocalStore, S3Store

from handoff.errors import StoreUnavailable
from handoff.settings import Settings

Place = LocalStore | S3Store
S3 = "s3://"
_TRIES = {"max_retries": 3, "retry_timeout": timedelta(seconds=10)}
_PATIENCE = {"connect_timeout": "3s", "timeout": "60s"}


def open_place(settings: Settings) -> Place:
    """The place that ``FOOTBRIDGE_FILES`` names; nothing is asked of it yet.

    Raises ``OSError`` when the folder cannot be made, ``StoreUnavailable`` for no good bucket.
    """
    if settings.files.startswith(S3):
        return _bucket(settings)
    return folder(settings.files_folder)


def folder(path: Path) -> LocalStore:
    """A folder that nobody else on the machine may enter; made if it is missing."""
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.chmod(0o700)
    return LocalStore(path)


def _bucket(settings: Settings) -> S3Store:
    """Without keys of its own, what the machine was given (its role) counts."""
    given = urlsplit(settings.files)
    endpoint = settings.aws_endpoint_url
    config = {
        "region": settings.aws_region,
        "endpoint": endpoint,
        "access_key_id": settings.aws_access_key_id.get_secret_value(),
        "secret_access_key": settings.aws_secret_access_key.get_secret_value(),
    }
    options = _PATIENCE | {"allow_http": endpoint.startswith("http://")}
    try:
        return S3Store(
            given.netloc,
            prefix=given.path.strip("/") or None,
            config={name: value for name, value in config.items() if value},  # type: ignore[arg-type]
            client_options=options,  # type: ignore[arg-type]
            retry_config=_TRIES,  # type: ignore[arg-type]
        )
    except BaseError as error:
        reason = str(error).partition("\n")[0]
        raise StoreUnavailable(f"FOOTBRIDGE_FILES cannot be used: {reason}") from error
