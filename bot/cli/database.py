"""What subcommands do that work on the database; a failure becomes one clear line."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import NoReturn, TypeVar

import typer
from rich.console import Console

from handoff.errors import RecordsUnavailable
from handoff.records.sql import SqlRecords
from handoff.settings import SettingsError, load_settings

Result = TypeVar("Result")


def with_records(work: Callable[[SqlRecords], Awaitable[Result]]) -> Result:
    """Open the records, do ``work``, close them."""

    async def run() -> Result:
        records = await SqlRecords.open(load_settings().database_address)
        try:
            return await work(records)
        finally:
            await records.close()

    try:
        return asyncio.run(run())
    except RecordsUnavailable as error:
        stop(f"The database does not answer ({error}). Check DATABASE_URL.")
    except (ValueError, SettingsError) as error:
        stop(str(error))


def stop(problem: str) -> NoReturn:
    Console(stderr=True).print(problem, style="red", soft_wrap=True, highlight=False, markup=False)
    raise typer.Exit(1)
