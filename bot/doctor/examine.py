"""All checks in the order in which an operator would mend things."""

from bot.doctor.findings import Check, Finding
from bot.doctor.machine import (
    check_environments,
    check_folder,
    check_model,
    check_names,
    check_ports,
)
from bot.doctor.mail import check_mail
from bot.doctor.people import check_agents
from bot.doctor.platforms import check_slack, check_telegram
from bot.doctor.stores import check_assistant_redis, check_files, check_redis, check_sql
from handoff.settings import Settings

CHECKS: tuple[Check, ...] = (
    check_names,
    check_environments,
    check_folder,
    check_ports,
    check_redis,
    check_assistant_redis,
    check_sql,
    check_files,
    check_agents,
    check_model,
    check_telegram,
    check_slack,
    check_mail,
)


async def examine(settings: Settings) -> list[Finding]:
    """Every finding, good and bad."""
    return [finding for check in CHECKS for finding in await check(settings)]
