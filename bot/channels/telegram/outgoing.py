"""Sending entries: one entry may become several messages, in order, each at most once."""

import logging
from collections import OrderedDict
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    ReplyParameters,
)
from telegram.constants import ChatAction
from telegram.error import BadRequest, TelegramError

from bot.channels.telegram.client import delivery_errors, describe
from bot.channels.telegram.pace import Pace
from bot.channels.telegram.text import shorten_label, split_text
from handoff.errors import DeliveryError, FootbridgeError, Refused, StoreUnavailable
from handoff.ports import Files, Sent
from handoff.rules.ids import ConversationId
from handoff.rules.messages import PLACE, Audience, Button, Entry, FileRef, Speaker, first_name

_log = logging.getLogger(__name__)
_MAX_CALLBACK_BYTES = 64
_MAX_PHOTO_BYTES = 10 * 1024 * 1024
_PHOTO_TYPES = frozenset({"image/jpeg", "image/png", "image/webp"})
_REMEMBERED = 10_000
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


@dataclass(frozen=True)
class Part:
    """One message to be: words, or a file with a caption."""

    text: str
    file: FileRef | None = None
    buttons: tuple[Button, ...] = ()
    reply_to: int = 0


@dataclass
class Memory:
    """What became of an entry: its messages, and whether the last try surely did not arrive."""

    messages: list[int] = field(default_factory=list)
    surely_missing: bool = False


class Sender:
    """Sends entries and remembers the last thousands of them.

    The memory lets a repeat go on after the part that arrived last, and an edit find its message.
    It is lost with the process; then a repeat starts over and an edit comes as a new message. Only
    the message that tells the place is found again, by ``sent``.
    """

    def __init__(self, bot: Bot, files: Files, pace: Pace, sent: Sent | None = None) -> None:
        self._bot = bot
        self._sent = sent
        self._files = files
        self._pace = pace
        self._known: OrderedDict[tuple[int, str], Memory] = OrderedDict()
        self.ambiguous_resends = 0

    async def send(self, conversation: ConversationId, entry: Entry, *, again: bool) -> None:
        """Deliver ``entry``; raises ``DeliveryError``."""
        if entry.audience is not Audience.ALL or entry.speaker is Speaker.CUSTOMER:
            _log.error("an entry not meant for the customer was held back: %s", entry.id)
            return
        chat = chat_of(conversation)
        parts = parts_of(entry)
        if entry.edits and await self._edit(conversation, entry, parts):
            return
        memory = self._remember(chat, entry.id)
        if again and len(memory.messages) < len(parts) and not memory.surely_missing:
            self.ambiguous_resends += 1
        memory.surely_missing = False
        try:
            for part in parts[len(memory.messages) :]:
                await self._pace.wait_for_turn(chat)
                memory.messages.append(await self._deliver(chat, part))
        except DeliveryError as error:
            memory.surely_missing = not error.ambiguous
            raise
        await self._keep(conversation, entry, memory.messages)

    async def _keep(
        self, conversation: ConversationId, entry: Entry, messages: Sequence[int]
    ) -> None:
        """From now on this is the message that later edits are about."""
        name = entry.edits or entry.id
        if not name.startswith(PLACE) or len(messages) != 1:
            return
        self._remember(chat_of(conversation), name).messages = list(messages)
        if self._sent:
            with suppress(StoreUnavailable):
                await self._sent.remember(conversation, name, messages[0])

    async def _known_as(self, conversation: ConversationId, name: str) -> list[int]:
        """The messages of an entry. Raises ``DeliveryError`` while nobody can say."""
        found = self._known.get((chat_of(conversation), name), Memory()).messages
        if found or not self._sent or not name.startswith(PLACE):
            return found
        try:
            message = await self._sent.find(conversation, name)
        except StoreUnavailable as error:
            raise DeliveryError(f"it is not known what to change: {error}") from error
        return [message] if message else []

    async def say(
        self, chat: int, text: str, buttons: tuple[Button, ...] = (), *, reply_to: int = 0
    ) -> bool:
        """A line of the channel itself, outside the conversation's log; whether it surely arrived.

        ``reply_to`` is the customer's message that it is about. Never raises.
        """
        try:
            await self._pace.wait_for_turn(chat)
            await self._deliver(chat, Part(text, buttons=buttons, reply_to=reply_to))
        except DeliveryError as error:
            _log.info("a line of the channel was not delivered to %s: %s", chat, error)
            return False
        return True

    async def show_typing(self, conversation: ConversationId) -> None:
        """The typing sign for five seconds; a courtesy, so failures do not matter."""
        try:
            await self._bot.send_chat_action(chat_of(conversation), ChatAction.TYPING)
        except TelegramError as error:
            _log.debug("no typing sign in %s: %s", conversation, describe(error))

    async def _edit(
        self, conversation: ConversationId, entry: Entry, parts: Sequence[Part]
    ) -> bool:
        """Change the message of the entry that ``entry`` replaces; False if that cannot be."""
        chat, old = chat_of(conversation), await self._known_as(conversation, entry.edits)
        if len(old) != 1 or len(parts) != 1 or parts[0].file:
            return False
        await self._pace.wait_for_turn(chat)
        with delivery_errors():
            try:
                await self._bot.edit_message_text(
                    parts[0].text,
                    chat,
                    old[0],
                    reply_markup=_keyboard(parts[0].buttons),
                    link_preview_options=_NO_PREVIEW,
                )
            except BadRequest as error:
                # "Not modified": a repeat of an edit that arrived. Else the message is gone.
                if "not modified" not in error.message:
                    return False
        self._remember(chat, entry.id).messages = list(old)
        return True

    async def _deliver(self, chat: int, part: Part) -> int:
        """Send one message; returns its id in the chat."""
        keyboard = _keyboard(part.buttons)
        if part.file is None:
            with delivery_errors():
                message = await self._bot.send_message(
                    chat,
                    part.text,
                    reply_markup=keyboard,
                    link_preview_options=_NO_PREVIEW,
                    reply_parameters=_reply(part.reply_to),
                )
            return message.message_id
        return await self._deliver_file(chat, part, part.file, keyboard)

    async def _deliver_file(
        self, chat: int, part: Part, file: FileRef, keyboard: InlineKeyboardMarkup | None
    ) -> int:
        data = await self._read(file)
        caption = part.text or None
        with delivery_errors():
            if file.media_type in _PHOTO_TYPES and file.size <= _MAX_PHOTO_BYTES:
                try:
                    sent = await self._bot.send_photo(
                        chat, data, caption, reply_markup=keyboard, filename=file.name
                    )
                    return sent.message_id
                except BadRequest as error:
                    # Too long, too wide, unreadable: as a document it still arrives.
                    _log.info("a photo goes as a document: %s", error.message)
            sent = await self._bot.send_document(
                chat, data, caption, reply_markup=keyboard, filename=file.name
            )
        return sent.message_id

    async def _read(self, file: FileRef) -> bytes:
        try:
            return b"".join([chunk async for chunk in await self._files.open(file.key)])
        except Refused as error:
            raise DeliveryError(f"the file is gone: {file.key}", permanent=True) from error
        except FootbridgeError as error:
            raise DeliveryError(f"the file was not read: {error}") from error

    def _remember(self, chat: int, entry_id: str) -> Memory:
        memory = self._known.setdefault((chat, entry_id), Memory())
        self._known.move_to_end((chat, entry_id))
        while len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)
        return memory


