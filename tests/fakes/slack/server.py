"""The HTTP side: addresses, tokens, scopes, limits, faults, and the way answers look."""

import asyncio
import time
from collections.abc import Callable

from aiohttp import BodyPartReader, web

from tests.fakes.slack import replies
from tests.fakes.slack.app import App
from tests.fakes.slack.args import Args, Method, read_args, token_of
from tests.fakes.slack.deliveries import Deliveries
from tests.fakes.slack.errors import Json, SlackError
from tests.fakes.slack.faults import Fault, Plan, Trouble
from tests.fakes.slack.hooks import Hooks
from tests.fakes.slack.manifest import Manifest
from tests.fakes.slack.markup import Seen, seen
from tests.fakes.slack.methods import METHODS
from tests.fakes.slack.person import Person
from tests.fakes.slack.sockets import Sockets
from tests.fakes.slack.times import Limits, Times
from tests.fakes.slack.workspace import (
    BOT,
    BOT_USER,
    TEAM,
    Channel,
    File,
    Message,
    User,
    Workspace,
)

BOT_TOKEN, APP_TOKEN, SECRET = "xoxb-local-bot", "xapp-local-app", "local-signing-secret"
_ERROR_PAGE = "<!DOCTYPE html><html><body>Server Error</body></html>"
_LOGIN_PAGE = "<!DOCTYPE html><html><body>Sign in to your workspace</body></html>"


