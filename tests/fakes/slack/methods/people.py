"""The app itself, its workspace, and the people in it."""

from tests.fakes.slack.app import App
from tests.fakes.slack.args import Args, method, page
from tests.fakes.slack.errors import Json, SlackError
from tests.fakes.slack.sockets import check_can_connect
from tests.fakes.slack.workspace import APP, BOT, BOT_USER, DOMAIN, TEAM, User


@method("auth.test", tier=0, json=True)
def auth_test(app: App, args: Args) -> Json:
    return {
        "url": f"https://{DOMAIN}.slack.com/",
        "team": "Footbridge",
        "user": "support_desk",
        "team_id": TEAM,
        "user_id": BOT_USER,
        "bot_id": BOT,
        "is_enterprise_install": False,
    }


@method("apps.connections.open", tier=1, app_token=True)
def open_connection(app: App, args: Args) -> Json:
    check_can_connect(uses_sockets=app.manifest.uses_sockets)
    address = app.url.replace("http://", "ws://")
    return {"url": f"{address}/link?ticket={app.sockets.ticket()}&app_id={APP}"}


@method("bots.info", tier=3, scopes="users:read", takes="bot")
def bots_info(app: App, args: Args) -> Json:
    if args.text("bot", BOT) != BOT:
        raise SlackError("bot_not_found")
    about = {"id": BOT, "deleted": False, "name": app.manifest.name}
    return {"bot": about | {"app_id": APP, "user_id": BOT_USER, "icons": {}}}


@method("team.info", tier=3, scopes="team:read", takes="team domain include_slackbot_availability")
def team_info(app: App, args: Args) -> Json:
    return {"team": {"id": TEAM, "name": "Footbridge", "domain": DOMAIN, "email_domain": ""}}


@method("users.info", tier=4, scopes="users:read", needs="user", takes="include_locale")
def users_info(app: App, args: Args) -> Json:
    return {"user": shown(app, person(app, args.text("user")))}


@method("users.list", tier=2, scopes="users:read", takes="cursor limit include_locale")
def users_list(app: App, args: Args) -> Json:
    found, more = page([shown(app, user) for user in app.workspace.users.values()], args)
    return {"members": found, **more}


@method("users.lookupByEmail", tier=3, scopes="users:read.email", needs="email")
def lookup_by_email(app: App, args: Args) -> Json:
    wanted = args.text("email").lower()
    for user in app.workspace.users.values():
        if user.email.lower() == wanted and not user.deleted:
            return {"user": shown(app, user)}
    raise SlackError("users_not_found")


@method("users.getPresence", tier=3, scopes="users:read", needs="user")
def presence(app: App, args: Args) -> Json:
    return {"presence": person(app, args.text("user")).presence}


@method(
    "usergroups.list",
    tier=2,
    scopes="usergroups:read",
    takes="include_count include_disabled include_users",
)
def groups(app: App, args: Args) -> Json:
    found = [
        {"id": name, "team_id": TEAM, "handle": name.lower(), "name": name, "date_delete": 0}
        | ({"users": users} if args.flag("include_users") else {})
        for name, users in app.workspace.groups.items()
    ]
    return {"usergroups": found}


@method(
    "usergroups.users.list",
    tier=2,
    scopes="usergroups:read",
    needs="usergroup",
    takes="include_disabled",
)
def group_members(app: App, args: Args) -> Json:
    users = app.workspace.groups.get(args.text("usergroup"))
    if users is None:
        raise SlackError("no_such_subteam")
    return {"users": list(users)}


def person(app: App, user_id: str) -> User:
    if user_id not in app.workspace.users:
        raise SlackError("user_not_found")
    return app.workspace.users[user_id]


def shown(app: App, user: User) -> Json:
    return user.as_json(with_email="users:read.email" in app.manifest.scopes)