def chat_of(conversation: ConversationId) -> int:
    """The chat id in ``telegram-<chat id>``."""
    try:
        return int(conversation.removeprefix("telegram-"))
    except ValueError:
        raise DeliveryError(f"no Telegram conversation: {conversation}", permanent=True) from None


def parts_of(entry: Entry) -> list[Part]:
    """The messages of an entry: its text, cut to length, then its files; buttons on the last.

    An agent's words begin with the agent's first name: person and bot can be told apart.
    """
    name = f"{first_name(entry.name)}:" if entry.speaker is Speaker.AGENT and entry.name else ""
    text = f"{name}\n{entry.text.strip()}" if name and entry.text.strip() else entry.text
    parts = [Part(piece) for piece in split_text(text)]
    parts += [Part(name if not parts and i == 0 else "", f) for i, f in enumerate(entry.files)]
    if not parts:
        _log.error("an entry without words and files cannot be sent: %s", entry.id)
    elif entry.buttons:
        parts[-1] = replace(parts[-1], buttons=entry.buttons)
    return parts


def _reply(message: int) -> ReplyParameters | None:
    """A message that the customer has deleted meanwhile is no reason to say nothing."""
    return ReplyParameters(message, allow_sending_without_reply=True) if message else None


def _keyboard(buttons: Sequence[Button]) -> InlineKeyboardMarkup | None:
    """One button a row; an id that Telegram would refuse costs its button, not the message."""
    rows = []
    for button in buttons:
        if not 1 <= len(button.id.encode()) <= _MAX_CALLBACK_BYTES or not button.label.strip():
            _log.error("a button was left out, Telegram would refuse it: %s", button.id)
            continue
        label = shorten_label(button.label)
        rows.append([InlineKeyboardButton(label, callback_data=button.id)])
    return InlineKeyboardMarkup(rows) if rows else None
