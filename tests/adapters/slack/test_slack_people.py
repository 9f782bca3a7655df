"""People press, choose, fill in and submit; triggers and response addresses run out."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from tests.adapters.slack.apps import client_of, connected, made_app, problems, refusal
from tests.fakes.slack import Limits, LocalSlack, Times
from tests.fakes.slack.surfaces import View
from tests.fakes.slack.workspace import Channel, Message

Json = dict[str, Any]


class Clock:
    now = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def slack(clock: Clock) -> AsyncIterator[LocalSlack]:
    async with LocalSlack(now=clock, limits=Limits.off()) as server:
        yield server


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def option(value: str) -> Json:
    return {"text": plain(value.title()), "value": value}


OUTCOME = {
    "type": "input",
    "block_id": "outcome",
    "label": plain("Outcome"),
    "element": {
        "type": "static_select",
        "action_id": "choose",
        "options": [option("solved"), option("refused")],
    },
}
NOTE = {
    "type": "input",
    "block_id": "note",
    "optional": True,
    "label": plain("Note"),
    "element": {"type": "plain_text_input", "action_id": "write", "max_length": 20},
}
MODAL = {
    "type": "modal",
    "callback_id": "resolve",
    "private_metadata": "c1",
    "notify_on_close": True,
    "title": plain("Resolve"),
    "submit": plain("Resolve"),
    "blocks": [OUTCOME, NOTE],
}
BUTTONS = {
    "type": "actions",
    "elements": [
        {"type": "button", "text": plain("Take"), "action_id": "take", "value": "c1"},
        {"type": "overflow", "action_id": "more", "options": [option("note"), option("snooze")]},
        {"type": "users_select", "action_id": "give"},
    ],
}


@pytest.fixture
async def card(slack: LocalSlack, channel: Channel) -> Message:
    sent = await client_of(slack).chat_postMessage(
        channel=channel.id, text="card", blocks=[BUTTONS]
    )
    return channel.messages[sent["ts"]]


def opening(app: AsyncApp, view: Json) -> list[Json]:
    """An app that opens ``view`` at its button; gives the bodies it was asked with."""
    asked: list[Json] = []

    async def open_it(ack: Any, body: Json, client: AsyncWebClient) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=view)
        asked.append(body)

    app.action("take")(open_it)
    return asked


async def opened(slack: LocalSlack, card: Message) -> View:
    person = slack.person("U1", "Ann")
    await person.presses(card, "take").settled()
    await slack.until(lambda: person.view is not None)
    assert person.view is not None
    return person.view


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
    assert told[0]["container"]["message_ts"] == card.ts
    assert told[0]["user"]["id"] == "U1"
    assert told[0]["message"]["text"] == "card"


async def test_a_modal_is_filled_in_and_submitted(
    slack: LocalSlack, bolt: AsyncApp, card: Message
) -> None:
    opening(bolt, MODAL)
    values: list[Json] = []

    async def submitted(ack: Any, body: Json) -> None:
        values.append(body["view"]["state"]["values"])
        if body["view"]["state"]["values"]["note"]["write"]["value"] is None:
            await ack(response_action="errors", errors={"note": "Please say why."})
        else:
            await ack()

    bolt.view("resolve")(submitted)
    async with connected(slack, bolt):
        view = await opened(slack, card)
        person = slack.person("U1")
        assert view.body["private_metadata"] == "c1"
        # What Slack's app does not let a person do.
        for wrong in ({}, {"outcome": "lost"}, {"outcome": "solved", "note": "x" * 21}, {"a": "b"}):
            with pytest.raises(AssertionError):
                person.submits(view, wrong)
        await person.submits(view, {"outcome": "refused"}).settled()
        assert (view.errors, person.view) == ({"note": "Please say why."}, view)
        await person.submits(view, {"choose": "solved", "write": "sent anew"}).settled()
    assert person.view is None
    assert values[1]["outcome"]["choose"]["selected_option"] == option("solved")
    assert values[1]["note"]["write"] == {"type": "plain_text_input", "value": "sent anew"}


@pytest.mark.parametrize(
    ("answer", "titles"),
    [
        ({"response_action": "update", "view": MODAL | {"title": plain("Two")}}, ["Two"]),
        ({"response_action": "push", "view": MODAL | {"title": plain("Two")}}, ["Resolve", "Two"]),
        ({"response_action": "clear"}, []),
    ],
)
async def test_a_submission_is_answered_with_a_view(
    slack: LocalSlack, bolt: AsyncApp, card: Message, answer: Json, titles: list[str]
) -> None:
    opening(bolt, MODAL)

    async def submitted(ack: Any) -> None:
        await ack(**answer)

    bolt.view("resolve")(submitted)
    async with connected(slack, bolt):
        view = await opened(slack, card)
        await slack.person("U1").submits(view, {"outcome": "solved"}).settled()
    stack = slack.app.views.stacks["U1"]
    assert [each.body["title"]["text"] for each in stack] == titles


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        ({"response_action": "errors", "errors": {"nowhere": "x"}}, "no inputs: {'nowhere'}"),
        ({"response_action": "errors", "errors": {}}, "errors must not be empty"),
        ({"response_action": "shut"}, "no such response_action: shut"),
        ({"response_action": "update", "view": {"type": "modal"}}, "invalid_arguments"),
    ],
)
async def test_an_answer_that_slack_cannot_use_changes_nothing(
    slack: LocalSlack, bolt: AsyncApp, card: Message, answer: Json, problem: str
) -> None:
    opening(bolt, MODAL)

    async def submitted(ack: Any) -> None:
        await ack(answer)

    bolt.view("resolve")(submitted)
    async with connected(slack, bolt):
        view = await opened(slack, card)
        deed = await slack.person("U1").submits(view, {"outcome": "solved"}).settled()
    assert deed.outcome == "refused"
    assert problem in deed.problem
    assert (slack.person("U1").view, view.body["title"]) == (view, plain("Resolve"))


async def test_a_closed_modal_is_told_of(slack: LocalSlack, bolt: AsyncApp, card: Message) -> None:
    opening(bolt, MODAL)
    closed: list[str] = []

    async def hear(ack: Any, view: Json) -> None:
        await ack()
        closed.append(view["private_metadata"])

    bolt.view_closed("resolve")(hear)
    async with connected(slack, bolt):
        view = await opened(slack, card)
        delivery = slack.person("U1").closes(view)
        assert delivery is not None
        await delivery.settled()
    assert (closed, slack.person("U1").view) == (["c1"], None)


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


async def test_a_trigger_is_good_once_and_for_three_seconds(
    slack: LocalSlack, client: AsyncWebClient, clock: Clock
) -> None:
    slack.person("U1")
    fresh, old = slack.app.new_trigger("U1"), slack.app.new_trigger("U1")

    async def error(trigger: str) -> str:
        return await refusal(client.views_open(trigger_id=trigger, view=MODAL))

    assert await error("1.2.3") == "invalid_trigger_id"
    assert [await error(fresh), await error(fresh)] == ["ok", "exchanged_trigger_id"]
    clock.now += 3.1
    assert await error(old) == "expired_trigger_id"


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"title": plain("x" * 25)}, "less than 25 characters [json-pointer:/view/title/text]"),
        ({"submit": plain("x" * 25)}, "less than 25 characters"),
        ({"private_metadata": "x" * 3001}, "less than 3001 characters"),
        ({"callback_id": "x" * 256}, "less than 256 characters"),
        ({"blocks": [{"type": "divider"}] * 101}, "no more than 100 items allowed"),
        ({"blocks": [{"type": "markdown", "text": "x"}]}, "unsupported type: markdown"),
        ({"type": "workflow"}, "unsupported type: workflow"),
        ({"type": "home"}, "unsupported type: home"),
        ({"colour": "red"}, "invalid additional property: colour"),
        ({"blocks": [OUTCOME, OUTCOME]}, "block_id already exists"),
    ],
)
async def test_views_that_slack_refuses(
    slack: LocalSlack, client: AsyncWebClient, change: Json, problem: str
) -> None:
    slack.person("U1")
    trigger = slack.app.new_trigger("U1")
    told = await problems(client.views_open(trigger_id=trigger, view=MODAL | change))
    assert any(problem in each for each in told), told
    without = {name: value for name, value in MODAL.items() if name != "submit"}
    call = client.views_open(trigger_id=trigger, view=without)
    assert await problems(call) == ["[ERROR] missing required field: submit [json-pointer:/view]"]


async def test_views_are_stacked_named_and_guarded_by_a_hash(
    slack: LocalSlack, client: AsyncWebClient
) -> None:
    slack.person("U1")

    async def call(method: str, **more: Any) -> str:
        trigger = slack.app.new_trigger("U1")
        given = {"trigger_id": trigger, "view": MODAL} | more
        return await refusal(client.api_call(method, json=given))

    named = MODAL | {"external_id": "mine"}
    assert await call("views.open", view=named) == "ok"
    assert await call("views.push", view=named) == "duplicate_external_id"
    assert [await call("views.push") for _ in range(3)] == ["ok", "ok", "push_limit_reached"]
    large = MODAL | {"blocks": [{"type": "divider", "x": "y" * 250_000}]}
    assert await call("views.open", view=large) == "view_too_large"
    (first, *_) = slack.app.views.stacks["U1"]
    changed = MODAL | {"title": plain("New")}
    old = first.hash
    by_name = client.views_update(view=changed, external_id="mine", hash=old)
    assert await refusal(by_name) == "ok"
    stale = client.views_update(view=changed, view_id=first.id, hash=old)
    assert await refusal(stale) == "hash_conflict"
    assert await refusal(client.views_update(view=changed, view_id="V404")) == "not_found"
    assert first.body["title"]["text"] == "New"


async def test_the_home_is_published_and_used(
    slack: LocalSlack, bolt: AsyncApp, client: AsyncWebClient
) -> None:
    person, states = slack.person("U1"), []
    home = {"type": "home", "blocks": [BUTTONS]}

    async def publish(event: Json) -> None:
        await client.views_publish(user_id=event["user"], view=home)

    async def chosen(ack: Any, body: Json) -> None:
        await ack()
        states.append(body["view"]["state"]["values"])

    bolt.event("app_home_opened")(publish)
    bolt.action("give")(chosen)
    async with connected(slack, bolt):
        person.opens_home()
        await slack.until(lambda: person.home is not None)
        assert person.home is not None
        await person.presses(person.home, "give", "U2").settled()
    block_id = person.home.blocks[0]["block_id"]
    assert states[0][block_id]["give"]["selected_user"] == "U2"
    strange = client.views_publish(user_id="U404", view=home)
    assert await refusal(strange) == "user_not_found"
    stale = client.views_publish(user_id="U1", view=home, hash="old")
    assert await refusal(stale) == "hash_conflict"


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
    webhook = AsyncWebhookClient(addresses[0])
    await webhook.send(text="only you")
    replaced = await webhook.send_dict({"replace_original": True, "text": "taken"})
    refused = await webhook.send_dict({"response_type": "ephemeral"})
    blocks = await webhook.send_dict({"text": "x", "blocks": [{"type": "banner"}]})
    await webhook.send(text="for all", response_type="in_channel")
    await webhook.send_dict({"delete_original": True})
    assert (await webhook.send(text="five")).status_code == 200
    used = await webhook.send(text="six")
    clock.now += 1801
    expired = await AsyncWebhookClient(addresses[1]).send(text="late")
    assert (replaced.status_code, replaced.body) == (200, "ok")
    assert [(r.status_code, r.body) for r in (refused, blocks, used, expired)] == [
        (400, "no_text"), (400, "invalid_blocks"), (404, "used_url"), (404, "expired_url"),
    ]  # fmt: skip
    assert [note.text for note in ann.private_messages] == ["only you", "five"]
    assert [deed.text for deed in slack.journal.of("edit")] == ["taken"]
    assert [message.text for message in channel.messages.values()] == ["for all"]
