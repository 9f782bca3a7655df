"""A Telegram that runs on loopback: strict as the real one, with faults on demand."""

from tests.fakes.telegram.faults import Fault
from tests.fakes.telegram.server import TelegramFake

__all__ = ["Fault", "TelegramFake"]
