"""People press, choose, type commands and use shortcuts; response addresses run out."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.webhook.async_client import AsyncWebhookClient

from tests.adapters.slack.apps import client_of, connected, made_app
from tests.adapters.slack.screens import BUTTONS, Clock, Json, option
from tests.fakes.slack import Limits, LocalSlack, Times
from tests.fakes.slack.workspace import Channel, Message


@pytest.fixture
async def slack(clock: Clock) -> AsyncIterator[LocalSlack]:
    async with LocalSlack(now=clock, limits=Limits.off()) as server:
        yield server


async def test_choices_are_told_as_slack_tells_them(
    slack: LocalSlack, bolt: AsyncApp, card: Message
) -> None:
    told: list[Json] = []

    async def keep(ack: Any, body: Json) -> None:
        await ack()
        told.append(body)

    for name in ("take", "more", "give"):
        bolt.action(name)(keep)
    person = slack.person("U1", "Ann")
    async with connected(slack, bolt):
        await person.presses(card, "take").settled()
        await person.presses(card, "more", "snooze").settled()
        await person.presses(card, "give", "U2").settled()
        with pytest.raises(AssertionError, match="no option later"):
            person.presses(card, "more", "later")
        with pytest.raises(AssertionError, match="nothing to use"):
            person.presses(card, "close")
    actions = [body["actions"][0] for body in told]
    assert actions[0]["value"] == "c1"
    assert actions[1]["selected_option"] == option("snooze")
    assert actions[2]["selected_user"] == "U2"
    (chosen,) = told[2]["state"]["values"].values()
    assert chosen == {"give": {"type": "users_select", "selected_user": "U2"}}
    assert told[0]["container"]["message_ts"] == card.ts
    assert told[0]["user"]["id"] == "U1"
    assert told[0]["message"]["text"] == "card"


async def test_nothing_is_repeated_to_an_app_that_does_not_acknowledge(channel: Channel) -> None:
    async with LocalSlack(times=Times(ack_s=0.2)) as slack:
        app, place = made_app(slack), slack.channel("support")
        pressed: list[Json] = []

        async def forget_to_ack(body: Json) -> None:
            pressed.append(body)

        app.action("take")(forget_to_ack)
        sent = await client_of(slack).chat_postMessage(
            channel=place.id, text="card", blocks=[BUTTONS]
        )
        async with connected(slack, app):
            deed = slack.person("U1").presses(place.messages[sent["ts"]], "take")
            await deed.settled()
    assert (deed.outcome, len(pressed), len(deed.attempts)) == ("failed", 1, 1)


async def test_a_shortcut_on_a_message(slack: LocalSlack, bolt: AsyncApp, channel: Channel) -> None:
    used: list[Json] = []

    async def close(ack: Any, shortcut: Json) -> None:
        await ack()
        used.append(shortcut)

    bolt.shortcut("desk_close")(close)
    message = slack.person("U2").says(channel, "please close")
    async with connected(slack, bolt):
        await slack.person("U1").uses_shortcut("desk_close", message).settled()
    assert (used[0]["message"]["text"], used[0]["user"]["id"]) == ("please close", "U1")


async def test_commands_are_escaped_and_answered_privately_or_to_all(
    slack: LocalSlack, bolt: AsyncApp, channel: Channel
) -> None:
    texts: list[str] = []

    async def answer(ack: Any, command: Json) -> None:
        texts.append(command["text"])
        await ack(text="queue: 3", response_type="in_channel")

    bolt.command("/desk")(answer)
    ann = slack.person("U1", "Ann")
    async with connected(slack, bolt):
        await ann.commands("/desk", "give to @Ann & go", channel).settled()
    assert texts == ["give to <@U1> &amp; go"]
    assert [message.text for message in channel.messages.values()] == ["queue: 3"]
    with pytest.raises(AssertionError, match="no command /other"):
        ann.commands("/other", "", channel)


async def test_a_private_message_is_used_changed_and_taken_away(
    slack: LocalSlack, bolt: AsyncApp, channel: Channel
) -> None:
    bodies: list[Json] = []

    async def pressed(ack: Any, body: Json, respond: Any) -> None:
        await ack()
        bodies.append(body)
        await respond(text=f"{len(bodies)} times", replace_original=True)
        if len(bodies) == 2:
            await respond(delete_original=True)

    bolt.action("take")(pressed)
    ann = slack.person("U1")
    await client_of(slack).chat_postEphemeral(
        channel=channel.id, user="U1", text="Nothing was sent.", blocks=[BUTTONS]
    )
    (note,) = ann.private_messages
    async with connected(slack, bolt):
        first, second = ann.presses(note, "take"), ann.presses(note, "take")
        await slack.until(lambda: ann.private_messages == [])
        await first.settled()
        await second.settled()
    assert [deed.text for deed in slack.journal.of("edit")] == ["1 times", "2 times"]
    assert bodies[0]["container"]["is_ephemeral"] is True
    assert "message" not in bodies[0]
    assert [delivery.kind for delivery in slack.deliveries.sent] == ["interactive"] * 2


async def test_a_response_address_is_good_five_times_for_half_an_hour(
    slack: LocalSlack, card: Message, clock: Clock, channel: Channel
) -> None:
    ann = slack.person("U1")
    addresses = [
        ann.presses(card, "take").payload["response_url"] for _ in range(2)
    ]  # fmt: skip
    unknown = await AsyncWebhookClient(f"{slack.url}/response/none").send(text="x")
    webhook = AsyncWebhookClient(addresses[0])
    await webhook.send(text="only you")
    replaced = await webhook.send_dict({"replace_original": True, "text": "taken"})
    refused = await webhook.send_dict({"response_type": "ephemeral"})
    blocks = await webhook.send_dict({"text": "x", "blocks": [{"type": "banner"}]})
    await webhook.send(text="for all", response_type="in_channel")
    await webhook.send_dict({"delete_original": True})
    gone = await webhook.send_dict({"delete_original": True})
    assert (await webhook.send(text="five")).status_code == 200
    used = await webhook.send(text="six")
    clock.now += 1801
    expired = await AsyncWebhookClient(addresses[1]).send(text="late")
    assert (replaced.status_code, replaced.body) == (200, "ok")
    assert [(r.status_code, r.body) for r in (unknown, refused, blocks, gone, used, expired)] == [
        (404, "no_team"),
        (400, "no_text"), (400, "invalid_blocks"), (404, "no_active_hooks"),
        (404, "used_url"), (404, "expired_url"),
    ]  # fmt: skip
    assert [note.text for note in ann.private_messages] == ["only you", "five"]
    assert [deed.text for deed in slack.journal.of("edit")] == ["taken"]
    assert [message.text for message in channel.messages.values()] == ["for all"]
