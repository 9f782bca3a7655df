"""The part of ``app.py`` that builds the desk in Slack."""

from collections.abc import Iterable, Mapping
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Any

from bot.carried import card_of
from handoff.desks.gathered import gathered
from handoff.desks.slack.api import SlackApi
from handoff.desks.slack.card import Told
from handoff.desks.slack.desk import SlackDesk
from handoff.desks.slack.facts import Facts
from handoff.desks.slack.hands import Hands
from handoff.desks.slack.mirror import Mirror
from handoff.desks.slack.pace import Pace
from handoff.rules.ids import ConversationId
from handoff.rules.slack_table import SlackTable
from handoff.stores.holds import Holds

if TYPE_CHECKING:
    from bot.app import Service


async def start_slack(service: "Service", stack: AsyncExitStack) -> None:
    """Show chats in Slack, if the settings have its tokens."""
    settings = service.settings
    if not settings.slack_bot_token.get_secret_value():
        return
    parts = _Parts(service)
    desk = SlackDesk(parts.api, parts.table, service.log, parts.mirror)
    service.wake.on_change(desk.hint)
    desk.start()
    stack.push_async_callback(desk.stop)


class _Parts:
    """What all mirrors share."""

    def __init__(self, service: "Service") -> None:
        settings = service.settings
        base_url = settings.slack_api_url.rstrip("/") + "/"
        self.api = SlackApi(settings.slack_bot_token.get_secret_value(), base_url)
        self._service = service
        self._pace = Pace(service.limits)
        self._holds = Holds(service.client, service.mailboxes.keys, service.mailboxes.nonce)
        self._facts = Facts(
            service.records,
            lambda state: card_of(state, self._service.content.now.tables.routes),
            lambda topic: service.content.now.content.render_title(topic, self.table().language),
            self._told,
            f"{settings.public_address}/desk",
            lambda: self.table().undo_s,
            self.text,
        )

    def table(self) -> SlackTable:
        return self._service.content.now.tables.slack

    def text(self, text_id: str, /, **values: str) -> str:
        return self._service.content.text(text_id, self.table().language, values)

    def mirror(self, slack_channel: str, name: str) -> Mirror:
        service = self._service

        async def waiting(_: str) -> Iterable[ConversationId]:
            departments = service.content.now.tables.departments
            here = [each for each in departments if self.table().channel_of(each) == name]
            cards = await service.lines.waiting(here)
            for agent in await service.records.agents():
                cards += [c for c in await service.lines.held_by(agent.id) if c.department in here]
            return [card.conversation for card in cards]

        return Mirror(
            slack_channel,
            Hands(slack_channel, self.api, service.records, self._pace, self.text),
            service.records,
            service.log,
            lambda state, handoff: self._facts.of(
                state, handoff, lambda department: self.table().channel_of(department) == name
            ),
            waiting,
            self._holds,
            self._pace,
            self.text,
        )

    def _told(self, ticket: Mapping[str, Any]) -> tuple[Told, ...]:
        forms = self._service.content.now.tables.forms
        rows = gathered(ticket, forms, self.text)
        return tuple(Told(row["label"], row["value"] or row["words"]) for row in rows)