class LocalSlack:
    """A Slack on 127.0.0.1; use as ``async with``. ``calls`` is what the app asked, in order.

    ``now`` gives the Unix seconds of timestamps, triggers and limits. ``faults`` are done to calls
    (their names are methods, or "upload", "download" and "response_url"), ``troubles`` to events
    and interactions (by their type). ``journal`` has all that was done, with times.
    """

    def __init__(
        self,
        *,
        port: int = 0,
        manifest: Json | None = None,
        times: Times | None = None,
        limits: Limits | None = None,
        now: Callable[[], float] = time.time,
        seed: int = 1,
    ) -> None:
        self.calls: list[tuple[str, Json]] = []
        self.bot_token, self.app_token, self.secret = BOT_TOKEN, APP_TOKEN, SECRET
        self.manifest = Manifest(manifest) if manifest else Manifest()
        self.times = times or Times()
        self.limits = limits or Limits()
        self.faults: Plan[Fault] = Plan(seed)
        self.troubles: Plan[Trouble] = Plan(seed)
        self.workspace = Workspace(now)
        self.journal = self.workspace.journal
        self.deliveries = Deliveries(self.workspace, self.times, self.troubles)
        self.sockets = Sockets(self.workspace, self.times)
        self.hooks = Hooks(self.secret, self.times, now)
        self.deliveries.road = self.sockets if self.manifest.uses_sockets else self.hooks
        self.app: App
        self._port = port
        self._refusal = ""
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> "LocalSlack":
        app = web.Application(client_max_size=60 * 1024 * 1024)
        app.router.add_route("*", "/api/{method}", self._call)
        app.router.add_get("/link", self._link)
        app.router.add_post("/upload/{file}", self._upload)
        app.router.add_get("/files-pri/{file}/{path:.+}", self._download)
        app.router.add_post("/response/{name}", self._answer)
        self.add_routes(app)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.02)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        self._port = self._runner.addresses[0][1]
        self.app = App(
            self.url, self.workspace, self.manifest, self.times, self.deliveries, self.sockets
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.deliveries.stop()
        await self.sockets.close()
        if self._runner:
            await self._runner.cleanup()

    def add_routes(self, app: web.Application) -> None:
        """Further addresses, for whoever runs it by hand."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    @property
    def api_url(self) -> str:
        """What slack_sdk calls its ``base_url``."""
        return f"{self.url}/api/"

    # The workspace

    def channel(
        self, name: str, *, private: bool = False, with_app: bool = True, shared: bool = False
    ) -> Channel:
        """A channel by its name; a new one has everybody in it, and the app ``with_app``."""
        for channel in self.workspace.channels.values():
            if channel.name == name:
                return channel
        channel_id = self.workspace.new_id("C")
        made = Channel(channel_id, name, kind="group" if private else "channel", is_shared=shared)
        everybody = {user.id for user in self.workspace.users.values() if not user.is_bot}
        made.members = everybody | ({BOT_USER} if with_app else set())
        self.workspace.channels[channel_id] = made
        return made

    def person(self, user_id: str, name: str = "", *, email: str = "", team: str = TEAM) -> Person:
        """Somebody of the workspace; who is new comes into all channels that there are."""
        known = self.workspace.users.get(user_id)
        if known is None:
            known = User(user_id, name or f"Agent {user_id}", email, team)
            self.workspace.users[user_id] = known
            for channel in self.workspace.channels.values():
                if channel.kind != "im":
                    channel.members.add(user_id)
        return Person(self.app, known)

    def group(self, group_id: str, *user_ids: str) -> None:
        """A user group, as agents and those on call are."""
        self.workspace.groups[group_id] = list(user_ids)

    def other_bot_says(self, channel: Channel, text: str, thread_ts: str = "") -> Message:
        """A message of another app or workflow."""
        body = {"type": "message", "subtype": "bot_message", "bot_id": "B0OTHER", "text": text}
        return self.app.post(channel, body | {"username": "Workflow", "thread_ts": thread_ts})

    # What happened

    def posts(self, channel: Channel, thread_ts: str = "") -> list[Message]:
        """The app's own messages that still stand in a channel, or in one thread of it."""
        return [
            message
            for message in channel.messages.values()
            if message.body.get("bot_id") == BOT and thread_ts in ("", message.root_ts)
        ]

    def seen(self, message: Message) -> Seen:
        """Whom a message pings, and which links it makes active."""
        return seen(message.body, message.shown_as)

    def count(self, method: str) -> int:
        return sum(1 for name, _ in self.calls if name == method)

    async def until(self, happened: Callable[[], bool], most_s: float = 60.0) -> None:
        """Wait until ``happened()``, looked at after every change; fails after ``most_s``."""
        assert await self.workspace.until(happened, most_s), "it did not happen in time"

    def wake(self) -> None:
        """Look again at what is waited for: something outside has changed."""
        self.workspace.wake()

    # The network between Slack and the app

    def cut_off(self) -> None:
        """Nothing goes through from now on, in either direction; people still work in Slack."""
        self.deliveries.is_cut_off = True
        self.sockets.cut()

    def reconnect(self) -> None:
        self.deliveries.is_cut_off = False

    # What an administrator does

    async def set_request_url(self, url: str) -> None:
        """Send everything by signed HTTP from now on; the address must answer a challenge."""
        await self.hooks.verify(url)
        self.deliveries.road = self.hooks

    def revoke(self) -> None:
        """Take the tokens away: every call is refused from now on."""
        self.app.tell({"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [BOT_USER]}})
        self._refusal = "token_revoked"

    def uninstall(self) -> None:
        self.app.tell({"type": "app_uninstalled"})
        self._refusal = "account_inactive"

    # The calls

    async def _link(self, request: web.Request) -> web.StreamResponse:
        if self.deliveries.is_cut_off:
            _hang_up(request)
        return await self.sockets.connect(request)

    async def _call(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["method"]
        known = METHODS.get(name)
        if known is None:
            return _refused(SlackError("unknown_method"))
        try:
            args = await read_args(request, known)
        except SlackError as refusal:
            return _refused(refusal)
        self.calls.append((name, {k: v for k, v in args.values.items() if k != "token"}))
        self.workspace.wake()
        return await self._under_fault(name, request, lambda: self._carry_out(known, request, args))

    def _carry_out(self, known: Method, request: web.Request, args: Args) -> web.StreamResponse:
        self._check_token(token_of(request, args), known)
        self.manifest.need(*known.scopes)
        self.limits.check(known.name, known.tier, args.text("channel"), self.workspace.now)
        args.check(known)
        answer = web.json_response({"ok": True, **known.run(self.app, args)})
        answer.headers["x-oauth-scopes"] = ",".join(sorted(self.manifest.scopes))
        return answer

    def _check_token(self, token: str, known: Method) -> None:
        if token not in (self.bot_token, self.app_token):
            raise SlackError("invalid_auth")
        if self._refusal:
            raise SlackError(self._refusal)
        wanted = self.app_token if known.app_token else self.bot_token
        if token != wanted:
            raise SlackError("not_allowed_token_type")

    async def _under_fault(
        self, name: str, request: web.Request, run: Callable[[], web.StreamResponse]
    ) -> web.StreamResponse:
        if self.deliveries.is_cut_off:
            _hang_up(request)
        fault = self.faults.take(name) or Fault("none")
        if fault.hold:
            await fault.hold.wait()
        await asyncio.sleep(fault.delay_s)
        if fault.drop == "before":
            _hang_up(request)
        if fault.status:
            return web.Response(status=fault.status, text=_ERROR_PAGE, content_type="text/html")
        try:
            if fault.error:
                raise fault.error
            answer = run()
        except SlackError as refusal:
            return _refused(refusal)
        if fault.drop == "after":
            _hang_up(request)
        await asyncio.sleep(fault.answer_delay_s)
        return answer

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        file = self.workspace.files.get(request.match_info["file"])
        data = await _uploaded(request)

        def keep() -> web.StreamResponse:
            if file is None or file.is_ready or len(data) != file.length_told:
                return web.Response(status=400, text="upload refused")
            file.data, file.size = data, len(data)
            return web.Response(text=f"OK - {len(data)}")

        return await self._under_fault("upload", request, keep)

    async def _download(self, request: web.Request) -> web.StreamResponse:
        file_id = request.match_info["file"].partition("-")[2]
        file = self.workspace.files.get(file_id)
        return await self._under_fault("download", request, lambda: self._file(request, file))

    def _file(self, request: web.Request, file: File | None) -> web.StreamResponse:
        """Without a good token or scope: a page to sign in, with status 200, as Slack does."""
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        may_read = "files:read" in self.manifest.scopes and not self._refusal
        if token != self.bot_token or not may_read:
            return web.Response(text=_LOGIN_PAGE, content_type="text/html")
        if file is None or file.deleted or not file.is_ready:
            return web.Response(status=404, text="not found")
        return web.Response(body=file.data)

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        try:
            given = await request.json()
        except ValueError:
            return web.Response(status=400, text="invalid_payload")

        def write() -> web.StreamResponse:
            try:
                replies.answer(self.app, request.match_info["name"], given)
            except SlackError as refusal:
                return web.Response(status=refusal.status, text=refusal.error)
            return web.Response(text="ok")

        self.calls.append(("response_url", given))
        self.workspace.wake()
        return await self._under_fault("response_url", request, write)


def _refused(refusal: SlackError) -> web.Response:
    return web.json_response(refusal.body(), status=refusal.status, headers=refusal.headers)


def _hang_up(request: web.Request) -> None:
    """End the connection without an answer, as a lost network does."""
    if request.transport:
        request.transport.abort()
    raise asyncio.CancelledError


async def _uploaded(request: web.Request) -> bytes:
    if not request.content_type.startswith("multipart/"):
        return await request.read()
    part = await (await request.multipart()).next()
    assert isinstance(part, BodyPartReader)
    return bytes(await part.read())
