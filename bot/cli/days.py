"""Days and times as people type them on the command line."""

from datetime import datetime

import typer

_DAY = "%Y-%m-%d"
_MOMENTS = ("%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", _DAY)


def day(typed: str) -> datetime:
    """The beginning of a day. Raises ``typer.BadParameter``."""
    return _read(typed, (_DAY,), "day. Write it as 2026-11-20.")


def moment(typed: str) -> datetime:
    """A time of a day, or its beginning. Raises ``typer.BadParameter``."""
    return _read(typed, _MOMENTS, 'time. Write it as "2026-11-20 09:30", or 2026-11-20.')


def _read(typed: str, forms: tuple[str, ...], wanted: str) -> datetime:
    for form in forms:
        try:
            return datetime.strptime(typed.strip(), form)  # noqa: DTZ007  # the caller knows whose
        except ValueError:
            continue
    raise typer.BadParameter(f"“{typed}” is no {wanted}")
