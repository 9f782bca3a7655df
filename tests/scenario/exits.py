"""Every way out of every state of a conversation, and what customer and desk are told of it.

One line of the table is one function under ``@leads``. The customer is told what stands in
``told`` and nothing else; the desk has ``noted`` in its transcript, the events that are
``recorded`` and the ticket, and sees the card where it belongs.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import time

from handoff.rules.conversation import State
from tests.scenario.actors import customer_at
from tests.scenario.story import CRASHES, DANGER, PERSON, REFUND, Deed, Heard, Story
from tests.scenario.test_assigning import is_available, is_offered

BOT, FORM, CONFIRMING = State.BOT, State.FORM, State.CONFIRMING
QUEUED, LEFT_MESSAGE, AGENT, WRAP_UP = (
    State.QUEUED, State.LEFT_MESSAGE, State.AGENT, State.WRAP_UP,
)  # fmt: skip
LEAVE = {"en": "leave a message", "nl": "bericht achterlaten", "zh": "我想留言"}
STAY = {"en": "I'll wait", "nl": "ik wacht wel", "zh": "我继续等"}
ELSE = {"en": "ask something else", "nl": "iets anders vragen", "zh": "问其他问题"}
EVENING, NIGHT, BEFORE_OPENING = time(22, 40), time(23, 30), time(6, 30)
"""By the customer's clock. The front is open from 07:00 to 23:00."""


@dataclass(frozen=True)
class Exit:
    """``at`` is a time of day by real hours; without it nobody ever closes.

    ``holder`` has the chat afterwards, ``ticket`` is the state of the last ticket, empty for none.
    """

    name: str
    old: State
    new: State
    deed: Deed
    heard: Heard
    ticket: str
    holder: str = ""
    at: time | None = None
    begins: Deed | None = None


class Exits(list[Exit]):
    """Lines of the table; ``leads`` enters one."""

    def leads(
        self,
        old: State,
        new: State,
        *told: str,
        noted: tuple[str, ...] = (),
        recorded: tuple[str, ...] = (),
        ticket: str = "queued",
        holder: str = "",
        at: time | None = None,
        begins: Deed | None = None,
    ) -> Callable[[Deed], Deed]:
        """``begins`` brings the state about otherwise than ``Story.begins`` does."""

        def entered(deed: Deed) -> Deed:
            heard, name = Heard(told, noted, recorded), getattr(deed, "__name__", "")
            self.append(Exit(name, old, new, deed, heard, ticket, holder, at, begins))
            return deed

        return entered


EXITS = Exits()
leads = EXITS.leads


# --- of the bot ---------------------------------------------------------------------------------


@leads(BOT, QUEUED, "handoff_request", "queue_place", recorded=("handoff_requested",))
async def asked_for_a_person(story: Story) -> None:
    await story.customer.writes(PERSON[story.language])


@leads(BOT, QUEUED, "handoff_request", "queue_closed", recorded=("handoff_requested",), at=NIGHT)
async def asked_at_night(story: Story) -> None:
    await story.customer.writes(PERSON[story.language])


@leads(BOT, LEFT_MESSAGE, "handoff_request", "queue_full", recorded=("handoff_requested",))
async def asked_at_a_full_line(story: Story) -> None:
    first = await customer_at(story.people, story.stand)
    await first.writes(PERSON["en"])
    await first.sees("queue_place_number")
    story.stand.clock.forward(1)  # Of two who come in the same moment either may be first.
    await story.customer.writes(PERSON[story.language])


@leads(
    BOT, QUEUED, "handoff_safety", "queue_place",
    noted=("desk_danger_words",), recorded=("handoff_requested",),
)  # fmt: skip
async def in_danger(story: Story) -> None:
    await story.customer.writes(DANGER[story.language])


@leads(BOT, FORM, "form_open_billing_dispute", "stand_ask_amount", ticket="")
async def complained(story: Story) -> None:
    await story.complains()


# --- of the form --------------------------------------------------------------------------------


@leads(FORM, CONFIRMING, "stand_ask_charge_date", "stand_summary", ticket="")
async def answered_all(story: Story) -> None:
    await story.customer.writes("12 euro")
    await story.customer.sees("stand_ask_charge_date")
    await story.customer.writes("3 May")
    await story.customer.sees("stand_summary")


@leads(FORM, BOT, "complaint_withdrawn", ticket="")
async def withdrew_it(story: Story) -> None:
    await story.customer.writes("cancel it")


