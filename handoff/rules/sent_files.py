"""What becomes of files that customers sent: they wait, belong to a ticket, or go for good."""

from dataclasses import replace

from handoff.rules.conversation import Conversation, State
from handoff.rules.effects import DiscardFile, Effect, KeepEvidence, Record, Say
from handoff.rules.events import FileDiscarded
from handoff.rules.handoffs import PERSON, STATUS, say_place
from handoff.rules.messages import Audience, FileRef, Speaker
from handoff.rules.tables import Tables

MOST_WAITING = 200
"""Files that wait in one conversation; the oldest give way. More than an hour's worth."""
DISCARD_REASONS = ("identity", "child_safety")
"""Why an agent deletes a file: papers that prove who somebody is, and what harms a child."""
_WITH_PERSON = (State.QUEUED, State.LEFT_MESSAGE, State.AGENT, State.WRAP_UP)

Result = tuple[Conversation, list[Effect]]


def files_sent(conversation: Conversation, files: tuple[FileRef, ...]) -> Result:
    """To the ticket of a person who is asked or there, or that waits for them; else they wait."""
    if not files:
        return conversation, []
    if is_for_ticket(conversation) and conversation.wanted is not None:
        return conversation, [KeepEvidence(conversation.wanted.ticket_id, files)]
    if conversation.handoff is not None and conversation.state in _WITH_PERSON:
        return conversation, [KeepEvidence(conversation.handoff.id, files)]
    waiting = (*conversation.evidence, *files)[-MOST_WAITING:]
    return replace(conversation, evidence=waiting), []


def is_for_ticket(conversation: Conversation) -> bool:
    """Whether a file that comes now is for a ticket that asked for it, or was just added to.

    Of one who waits in the line only what was asked for is.
    """
    wanted = conversation.wanted
    if wanted is None or not wanted.ticket_id:
        return False
    is_queued = conversation.state is State.QUEUED and wanted.kind == "answer"
    return conversation.state is State.BOT or (is_queued and not wanted.is_given)


def say_kept(conversation: Conversation, now_ms: int) -> list[Effect]:
    """What is said of files that came without a word and answer no question."""
    wanted = conversation.wanted
    if wanted is not None and is_for_ticket(conversation):
        said = {"number": wanted.number}
        return [Say("file_added_to_ticket", said, (STATUS,), Speaker.SYSTEM)]
    if conversation.state is State.QUEUED:
        return [Say("file_for_person", speaker=Speaker.SYSTEM), say_place(conversation, now_ms)]
    return [Say("file_received", buttons=(PERSON,))]


def file_discarded(
    conversation: Conversation, event: FileDiscarded, now_ms: int, tables: Tables
) -> Result:
    """Gone for good. Who sent an identity paper hears why; on the other nobody is warned."""
    left = tuple(file for file in conversation.evidence if file.key != event.key)
    values = {"name": event.agent_name, "file": event.file, "key": event.key}
    note = Say(f"desk_discarded_{event.why}", values, (), Speaker.SYSTEM, Audience.DESK)
    effects: list[Effect] = [
        DiscardFile(event.key, event.why, event.agent_id, event.agent_name),
        Record("file_discarded", {"agent": event.agent_id, "why": event.why}),
        note,
    ]
    if event.why == "identity":
        told = Say("file_discarded_identity", {"file": event.file}, speaker=Speaker.SYSTEM)
        effects.append(told)
    return replace(conversation, evidence=left), effects
