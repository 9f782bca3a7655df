"""What the workspace holds: people, channels, messages and files."""

import asyncio
import mimetypes
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count

from tests.fakes.slack.errors import Json, SlackError
from tests.fakes.slack.journal import Journal

TEAM, APP, BOT_USER, BOT = "T0FOOTBRI", "A0FOOTBRI", "U0FOOTBOT", "B0FOOTBOT"
DOMAIN = "footbridge-local"


@dataclass
class User:
    id: str
    name: str
    email: str = ""
    team: str = TEAM
    is_bot: bool = False
    deleted: bool = False
    presence: str = "active"

    def as_json(self, *, with_email: bool) -> Json:
        email = {"email": self.email} if with_email and self.email else {}
        profile = {"real_name": self.name, "display_name": self.name, "team": self.team, **email}
        return {
            "id": self.id,
            "team_id": self.team,
            "name": self.name.lower().replace(" ", "."),
            "deleted": self.deleted,
            "real_name": self.name,
            "tz": "Europe/Amsterdam",
            "profile": profile,
            "is_bot": self.is_bot,
            "is_stranger": self.team != TEAM,
        }


@dataclass(eq=False)
class Message:
    """``body`` is what Slack shows; ``shown_as`` is what the sender asked for beside that.

    ``to`` is the one person who sees it, of a message that is shown privately. ``state`` is what
    people have chosen in its menus.
    """

    channel: str
    ts: str
    body: Json
    metadata: Json | None = None
    shown_as: Json = field(default_factory=dict)
    reactions: dict[str, list[str]] = field(default_factory=dict)
    to: str = ""
    state: Json = field(default_factory=dict)

    @property
    def text(self) -> str:
        return str(self.body.get("text", ""))

    @property
    def thread_ts(self) -> str:
        return str(self.body.get("thread_ts", ""))

    @property
    def root_ts(self) -> str:
        return self.thread_ts or self.ts

    @property
    def is_own(self) -> bool:
        """Posted by the app under test."""
        return self.body.get("bot_id") == BOT

    @property
    def is_gone(self) -> bool:
        """What is left of a deleted message that has replies."""
        return self.body.get("subtype") == "tombstone"

    def as_json(self, *, with_metadata: bool = False) -> Json:
        reactions = [
            {"name": name, "users": list(users), "count": len(users)}
            for name, users in self.reactions.items()
        ]
        metadata = {"metadata": self.metadata} if with_metadata and self.metadata else {}
        return {**self.body, "ts": self.ts, **({"reactions": reactions} if reactions else {})} | (
            metadata
        )


@dataclass
class Channel:
    """``threads`` has the replies of each root, in order."""

    id: str
    name: str
    kind: str = "channel"  # channel, group (private) or im
    members: set[str] = field(default_factory=set)
    is_archived: bool = False
    is_shared: bool = False
    topic: str = ""
    messages: dict[str, Message] = field(default_factory=dict)
    threads: dict[str, list[str]] = field(default_factory=dict)

    @property
    def scope(self) -> str:
        """The first half of the scopes that this channel asks for."""
        return {"channel": "channels", "group": "groups", "im": "im"}[self.kind]

    def as_json(self) -> Json:
        kinds = {"is_channel": "channel", "is_group": "group", "is_im": "im"}
        named = {"name": self.name, "name_normalized": self.name} if self.kind != "im" else {}
        user = next((member for member in self.members if member != BOT_USER), "")
        return {
            "id": self.id,
            **named,
            **{flag: self.kind == kind for flag, kind in kinds.items()},
            **({"user": user} if self.kind == "im" else {}),
            "is_mpim": False,
            "is_private": self.kind != "channel",
            "is_archived": self.is_archived,
            "is_ext_shared": self.is_shared,
            "is_member": BOT_USER in self.members,
            "topic": {"value": self.topic, "creator": "", "last_set": 0},
            "purpose": {"value": "", "creator": "", "last_set": 0},
            "num_members": len(self.members),
        }

    def replies(self, root_ts: str) -> list[Message]:
        return [self.messages[ts] for ts in self.threads.get(root_ts, []) if ts in self.messages]

    def shown(self, message: Message, *, with_metadata: bool = False) -> Json:
        """A message as history shows it: roots tell how many replies they have."""
        shown = message.as_json(with_metadata=with_metadata)
        if replies := self.replies(message.ts):
            people = list(dict.fromkeys(str(r.body.get("user", "")) for r in replies))
            shown |= {"thread_ts": message.ts, "reply_count": len(replies)}
            shown |= {"reply_users": people, "latest_reply": replies[-1].ts}
        return shown


