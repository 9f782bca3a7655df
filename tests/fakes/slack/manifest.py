"""The app as it was registered at Slack: scopes, events, commands and shortcuts."""

from dataclasses import dataclass, field
from typing import Any

from tests.fakes.slack.errors import Json, SlackError

BOT_SCOPES = [
    "chat:write", "chat:write.customize", "channels:history", "channels:read", "channels:join",
    "groups:history", "groups:read", "im:history", "im:read", "im:write", "reactions:read",
    "reactions:write", "files:read", "files:write", "users:read", "usergroups:read", "team:read",
    "commands",
]  # fmt: skip
EVENTS = [
    "message.channels", "message.groups", "message.im", "reaction_added", "reaction_removed",
    "app_home_opened", "member_joined_channel", "member_left_channel", "channel_archive",
    "channel_unarchive", "channel_rename", "group_archive", "group_unarchive", "group_rename",
    "app_uninstalled", "tokens_revoked",
]  # fmt: skip
# Events that are sent only with a scope.
EVENT_SCOPES = {
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "reaction_added": "reactions:read",
    "reaction_removed": "reactions:read",
    "channel_archive": "channels:read",
    "channel_unarchive": "channels:read",
    "channel_rename": "channels:read",
    "group_archive": "groups:read",
    "group_unarchive": "groups:read",
    "group_rename": "groups:read",
}

DEFAULT: Json = {
    "display_information": {"name": "Support Desk"},
    "features": {
        "bot_user": {"display_name": "Support Desk"},
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
        "slash_commands": [{"command": "/desk", "description": "On or off", "should_escape": True}],
        "shortcuts": [{"name": "Close", "type": "message", "callback_id": "desk_close"}],
    },
    "oauth_config": {"scopes": {"bot": BOT_SCOPES}},
    "settings": {
        "event_subscriptions": {"bot_events": EVENTS},
        "interactivity": {"is_enabled": True},
        "socket_mode_enabled": True,
    },
}


@dataclass
class Manifest:
    """Reads a manifest; ``scopes`` can be taken away by a test."""

    given: Json = field(default_factory=lambda: DEFAULT)
    scopes: set[str] = field(init=False)

    def __post_init__(self) -> None:
        self.scopes = set(self._at("oauth_config", "scopes", "bot") or [])

    @property
    def name(self) -> str:
        return str(self._at("display_information", "name") or "App")

    @property
    def uses_sockets(self) -> bool:
        return bool(self._at("settings", "socket_mode_enabled"))

    @property
    def is_interactive(self) -> bool:
        return bool(self._at("settings", "interactivity", "is_enabled"))

    @property
    def has_home(self) -> bool:
        return bool(self._at("features", "app_home", "home_tab_enabled"))

    def subscribes(self, event: str) -> bool:
        wanted = self._at("settings", "event_subscriptions", "bot_events") or []
        return event in wanted and EVENT_SCOPES.get(event, "") in self.scopes | {""}

    def command(self, name: str) -> Json:
        commands: list[Json] = self._at("features", "slash_commands") or []
        found = [command for command in commands if command["command"] == name]
        assert found, f"the manifest has no command {name}"
        return found[0]

    def shortcut(self, callback_id: str) -> Json:
        shortcuts: list[Json] = self._at("features", "shortcuts") or []
        found = [shortcut for shortcut in shortcuts if shortcut["callback_id"] == callback_id]
        assert found, f"the manifest has no shortcut {callback_id}"
        return found[0]

    def need(self, *scopes: str) -> None:
        """Refuses a call that has none of ``scopes``."""
        if scopes and not self.scopes & set(scopes):
            provided = ",".join(sorted(self.scopes))
            raise SlackError("missing_scope", needed=",".join(scopes), provided=provided)

    def _at(self, *path: str) -> Any:
        value: Any = self.given
        for name in path:
            value = value.get(name, {}) if isinstance(value, dict) else {}
        return value
