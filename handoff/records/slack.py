"""Threads and messages of the desk in Slack: the port ``Threads``."""

from typing import Any

from sqlalchemy import Row, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from handoff.ports_slack import Begun, Post, PostKind, Thread, ThreadState
from handoff.records.slack_tables import slack_posts, slack_threads
from handoff.records.store import SqlStore, insert_new
from handoff.rules.ids import ConversationId

_LIVING = (ThreadState.OPENING.value, ThreadState.OPEN.value)


class SlackRecords(SqlStore):
    """A write is one transaction, and knows by the fence whether it comes too late."""

    async def threads_of(self, conversation: ConversationId) -> list[Thread]:
        return await self._threads(slack_threads.c.conversation == conversation)

    async def threads_in(self, slack_channel: str) -> list[Thread]:
        return await self._threads(
            slack_threads.c.slack_channel == slack_channel, slack_threads.c.state.in_(_LIVING)
        )

    async def thread_at(self, slack_channel: str, ts: str) -> Thread | None:
        at = (slack_threads.c.slack_channel == slack_channel, slack_threads.c.ts == ts)
        return next(iter(await self._threads(*at)), None)

    async def load_thread(self, thread: str) -> Thread | None:
        return next(iter(await self._threads(slack_threads.c.id == thread)), None)

    async def keep_thread(self, thread: Thread, fence: int) -> bool:
        row = {
            "id": thread.id, "conversation": thread.conversation, "handoff": thread.handoff,
            "slack_channel": thread.slack_channel, "number": thread.number,
            "state": thread.state.value, "ts": thread.ts or None, "card": thread.card,
            "last": thread.last, "fence": fence,
        }  # fmt: skip
        change = update(slack_threads).where(
            slack_threads.c.id == thread.id, slack_threads.c.fence <= fence
        )
        async with self._writing() as connection:
            if await insert_new(connection, slack_threads, [row]):
                return True
            return (await connection.execute(change.values(row))).rowcount == 1

    async def begin_post(self, post: Post, fence: int) -> Begun:
        async with self._writing() as connection:
            if not await _may_write(connection, post.thread, fence):
                return Begun.LATE
            is_new = await insert_new(connection, slack_posts, [_row(post)])
            return Begun.NEW if is_new else Begun.KNOWN

    async def find_post(self, post: str) -> Post | None:
        return next(iter(await self._posts(slack_posts.c.id == post)), None)

    async def settle_post(self, post: str, ts: str) -> None:
        await self._change_post(post, ts=ts)

    async def drop_post(self, post: str) -> None:
        async with self._writing() as connection:
            await connection.execute(delete(slack_posts).where(slack_posts.c.id == post))

    async def unsettled(self, slack_channel: str) -> list[Post]:
        return await self._posts(
            slack_posts.c.slack_channel == slack_channel, slack_posts.c.ts.is_(None)
        )

    async def post_at(self, slack_channel: str, ts: str) -> Post | None:
        at = (slack_posts.c.slack_channel == slack_channel, slack_posts.c.ts == ts)
        return next(iter(await self._posts(*at)), None)

    async def posts_of(self, thread: str, entry: str) -> list[Post]:
        return await self._posts(slack_posts.c.thread == thread, slack_posts.c.entry == entry)

    async def sign_post(self, post: str, sign: str) -> None:
        await self._change_post(post, sign=sign)

    async def all_posts(self, conversation: ConversationId) -> list[Post]:
        of = select(slack_threads.c.id).where(slack_threads.c.conversation == conversation)
        return await self._posts(slack_posts.c.thread.in_(of))

    async def forget_threads(self, conversation: ConversationId) -> None:
        own = slack_threads.c.conversation == conversation
        of = select(slack_threads.c.id).where(own)
        async with self._writing() as connection:
            await connection.execute(delete(slack_posts).where(slack_posts.c.thread.in_(of)))
            await connection.execute(delete(slack_threads).where(own))

    async def _threads(self, *conditions: Any) -> list[Thread]:
        query = select(slack_threads).where(*conditions)
        ordered = query.order_by(slack_threads.c.handoff, slack_threads.c.number)
        async with self._reading() as connection:
            return [_thread(row) for row in await connection.execute(ordered)]

    async def _posts(self, *conditions: Any) -> list[Post]:
        query = select(slack_posts).where(*conditions).order_by(slack_posts.c.row)
        async with self._reading() as connection:
            return [_post(row) for row in await connection.execute(query)]

    async def _change_post(self, post: str, **values: str) -> None:
        change = update(slack_posts).where(slack_posts.c.id == post).values(values)
        async with self._writing() as connection:
            await connection.execute(change)


async def _may_write(connection: AsyncConnection, thread: str, fence: int) -> bool:
    """Marks the thread with the fence: whoever held the Slack channel before is late from now."""
    mine = (slack_threads.c.id == thread, slack_threads.c.fence <= fence)
    change = update(slack_threads).where(*mine).values(fence=fence)
    return (await connection.execute(change)).rowcount == 1


def _row(post: Post) -> dict[str, Any]:
    return {
        "id": post.id, "thread": post.thread, "slack_channel": post.slack_channel,
        "kind": post.kind.value, "entry": post.entry, "ts": post.ts or None, "sign": post.sign,
        "begun_s": post.begun_s,
    }  # fmt: skip


def _thread(row: Row[Any]) -> Thread:
    return Thread(
        row.id, ConversationId(row.conversation), row.handoff, row.slack_channel, row.number,
        ThreadState(row.state), row.ts or "", row.card, row.last,
    )  # fmt: skip


def _post(row: Row[Any]) -> Post:
    kind = PostKind(row.kind)
    return Post(
        row.id, row.thread, row.slack_channel, kind, row.entry, row.ts or "", row.sign, row.begun_s
    )
