"""Builds the service from real parts and runs it; the only place where that is done."""

import asyncio
import logging
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from aiohttp import web

from bot.app_channels import make_telegram, make_web
from bot.app_desk import (
    make_callers,
    make_desk,
    make_metrics,
    make_moves,
    offer_sign_in,
    start_mail,
)
from bot.app_slack import start_slack
from bot.assigning import Assigning, how_to_give_out, whom_to_ask
from bot.assistant import RasaAssistant
from bot.clock import WallClock
from bot.duty import DutyBoard
from bot.housekeeping import Housekeeping
from bot.http import make_app
from bot.inbox import MailboxInbox
from bot.live_content import LiveContent
from bot.metrics import Metrics
from bot.notice_board import NoticeBoard
from bot.notices import Notices
from bot.on_call import CallSink
from bot.outbox import AssistantSink, ChannelSink, QueueSink, Relay
from bot.records_sink import RecordsSink
from bot.router import BATCH, Router
from bot.waits import Waits
from bot.workers import Lane, Sweeper
from handoff.desks.console.tickets import TicketDesk
from handoff.errors import FootbridgeError
from handoff.files.place import open_place
from handoff.files.store import StoredFiles
from handoff.ports import Channel, Clock
from handoff.records.sql import SqlRecords
from handoff.rules.ids import ConversationId
from handoff.service import AgentService
from handoff.settings import Settings
from handoff.stores.client import RedisClient
from handoff.stores.dead_letters import RedisDeadLetters
from handoff.stores.keys import Keys
from handoff.stores.led import RedisLed
from handoff.stores.lines import Lines
from handoff.stores.log import RedisLimits, RedisLog
from handoff.stores.mailbox import Mailboxes
from handoff.stores.pasts import Pasts
from handoff.stores.presence import RedisPresence
from handoff.stores.wake import Wake

log = logging.getLogger(__name__)

DATA = Path(__file__).resolve().parent.parent / "data"
STOP_GRACE_S = 10.0


@dataclass
class Service:
    """The parts of one running copy of the service."""

    settings: Settings
    clock: Clock
    client: RedisClient
    mailboxes: Mailboxes
    wake: Wake
    log: RedisLog
    limits: RedisLimits
    presence: RedisPresence
    led: RedisLed
    lines: Lines
    dead: RedisDeadLetters
    records: SqlRecords
    files: StoredFiles
    content: LiveContent
    duty: DutyBoard
    board: NoticeBoard
    inbox: MailboxInbox
    notices: Notices
    desk: AgentService
    tickets: TicketDesk
    assistant: RasaAssistant
    metrics: Metrics
    assigning: Assigning
    waits: Waits

    @property
    def own_origins(self) -> set[str]:
        """Our own addresses, the only ones from which the desk takes orders."""
        port = self.settings.http_port
        local = {f"http://localhost:{port}", f"http://127.0.0.1:{port}"}
        return {self.settings.public_address, *local}

    async def language_of(self, conversation: ConversationId) -> str:
        state = await self.log.state(conversation)
        return state.language if state else ""

    async def look_for_notices(self) -> None:
        """Something was posted or lifted here: do not wait for the next look."""
        await self.board.refresh(self.records)
        self.notices.hint()

    async def ready(self) -> dict[str, str]:
        """The state of each part the service leans on: "ok", or the kind of trouble."""
        return {
            "redis": await _state(lambda: self.client.call("PING")),
            "sql": await _state(self.records.agents),
            "assistant": "ok" if await self.assistant.is_ready() else "not ready",
            # What and where is for the desk and the log: anybody may call for this.
            "content": "edits are not in use" if self.content.unused else "ok",
        }


