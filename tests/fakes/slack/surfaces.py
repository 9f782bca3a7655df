"""Modals and the App Home: what Slack accepts as a view, and the views that are open."""

import json
import secrets
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.slack.blocks import EVERYWHERE, problems_of, with_ids
from tests.fakes.slack.errors import Json, SlackError, invalid_arguments
from tests.fakes.slack.schema import anything, fields, flag, plain, string, told
from tests.fakes.slack.workspace import APP, BOT, TEAM

ABOUT = {
    "private_metadata": string(3000),
    "callback_id": string(255),
    "external_id": string(255),
}
MODAL = fields(
    {"title": plain(24), "blocks": anything},
    ABOUT
    | {"submit": plain(24), "close": plain(24)}
    | dict.fromkeys(["clear_on_close", "notify_on_close", "submit_disabled"], flag),
)
HOME = fields({"blocks": anything}, ABOUT)


def check_view(given: Any, *kinds: str) -> Json:
    """A view of one of ``kinds``, or refused with everything that is wrong with it."""
    if not isinstance(given, dict):
        raise invalid_arguments("must provide an object [json-pointer:/view]")
    if len(json.dumps(given)) > 250_000:
        raise SlackError("view_too_large")
    kind = given.get("type")
    if kind not in kinds:
        raise invalid_arguments(f"unsupported type: {kind} [json-pointer:/view/type]")
    problems: list[str] = []
    (MODAL if kind == "modal" else HOME)(problems, "/view", given)
    blocks = given.get("blocks", [])
    problems += problems_of(blocks, "/view/blocks", 100, EVERYWHERE)
    has_input = any(isinstance(b, dict) and b.get("type") == "input" for b in blocks)
    if kind == "modal" and has_input and "submit" not in given:
        told(problems, "/view", "missing required field: submit")
    if problems:
        raise invalid_arguments(*problems)
    return {**given, "blocks": with_ids(blocks)}


@dataclass(eq=False)
class View:
    """A view as it stands; ``errors`` are those shown at its fields after a submission."""

    id: str
    user: str
    body: Json
    root_id: str
    previous_id: str | None = None
    hash: str = field(default_factory=lambda: secrets.token_hex(8))
    state: Json = field(default_factory=dict)
    errors: Json = field(default_factory=dict)

    @property
    def blocks(self) -> list[Json]:
        blocks: list[Json] = self.body["blocks"]
        return blocks

    def as_json(self) -> Json:
        defaults = {"private_metadata": "", "callback_id": "", "external_id": ""}
        return {
            **defaults,
            **self.body,
            "id": self.id,
            "team_id": TEAM,
            "state": {"values": self.state},
            "hash": self.hash,
            "root_view_id": self.root_id,
            "previous_view_id": self.previous_id,
            "app_id": APP,
            "app_installed_team_id": TEAM,
            "bot_id": BOT,
        }

    def show(self, body: Json) -> None:
        """Put new contents in its place."""
        self.body, self.errors, self.hash = body, {}, secrets.token_hex(8)


class Views:
    """What each person has on the screen: a stack of at most three modals, and the Home."""

    def __init__(self) -> None:
        self.stacks: dict[str, list[View]] = {}
        self.homes: dict[str, View] = {}
        self._made = 0

    def open(self, user: str, body: Json) -> View:
        """A new stack: what was open before is closed by it."""
        self.stacks[user] = []
        return self._add(user, body)

    def push(self, user: str, body: Json) -> View:
        if len(self.stacks.get(user, [])) >= 3:
            raise SlackError("push_limit_reached")
        return self._add(user, body)

    def publish(self, user: str, body: Json, given_hash: str) -> View:
        old = self.homes.get(user)
        if old is None:
            view_id = self._new_id()
            self.homes[user] = View(view_id, user, body, view_id)
            return self.homes[user]
        if given_hash and given_hash != old.hash:
            raise SlackError("hash_conflict")
        old.show(body)
        return old

    def update(self, view_id: str, external_id: str, body: Json, given_hash: str) -> View:
        for view in self.all():
            is_named = external_id and view.body.get("external_id") == external_id
            if view.id == view_id or is_named:
                if given_hash and given_hash != view.hash:
                    raise SlackError("hash_conflict")
                view.show(body)
                return view
        raise SlackError("not_found")

    def close(self, view: View) -> None:
        self.stacks[view.user].remove(view)

    def all(self) -> list[View]:
        return [view for stack in self.stacks.values() for view in stack] + [*self.homes.values()]

    def top(self, user: str) -> View | None:
        stack = self.stacks.get(user, [])
        return stack[-1] if stack else None

    def _add(self, user: str, body: Json) -> View:
        name = body.get("external_id")
        if name and any(view.body.get("external_id") == name for view in self.all()):
            raise SlackError("duplicate_external_id")
        stack = self.stacks.setdefault(user, [])
        view_id = self._new_id()
        root, below = (stack[0].id, stack[-1].id) if stack else (view_id, None)
        stack.append(View(view_id, user, body, root, below))
        return stack[-1]

    def _new_id(self) -> str:
        self._made += 1
        return f"V{self._made:04d}{secrets.token_hex(3).upper()}"
