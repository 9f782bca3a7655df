"""What an agent did before a story begins, as the scripts of the lines would have counted it."""

from handoff.ports import Agent
from tests.scenario.stand import Stand

CHATS = 100
CHAT_S = 600


async def has_worked(stand: Stand, agent: Agent, chats: int = CHATS, chat_s: int = CHAT_S) -> None:
    """So many chats of this length within the last hour, one after the other or beside another."""
    base, call = stand.service.mailboxes.keys.line, stand.service.client.call
    run_ms = int(await call("HGET", f"{base}:clock", "run") or 0)
    short, long, busy_ms = run_ms // 600_000, run_ms // 3_600_000, chats * chat_s * 1000
    did = {
        f"ended:{short}": chats, f"busy:{short}": busy_ms,
        f"ended/{long}": chats, f"busy/{long}": busy_ms,
    }  # fmt: skip
    for field, value in did.items():
        await call("HSET", f"{base}:did:{agent.id}", field, value)
