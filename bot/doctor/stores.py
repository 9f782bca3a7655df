"""Looks at Redis and the SQL database."""

from pathlib import Path
from urllib.parse import urlsplit

from bot.doctor.findings import Finding
from bot.up.parts import redis_binary
from handoff.errors import RecordsUnavailable, StoreUnavailable
from handoff.files.place import S3, open_place
from handoff.files.store import StoredFiles
from handoff.records.engine import open_engine
from handoff.records.store import records_errors
from handoff.rules.evidence import Evidence
from handoff.settings import Settings
from handoff.stores.client import RedisClient

OLDEST_REDIS = (6, 2)
REDIS_PORT = 6379
WITHIN_S = 5.0


async def check_redis(settings: Settings) -> list[Finding]:
    if settings.redis_url:
        return await _look_at("REDIS_URL", settings.redis_url)
    try:
        return [Finding("redis", f"our own, started by `make run`: {Path(redis_binary()).name}")]
    except FileNotFoundError as error:
        return [Finding("redis", str(error), "Run `make environments`, or set REDIS_URL.")]


async def check_assistant_redis(settings: Settings) -> list[Finding]:
    if not settings.assistant_redis_url:
        if settings.redis_url:
            text = "ASSISTANT_REDIS_URL is not set although REDIS_URL is."
            remedy = "Set it to a single server, for example database 1 of the same one."
            return [Finding("assistant redis", text, remedy)]
        return []
    return await _look_at("ASSISTANT_REDIS_URL", settings.assistant_redis_url)


async def _look_at(name: str, url: str) -> list[Finding]:
    try:
        place = place_of(url)
    except ValueError:
        remedy = "Write it like redis://:PASSWORD@HOST:6379/0."
        return [Finding("redis", f"{name} is no address of a Redis.", remedy)]
    client = RedisClient(url, timeout_s=WITHIN_S)
    try:
        info = _fields(await client.call("INFO"))
    except StoreUnavailable as error:
        remedy = f"Start the server, or correct {name} (address, password, network)."
        return [Finding("redis", f"Redis at {place} does not answer: {error}.", remedy)]
    finally:
        await client.close()
    # INFO tells the policy too, and unlike CONFIG it is allowed on managed servers.
    policy = info.get("maxmemory_policy", "noeviction")
    return _judge(name, place, info.get("redis_version", "0.0"), policy)


def place_of(url: str) -> str:
    """Where the server is, never with the name and password that the address may hold.

    Raises ``ValueError`` for an address that cannot be read.
    """
    parts = urlsplit(url)
    if parts.scheme == "unix":
        return parts.path
    host = parts.hostname or "localhost"
    return f"{f'[{host}]' if ':' in host else host}:{parts.port or REDIS_PORT}"


def _judge(name: str, place: str, version: str, policy: str) -> list[Finding]:
    findings = []
    if tuple(int(part) for part in version.split(".")[:2]) < OLDEST_REDIS:
        text = f"{name}: Redis {version} is too old."
        findings.append(Finding("redis", text, "Use Redis 6.2 or newer."))
    if policy != "noeviction":
        text = f"{name}: the server may throw away waiting messages (maxmemory-policy {policy})."
        remedy = "Set `maxmemory-policy noeviction` on the server."
        findings.append(Finding("redis", text, remedy))
    return findings or [Finding("redis", f"{name}: Redis {version} at {place}")]


def _fields(text: str) -> dict[str, str]:
    pairs = (line.partition(":") for line in text.splitlines() if ":" in line)
    return {key: value.strip() for key, _, value in pairs}


async def check_sql(settings: Settings) -> list[Finding]:
    if not settings.database_url:
        return [Finding("sql", f"our own file, {settings.var_dir / 'footbridge.db'}")]
    try:
        engine = open_engine(settings.database_address)
        try:
            with records_errors():
                async with engine.connect() as connection:
                    await connection.exec_driver_sql("SELECT 1")
        finally:
            await engine.dispose()
    except (RecordsUnavailable, ValueError) as error:
        remedy = "Start the database, or correct DATABASE_URL (address, password, name)."
        reason = str(error).splitlines()[0]
        return [Finding("sql", f"The database does not answer: {reason}.", remedy)]
    return [Finding("sql", "the database answers")]


async def check_files(settings: Settings) -> list[Finding]:
    """Writes, reads and deletes a small file where files of customers are kept."""
    is_bucket = settings.files.startswith(S3)
    place = settings.files if is_bucket else str(settings.files_folder)
    if not is_bucket and not settings.files_folder.exists():
        return [Finding("files", f"kept in {place}, which the service makes when it starts")]
    try:
        await StoredFiles(open_place(settings), Evidence, settings.files_folder).check()
    except (StoreUnavailable, OSError) as error:
        text = f"Files of customers cannot be kept in {place}: {error}."
        what = "bucket, AWS_REGION, AWS_ENDPOINT_URL and the rights of the key"
        remedy = f"Correct FOOTBRIDGE_FILES ({what if is_bucket else 'its owner must be us'})."
        return [Finding("files", text, remedy)]
    return [Finding("files", f"kept in {place}")]
