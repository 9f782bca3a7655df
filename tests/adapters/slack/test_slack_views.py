"""Modals and the Home: opened, filled in, submitted, answered, and refused when wrong."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from tests.adapters.slack.apps import connected, problems, refusal
from tests.adapters.slack.screens import BUTTONS, MODAL, OUTCOME, Clock, Json, option, plain
from tests.fakes.slack import Limits, LocalSlack
from tests.fakes.slack.surfaces import View
from tests.fakes.slack.workspace import Message


@pytest.fixture
async def slack(clock: Clock) -> AsyncIterator[LocalSlack]:
    async with LocalSlack(now=clock, limits=Limits.off()) as server:
        yield server


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
