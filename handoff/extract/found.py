"""What can be found in a message."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

Precision = Literal["minute", "hour", "day", "week", "month", "year"]


@dataclass(frozen=True)
class Found:
    """`text[start:end]` of the message, counted in characters."""

    start: int
    end: int

    def overlaps(self, other: "Found") -> bool:
        """Whether both take a character in common."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True)
class Link(Found):
    """A web address: `url` as written, with https:// if it had no scheme; `host` in lower case."""

    url: str
    host: str


@dataclass(frozen=True)
class Email(Found):
    """An e-mail address as written."""

    address: str


@dataclass(frozen=True)
class Phone(Found):
    """A valid telephone number as E.164, such as +31201234567."""

    number: str


@dataclass(frozen=True)
class Handle(Found):
    """A user name, without its @."""

    name: str


@dataclass(frozen=True)
class Money(Found):
    """An amount; `currency` is an ISO 4217 code, or `coins`, `diamonds` or `credits`."""

    amount: Decimal
    currency: str


@dataclass(frozen=True)
class Card(Found):
    """A number that can be that of a payment card: only its end is kept, callers mask the rest."""

    last_four: str


@dataclass(frozen=True)
class Reference(Found):
    """The number of an order, a transaction or a ticket: 6 to 40 letters, digits and hyphens.

    `is_named` says that the customer called it so ("order 1234567").
    """

    value: str
    is_named: bool


@dataclass(frozen=True)
class Room(Found):
    """The number of a live room, digits only."""

    number: str


@dataclass(frozen=True)
class Moment(Found):
    """When something happened; never later than the `now` that was given, and in its zone.

    `at` is the beginning of what was named, `precision` how long that lasts. It is approximate
    when the words leave room: "about", "last week", "yesterday evening", nine in the morning or
    at night, a day and a month that could be swapped.
    """

    at: datetime
    precision: Precision
    is_approximate: bool
