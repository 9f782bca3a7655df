"""A Slack that runs on loopback: strict as the real one, with faults on demand."""

from tests.fakes.slack.faults import ANY, Fault, Trouble
from tests.fakes.slack.server import LocalSlack
from tests.fakes.slack.times import Limits, Times

__all__ = ["ANY", "Fault", "Limits", "LocalSlack", "Times", "Trouble"]
