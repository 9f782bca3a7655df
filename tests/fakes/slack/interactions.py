"""What a person's deed looks like to the app, and what the app's answer does to the screen."""

from typing import Any

from tests.fakes.slack.app import App
from tests.fakes.slack.blocks import check_message, interactive
from tests.fakes.slack.elements import options_of
from tests.fakes.slack.errors import Json
from tests.fakes.slack.surfaces import View, check_view
from tests.fakes.slack.workspace import APP, BOT, DOMAIN, TEAM, Message, User

# An element's type, and the field in which its choice is told.
CHOICE = {
    "button": "value",
    "static_select": "selected_option",
    "external_select": "selected_option",
    "radio_buttons": "selected_option",
    "overflow": "selected_option",
    "multi_static_select": "selected_options",
    "checkboxes": "selected_options",
    "users_select": "selected_user",
    "multi_users_select": "selected_users",
    "conversations_select": "selected_conversation",
    "multi_conversations_select": "selected_conversations",
    "channels_select": "selected_channel",
    "multi_channels_select": "selected_channels",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
    "plain_text_input": "value",
    "email_text_input": "value",
    "url_text_input": "value",
    "number_input": "value",
}
# What may stand in a field before a person has touched it, besides options.
INITIAL = [f"initial_{what}" for what in ("value", "user", "users", "conversation")]
INITIAL += [f"initial_{what}" for what in ("channel", "date", "time", "date_time")]


def who(user: User, kind: str) -> Json:
    username = user.name.lower().replace(" ", ".")
    return {
        "type": kind,
        "user": {"id": user.id, "username": username, "name": username, "team_id": user.team},
        "api_app_id": APP,
        "token": "verification-token",
        "team": {"id": TEAM, "domain": DOMAIN},
        "is_enterprise_install": False,
        "enterprise": None,
    }


def find(blocks: list[Json], action_id: str, block_id: str = "") -> tuple[Json, Json]:
    """The block and the element that a person sees under this id."""
    for block in blocks:
        if block_id in ("", block.get("block_id")):
            for element in interactive(block):
                if element.get("action_id") == action_id:
                    return block, element
    raise AssertionError(f"nothing to use with the id {action_id}")


def chosen(element: Json, choice: Any) -> Json:
    """What is told of a choice; options are named by their value, and must be there."""
    name = CHOICE[element["type"]]
    if element["type"] == "button":
        return {"value": element["value"]} if "value" in element else {}
    if choice is None:
        return {name: [] if name.endswith("s") else None}
    if name == "selected_option" and element["type"] != "external_select":
        return {name: _option(element, choice)}
    if name == "selected_options":
        return {name: [_option(element, each) for each in choice]}
    return {name: choice}


def _option(element: Json, value: str) -> Json:
    options = [option for option in options_of(element) if option["value"] == value]
    assert options, f"no option {value} among {[each['value'] for each in options_of(element)]}"
    return options[0]


def action(block: Json, element: Json, choice: Any, ts: str) -> Json:
    told = {"type": element["type"], "action_id": element["action_id"]}
    told |= {"block_id": block["block_id"], "action_ts": ts}
    if "text" in element:
        told["text"] = element["text"]
    return told | chosen(element, choice)


def in_message(message: Message) -> Json:
    thread = {"thread_ts": message.thread_ts} if message.thread_ts else {}
    place = {"type": "message", "message_ts": message.ts, "channel_id": message.channel, **thread}
    return {"container": place | {"is_ephemeral": bool(message.to)}}


def initial(element: Json) -> Any:
    """What stands in a field before the person has touched it."""
    for name in INITIAL:
        if name in element:
            return element[name]
    if "initial_option" in element:
        return element["initial_option"]["value"]
    if "initial_options" in element:
        return [option["value"] for option in element["initial_options"]]
    return None


def filled(view: View, values: Json) -> Json:
    """The state of a modal filled in with ``values``, by block id or by action id.

    Fails where Slack would not let the person submit: a required field that is empty, a text
    longer or shorter than allowed, an option that is not there, a field that does not exist.
    """
    state: Json = {}
    left = set(values)
    for block in view.blocks:
        for element in interactive(block):
            ids = {block["block_id"], element["action_id"]} & left
            name = next(iter(ids), "")
            left -= ids
            known = view.state.get(block["block_id"], {}).get(element["action_id"])
            if element["type"] not in CHOICE or element["type"] in {"button", "overflow"}:
                continue
            given = values[name] if name else initial(element)
            told = {"type": element["type"], **chosen(element, given)}
            if not name and known:
                told = known
            _check_filled(block, element, told)
            state.setdefault(block["block_id"], {})[element["action_id"]] = told
    assert not left, f"no such fields: {sorted(left)}"
    return state


def _check_filled(block: Json, element: Json, told: Json) -> None:
    value = told[CHOICE[element["type"]]]
    is_required = block["type"] == "input" and not block.get("optional")
    assert value or not is_required, f"{block['block_id']} must be filled in"
    if element["type"] == "plain_text_input" and value:
        least, most = element.get("min_length", 0), element.get("max_length", 3000)
        assert least <= len(value) <= most, f"{block['block_id']} takes {least} to {most}"


def submission(user: User, view: View, trigger_id: str) -> Json:
    return who(user, "view_submission") | {
        "trigger_id": trigger_id,
        "view": view.as_json(),
        "response_urls": [],
    }


def apply_answer(app: App, view: View, answer: Json) -> None:
    """What the acknowledgement of a submission does: close, errors, update, push or clear."""
    deed = answer.get("response_action", "")
    if not deed:
        app.views.close(view)
        app.viewed(view, "submitted")
        return
    assert deed in {"errors", "update", "push", "clear"}, f"no such response_action: {deed}"
    if deed == "errors":
        fields = {block["block_id"] for block in view.blocks if block["type"] == "input"}
        strange = set(answer["errors"]) - fields
        assert answer["errors"], "errors must not be empty"
        assert not strange, f"errors at blocks that are no inputs: {strange}"
        view.errors = answer["errors"]
        app.viewed(view, "errors")
    elif deed == "update":
        view.show(check_view(answer["view"], "modal"))
        app.viewed(view, "update")
    elif deed == "push":
        app.viewed(app.views.push(view.user, check_view(answer["view"], "modal")), "push")
    else:
        app.views.stacks[view.user].clear()
        app.viewed(view, "clear")


def apply_command_answer(app: App, user: User, channel: str, answer: Json) -> None:
    """What a slash command's acknowledgement shows: privately, unless it is `in_channel`."""
    if not answer.get("text") and not answer.get("blocks"):
        return
    body = {"bot_id": BOT, "text": answer.get("text", "")}
    if answer.get("blocks"):
        body["blocks"] = check_message(answer["blocks"])
    if answer.get("response_type") == "in_channel":
        app.post(app.workspace.channels[channel], {"type": "message", **body})
    else:
        app.show_privately(user.id, channel, body)
