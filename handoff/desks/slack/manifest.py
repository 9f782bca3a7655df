"""The manifest of the Slack app: what an operator pastes into "Create an app from a manifest"."""

from typing import Any

COMMAND = "/desk"
SCOPES: dict[str, str] = {
    "chat:write": "cards, transcripts and private hints",
    "chat:write.customize": "customers' words under their name, marked as a customer's",
    "channels:read": "find the channels of the departments",
    "channels:join": "join public ones by itself",
    "channels:history": "what agents write in threads",
    "groups:read": "the same in private channels",
    "groups:history": "the same in private channels",
    "reactions:read": "taking back a reply by a reaction",
    "reactions:write": "signs on replies: waiting, delivered, seen, failed",
    "files:read": "files from agents to customers",
    "files:write": "files from customers into the thread",
    "users:read": "names for mentions, and who has left the workspace",
    "usergroups:read": "who may use the desk, and who is on call",
    "commands": f"{COMMAND}",
}
"""What the app may do, and what for; nothing else is asked for."""
EVENTS = (
    "app_home_opened",
    "app_uninstalled",
    "channel_archive",
    "channel_rename",
    "channel_unarchive",
    "group_archive",
    "group_rename",
    "group_unarchive",
    "member_left_channel",
    "message.channels",
    "message.groups",
    "reaction_added",
    "reaction_removed",
    "tokens_revoked",
)
PATH = "/slack/events"
"""Where Slack posts to in the mode ``http``, below the public address."""


def manifest(mode: str, public_url: str = "", name: str = "Support Desk") -> dict[str, Any]:
    """For ``mode`` ``socket``, or ``http`` where Slack calls ``public_url``, as JSON.

    Raises ``ValueError`` for ``http`` without an address that begins with ``https://``: Slack
    calls no other.
    """
    is_http = mode == "http"
    if is_http and not public_url.startswith("https://"):
        raise ValueError("Slack calls only addresses that begin with https://")
    where = {"request_url": public_url.rstrip("/") + PATH} if is_http else {}
    url = {"url": where["request_url"]} if is_http else {}
    return {
        "_metadata": {"major_version": 1, "minor_version": 1},
        "display_information": {
            "name": name,
            "description": "Chats with customers, one thread each",
            "background_color": "#0b6170",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": False,
                "messages_tab_read_only_enabled": True,
            },
            "bot_user": {"display_name": name, "always_online": True},
            "slash_commands": [
                {
                    "command": COMMAND,
                    "description": "Your status, your chats and the queues",
                    "usage_hint": "available | busy | away | chats | queue",
                    "should_escape": True,
                    **url,
                }
            ],
        },
        "oauth_config": {"scopes": {"bot": list(SCOPES)}},
        "settings": {
            "event_subscriptions": {"bot_events": list(EVENTS), **where},
            "interactivity": {"is_enabled": True, **where},
            "org_deploy_enabled": False,
            "socket_mode_enabled": not is_http,
            "token_rotation_enabled": False,
        },
    }
