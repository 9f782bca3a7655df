"""The app under test as the workspace knows it, and what happens around each of its deeds."""

import secrets
from dataclasses import dataclass, field

from tests.fakes.slack import events
from tests.fakes.slack.deliveries import Deliveries, Delivery
from tests.fakes.slack.errors import Json, SlackError
from tests.fakes.slack.manifest import Manifest
from tests.fakes.slack.sockets import Sockets
from tests.fakes.slack.surfaces import View, Views
from tests.fakes.slack.times import Times
from tests.fakes.slack.workspace import (
    APP,
    BOT,
    BOT_USER,
    TEAM,
    Channel,
    Message,
    User,
    Workspace,
)


@dataclass
class Trigger:
    """What a person's deed allows once, for three seconds: to open a view for that person."""

    user: str
    at: float
    is_used: bool = False


@dataclass
class ReplyUrl:
    """A ``response_url``: where it writes, and how often and how long it still may."""

    user: str
    channel: str
    at: float
    message: Message | None = None
    thread_ts: str = ""
    left: int = 5


@dataclass
class App:
    """Everything a method of the Web API may need."""

    url: str
    workspace: Workspace
    manifest: Manifest
    times: Times
    deliveries: Deliveries
    sockets: Sockets
    views: Views = field(default_factory=Views)
    triggers: dict[str, Trigger] = field(default_factory=dict)
    reply_urls: dict[str, ReplyUrl] = field(default_factory=dict)
    private: list[Message] = field(default_factory=list)

    def tell(self, event: Json, channel: Channel | None = None) -> Delivery | None:
        """Send an event if the app asked for it and may see it."""
        wanted = self.manifest.subscribes(events.subscription(event, channel))
        if not wanted or not events.reaches_app(event, channel):
            return None
        return self.deliveries.event(event, is_shared=bool(channel and channel.is_shared))

    def post(self, channel: Channel, body: Json, **rest: Json | None) -> Message:
        message = self.workspace.add(channel, body, **rest)
        self.tell(events.posted(channel, message), channel)
        return message

    def change(self, channel: Channel, message: Message, body: Json) -> None:
        """Nobody is told of the change of a private message."""
        before = message.as_json()
        message.body = body
        self.workspace.journal.note("edit", message)
        self.workspace.wake()
        ts = self.workspace.new_ts()
        if not message.to:
            self.tell(events.changed(channel, message, before, ts), channel)

    def remove(self, channel: Channel, message: Message) -> None:
        before = message.as_json()
        stays = self.workspace.remove(channel, message)
        ts = self.workspace.new_ts()
        event = events.deleted(channel, message.ts, before, ts)
        if stays:
            event = events.changed(channel, message, before, ts)
        self.tell(event, channel)

    def react(self, user: str, message: Message, name: str) -> None:
        users = message.reactions.setdefault(name, [])
        if user in users:
            raise SlackError("already_reacted")
        users.append(user)
        self._reacted("react", "reaction_added", user, message, name)

    def unreact(self, user: str, message: Message, name: str) -> None:
        users = message.reactions.get(name, [])
        if user not in users:
            raise SlackError("no_reaction")
        users.remove(user)
        if not users:
            del message.reactions[name]
        self._reacted("unreact", "reaction_removed", user, message, name)

    def join(self, user: User, channel: Channel) -> None:
        channel.members.add(user.id)
        event = events.member(
            "member_joined_channel", user.id, channel, user.team, self.workspace.new_ts()
        )
        self.tell(event, channel)
        self.workspace.wake()

    def leave(self, user: User, channel: Channel) -> None:
        event = events.member(
            "member_left_channel", user.id, channel, user.team, self.workspace.new_ts()
        )
        self.tell(event, channel)
        channel.members.discard(user.id)
        self.workspace.wake()

    def show_privately(self, user: str, channel: str, body: Json, thread_ts: str = "") -> str:
        """A message that one person sees and nobody can read again."""
        ts = self.workspace.new_ts()
        thread = {"thread_ts": thread_ts} if thread_ts else {}
        message = Message(channel, ts, {"type": "message", **body, **thread}, to=user)
        self.private.append(message)
        self.workspace.journal.note("ephemeral", message, to=user)
        self.workspace.wake()
        return ts

    def viewed(self, view: View, deed: str) -> None:
        self.workspace.journal.note("view", deed=deed, view=view.as_json(), user=view.user)
        self.workspace.wake()

    def new_trigger(self, user: str) -> str:
        trigger_id = f"{next(self.workspace.ids)}.{TEAM}.{secrets.token_hex(8)}"
        self.triggers[trigger_id] = Trigger(user, self.workspace.now())
        return trigger_id

    def use_trigger(self, trigger_id: str) -> Trigger:
        trigger = self.triggers.get(trigger_id)
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.is_used:
            raise SlackError("exchanged_trigger_id")
        if self.workspace.now() - trigger.at > self.times.trigger_s:
            raise SlackError("expired_trigger_id")
        trigger.is_used = True
        return trigger

    def new_reply_url(self, user: str, channel: str, message: Message | None = None) -> str:
        """The address that goes with a person's deed in a channel."""
        name = secrets.token_hex(12)
        thread = message.thread_ts if message else ""
        now = self.workspace.now()
        self.reply_urls[name] = ReplyUrl(user, channel, now, message, thread)
        return f"{self.url}/response/{name}"

    @property
    def bot_profile(self) -> Json:
        about = {"id": BOT, "app_id": APP, "user_id": BOT_USER, "team_id": TEAM}
        return about | {"name": self.manifest.name, "deleted": False}

    def _reacted(self, deed: str, kind: str, user: str, message: Message, name: str) -> None:
        self.workspace.journal.note(deed, message, by=user, name=name)
        self.workspace.wake()
        channel = self.workspace.channels[message.channel]
        self.tell(events.reaction(kind, user, message, name, self.workspace.new_ts()), channel)
