"""Tables that a person copies names from."""

from collections.abc import Collection

from rich.console import Console
from rich.table import Table

SURELY_ENOUGH = 10_000


def print_whole(screen: Console, table: Table, ids: Collection[str]) -> None:
    """No id is ever cut: it is what one types next. ``ids`` are the headers of their columns.

    A pipe has no width at all, so there everything stays on its line.
    """
    for column in table.columns:
        column.no_wrap = column.header in ids
        column.overflow = "fold"
    needed = Console(width=SURELY_ENOUGH).measure(table)
    width = max(screen.width, needed.minimum) if screen.is_terminal else needed.maximum
    Console(width=width).print(table)
