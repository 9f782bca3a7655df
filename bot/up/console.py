"""What the person in front of the terminal sees: one line per event."""

from datetime import datetime

from rich.console import Console
from rich.markup import escape


class Lines:
    """Writes ``12:03:11  part  what happened``; parts line up under each other."""

    WIDTH = 10

    def __init__(self, console: Console | None = None) -> None:
        self._console = console or Console(highlight=False, soft_wrap=True)

    def say(self, part: str, text: str, *, style: str = "") -> None:
        # The operator's own wall clock, as in the logs of the machine.
        clock = datetime.now().astimezone().strftime("%H:%M:%S")
        line = escape(f"{part:<{self.WIDTH}} {text}")
        self._console.print(f"[dim]{clock}[/dim]  " + (f"[{style}]{line}[/]" if style else line))

    def trouble(self, part: str, text: str) -> None:
        self.say(part, text, style="yellow")

    def block(self, lines: list[str]) -> None:
        """Lines without a clock, apart from the rest."""
        self._console.print("\n" + escape("\n".join(lines)) + "\n")
