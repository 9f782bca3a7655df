"""A poller in a process of its own, killed at the worst moment.

``dying_poller URL TOKEN FILE N``: events go to FILE, one line each; after N of them the process
is killed before Telegram can be told. With N = 0 it lives until everything is confirmed.
"""

import asyncio
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

from bot.channels.telegram import TelegramChannel
from handoff.rules.ids import ConversationId
from tests.adapters.telegram.stands import LimitsStand, texts
from tests.stored_files import files_in


class FileInbox:
    """An inbox that outlives its process: one line per event, each event once."""

    def __init__(self, path: Path, die_after: int) -> None:
        self._path = path
        self._left = die_after
        self.empty = asyncio.Event()

    async def accept(self, conversation: ConversationId, event_id: str, event: Any) -> bool:
        lines = self._path.read_text().splitlines() if self._path.exists() else []
        if any(json.loads(line)[0] == event_id for line in lines):
            return False
        with self._path.open("a") as file:
            file.write(json.dumps([event_id, event.text]) + "\n")
        self._left -= 1
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        if len(lines) + 1 == 10:
            self.empty.set()
        return True


async def main() -> None:
    url, token, path, die_after = sys.argv[1:]
    inbox = FileInbox(Path(path), int(die_after))
    files = files_in(Path(path).parent / "files")
    channel = TelegramChannel(token, url, inbox, files, texts, LimitsStand())
    await channel.start()
    await inbox.empty.wait()
    await channel.stop()


if __name__ == "__main__":
    asyncio.run(main())
