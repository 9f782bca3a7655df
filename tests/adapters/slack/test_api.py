"""The calls of the desk, against a strict local Slack."""

from collections.abc import AsyncIterator

import pytest

from handoff.desks.slack.api import PAGE, SlackApi, SlackTrouble, Words
from tests.fakes.slack import Fault, LocalSlack

HELLO = Words("hello")


@pytest.fixture
async def slack() -> AsyncIterator[LocalSlack]:
    async with LocalSlack() as slack:
        yield slack


@pytest.fixture
def api(slack: LocalSlack) -> SlackApi:
    return SlackApi(slack.bot_token, slack.api_url)


async def test_what_was_posted_is_found_again_by_its_id(api: SlackApi, slack: LocalSlack) -> None:
    channel = slack.channel("support").id
    root = await api.post(channel, HELLO, "card")
    reply = await api.post(channel, Words("an answer", name="Anna (customer)"), "p1", root)
    assert await api.cards_in(channel, "") == {"card": root}
    assert await api.posts_in(channel, root) == {"card": root, "p1": reply}
    assert await api.is_there(channel, root)
    await api.delete(channel, reply)
    assert await api.posts_in(channel, root) == {"card": root}


async def test_a_long_thread_is_read_to_its_end(api: SlackApi, slack: LocalSlack) -> None:
    slack.limits.on = False
    channel = slack.channel("support").id
    root = await api.post(channel, HELLO, "card")
    for number in range(PAGE + 5):
        await api.post(channel, HELLO, f"p{number}", root)
    assert len(await api.posts_in(channel, root)) == PAGE + 6


async def test_a_deleted_first_message_is_noticed(api: SlackApi, slack: LocalSlack) -> None:
    channel = slack.channel("support").id
    root = await api.post(channel, HELLO, "card")
    await api.delete(channel, root)
    assert not await api.is_there(channel, root)
    await api.post(channel, HELLO, "card2")
    with_replies = await api.post(channel, HELLO, "card3")
    await api.post(channel, HELLO, "p1", with_replies)
    await api.delete(channel, with_replies)
    assert not await api.is_there(channel, with_replies)


async def test_what_is_done_already_is_no_trouble(api: SlackApi, slack: LocalSlack) -> None:
    channel = slack.channel("support")
    root = await api.post(channel.id, HELLO, "card")
    [card] = slack.posts(channel)
    for _ in range(2):
        await api.react(channel.id, root, "eyes")
        assert list(card.reactions) == ["eyes"]
    for _ in range(2):
        await api.unreact(channel.id, root, "eyes")
        assert not any(card.reactions.values())


async def test_a_refusal_names_slacks_own_reason(api: SlackApi, slack: LocalSlack) -> None:
    channel = slack.channel("support")
    with pytest.raises(SlackTrouble) as missing:
        await api.update(channel.id, "1700000000.000001", HELLO)
    assert missing.value.code == "message_not_found"
    with pytest.raises(SlackTrouble) as nowhere:
        await api.post("C0NONE", HELLO, "p")
    assert (nowhere.value.code, nowhere.value.permanent) == ("channel_not_found", True)


async def test_too_many_calls_are_told_with_the_wait(api: SlackApi, slack: LocalSlack) -> None:
    slack.faults.next("chat.postMessage", Fault.slow_down(7))
    with pytest.raises(SlackTrouble) as trouble:
        await api.post(slack.channel("support").id, HELLO, "p")
    error = trouble.value
    assert (error.retry_after_s, error.permanent, error.ambiguous) == (7.0, False, False)


@pytest.mark.parametrize(
    ("fault", "arrived"),
    [(Fault.unreached(), 0), (Fault.lost_answer(), 1), (Fault.down(502), 0)],
    ids=["before", "after", "502"],
)
async def test_no_clear_answer_is_never_sent_again(
    api: SlackApi, slack: LocalSlack, fault: Fault, arrived: int
) -> None:
    channel = slack.channel("support")
    slack.faults.next("chat.postMessage", fault)
    with pytest.raises(SlackTrouble) as trouble:
        await api.post(channel.id, HELLO, "p1")
    assert trouble.value.ambiguous
    assert len(slack.posts(channel)) == arrived
    assert len(await api.cards_in(channel.id, "")) == arrived


async def test_a_slack_that_cannot_be_reached_gave_no_clear_answer() -> None:
    api = SlackApi("xoxb-any", "http://127.0.0.1:9/api/")
    with pytest.raises(SlackTrouble) as trouble:
        await api.post("C1", HELLO, "p1")
    assert trouble.value.ambiguous


async def test_a_reply_to_a_thread_that_is_gone_is_taken_back(
    api: SlackApi, slack: LocalSlack
) -> None:
    channel = slack.channel("support")
    root = await api.post(channel.id, HELLO, "card")
    await api.delete(channel.id, root)
    with pytest.raises(SlackTrouble) as trouble:
        await api.post(channel.id, HELLO, "p1", root)
    assert trouble.value.code == "thread_not_found"
    assert slack.posts(channel) == []
