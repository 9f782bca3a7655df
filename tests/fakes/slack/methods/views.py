"""views.*: modals against a fresh trigger, and the App Home."""

from tests.fakes.slack.app import App
from tests.fakes.slack.args import Args, method
from tests.fakes.slack.errors import Json, SlackError
from tests.fakes.slack.surfaces import View, check_view


def given(args: Args, *kinds: str) -> Json:
    return check_view(args.json("view", "invalid_arguments"), *kinds)


def answer(app: App, view: View, deed: str) -> Json:
    app.viewed(view, deed)
    return {"view": view.as_json()}


@method("views.open", tier=4, needs="trigger_id view", json=True)
def open_view(app: App, args: Args) -> Json:
    body = given(args, "modal")
    trigger = app.use_trigger(args.text("trigger_id"))
    return answer(app, app.views.open(trigger.user, body), "open")


@method("views.push", tier=4, needs="trigger_id view", json=True)
def push(app: App, args: Args) -> Json:
    body = given(args, "modal")
    trigger = app.use_trigger(args.text("trigger_id"))
    return answer(app, app.views.push(trigger.user, body), "push")


@method("views.update", tier=4, needs="view", takes="view_id external_id hash", json=True)
def update(app: App, args: Args) -> Json:
    body = given(args, "modal", "home")
    view = app.views.update(args.text("view_id"), args.text("external_id"), body, args.text("hash"))
    return answer(app, view, "update")


@method("views.publish", tier=4, needs="user_id view", takes="hash", json=True)
def publish(app: App, args: Args) -> Json:
    if not app.manifest.has_home:
        raise SlackError("not_enabled")
    body, user = given(args, "home"), args.text("user_id")
    if user not in app.workspace.users:
        raise SlackError("user_not_found")
    return answer(app, app.views.publish(user, body, args.text("hash")), "publish")
