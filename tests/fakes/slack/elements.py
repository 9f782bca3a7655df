"""Block Kit's elements: their fields, limits, and the blocks each may stand in.

https://docs.slack.dev/reference/block-kit/block-elements
"""

from typing import Any

from tests.fakes.slack.schema import (
    Check,
    anything,
    by_type,
    fields,
    flag,
    items,
    one_of,
    plain,
    string,
    text,
    told,
    whole,
)

ID = string(255, least=1)
STYLE = one_of("primary", "danger")
CONFIRM = fields(
    {"title": plain(100), "text": text(300), "confirm": plain(30), "deny": plain(30)},
    {"style": STYLE},
)


def option(most_text: int = 75, *, kinds: tuple[str, ...] = ("plain_text",)) -> Check:
    return fields(
        {"text": text(most_text, kinds), "value": string(150, least=1)},
        {"description": text(75, kinds), "url": string(3000)},
    )


OPTION = option()
RICH_OPTION = option(kinds=("plain_text", "mrkdwn"))
GROUP = fields({"label": plain(75), "options": items(OPTION, 100)})
DISPATCH = fields(
    {"trigger_actions_on": items(one_of("on_enter_pressed", "on_character_entered"), 2)}
)
# What every interactive element may have.
INTERACTIVE = {"action_id": ID}
INPUT = INTERACTIVE | {"confirm": CONFIRM, "focus_on_load": flag}
PLACEHOLDER = {"placeholder": plain(150)}
MANY = {"max_selected_items": whole(1, 100)}
TYPED: dict[str, Check] = {
    **INTERACTIVE,
    **PLACEHOLDER,
    "focus_on_load": flag,
    "dispatch_action_config": DISPATCH,
}
IMAGE_SOURCE: dict[str, Check] = {
    "image_url": string(3000, least=1),
    "slack_file": fields({}, {"id": string(100), "url": string(3000)}),
}


def static(initial: dict[str, Check]) -> Check:
    """A menu with options of its own, or with groups of options, never both."""
    body = fields(
        {},
        INPUT
        | PLACEHOLDER
        | {"options": items(OPTION, 100), "option_groups": items(GROUP, 100)}
        | initial,
    )

    def check(problems: list[str], where: str, value: Any) -> None:
        body(problems, where, value)
        if ("options" in value) == ("option_groups" in value):
            told(problems, where, "must define either `options` or `option_groups`")
        _initial_is_an_option(problems, where, value)

    return check


def chosen(most: int, initial: dict[str, Check]) -> Check:
    body = fields({"options": items(RICH_OPTION, most)}, INPUT | initial)

    def check(problems: list[str], where: str, value: Any) -> None:
        body(problems, where, value)
        _initial_is_an_option(problems, where, value)

    return check


def options_of(element: dict[str, Any]) -> list[dict[str, Any]]:
    """All options of a menu, those of its groups as well."""
    groups = [group.get("options", []) for group in element.get("option_groups", [])]
    return [*element.get("options", []), *(each for group in groups for each in group)]


def _initial_is_an_option(problems: list[str], where: str, value: dict[str, Any]) -> None:
    initial = value.get("initial_options") or [value.get("initial_option")]
    if [choice for choice in initial if choice and choice not in options_of(value)]:
        told(problems, where, "initial options must match the options")


def image(problems: list[str], where: str, value: Any) -> None:
    fields({"alt_text": string(2000, least=1)}, IMAGE_SOURCE)(problems, where, value)
    if ("image_url" in value) == ("slack_file" in value):
        told(problems, where, "must define either `image_url` or `slack_file`")


ONE = {"initial_option": OPTION}
SEVERAL = {"initial_options": items(OPTION, 100), **MANY}
BUTTON = fields(
    {"text": plain(75)},
    INTERACTIVE
    | {"url": string(3000), "value": string(2000), "style": STYLE, "confirm": CONFIRM}
    | {"accessibility_label": string(75)},
)


def menu(initial: dict[str, Check]) -> Check:
    return fields({}, INPUT | PLACEHOLDER | initial)


SELECTS: dict[str, Check] = {
    "static_select": static(ONE),
    "multi_static_select": static(SEVERAL),
    "external_select": menu({**ONE, "min_query_length": whole(0, 100)}),
    "multi_external_select": menu({**SEVERAL, "min_query_length": whole(0, 100)}),
    "users_select": menu({"initial_user": ID}),
    "multi_users_select": menu({"initial_users": items(ID, 100), **MANY}),
    "conversations_select": menu(
        {"initial_conversation": ID, "default_to_current_conversation": flag, "filter": anything}
        | {"response_url_enabled": flag}
    ),
    "multi_conversations_select": menu(
        {"initial_conversations": items(ID, 100), "filter": anything, **MANY}
        | {"default_to_current_conversation": flag}
    ),
    "channels_select": menu({"initial_channel": ID, "response_url_enabled": flag}),
    "multi_channels_select": menu({"initial_channels": items(ID, 100), **MANY}),
}
CHOICES: dict[str, Check] = {
    "checkboxes": chosen(10, {"initial_options": items(RICH_OPTION, 10)}),
    "radio_buttons": chosen(10, {"initial_option": RICH_OPTION}),
    "datepicker": menu({"initial_date": string(10, least=10)}),
    "timepicker": menu({"initial_time": string(5, least=5), "timezone": string(50)}),
    "datetimepicker": fields({}, INPUT | {"initial_date_time": whole(10**9, 10**10 - 1)}),
}
# Only inside input blocks.
WRITTEN: dict[str, Check] = {
    "plain_text_input": fields(
        {},
        TYPED
        | {"initial_value": string(3000), "multiline": flag}
        | {"min_length": whole(0, 3000), "max_length": whole(1, 3000)},
    ),
    "email_text_input": fields({}, TYPED | {"initial_value": string(3000)}),
    "url_text_input": fields({}, TYPED | {"initial_value": string(3000)}),
    "number_input": fields(
        {"is_decimal_allowed": flag},
        TYPED | dict.fromkeys(["initial_value", "min_value", "max_value"], string(100)),
    ),
    "file_input": fields(
        {}, INTERACTIVE | {"filetypes": items(string(20), 100), "max_files": whole(1, 10)}
    ),
}
OVERFLOW = fields({"options": items(OPTION, 5)}, INTERACTIVE | {"confirm": CONFIRM})

IN_ACTIONS = by_type(
    {"button": BUTTON, "overflow": OVERFLOW, **SELECTS, **CHOICES}, " in an actions block"
)
IN_SECTION = by_type(
    {"button": BUTTON, "overflow": OVERFLOW, "image": image, **SELECTS, **CHOICES}, " in a section"
)
IN_INPUT = by_type({**SELECTS, **CHOICES, **WRITTEN}, " in an input block")
IN_CONTEXT = by_type(
    {"image": image, "plain_text": plain(3000), "mrkdwn": text(3000)}, " in a context block"
)
