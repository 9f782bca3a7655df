"""Ways out of a chat with a person, and of what comes after it: more lines of ``exits``."""

from datetime import time

from tests.scenario.exits import (
    AGENT,
    BOT,
    CONFIRMING,
    FORM,
    LEFT_MESSAGE,
    QUEUED,
    WRAP_UP,
    Exits,
)
from tests.scenario.story import DANGER, PERSON, REFUND, Story
from tests.scenario.test_assigning import is_available, passes

EXITS = Exits()
leads = EXITS.leads
LATE = time(22, 57)
REOPENED = ("handoff_reopened", "handoff_requested")

# --- taken over from the bot --------------------------------------------------------------------

TAKEN_OVER = {
    "recorded": ("handoff_taken_over",),
    "ticket": "assigned",
    "holder": "Sanne",
}


async def asks_the_bot(story: Story) -> None:
    await story.customer.writes(REFUND[story.language])
    await story.customer.sees("answer:refund_request")


@leads(BOT, AGENT, "taken_over", begins=asks_the_bot, **TAKEN_OVER)
@leads(FORM, AGENT, "taken_over", **TAKEN_OVER)
@leads(CONFIRMING, AGENT, "taken_over", **TAKEN_OVER)
async def taken_over(story: Story) -> None:
    await story.sanne.asks("take_over", conversation=story.customer.conversation)


# --- with a person ------------------------------------------------------------------------------


@leads(AGENT, QUEUED, "back_lost", noted=("desk_back_lost",), recorded=("handoff_requeued",))
async def agent_lost(story: Story) -> None:
    await story.sanne.leaves()
    await story.goes_by(150, story.noor)


@leads(
    AGENT, QUEUED, "back_closed", noted=("desk_back_lost",), recorded=("handoff_requeued",),
    at=LATE,
)  # fmt: skip
async def agent_lost_when_the_office_had_closed(story: Story) -> None:
    await story.goes_by(150, story.sanne, story.noor)
    await story.sanne.leaves()
    await story.goes_by(150, story.noor)


async def _takes_a_message(story: Story) -> None:
    await story.leaves_a_message()
    await story.sanne.takes(story.customer)
    await story.customer.sees("agent_has_message")


@leads(
    AGENT, LEFT_MESSAGE, "back_put_back", noted=("desk_back_put_back",),
    recorded=("handoff_requeued",), begins=_takes_a_message,
)  # fmt: skip
async def put_back_a_message(story: Story) -> None:
    await story.sanne.asks("put_back", conversation=story.customer.conversation)


@leads(
    AGENT, LEFT_MESSAGE, "back_lost", noted=("desk_back_lost",), recorded=("handoff_requeued",),
    begins=_takes_a_message,
)  # fmt: skip
async def agent_lost_with_a_message(story: Story) -> None:
    await story.sanne.leaves()
    await story.goes_by(150, story.noor)


@leads(
    AGENT, QUEUED, "back_put_back", noted=("desk_back_put_back",), recorded=("handoff_requeued",)
)  # fmt: skip
async def put_back(story: Story) -> None:
    await story.sanne.asks("put_back", conversation=story.customer.conversation)


@leads(
    AGENT, QUEUED, "back_passed_on",
    noted=("desk_back_passed_on",), recorded=("handoff_transferred",),
)  # fmt: skip
async def passed_to_a_department(story: Story) -> None:
    await passes(story.sanne, story.customer, "department:billing", "")


PASSED = {
    "noted": ("desk_passed_to_agent",),
    "recorded": ("handoff_transferred",),
    "ticket": "assigned",
    "holder": "Noor",
}


@leads(AGENT, AGENT, "passed_to_agent", **PASSED)
async def passed_to_a_colleague(story: Story) -> None:
    await is_available(story.noor)
    await passes(story.sanne, story.customer, f"agent:{story.noor.agent.id}", "")


@leads(AGENT, AGENT, "passed_to_agent", **PASSED)
async def moved_by_a_lead(story: Story) -> None:
    await story.is_given_to_noor_by_a_lead()


@leads(
    AGENT, AGENT, "help_lines", noted=("desk_danger_words",), ticket="assigned", holder="Sanne"
)  # fmt: skip
async def in_danger_with_a_person(story: Story) -> None:
    await story.customer.writes(DANGER[story.language])


