"""What a desk in Slack remembers: one thread for a handoff, no message twice, nobody too late."""

import asyncio
from dataclasses import replace

from handoff.ports_slack import Begun, Post, PostKind, Thread, ThreadState
from handoff.records.sql import SqlRecords
from handoff.rules.ids import ConversationId

ANNA = ConversationId("telegram-42")
THREAD = Thread("telegram-42:h1:1", ANNA, "h1", "C1")
CARD = Post("telegram-42:h1:1:card", THREAD.id, "C1", PostKind.CARD, begun_s=1_700_000_000)


async def test_a_thread_is_found_by_all_it_is_asked_for(records: SqlRecords) -> None:
    assert await records.keep_thread(THREAD, 1)
    opened = replace(THREAD, state=ThreadState.OPEN, ts="1.5", card="abc", last=12)
    assert await records.keep_thread(opened, 1)

    assert await records.threads_of(ANNA) == [opened]
    assert await records.threads_in("C1") == [opened]
    assert await records.thread_at("C1", "1.5") == opened
    assert await records.thread_at("C2", "1.5") is None
    assert await records.load_thread(THREAD.id) == opened
    assert await records.load_thread("none") is None
    assert await records.threads_in("C2") == []


async def test_one_that_is_over_is_not_served_but_still_known(records: SqlRecords) -> None:
    over = replace(THREAD, state=ThreadState.OVER, ts="1.5")
    await records.keep_thread(over, 1)
    assert await records.threads_in("C1") == []
    assert await records.thread_at("C1", "1.5") == over


async def test_whoever_held_the_slack_channel_before_writes_nothing_more(
    records: SqlRecords,
) -> None:
    await records.keep_thread(THREAD, 2)
    late = replace(THREAD, ts="9.9")
    assert not await records.keep_thread(late, 1)
    assert await records.begin_post(CARD, 1) is Begun.LATE
    assert await records.threads_of(ANNA) == [THREAD]
    assert await records.unsettled("C1") == []

    assert await records.begin_post(CARD, 3) is Begun.NEW
    assert not await records.keep_thread(late, 2)


async def test_a_post_begins_once(records: SqlRecords) -> None:
    await records.keep_thread(THREAD, 1)
    begun = await asyncio.gather(*(records.begin_post(CARD, 1) for _ in range(5)))
    assert sorted(begun) == [Begun.KNOWN] * 4 + [Begun.NEW]
    assert await records.find_post(CARD.id) == CARD
    assert await records.find_post("p") is None


async def test_a_post_without_a_thread_is_refused(records: SqlRecords) -> None:
    assert await records.begin_post(CARD, 1) is Begun.LATE


async def test_what_was_begun_and_never_settled_is_told_in_order(records: SqlRecords) -> None:
    await records.keep_thread(THREAD, 1)
    posts = [replace(CARD, id=f"p{n}", kind=PostKind.ENTRY, entry=f"e{n}") for n in range(3)]
    for post in posts:
        await records.begin_post(post, 1)
    await records.settle_post("p1", "1.7")
    await records.settle_post("p1", "1.7")
    assert await records.unsettled("C1") == [posts[0], posts[2]]

    await records.drop_post("p0")
    assert await records.unsettled("C1") == [posts[2]]
    assert await records.post_at("C1", "1.7") == replace(posts[1], ts="1.7")
    assert await records.posts_of(THREAD.id, "e1") == [replace(posts[1], ts="1.7")]


async def test_a_sign_is_remembered(records: SqlRecords) -> None:
    await records.keep_thread(THREAD, 1)
    said = replace(CARD, id="p", kind=PostKind.AGENT, ts="1.8")
    await records.begin_post(said, 1)
    await records.sign_post("p", "white_check_mark")
    assert await records.post_at("C1", "1.8") == replace(said, sign="white_check_mark")


async def test_the_newest_thread_of_a_handoff_comes_last(records: SqlRecords) -> None:
    first = replace(THREAD, state=ThreadState.GONE, last=10)
    second = replace(THREAD, id="telegram-42:h1:2", number=2, slack_channel="C2", last=0)
    other = replace(THREAD, id="telegram-42:a9:1", handoff="a9", last=30)
    for each in (second, other, first):
        await records.keep_thread(each, 1)
    found = await records.threads_of(ANNA)
    assert [thread for thread in found if thread.handoff == "h1"] == [first, second]
    assert len(found) == 3


async def test_an_erased_customer_has_no_threads(records: SqlRecords) -> None:
    other = replace(THREAD, id="web-a:h1:1", conversation=ConversationId("web-a"))
    for each in (THREAD, other):
        await records.keep_thread(each, 1)
        await records.begin_post(replace(CARD, id=f"{each.id}:card", thread=each.id), 1)
    assert [post.id for post in await records.all_posts(ANNA)] == [CARD.id]

    await records.forget_threads(ANNA)
    await records.forget_threads(ANNA)
    assert await records.all_posts(ANNA) == []
    assert await records.threads_of(ANNA) == []
    assert len(await records.all_posts(other.conversation)) == 1
