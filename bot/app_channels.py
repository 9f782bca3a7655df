"""The part of ``app.py`` that builds the channels."""

from typing import TYPE_CHECKING, get_args

from bot.channels.file_limit import FileLimit, FilesAnHour
from bot.channels.web.channel import WebChannel
from bot.channels.web.uploads import WebFiles
from bot.channels.web.wiring import WebSettings
from bot.up.files import secret
from handoff.ports import Channel
from handoff.settings import Settings
from handoff.settings_wanted import Platform
from handoff.stores.sent import RedisSent

if TYPE_CHECKING:
    from bot.app import Service


def make_web(service: "Service") -> WebChannel:
    """The widget, its pages and its uploads."""
    settings = service.settings
    return WebChannel(
        service.inbox,
        service.log,
        service.limits,
        secret(settings.var_dir / "web-secret").encode(),
        service.content.text,
        {*service.own_origins, *settings.allowed_origins},
        settings.platform,
        platforms=get_args(Platform),
        settings=WebSettings(trusted_proxies=settings.trusted_proxies),
        files=WebFiles(
            service.files,
            FileLimit(service.limits, _most_files(settings)),
            lambda: service.content.now.tables.evidence,
        ),
        now=lambda: service.clock.now().timestamp(),
        presence=service.presence,
        roles=lambda: service.content.now.tables.routes.roles,
    )


def make_telegram(service: "Service") -> list[Channel]:
    """The bot of the settings, if they name one."""
    token = service.settings.telegram_bot_token.get_secret_value()
    if not token:
        return []
    # Only now: its library is an eighth of the time that a restart takes.
    from bot.channels.telegram import TelegramChannel

    channel = TelegramChannel(
        token,
        service.settings.telegram_api_url,
        service.inbox,
        service.files,
        service.content.text,
        service.limits,
        platforms=get_args(Platform),
        default_platform=service.settings.platform,
        language_of=service.language_of,
        is_urgent=lambda text: service.content.now.tables.wishes.is_urgent(text),
        most_files=_most_files(service.settings),
        now=service.clock.now,
        sent=RedisSent(service.client, service.mailboxes.keys),
    )
    return [channel]


def _most_files(settings: Settings) -> FilesAnHour:
    return FilesAnHour(settings.files_per_hour, settings.file_mb_per_hour)
