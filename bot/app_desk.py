"""The part of ``app.py`` that builds what stands beside the road: desk, metrics and mail."""

from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from typing import TYPE_CHECKING

from aiohttp import web

from bot.carried import card_of
from bot.metrics import Gauges
from bot.metrics_page import metrics_route
from bot.on_call import BY_MAIL, BY_WEBHOOK, Caller, Webhook
from bot.render import Renderer
from bot.up.files import write_private
from bot.waits import Waits
from handoff.asking import Asking
from handoff.desks.console.figures import FigureDesk
from handoff.desks.console.links import ensure_demo_agent, make_sign_in_link
from handoff.desks.console.notices import NoticeDesk
from handoff.desks.console.phone import PhoneDesk
from handoff.desks.console.server import ConsoleDesk
from handoff.moving import Moves
from handoff.ports import Clock
from handoff.ports_desk import Card, WaitingLines
from handoff.rules.conversation import Conversation
from handoff.rules.effects import Say
from handoff.rules.tables import Tables
from handoff.rules.takeover import handoff_of
from handoff.takeovers import Takeovers

if TYPE_CHECKING:
    from bot.app import Service


def make_desk(service: "Service") -> ConsoleDesk:
    """The desk with all its pages."""
    return ConsoleDesk(
        service.desk,
        service.log,
        service.records,
        service.content.text,
        service.own_origins,
        lambda topic, language: service.content.now.content.render_title(topic, language),
        service.files,
        service.tickets,
        NoticeDesk(
            service.records,
            service.clock,
            lambda: service.board.now.tables,
            lambda topic, language: service.content.now.content.render_title(topic, language),
            service.look_for_notices,
        ),
        PhoneDesk(
            service.records,
            service.clock,
            lambda: service.board.now.tables,
            service.content.text,
            service.notices.hint,
            service.settings.platform,
        ),
        lambda: service.content.unused,
        FigureDesk(
            service.records,
            service.clock,
            lambda: service.board.now.tables,
            service.content.text,
        ),
        lambda: service.content.now.tables.departments,
        make_takeovers(service),
        Asking(
            service.inbox,
            service.lines,
            service.log,
            service.clock,
            lambda: service.content.now.tables.departments,
            service.records.agents,
        ),
    )


def make_takeovers(service: "Service") -> Takeovers:
    """The way to conversations that the bot leads."""

    def card_at(conversation: Conversation, now_ms: int) -> Card:
        tables = service.board.now.tables
        made, _ = handoff_of(conversation, now_ms, tables)
        return card_of(replace(conversation, handoff=made), tables.routes)

    return Takeovers(service.lines, service.led, service.log, service.clock, card_at)


def make_moves(
    lines: WaitingLines, clock: Clock, waits: Waits, tables: Callable[[], Tables]
) -> Moves:
    """The way of one who waits into the line of another department."""

    def card_in(conversation: Conversation, department: str) -> Card:
        handoff = conversation.handoff
        if handoff is not None:
            there = replace(handoff, department=department, skills=(), opens_ms=0)
            conversation = replace(conversation, handoff=there)
        return card_of(conversation, tables().routes)

    return Moves(lines, clock, card_in, waits.of_card)


def make_metrics(service: "Service") -> web.RouteDef:
    """The page that Prometheus reads."""
    gauges = Gauges(
        service.metrics,
        service.lines,
        service.dead,
        service.records.agents,
        service.ready,
        lambda: int(service.clock.now().timestamp() * 1000),
        lambda: service.content.now.tables.departments,
    )
    return metrics_route(gauges.page, service.settings.metrics_token.get_secret_value())


def make_callers(service: "Service") -> dict[str, Caller | None]:
    """Who tells whoever is on call, by the kind of its lane; None where nobody is named."""
    settings = service.settings
    webhook = settings.on_call_webhook.get_secret_value()
    callers: dict[str, Caller | None] = {
        BY_WEBHOOK: Webhook(webhook) if webhook else None,
        BY_MAIL: None,
    }
    if settings.on_call_mail:
        from bot.mail.calls import MailCaller
        from bot.mail.post_office import PostOffice

        post = PostOffice(settings.smtp_url.get_secret_value(), settings.mail_from)
        callers[BY_MAIL] = MailCaller(post, settings.on_call_mail)
    return callers


async def start_mail(service: "Service", stack: AsyncExitStack) -> None:
    """Send notices by e-mail, if the settings name a server."""
    if not service.settings.sends_mail:
        return
    # Only now: most installations have no use for its library.
    from bot.mail.mails import Mails
    from bot.mail.post_office import PostOffice

    def words(said: Say, language: str) -> str:
        now_ms = int(service.clock.now().timestamp() * 1000)
        return Renderer(service.board.now, now_ms).words(said, language)

    settings = service.settings
    post = PostOffice(settings.smtp_url.get_secret_value(), settings.mail_from)
    mails = Mails(
        service.records, post, service.clock, words, service.content.text, service.presence.is_here
    )
    mails.start()
    stack.push_async_callback(mails.stop)


async def offer_sign_in(service: "Service") -> None:
    """Without accounts of any kind, the first agent signs in by a link on the operator's screen."""
    if not service.settings.is_demo:
        return
    agent = await ensure_demo_agent(service.records)
    link = await make_sign_in_link(service.records, agent, service.settings.public_address)
    write_private(service.settings.var_dir / "desk-link.txt", link + "\n")
