"""A person in the workspace: what they do in Slack's app, and what they see there."""

import re
import uuid
from typing import Any

from tests.fakes.slack import events, interactions
from tests.fakes.slack.app import App
from tests.fakes.slack.deliveries import Delivery
from tests.fakes.slack.errors import Json
from tests.fakes.slack.markup import BARE, escaped, rich_text
from tests.fakes.slack.surfaces import View
from tests.fakes.slack.workspace import APP, DOMAIN, TEAM, Channel, File, Message, User

Place = str | Channel


class Person:
    """Deeds that the app is asked about give a Delivery; the others give what they made."""

    def __init__(self, app: App, user: User) -> None:
        self._app = app
        self._workspace = app.workspace
        self.user = user
        self.id = user.id

    # Writing

    def says(
        self,
        channel: Place,
        text: str,
        *,
        thread_ts: str = "",
        broadcast: bool = False,
        raw: bool = False,
        files: list[File] | None = None,
    ) -> Message:
        """Write a message. ``text`` is what is typed; ``raw`` is one already in Slack's form."""
        place = self._place(channel)
        assert self.id in place.members, f"{self.id} is not in {place.name}"
        assert not place.is_archived, f"{place.name} is archived"
        written = text if raw else self.typed(text)
        body: Json = {"type": "message", "user": self.id, "team": self.user.team}
        body |= {"client_msg_id": str(uuid.uuid4()), "text": written, "blocks": rich_text(written)}
        if self.user.team != TEAM:
            body |= {"user_team": self.user.team, "source_team": self.user.team}
        if files:
            body["subtype"] = "file_share"
            body["files"] = [file.as_json(self._app.url) for file in files]
            body["upload"] = True
        elif broadcast:
            body["subtype"] = "thread_broadcast"
        if thread_ts:
            root = place.messages.get(thread_ts)
            is_root = root is not None and root.root_ts == thread_ts
            assert is_root, "people write only in threads that exist"
            body["thread_ts"] = thread_ts
        return self._app.post(place, body)

    def typed(self, text: str) -> str:
        """What Slack stores of a typed text: escaped, with names and addresses made active."""
        stored = escaped(text)
        for user in sorted(self._workspace.users.values(), key=lambda user: -len(user.name)):
            stored = stored.replace(f"@{user.name}", f"<@{user.id}>")
        for channel in self._workspace.channels.values():
            if channel.name:
                named = f"<#{channel.id}|{channel.name}>"
                stored = re.sub(rf"(?<!\w)#{re.escape(channel.name)}\b", named, stored)
        stored = re.sub(r"(?<!\w)@(here|channel|everyone)\b", r"<!\1>", stored)
        return BARE.sub(_linked, stored)

    def edits(self, message: Message, text: str, *, raw: bool = False) -> None:
        assert message.body.get("user") == self.id, "people can edit only their own messages"
        edited = {"user": self.id, "ts": self._workspace.new_ts()}
        written = text if raw else self.typed(text)
        body = message.body | {"text": written, "blocks": rich_text(written), "edited": edited}
        self._app.change(self._channel(message), message, body)

    def deletes(self, message: Message) -> None:
        """Delete a message, also another's: owners of a workspace may."""
        self._app.remove(self._channel(message), message)

    def uploads(
        self,
        channel: Place,
        name: str,
        data: bytes,
        *,
        text: str = "",
        thread_ts: str = "",
        size: int | None = None,
        access: str = "visible",
    ) -> Message:
        """``size`` pretends another length; ``access`` is `check_file_info` for shared channels."""
        file = self._workspace.keep_file(name, data, self.id, size)
        file.access = access
        return self.says(channel, text, thread_ts=thread_ts, files=[file])

    def unfurls(self, message: Message) -> None:
        """Slack puts a preview under a link: a change of the message that nobody edited."""
        preview = [{"from_url": "https://example.org", "title": "A page", "id": 1}]
        self._app.change(self._channel(message), message, message.body | {"attachments": preview})

    # Reacting, coming and going

    def reacts(self, message: Message, name: str) -> None:
        self._app.react(self.id, message, name)

    def takes_back(self, message: Message, name: str) -> None:
        self._app.unreact(self.id, message, name)

    def joins(self, channel: Place) -> None:
        self._app.join(self.user, self._place(channel))

    def leaves(self, channel: Place) -> None:
        self._app.leave(self.user, self._place(channel))

    def archives(self, channel: Place, *, undo: bool = False) -> None:
        place = self._place(channel)
        place.is_archived = not undo
        event = events.archived(place, self.id, self._workspace.new_ts(), undone=undo)
        self._app.tell(event, place)
        self._workspace.wake()

    def renames(self, channel: Place, name: str) -> None:
        place = self._place(channel)
        place.name = name
        self._app.tell(events.renamed(place, self._workspace.new_ts()), place)

    # Using buttons, menus, modals, the Home, commands and shortcuts

    def presses(
        self, where: Message | View, action_id: str, choice: Any = None, *, block_id: str = ""
    ) -> Delivery:
        """Press a button, or choose in a menu: ``choice`` is the value of an option, or an id."""
        blocks = where.blocks if isinstance(where, View) else where.body.get("blocks", [])
        block, element = interactions.find(blocks, action_id, block_id)
        told = interactions.action(block, element, choice, self._workspace.new_ts())
        if element["type"] not in {"button", "overflow"}:
            field = {"type": element["type"], **interactions.chosen(element, choice)}
            where.state.setdefault(block["block_id"], {})[action_id] = field
        payload = self._payload("block_actions") | {"actions": [told]}
        if isinstance(where, View):
            container = {"type": "view", "view_id": where.id}
            return self._ask(payload | {"view": where.as_json(), "container": container})
        channel = self._channel(where)
        payload |= {"channel": {"id": channel.id, "name": channel.name}}
        payload |= {"state": {"values": where.state}, **interactions.in_message(where)}
        if not where.to:
            # Of a message that one person sees, the app is told the place alone.
            payload["message"] = where.as_json()
        return self._ask(payload | {"response_url": self._reply_url(channel.id, where)})

    def submits(self, view: View, values: Json) -> Delivery:
        """Fill in a modal and submit it; ``values`` by block id or action id."""
        assert self._app.views.top(self.id) is view, "only the modal on top can be submitted"
        assert "submit" in view.body, "this modal has no button to submit"
        view.state = interactions.filled(view, values)
        payload = interactions.submission(self.user, view, self._app.new_trigger(self.id))
        return self._ask(payload, lambda answer: interactions.apply_answer(self._app, view, answer))

    def closes(self, view: View) -> Delivery | None:
        """Close a modal; the app hears of it where the modal asks for that."""
        self._app.views.close(view)
        self._app.viewed(view, "closed")
        if not view.body.get("notify_on_close"):
            return None
        payload = interactions.who(self.user, "view_closed")
        return self._app.deliveries.interaction(
            payload | {"view": view.as_json(), "is_cleared": False}
        )

    def opens_home(self, tab: str = "home") -> Delivery | None:
        direct = self._workspace.direct(self.id)
        view = self._app.views.homes.get(self.id)
        event = events.home_opened(
            self.id, direct, tab, view.as_json() if view else None, self._workspace.new_ts()
        )
        return self._app.tell(event)

    def commands(self, command: str, text: str, channel: Place) -> Delivery:
        """Type a slash command in a channel; there is none in threads."""
        known, place = self._app.manifest.command(command), self._place(channel)
        user = interactions.who(self.user, "command")["user"]
        payload = {
            "token": "verification-token",
            "team_id": TEAM,
            "team_domain": DOMAIN,
            "channel_id": place.id,
            "channel_name": place.name,
            "user_id": self.id,
            "user_name": user["name"],
            "command": command,
            "text": self.typed(text) if known.get("should_escape") else text,
            "api_app_id": APP,
            "is_enterprise_install": "false",
            "response_url": self._reply_url(place.id),
            "trigger_id": self._app.new_trigger(self.id),
        }
        return self._app.deliveries.command(
            payload,
            lambda answer: interactions.apply_command_answer(
                self._app, self.user, place.id, answer
            ),
        )

    def uses_shortcut(self, callback_id: str, message: Message | None = None) -> Delivery:
        """A shortcut of the app; those of type `message` are used on one."""
        known = self._app.manifest.shortcut(callback_id)
        is_message = known["type"] == "message"
        assert is_message == (message is not None), "a message shortcut needs a message"
        payload = self._payload("message_action" if is_message else "shortcut")
        payload |= {"callback_id": callback_id, "action_ts": self._workspace.new_ts()}
        if message is not None:
            channel = self._channel(message)
            payload |= {"channel": {"id": channel.id, "name": channel.name}}
            payload |= {"message": message.as_json(), "message_ts": message.ts}
            payload |= {"response_url": self._reply_url(channel.id, message)}
        return self._ask(payload)

    # Seeing

    @property
    def view(self) -> View | None:
        """The modal on top of this person's screen."""
        return self._app.views.top(self.id)

    @property
    def home(self) -> View | None:
        return self._app.views.homes.get(self.id)

    @property
    def private_messages(self) -> list[Message]:
        """What was shown to this person alone and still is."""
        return [message for message in self._app.private if message.to == self.id]

    def _ask(self, payload: Json, then: Any = None) -> Delivery:
        assert self._app.manifest.is_interactive, "interactivity is off in the manifest"
        return self._app.deliveries.interaction(payload, then)

    def _payload(self, kind: str) -> Json:
        return interactions.who(self.user, kind) | {"trigger_id": self._app.new_trigger(self.id)}

    def _reply_url(self, channel: str, message: Message | None = None) -> str:
        return self._app.new_reply_url(self.id, channel, message)

    def _place(self, channel: Place) -> Channel:
        return channel if isinstance(channel, Channel) else self._workspace.channels[channel]

    def _channel(self, message: Message) -> Channel:
        return self._workspace.channels[message.channel]


def _linked(found: re.Match[str]) -> str:
    url = found.group(1)
    return f"<{url}>" if url.lower().startswith("http") else f"<http://{url}|{url}>"
