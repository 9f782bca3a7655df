"""A Telegram to try the product by hand, without an account.

``python -m tests.fakes.telegram --port 8099`` prints the two settings for the service. Then type:

    where is my refund      a message
    /start  /person         commands
    #2                      press the second button of the last message that has buttons
    !photo PATH  !file PATH send a file
    @5                      go on as customer 5

The same by HTTP: ``POST /control/<chat>/say {"text"}``, ``POST /control/<chat>/press
{"message_id", "data"}``, ``GET /control/<chat>`` for all messages.
"""

import argparse
import asyncio
import sys
from pathlib import Path
from typing import Any

from aiohttp import web

from tests.fakes.telegram.customer import Customer
from tests.fakes.telegram.server import TOKEN, TelegramFake
from tests.fakes.telegram.state import Message


def buttons_of(message: Message) -> list[dict[str, str]]:
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [button for row in rows for button in row]


def shown(message: Message) -> str:
    """A message of the bot as lines on a terminal."""
    kind = next((f"[{kind}] " for kind in ("photo", "document") if kind in message), "")
    lines = [f"    bot: {kind}{message.get('text', message.get('caption', ''))}"]
    keys = enumerate(buttons_of(message), start=1)
    return "\n".join(lines + [f"      #{place} {key['text']}" for place, key in keys])


def type_line(customer: Customer, line: str) -> str:
    """Do what one typed line asks; what went wrong, or nothing."""
    word, _, rest = line.partition(" ")
    if word in {"!photo", "!file"}:
        path = Path(rest.strip()).expanduser()
        if not path.is_file():
            return f"no such file: {path}"
        data = path.read_bytes()
        customer.send_photo(data) if word == "!photo" else customer.send_document(data, path.name)
        return ""
    if not line.startswith("#"):
        customer.write(line)
        return ""
    latest = next((m for m in reversed(customer.chat.from_bot()) if buttons_of(m)), None)
    place = int(line[1:]) if line[1:].isdigit() else 0
    if latest is None or not 1 <= place <= len(buttons_of(latest)):
        return "no such button"
    customer.press(latest["message_id"], buttons_of(latest)[place - 1]["callback_data"])
    return ""


class HandFake(TelegramFake):
    """The fake with a prompt and addresses to act as customers."""

    def __init__(self, port: int, token: str, language: str, chat: int) -> None:
        super().__init__(port, token)
        self._language = language
        self._chat = chat
        self._printed: dict[tuple[int, int], str] = {}

    def add_routes(self, app: web.Application) -> None:
        app.router.add_post("/control/{chat}/say", self._say)
        app.router.add_post("/control/{chat}/press", self._press)
        app.router.add_get("/control/{chat}", self._messages)

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
            if line := raw.decode().strip():
                self._typed(line)

    async def print_answers(self) -> None:
        while True:
            await self.until(lambda: bool(self._unprinted()), most_s=10**9)
            for key, text in self._unprinted():
                self._printed[key] = text
                sys.stdout.write(f"{text}\n")
            sys.stdout.flush()

    def _typed(self, line: str) -> None:
        if line.startswith("@") and line[1:].isdigit():
            self._chat = int(line[1:])
            return
        problem = type_line(self._customer(self._chat), line)
        if problem:
            sys.stdout.write(f"    {problem}\n")

    def _unprinted(self) -> list[tuple[tuple[int, int], str]]:
        """New and edited messages of the bot in the chat at the prompt."""
        messages = self._customer(self._chat).chat.from_bot()
        texts = [((self._chat, m["message_id"]), shown(m)) for m in messages]
        return [(key, text) for key, text in texts if self._printed.get(key) != text]

    def _customer(self, chat: Any) -> Customer:
        return self.customer(int(chat), self._language)

    async def _say(self, request: web.Request) -> web.Response:
        body = await request.json()
        message_id = self._customer(request.match_info["chat"]).write(body["text"])
        return web.json_response({"message_id": message_id})

    async def _press(self, request: web.Request) -> web.Response:
        body = await request.json()
        customer = self._customer(request.match_info["chat"])
        return web.json_response({"query": customer.press(body["message_id"], body["data"])})

    async def _messages(self, request: web.Request) -> web.Response:
        chat = self._customer(request.match_info["chat"]).chat
        return web.json_response(list(chat.messages.values()))


async def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.fakes.telegram")
    parser.add_argument("--port", type=int, default=8099)
    parser.add_argument("--token", default=TOKEN)
    parser.add_argument("--language", default="en", help="of the customer's app")
    parser.add_argument("--chat", type=int, default=4711)
    given = parser.parse_args()
    fake = HandFake(given.port, given.token, given.language, given.chat)
    async with fake:
        sys.stdout.write(f"TELEGRAM_BOT_TOKEN={fake.token}\nTELEGRAM_API_URL={fake.url}\n")
        sys.stdout.flush()
        await asyncio.gather(fake.print_answers(), fake.prompt())


if __name__ == "__main__":
    try:
        asyncio.run(main())
    except KeyboardInterrupt:
        sys.stdout.write("\n")
