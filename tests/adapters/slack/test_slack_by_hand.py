"""The local Slack as a program with a prompt."""

import asyncio
import sys
from pathlib import Path

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

HOME = Path(__file__).parents[3]


async def test_a_person_can_play_an_agent_by_hand() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.fakes.slack", "--port", "0", "support", cwd=HOME,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None

    async def line() -> str:
        assert process.stdout is not None
        return (await process.stdout.readline()).decode().rstrip("\n")

    try:
        async with asyncio.timeout(60):
            token, app_token, url = [(await line()).partition("=")[2] for _ in range(3)]
            channel = (await line()).split()[-1]
            client = AsyncWebClient(token=token, base_url=url)
            button = {"type": "button", "text": {"type": "plain_text", "text": "Take"}}
            blocks = [{"type": "actions", "elements": [button | {"action_id": "take"}]}]
            await client.chat_postMessage(channel=channel, text="card", blocks=blocks)
            assert await line() == "[1] U0FOOTBOT: Take"
            process.stdin.write(b">1 on it\n")
            assert await line() == "[2] U1  in its thread: on it"
            process.stdin.write(b"+1 eyes\n")
            assert [await line(), await line()] == ["[1] U0FOOTBOT: Take", "      eyes U1"]
            process.stdin.write(b"#1 2\n")
            assert await line() == "    no such message or button"
            root = url.removesuffix("api/")
            async with aiohttp.ClientSession() as session:
                told = []
                for typed in ("@U2 #support", "hello", "#1 1", "/desk on", "!home", "/no on"):
                    given = {"line": typed}
                    async with session.post(f"{root}control/type", json=given) as answer:
                        told.append((await answer.json())["problem"])
                async with session.get(f"{root}control/messages") as answer:
                    shown = [(m["user"], m["text"]) for m in await answer.json()]
    finally:
        process.kill()
        await process.communicate()
    assert app_token.startswith("xapp-")
    assert told == [""] * 5 + ["the manifest has no command /no"]
    assert shown == [("U0FOOTBOT", "card"), ("U1", "on it"), ("U2", "hello")]