async def run(settings: Settings) -> None:
    """Serve until told to stop."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with serve(settings) as service:
        log.info("the service is up at %s", service.settings.public_address)
        await stop.wait()


@asynccontextmanager
async def serve(
    settings: Settings, clock: Clock | None = None, data: Path = DATA
) -> AsyncIterator[Service]:
    """The running service; leaving the block stops it, the way in first and Redis last.

    ``data`` is the folder with ``content`` and ``catalogue``, which may be edited at any time.
    Raises ``FootbridgeError``, ``ContentError`` or ``OSError`` when it cannot start.
    """
    async with AsyncExitStack() as stack:
        service = await _build(settings, clock or WallClock(), data, stack)
        web_channel = make_web(service)
        channels: list[Channel] = [*make_telegram(service), web_channel]
        lanes = _lanes(service, channels)
        await _start(service, lanes, stack)
        console = make_desk(service)
        for channel in channels:
            await channel.start()
            stack.push_async_callback(channel.stop)
        app = make_app(service.ready)
        web_channel.register(app)
        app.add_routes(console.routes())
        app.add_routes([make_metrics(service)])
        await _listen(app, settings, stack)
        stack.push_async_callback(console.stop)
        await offer_sign_in(service)
        yield service


async def _build(settings: Settings, clock: Clock, data: Path, stack: AsyncExitStack) -> Service:
    keys = Keys(tenant=settings.tenant)
    client = RedisClient(settings.redis_address)
    stack.push_async_callback(client.close)
    mailboxes = Mailboxes(client, keys)
    wake = Wake(settings.redis_address, keys.wake, mailboxes.nonce)
    content = LiveContent(data)
    duty = DutyBoard(lambda: content.now)
    board = NoticeBoard(lambda: duty.now)
    records = await SqlRecords.open(
        settings.database_address, lambda: board.now.tables.tickets, clock.now
    )
    stack.push_async_callback(records.close)
    inbox = MailboxInbox(mailboxes, wake)
    lines = Lines(client, keys, whom_to_ask)
    live_log = RedisLog(client, keys, wake)
    dead = RedisDeadLetters(mailboxes, wake)
    waits = Waits(Pasts(client, keys), clock, lambda: content.now.tables)
    desk = AgentService(
        inbox, lines, live_log, dead, clock, lambda: content.now.tables.departments, records.agents,
        make_moves(lines, clock, waits, lambda: board.now.tables),
        lambda department, language: content.now.tables.hours.is_open(
            department, language, int(clock.now().timestamp() * 1000)
        ),
        lambda: content.now.tables.routes.skills,
    )  # fmt: skip
    token_file = settings.assistant_token_file
    token = token_file.read_text().strip() if token_file.is_file() else ""
    assistant = RasaAssistant(settings.assistant_address, token)
    files = StoredFiles(
        open_place(settings), lambda: content.now.tables.evidence, settings.var_dir / "incoming"
    )
    mails = settings.sends_mail
    notices = Notices(records, inbox, mails=mails)
    tickets = TicketDesk(
        records, live_log, clock, lambda: board.now.tables, notices.hint, mails=mails
    )
    return Service(
        settings, clock, client, mailboxes, wake, live_log, RedisLimits(client, keys),
        RedisPresence(client, keys), RedisLed(client, keys), lines, dead,
        records, files, content, duty, board, inbox, notices, desk, tickets, assistant,
        Metrics(lambda: content.now.tables.departments),
        Assigning(lines, wake, clock, lambda: how_to_give_out(content.now.tables)), waits,
    )  # fmt: skip


def _lanes(service: Service, channels: list[Channel]) -> list[Lane]:
    """Workers of every kind of lane; the numbers bound what is under way at once."""
    boxes, wake = service.mailboxes, service.wake
    router = Router(
        boxes, wake, service.clock, lambda: service.board.now, service.settings.platform,
        service.metrics,
    )  # fmt: skip
    assistant = AssistantSink(boxes, wake, service.assistant, service.metrics)
    records = RecordsSink(
        boxes, wake, service.records, service.files, mails=service.settings.sends_mail,
        counts=service.metrics,
    )  # fmt: skip
    load_agent, wait_of = service.records.load_agent, service.waits.of_card
    queue = QueueSink(boxes, wake, service.lines, service.log, load_agent, wait_of)
    told = (service.content.text, f"{service.settings.public_address}/desk")
    return [
        Lane(boxes, "in", router.handle, workers=16, batch=BATCH),
        Lane(boxes, "assistant", assistant.handle, workers=8),
        Lane(boxes, "records", records.handle, workers=4, batch=16),
        Lane(boxes, "queue", queue.handle, workers=4),
        Lane(boxes, "relay", Relay(boxes, wake).handle, workers=1, batch=16),
        *(
            Lane(boxes, kind, CallSink(boxes, wake, caller, *told).handle, workers=2)
            for kind, caller in make_callers(service).items()
        ),
        *(
            Lane(boxes, channel.name, ChannelSink(boxes, wake, channel).handle, workers=16)
            for channel in channels
            if channel.name != "web"
        ),
    ]


async def _start(service: Service, lanes: list[Lane], stack: AsyncExitStack) -> None:
    service.content.start()
    stack.push_async_callback(service.content.stop)
    await service.duty.start(service.records, service.lines)
    stack.push_async_callback(service.duty.stop)
    await service.board.start(service.records)
    stack.push_async_callback(service.board.stop)
    await service.assistant.start()
    stack.push_async_callback(service.assistant.stop)
    service.wake.start()
    stack.push_async_callback(service.wake.stop)
    sweeper = Sweeper(service.mailboxes, service.wake, service.clock, lanes)
    for lane in lanes:
        lane.start()
    stack.push_async_callback(_stop_lanes, lanes)
    sweeper.start()
    stack.push_async_callback(sweeper.stop)
    housekeeping = Housekeeping(
        service.mailboxes,
        service.dead,
        service.lines,
        service.clock,
        lambda: service.content.now.kept,
        [service.records.forget, service.files.forget, service.led.forget],
        timedelta(days=service.settings.unclaimed_file_days),
        service.files.forget_unclaimed,
    )
    housekeeping.start()
    stack.push_async_callback(housekeeping.stop)
    service.assigning.start()
    stack.push_async_callback(service.assigning.stop)
    service.waits.start()
    stack.push_async_callback(service.waits.stop)
    service.notices.start()
    stack.push_async_callback(service.notices.stop)
    await start_mail(service, stack)
    await start_slack(service, stack)


async def _stop_lanes(lanes: list[Lane]) -> None:
    """All at once, so that the slowest alone decides how long it takes."""
    await asyncio.gather(*(lane.stop(STOP_GRACE_S) for lane in lanes))


async def _listen(app: web.Application, settings: Settings, stack: AsyncExitStack) -> None:
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=3.0)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    site = web.TCPSite(runner, settings.http_host, settings.http_port)
    await site.start()


async def _state(ask: Callable[[], Awaitable[object]]) -> str:
    try:
        await ask()
    except FootbridgeError as error:
        return type(error).__name__
    return "ok"