@leads(
    AGENT, AGENT, "agent_late", recorded=("target_warned", "target_missed"),
    ticket="assigned", holder="Sanne",
)  # fmt: skip
async def agent_wrote_nothing(story: Story) -> None:
    await story.passes(50)
    await story.passes(12)


BACK = {"recorded": ("handoff_returned",), "ticket": "resolved"}


@leads(AGENT, BOT, "handed_back", **BACK)
async def handed_back(story: Story) -> None:
    await story.sanne.hands_back(story.customer)


@leads(AGENT, BOT, "handed_back_done", **BACK)
async def handed_back_with_what_was_done(story: Story) -> None:
    await story.sanne.hands_back(story.customer, "bot_can", "42")


ENDED = {"recorded": ("handoff_resolved",), "ticket": "resolved"}


@leads(AGENT, WRAP_UP, "resolved_answered", **ENDED)
async def resolved(story: Story) -> None:
    await story.sanne.resolves(story.customer)


@leads(AGENT, WRAP_UP, "resolved_declined", **ENDED)
async def declined(story: Story) -> None:
    await story.sanne.resolves(story.customer, "declined")


async def _talks_about_a_complaint(story: Story) -> None:
    await story.sends_an_urgent_complaint()
    await story.sanne.takes(story.customer)
    await story.customer.sees("agent_joined")


@leads(
    AGENT, BOT, "resolved_complaint_open", recorded=("handoff_resolved",), ticket="assigned",
    begins=_talks_about_a_complaint,
)  # fmt: skip
async def resolved_with_a_complaint(story: Story) -> None:
    """Only the chat is over: the ticket stays with Sanne until she has decided on it."""
    await story.sanne.resolves(story.customer)


async def _waits_for_an_answer(story: Story) -> None:
    await story.talks_with_sanne()
    await story.sanne.replies(story.customer, "?")
    await story.customer.sees("?")


@leads(
    AGENT, WRAP_UP, "silence_ask", "resolved_no_reply",
    noted=("desk_silent", "desk_closed_in_silence"), **ENDED, begins=_waits_for_an_answer,
)  # fmt: skip
async def customer_silent(story: Story) -> None:
    for minutes in (10, 10, 20):
        await story.passes(minutes)


# --- after it -----------------------------------------------------------------------------------


@leads(WRAP_UP, BOT, "solved_thanks", "rate_agent", recorded=("solved",), ticket="closed")
async def solved(story: Story) -> None:
    await story.customer.presses("solved:yes:h1")


@leads(
    WRAP_UP, AGENT, "reopened_by_name", "agent_back", noted=("desk_reopened_not_solved",),
    recorded=("solved", *REOPENED, "handoff_accepted"), ticket="assigned", holder="Sanne",
)  # fmt: skip
async def not_solved(story: Story) -> None:
    await is_available(story.sanne)
    await story.customer.presses("solved:no:h1")


@leads(
    WRAP_UP, QUEUED, "reopened_by_name", "queue_place", noted=("desk_reopened_not_solved",),
    recorded=("solved", *REOPENED),
)  # fmt: skip
async def not_solved_and_the_agent_is_away(story: Story) -> None:
    await story.customer.presses("solved:no:h1")
    await story.customer.sees("reopened_by_name")
    await story.passes(0.1)


@leads(
    WRAP_UP, AGENT, "reopened_by_name", "agent_back", noted=("desk_reopened_person",),
    recorded=(*REOPENED, "handoff_accepted"), ticket="assigned", holder="Sanne",
)  # fmt: skip
async def asked_again(story: Story) -> None:
    await is_available(story.sanne)
    await story.customer.writes(PERSON[story.language])


@leads(WRAP_UP, BOT, "after_closed", ticket="closed")
async def said_nothing(story: Story) -> None:
    await story.passes(24 * 60)


@leads(WRAP_UP, BOT, "answer:refund_request", ticket="resolved")
async def asked_something_else(story: Story) -> None:
    await story.customer.writes(REFUND[story.language])


@leads(
    WRAP_UP, QUEUED, "handoff_safety", "queue_place",
    noted=("desk_danger_words",), recorded=("handoff_requested",),
)  # fmt: skip
async def in_danger_afterwards(story: Story) -> None:
    await story.customer.writes(DANGER[story.language])