@leads(FORM, BOT, "complaint_kept", ticket="")
async def let_it_lie_for_a_day(story: Story) -> None:
    """The reminder names the end, so that the end itself is told with the next words only."""
    await story.passes(30)
    await story.passes(24 * 60)


@leads(FORM, QUEUED, "handoff_request", "queue_place", recorded=("handoff_requested",))
async def asked_in_the_form(story: Story) -> None:
    await story.customer.writes(PERSON[story.language])


@leads(CONFIRMING, FORM, "stand_ask_amount", ticket="")
async def changed_it(story: Story) -> None:
    await story.customer.presses("form:change")


@leads(
    CONFIRMING, QUEUED, "complaint_saving", "complaint_receipt_queue",
    recorded=("handoff_requested",),
)  # fmt: skip
async def sent_an_urgent_one(story: Story) -> None:
    await story.customer.presses("form:yes")


async def _has_told_a_minor_one(story: Story) -> None:
    await story.customer.writes(CRASHES[story.language])
    await story.customer.sees("stand_ask_device")
    await story.customer.writes("Pixel 8")
    await story.customer.sees("stand_summary")


@leads(
    CONFIRMING, BOT, "complaint_saving", "complaint_receipt", ticket="new",
    begins=_has_told_a_minor_one,
)  # fmt: skip
async def sent_a_minor_one(story: Story) -> None:
    await story.customer.presses("form:yes")


@leads(CONFIRMING, BOT, "complaint_withdrawn", ticket="")
async def withdrew_it_at_the_end(story: Story) -> None:
    await story.customer.presses("form:cancel")


@leads(CONFIRMING, QUEUED, "handoff_request", "queue_place", recorded=("handoff_requested",))
async def asked_at_the_end(story: Story) -> None:
    await story.customer.writes(PERSON[story.language])


# --- of the line --------------------------------------------------------------------------------

TAKEN = {"recorded": ("handoff_accepted",), "ticket": "assigned"}


@leads(QUEUED, AGENT, "agent_joined", **TAKEN, holder="Sanne")
async def claimed_from_the_list(story: Story) -> None:
    await story.sanne.takes(story.customer)


@leads(QUEUED, AGENT, "agent_joined", **TAKEN, holder="Sanne")
async def claimed_on_offer(story: Story) -> None:
    await is_available(story.sanne)
    await is_offered(story.sanne, story.customer)
    await story.sanne.takes(story.customer)


@leads(QUEUED, AGENT, "agent_joined", **TAKEN, holder="Noor")
async def given_to_an_agent_by_a_lead(story: Story) -> None:
    await story.is_given_to_noor_by_a_lead()


@leads(QUEUED, QUEUED)
async def offer_timed_out(story: Story) -> None:
    await _is_offered_first(story)
    await story.goes_by(35, story.sanne, story.noor)
    await is_offered(story.noor, story.customer)


@leads(QUEUED, QUEUED)
async def offer_refused(story: Story) -> None:
    await _is_offered_first(story)
    await story.sanne.asks("refuse", conversation=story.customer.conversation)
    await is_offered(story.noor, story.customer)


@leads(QUEUED, QUEUED)
async def agent_on_offer_lost(story: Story) -> None:
    await _is_offered_first(story)
    await story.sanne.leaves()
    await story.goes_by(35, story.noor)
    await is_offered(story.noor, story.customer)


async def _is_offered_first(story: Story) -> None:
    await is_available(story.sanne)
    await is_offered(story.sanne, story.customer)
    await is_available(story.noor)


MOVED = {"noted": ("desk_back_moved",), "recorded": ("handoff_transferred",)}


@leads(QUEUED, QUEUED, "moved_in_line", **MOVED)
async def moved_by_a_lead(story: Story) -> None:
    await story.is_moved_to_billing_by_a_lead()


@leads(QUEUED, QUEUED, "moved_in_line", **MOVED)
async def moved_by_a_lead_while_on_offer(story: Story) -> None:
    await _is_offered_first(story)
    await story.is_moved_to_billing_by_a_lead()


@leads(QUEUED, BOT, "queue_cancelled", recorded=("handoff_left",), ticket="cancelled")
async def cancelled(story: Story) -> None:
    await story.customer.presses("queue:cancel")


async def _has_sent_an_urgent_one(story: Story) -> None:
    await story.sends_an_urgent_complaint()


@leads(
    QUEUED, BOT, "complaint_left_line", recorded=("handoff_left",), begins=_has_sent_an_urgent_one
)  # fmt: skip
async def cancelled_with_a_complaint(story: Story) -> None:
    await story.customer.presses("queue:cancel")