@dataclass
class File:
    id: str
    name: str
    data: bytes
    user: str
    size: int
    title: str = ""
    access: str = "visible"
    length_told: int = 0
    is_ready: bool = False
    deleted: bool = False

    def as_json(self, url: str, *, whole: bool = False) -> Json:
        if self.access == "check_file_info" and not whole:
            return {"id": self.id, "created": 1, "file_access": "check_file_info"}
        address = f"{url}/files-pri/{TEAM}-{self.id}"
        kind = mimetypes.guess_type(self.name)[0] or "application/octet-stream"
        return {
            "id": self.id,
            "created": 1,
            "name": self.name,
            "title": self.title or self.name,
            "mimetype": kind,
            "filetype": self.name.rpartition(".")[2].lower() or "binary",
            "user": self.user,
            "size": self.size,
            "mode": "hosted",
            "is_external": False,
            "file_access": "visible",
            "url_private": f"{address}/{self.name}",
            "url_private_download": f"{address}/download/{self.name}",
            "permalink": f"https://{DOMAIN}.slack.com/files/{self.user}/{self.id}/{self.name}",
        }


class Workspace:
    """One workspace. ``now`` gives Unix seconds; timestamps are unique and rise."""

    def __init__(self, now: Callable[[], float] = time.time) -> None:
        self.now = now
        self.users = {BOT_USER: User(BOT_USER, "Support Desk", is_bot=True)}
        self.channels: dict[str, Channel] = {}
        self.groups: dict[str, list[str]] = {}
        self.files: dict[str, File] = {}
        self.emoji: set[str] = set()
        self.ids = count(1)
        self.journal = Journal(now)
        self._last_ts = 0
        self._changed = asyncio.Event()

    def new_id(self, letter: str) -> str:
        return f"{letter}{next(self.ids):04d}{secrets.token_hex(3).upper()}"

    def new_ts(self) -> str:
        self._last_ts = max(int(self.now() * 1_000_000), self._last_ts + 1)
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def channel(self, channel_id: str, *, write: bool = False) -> Channel:
        """The channel as the app sees it; ``write`` also asks that the app may post in it."""
        channel = self.channels.get(channel_id)
        if channel is None or (channel.kind != "channel" and BOT_USER not in channel.members):
            raise SlackError("channel_not_found")
        if write and channel.is_archived:
            raise SlackError("is_archived")
        if write and BOT_USER not in channel.members:
            raise SlackError("not_in_channel")
        return channel

    def direct(self, user: str) -> Channel:
        """The direct messages between the app and a person."""
        if user not in self.users:
            raise SlackError("user_not_found")
        for channel in self.channels.values():
            if channel.kind == "im" and user in channel.members:
                return channel
        made = Channel(self.new_id("D"), "", kind="im", members={user, BOT_USER})
        self.channels[made.id] = made
        return made

    def add(self, channel: Channel, body: Json, **rest: Json | None) -> Message:
        """Post. An unknown ``thread_ts`` is no error: the message lands in the channel itself."""
        thread = str(body.pop("thread_ts", "") or "")
        root = channel.messages.get(thread)
        ts = self.new_ts()
        if root is not None and root.root_ts == thread:
            body["thread_ts"] = thread
            body["parent_user_id"] = root.body.get("user", "")
            channel.threads.setdefault(thread, []).append(ts)
        elif body.get("subtype") == "thread_broadcast":
            del body["subtype"]
        message = Message(channel.id, ts, body, **rest)  # type: ignore[arg-type]
        channel.messages[ts] = message
        self.journal.note("post", message)
        self.wake()
        return message

    def remove(self, channel: Channel, message: Message) -> bool:
        """Delete; True when a tombstone stays because there are replies."""
        self.journal.note("delete", message)
        self.wake()
        if channel.replies(message.ts):
            gone = {"type": "message", "subtype": "tombstone", "user": "USLACKBOT"}
            message.body = gone | {"text": "This message was deleted.", "hidden": True}
            return True
        del channel.messages[message.ts]
        if message.thread_ts in channel.threads:
            channel.threads[message.thread_ts].remove(message.ts)
        return False

    def keep_file(self, name: str, data: bytes, user: str, size: int | None = None) -> File:
        """A file; ``size`` pretends another length than that of ``data``."""
        length = len(data) if size is None else size
        file = File(self.new_id("F"), name, data, user, length, is_ready=True)
        self.files[file.id] = file
        return file

    def wake(self) -> None:
        """Look again at what is waited for."""
        self._changed.set()
        self._changed = asyncio.Event()

    async def until(self, happened: Callable[[], bool], most_s: float) -> bool:
        """Wait until ``happened()``; False when ``most_s`` seconds passed without it."""
        try:
            async with asyncio.timeout(most_s):
                while not happened():
                    await self._changed.wait()
        except TimeoutError:
            return False
        return True
