"""A Slack to try the desk by hand, without an account.

``python -m tests.fakes.slack --port 8098`` prints the settings for the service. Then type:

    hello                 write in the channel
    >5 hello              write in the thread of message 5
    #5 2                  press the second button of message 5
    +5 eyes               react to message 5
    /desk on              a command
    !home                 open the App Home
    @U2  @U2 #billing     go on as another agent, or in another channel

The same by HTTP: ``POST /control/type {"line"}``, and ``GET /control/messages`` for all messages.
"""

import argparse
import asyncio
import sys
from typing import Any

from aiohttp import web

from tests.fakes.slack.blocks import interactive
from tests.fakes.slack.errors import SlackError
from tests.fakes.slack.markup import texts
from tests.fakes.slack.server import LocalSlack
from tests.fakes.slack.workspace import Channel, Message


def buttons_of(message: Message) -> list[dict[str, Any]]:
    """What can be pressed under a message; menus are not."""
    found = [element for block in message.body.get("blocks", []) for element in interactive(block)]
    return [element for element in found if element["type"] == "button"]


def shown(number: int, message: Message) -> str:
    """A message as lines on a terminal."""
    author = message.body.get("username") or message.body.get("user", "")
    place = "  in its thread" if message.thread_ts else ""
    private = f"  for {message.to} alone" if message.to else ""
    lines = [f"[{number}] {author}{place}{private}: {' / '.join(texts(message.body))}"]
    lines += [f"      {name} {' '.join(users)}" for name, users in message.reactions.items()]
    return "\n".join(lines)


class HandSlack(LocalSlack):
    """The local Slack with a prompt, and addresses that do the same."""

    def __init__(self, port: int, names: list[str]) -> None:
        super().__init__(port=port)
        self._names = names
        self._who = "U1"
        self._where: Channel
        self._printed: dict[str, str] = {}

    async def __aenter__(self) -> "HandSlack":
        await super().__aenter__()
        for name in self._names:
            self.channel(name)
        self._where = self.channel(self._names[0])
        self.group("S0AGENTS", "U1", "U2", "U3")
        for user_id in ("U1", "U2", "U3"):
            self.person(user_id)
        return self

    def add_routes(self, app: web.Application) -> None:
        app.router.add_post("/control/type", self._typed)
        app.router.add_get("/control/messages", self._listed)

    def messages(self) -> list[Message]:
        """All messages, in the order of their timestamps; their places are their numbers."""
        public = [m for c in self.workspace.channels.values() for m in c.messages.values()]
        return sorted([*public, *self.app.private], key=lambda message: message.ts)

    def type_line(self, line: str) -> str:
        """Do what one typed line asks; what went wrong, or nothing."""
        try:
            self._do(line)
        except (IndexError, ValueError):
            return "no such message or button"
        except (AssertionError, SlackError) as problem:
            return str(problem)
        return ""

    def _do(self, line: str) -> None:
        person = self.person(self._who)
        word, _, rest = line.partition(" ")
        if line.startswith("@"):
            self._who = word[1:]
            if rest.startswith("#"):
                self._where = self.channel(rest[1:])
        elif line.startswith("/"):
            person.commands(word, rest, self._where)
        elif line == "!home":
            person.opens_home()
        elif line[0] in ">#+" and word[1:].isdigit():
            message = self.messages()[int(word[1:]) - 1]
            if line[0] == ">":
                person.says(message.channel, rest, thread_ts=message.root_ts)
            elif line[0] == "#":
                button = buttons_of(message)[int(rest) - 1]
                person.presses(message, button["action_id"])
            else:
                person.reacts(message, rest.strip(":"))
        else:
            person.says(self._where, line)

    async def prompt(self) -> None:
        """Read lines until the input ends; without a readable input do nothing."""
        reader = asyncio.StreamReader()
        try:
            await asyncio.get_running_loop().connect_read_pipe(
                lambda: asyncio.StreamReaderProtocol(reader), sys.stdin
            )
        except (OSError, ValueError):
            return
        while raw := await reader.readline():
            if (line := raw.decode().strip()) and (problem := self.type_line(line)):
                sys.stdout.write(f"    {problem}\n")
                sys.stdout.flush()

    async def print_messages(self) -> None:
        while True:
            await self.until(lambda: bool(self._unprinted()), most_s=10**9)
            for ts, text in self._unprinted():
                self._printed[ts] = text
                sys.stdout.write(f"{text}\n")
            sys.stdout.flush()

    def _unprinted(self) -> list[tuple[str, str]]:
        """New and changed messages."""
        all_of_them = enumerate(self.messages(), start=1)
        lines = [(message.ts, shown(number, message)) for number, message in all_of_them]
        return [(ts, text) for ts, text in lines if self._printed.get(ts) != text]

    async def _typed(self, request: web.Request) -> web.Response:
        return web.json_response({"problem": self.type_line((await request.json())["line"])})

    async def _listed(self, request: web.Request) -> web.Response:
        return web.json_response([message.as_json() for message in self.messages()])


async def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.fakes.slack")
    parser.add_argument("--port", type=int, default=8098)
    parser.add_argument("channels", nargs="*", default=["support"], help="names of channels")
    given = parser.parse_args()
    async with HandSlack(given.port, given.channels) as slack:
        sys.stdout.write(f"SLACK_BOT_TOKEN={slack.bot_token}\nSLACK_APP_TOKEN={slack.app_token}\n")
        sys.stdout.write(f"SLACK_API_URL={slack.api_url}\n")
        for channel in slack.workspace.channels.values():
            sys.stdout.write(f"    #{channel.name} is {channel.id}\n")
        sys.stdout.flush()
        await asyncio.gather(slack.print_messages(), slack.prompt())


if __name__ == "__main__":
    try:
        asyncio.run(main())
    except KeyboardInterrupt:
        sys.stdout.write("\n")
