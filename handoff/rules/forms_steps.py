"""The next step of a form: a question, the summary, or a person."""

from handoff.rules.forms_drafts import Draft, effects_of, loss_of, next_field
from handoff.rules.forms_replies import Reply, Turn, ask, summarise
from handoff.rules.forms_tables import FormTables


def next_step(draft: Draft, tables: FormTables, now_ms: int) -> Turn:
    """Ask the next question, show the summary, or bring a person where the table says so."""
    effects = [each for each in effects_of(draft, tables, now_ms) if each.reason]
    each = next_field(draft, tables)
    if effects and (each is None or not loss_of(draft, tables)):
        return Turn(at_field(draft, ""), Reply("person", reason=effects[0].reason))
    if each is None:
        return Turn({**at_field(draft, ""), "step": "summary"}, summarise())
    draft = at_field(draft, each.name)
    return Turn(draft, ask(draft, tables))


def ask_again(draft: Draft, tables: FormTables) -> Turn:
    """The same once more, after something else was dealt with; no failure of the customer."""
    if draft["step"] == "summary":
        return Turn(draft, summarise())
    return Turn(draft, ask(draft, tables))


def at_field(draft: Draft, name: str) -> Draft:
    """The draft with another open question; its failures are counted from nought."""
    failures = draft["failures"] if draft["open"] == name and name else 0
    return {**draft, "open": name, "failures": failures, "changing": False, "step": "asking"}
