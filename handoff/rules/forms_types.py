"""Another type for a complaint, where words say that this one is wrong."""

from collections.abc import Sequence

from handoff.rules.forms_answers import MOST_FAILURES
from handoff.rules.forms_drafts import Draft, with_story
from handoff.rules.forms_listing import Says
from handoff.rules.forms_replies import Reply, Turn, ask_types
from handoff.rules.forms_steps import at_field
from handoff.rules.forms_tables import TYPE, FormTables

MOST_OFFERED = 3


def offer_types(draft: Draft, words: str, kinds: Sequence[str], tables: FormTables) -> Turn:
    """Ask for the type, the likely ``kinds`` first; what was said belongs to the story.

    Who cannot choose gets to a person, as with any other question.
    """
    is_asked = draft["open"] == TYPE
    failures = draft["failures"] + 1 if is_asked else 0
    draft = {**at_field(draft, TYPE), "changing": True, "failures": failures}
    draft = with_story(draft, words, tables)
    if failures >= MOST_FAILURES:
        return Turn(draft, Reply("person", TYPE, reason="form_stuck"))
    says: Says = () if is_asked else (("form_other_type", {}),)
    return Turn(draft, ask_types(draft, kinds[:MOST_OFFERED], tables), says)
