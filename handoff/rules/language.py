"""Which language is spoken: the first hint, a plain wish, a choice."""

from dataclasses import replace

from handoff.rules.conversation import Conversation
from handoff.rules.effects import ButtonOf, Say
from handoff.rules.handoffs import Result
from handoff.rules.messages import Speaker
from handoff.rules.signals import LANGUAGES
from handoff.rules.tables import Tables
from handoff.rules.topics import say_again


def met(conversation: Conversation, language: str) -> Conversation:
    """At the first sign of life the language hint counts; later what was spoken or chosen."""
    if conversation.greeted:
        return conversation
    return replace(conversation, greeted=True, language=_spoken(language, conversation.language))


def speak(conversation: Conversation, argument: str, tables: Tables) -> Result:
    if argument not in LANGUAGES:
        buttons = tuple(ButtonOf(f"language:{code}", f"language_{code}") for code in LANGUAGES)
        return conversation, [Say("choose_language", buttons=buttons, speaker=Speaker.SYSTEM)]
    chosen = replace(conversation, language=argument, chose_language=True)
    again = say_again(chosen, tables) if argument != conversation.language else []
    return chosen, [Say("language_set", speaker=Speaker.SYSTEM), *again]


def as_spoken(conversation: Conversation, text: str, tables: Tables) -> Conversation:
    """In the language of a plain wish, so that help is read at once; what was chosen stays."""
    language = tables.wishes.language_of(text)
    if not language or conversation.chose_language:
        return conversation
    return replace(conversation, language=language)


def _spoken(language: str, otherwise: str) -> str:
    """A language hint such as ``nl-BE``, if it is one that the bot speaks."""
    code = language.split("-")[0].split("_")[0].lower()
    return code if code in LANGUAGES else otherwise
