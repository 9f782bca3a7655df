"""Reads when departments are open from ``data/catalogue``."""

from pathlib import Path

from bot.catalogue import ContentError, read_yaml
from handoff.rules.hours import Hours
from handoff.rules.hours_words import BadHours, read_hours


def load_hours(catalogue: Path) -> Hours:
    """Raises ``ContentError`` that names the file and the row."""
    holidays = catalogue / "holidays.yml"
    try:
        return read_hours(
            read_yaml(catalogue / "departments.yml")["departments"],
            read_yaml(holidays)["holidays"] or [],
            read_yaml(catalogue / "platforms.yml"),
            read_yaml(catalogue / "priorities.yml")["priorities"],
        )
    except BadHours as error:
        where = holidays if error.key.startswith("holiday ") else catalogue
        raise ContentError(f"{where}: {error.key}: {error}") from error
    except (KeyError, TypeError, AttributeError) as error:
        raise ContentError(f"the hours under {catalogue} cannot be used: {error!r}") from error
