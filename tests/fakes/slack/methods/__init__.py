"""The methods of the Web API, by name; importing the modules registers them."""

from tests.fakes.slack.args import METHODS
from tests.fakes.slack.methods import chat, conversations, files, people, reactions, views

__all__ = ["METHODS", "chat", "conversations", "files", "people", "reactions", "views"]
