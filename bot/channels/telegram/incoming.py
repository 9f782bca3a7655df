"""Reading an update: what the customer did, in our words. Pure."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from telegram import CallbackQuery, Chat, InlineKeyboardMarkup, Message, Update, User
from telegram.helpers import effective_message_type

from handoff.rules.events import ButtonPressed, CustomerEdited, CustomerOpened, CustomerWrote
from handoff.rules.ids import ConversationId, is_safe_id
from handoff.rules.messages import Button
from handoff.rules.signals import LANGUAGES

LANGUAGE_NAMES = {"en": "English", "nl": "Nederlands", "zh": "中文"}
LANGUAGE_BUTTONS = tuple(Button(f"language:{code}", LANGUAGE_NAMES[code]) for code in LANGUAGES)
PRIVATE_ONLY = "telegram_private_only"
_COMMAND = re.compile(r"/([a-z]+)(?:@\w+)?(?:\s+(.*))?", re.IGNORECASE | re.DOTALL)
_BUTTON_OF_COMMAND = {"menu": "menu:top", "tickets": "status:all", "person": "person:now"}

CustomerEvent = CustomerOpened | CustomerWrote | CustomerEdited | ButtonPressed


@dataclass(frozen=True)
class Attachment:
    """A file at Telegram, not fetched yet; ``size`` in bytes, 0 if not told."""

    file_id: str
    name: str
    size: int


@dataclass(frozen=True)
class Arrival:
    """What one update brings; ``notice`` is the id of a text that the channel itself answers.

    ``language`` is that of the customer's app: a hint, empty if it is none of ours. ``message`` is
    the customer's own message, 0 if it was none; ``album`` is what the parts of one have in common.
    """

    chat_id: int
    language: str
    event: CustomerEvent | None = None
    attachment: Attachment | None = None
    notice: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    """Of the notice."""
    callback_id: str = ""
    message: int = 0
    album: str = ""

    @property
    def conversation(self) -> ConversationId:
        return ConversationId(f"telegram-{self.chat_id}")


class Reader:
    """Reads updates; a ``/start`` payload may name one of ``platforms``."""

    def __init__(self, platforms: Collection[str] = (), default_platform: str = "") -> None:
        self._platforms = frozenset(platforms)
        self._default_platform = default_platform

    def read(self, update: Update, now_ms: int) -> Arrival | None:
        """The arrival, None for what is nobody's business (a pinned message, say)."""
        if update.callback_query:
            return _pressed(update.callback_query, now_ms)
        message = update.message or update.edited_message
        if message is None:
            return None
        language = _language_of(message.from_user)
        if message.chat.type != Chat.PRIVATE:
            return Arrival(message.chat.id, language, notice=PRIVATE_ONLY)
        if update.edited_message:
            arrival = _edited(message, language)
        else:
            arrival = self._command(message, language) or _wrote(message, language)
        if arrival is None:
            return None
        return replace(arrival, message=message.message_id, album=message.media_group_id or "")

    def _command(self, message: Message, language: str) -> Arrival | None:
        """Our own commands only; any other slash is text like all text."""
        command = _COMMAND.fullmatch(message.text or "")
        if command is None:
            return None
        chat, name, argument = message.chat.id, command[1].lower(), (command[2] or "").strip()
        if name == "start":
            platform = argument if argument in self._platforms else self._default_platform
            return Arrival(chat, language, CustomerOpened(language, platform))
        if name == "help":
            return Arrival(chat, language, notice="telegram_help")
        if name in _BUTTON_OF_COMMAND:
            return Arrival(chat, language, _typed_button(message, _BUTTON_OF_COMMAND[name]))
        if name == "language":
            wish = _wished_language(argument)
            if not wish:
                return Arrival(chat, language, notice="telegram_language")
            return Arrival(chat, language, _typed_button(message, f"language:{wish}"))
        return None


def _pressed(query: CallbackQuery, now_ms: int) -> Arrival | None:
    if query.message is None:
        return None
    chat, language, button = query.message.chat, _language_of(query.from_user), query.data or ""
    if chat.type != Chat.PRIVATE or not is_safe_id(button):
        return Arrival(chat.id, language, callback_id=query.id)
    message_id = f"telegram:{chat.id}:press:{query.id}"
    # The query has no time of its own and its message may be months old.
    event = ButtonPressed(message_id, button, _label(query, button), now_ms, language)
    return Arrival(chat.id, language, event, callback_id=query.id)


def _typed_button(message: Message, button: str) -> ButtonPressed:
    text, language = message.text or "", _language_of(message.from_user)
    return ButtonPressed(_message_id(message), button, text, _ms(message.date), language)


def _edited(message: Message, language: str) -> Arrival | None:
    text = message.text or message.caption
    if not text:
        return None
    at = message.edit_date or message.date
    return Arrival(message.chat.id, language, CustomerEdited(_message_id(message), text, _ms(at)))


def _wrote(message: Message, language: str) -> Arrival | None:
    attachment = _attachment(message)
    text = message.text or message.caption or ""
    chat = message.chat.id
    name, handle = _known_as(message.from_user)
    event = CustomerWrote(
        _message_id(message), text, _ms(message.date), language, name=name, handle=handle
    )
    if attachment or message.text:
        return Arrival(chat, language, event, attachment)
    if message.effective_attachment is None:
        return None
    # A caption under a sound is still a message; only the sound stays behind.
    event = replace(event, refused=effective_message_type(message) or "?")
    return Arrival(chat, language, event, notice="telegram_unsupported")


def _attachment(message: Message) -> Attachment | None:
    if message.photo:
        photo = message.photo[-1]
        return Attachment(photo.file_id, f"photo-{message.message_id}.jpg", photo.file_size or 0)
    file = message.document or message.video
    if file is None:
        return None
    name = file.file_name or f"{'video' if message.video else 'file'}-{message.message_id}"
    return Attachment(file.file_id, name, file.file_size or 0)


def _label(query: CallbackQuery, button: str) -> str:
    """What the pressed button shows; empty when its message is too old to be sent along."""
    markup = getattr(query.message, "reply_markup", None)
    if not isinstance(markup, InlineKeyboardMarkup):
        return ""
    rows = (key for row in markup.inline_keyboard for key in row)
    return next((key.text for key in rows if key.callback_data == button), "")


def _known_as(user: User | None) -> tuple[str, str]:
    """The name and the handle under which Telegram shows the customer, where there are any."""
    if user is None:
        return "", ""
    return user.full_name, f"@{user.username}" if user.username else ""


def _language_of(user: User | None) -> str:
    code = ((user.language_code if user else None) or "").partition("-")[0].lower()
    return code if code in LANGUAGES else ""


def _wished_language(argument: str) -> str:
    wish = argument.casefold()
    names = {name.casefold(): code for code, name in LANGUAGE_NAMES.items()}
    return wish if wish in LANGUAGES else names.get(wish, "")


def _message_id(message: Message) -> str:
    return f"telegram:{message.chat.id}:{message.message_id}"


def _ms(at: datetime) -> int:
    return int(at.timestamp() * 1000)
