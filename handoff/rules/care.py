"""How long things wait after a person has helped, as the content team sets it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Care:
    """Values of ``data/catalogue/policy.yml`` by their names there, in the unit of the name.

    - ``silence_*``: counted from the agent's last words that the customer did not answer
    - ``after_question_hours``: how long "did this answer your question?" waits for an answer
    - ``rating_pause_days``: how long nobody is asked to rate the bot, or agents, again
    - ``rating_change_minutes``: how long a rating can be changed
    """

    silence_notice_minutes: int = 10
    silence_ask_minutes: int = 20
    silence_close_minutes: int = 40
    after_question_hours: int = 24
    rating_pause_days: int = 7
    rating_change_minutes: int = 60


IN_ORDER = ("silence_notice_minutes", "silence_ask_minutes", "silence_close_minutes")
"""Each longer than the one before: the agent is told first, then the customer is asked."""
LIMITS = {
    "silence_notice_minutes": (1, 1_440),
    "silence_ask_minutes": (2, 2_880),
    "silence_close_minutes": (3, 10_080),
    # A ticket that rests for three days is closed by its own clock.
    "after_question_hours": (1, 71),
    "rating_pause_days": (0, 365),
    "rating_change_minutes": (1, 10_080),
}
"""The least and the most of each."""
