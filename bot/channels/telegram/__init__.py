"""Telegram: private chats with a bot, by durable long polling."""

from bot.channels.telegram.channel import TelegramChannel

__all__ = ["TelegramChannel"]