@leads(QUEUED, LEFT_MESSAGE, "message_write", recorded=("message_leaving",))
async def chose_to_leave_a_message(story: Story) -> None:
    await story.customer.presses("queue:message")


@leads(QUEUED, LEFT_MESSAGE, "message_write", recorded=("message_leaving",))
async def said_to_leave_a_message(story: Story) -> None:
    await story.customer.writes(LEAVE[story.language])


@leads(QUEUED, QUEUED, "queue_stays")
async def keeps_waiting(story: Story) -> None:
    await story.customer.presses("queue:place")


@leads(QUEUED, QUEUED, "queue_stays")
async def said_to_keep_waiting(story: Story) -> None:
    await story.customer.writes(STAY[story.language])


@leads(QUEUED, QUEUED, "menu", "answer:refund_request")
async def asks_something_else(story: Story) -> None:
    await story.customer.writes(ELSE[story.language])
    await story.customer.sees("menu")
    await story.customer.writes(REFUND[story.language])
    await story.customer.sees("answer:refund_request")


async def _in_danger_waits(story: Story) -> None:
    await story.customer.writes(DANGER[story.language])
    await story.customer.sees_status(state="queued")


@leads(QUEUED, QUEUED, "queue_place", begins=_in_danger_waits)
async def in_danger_leaves_no_message(story: Story) -> None:
    await story.customer.writes(LEAVE[story.language])


RAISED = {"noted": ("desk_danger_words",), "recorded": ("handoff_left", "handoff_requested")}


@leads(QUEUED, QUEUED, "handoff_safety", "queue_place", **RAISED)
async def raised_to_danger(story: Story) -> None:
    await story.customer.writes(DANGER[story.language])


@leads(
    QUEUED, QUEUED, "queue_near", "queue_late", recorded=("target_warned", "target_missed"),
)  # fmt: skip
async def waited_too_long(story: Story) -> None:
    await story.passes(50)
    await story.passes(12)


@leads(QUEUED, QUEUED, "queue_closed", at=EVENING)
async def office_closed(story: Story) -> None:
    await story.passes(21)


@leads(QUEUED, QUEUED, "queue_place", at=BEFORE_OPENING)
async def office_opened(story: Story) -> None:
    await story.passes(31)


# --- of those who left a message ----------------------------------------------------------------


@leads(LEFT_MESSAGE, AGENT, "agent_has_message", **TAKEN, holder="Sanne")
async def message_claimed(story: Story) -> None:
    await story.sanne.takes(story.customer)


@leads(LEFT_MESSAGE, AGENT, "agent_has_message", **TAKEN, holder="Sanne")
async def message_claimed_on_offer(story: Story) -> None:
    await is_available(story.sanne)
    await is_offered(story.sanne, story.customer)
    await story.sanne.takes(story.customer)


@leads(LEFT_MESSAGE, LEFT_MESSAGE, "message_moved", **MOVED)
async def message_moved_by_a_lead(story: Story) -> None:
    await story.is_moved_to_billing_by_a_lead()


@leads(LEFT_MESSAGE, QUEUED, "queue_place")
async def waits_after_all(story: Story) -> None:
    await story.customer.presses("queue:place")


@leads(LEFT_MESSAGE, QUEUED, "queue_place")
async def said_to_wait_after_all(story: Story) -> None:
    await story.customer.writes(STAY[story.language])


@leads(LEFT_MESSAGE, BOT, "queue_cancelled", recorded=("handoff_left",), ticket="cancelled")
async def message_cancelled(story: Story) -> None:
    await story.customer.presses("queue:cancel")


@leads(LEFT_MESSAGE, QUEUED, "handoff_safety", "queue_place", **RAISED)
async def message_raised_to_danger(story: Story) -> None:
    await story.customer.writes(DANGER[story.language])


@leads(LEFT_MESSAGE, LEFT_MESSAGE, "message_missed", recorded=("target_missed",))
async def message_not_answered(story: Story) -> None:
    await story.passes(12)


async def _leaves_a_message_at_night(story: Story) -> None:
    await story.customer.writes(PERSON[story.language])
    await story.customer.presses("queue:message")
    await story.customer.sees("message_write_closed")
    await story.customer.writes("📦")
    await story.customer.sees("message_kept")


@leads(LEFT_MESSAGE, LEFT_MESSAGE, at=BEFORE_OPENING, begins=_leaves_a_message_at_night)
async def office_opened_over_a_message(story: Story) -> None:
    await story.passes(31)
