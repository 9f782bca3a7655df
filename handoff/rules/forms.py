"""A complaint form: from a draft and what the customer did to a new draft and what is said.

Pure: the tables say what is asked (``forms_tables``), ``forms_values`` reads an answer,
``forms_drafts`` keeps the draft, ``forms_replies`` words the reply. Nothing is confirmed without a
clear yes to the summary.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from handoff.rules.forms_answers import (
    MOST_FAILURES,
    answer_open,
    is_long,
    may_leave,
    pick_option,
    skip_open,
)
from handoff.rules.forms_corrections import replaced_in
from handoff.rules.forms_drafts import (
    Draft,
    Fact,
    is_answered,
    loss_of,
    new_draft,
    with_facts,
    with_known,
    with_loss,
    with_story,
    with_value,
)
from handoff.rules.forms_fields import named_field
from handoff.rules.forms_listing import add_listed, kind_told, shows_object
from handoff.rules.forms_lists import PICTURE
from handoff.rules.forms_replies import (
    Reply,
    Turn,
    ask,
    may_skip,
    open_field,
    options_of,
    summarise,
    why_asked,
)
from handoff.rules.forms_steps import ask_again, at_field, next_step
from handoff.rules.forms_tables import EVIDENCE, TYPE, FormTables
from handoff.rules.forms_values import Taken


def open_form(
    kind: str,
    tables: FormTables,
    *,
    story: Sequence[str] = (),
    facts: Iterable[Fact] = (),
    known: Mapping[str, str] | None = None,
    evidence: Mapping[str, Any] | None = None,
    language: str = "en",
    platform: str = "",
    now_ms: int,
) -> Turn:
    """Begin a form with what was said before, a message each.

    ``known`` is what the channel knows, by the name of the field; ``evidence`` are the files sent
    before, as in the draft. Of two facts about a field the first counts. Raises ``KeyError`` for a
    type that is not in the tables.
    """
    draft = with_known(new_draft(kind, language, platform), known or {}, tables)
    draft = {**draft, "evidence": dict(evidence or draft["evidence"])}
    for words in story:
        draft = with_story(draft, words, tables)
    first = _first(facts)
    added = add_listed(draft, "\n".join(story), list(first.values()), tables, "story")
    draft, _ = with_facts(added.draft, added.facts, tables, "story", now_ms, overwrite=first)
    if tables.types[kind].always_person:
        return Turn(draft, Reply("person", reason=tables.types[kind].bypass[0].reason))
    turn = next_step(draft, tables, now_ms)
    return replace(turn, says=((f"form_open_{kind}", {}), *added.says))


def read_again(
    turn: Turn, said: Sequence[str], facts: Iterable[Fact], tables: FormTables, now_ms: int
) -> Turn:
    """The turn in which the type was changed, with what was ``said`` before about its fields.

    What both types know stays as it is; of two facts about a field the first counts.
    """
    added = add_listed(turn.draft, "\n".join(said), list(_first(facts).values()), tables, "story")
    draft, _ = with_facts(added.draft, added.facts, tables, "story", now_ms, overwrite=())
    return replace(next_step(draft, tables, now_ms), says=turn.says)


def _first(facts: Iterable[Fact]) -> dict[str, Fact]:
    """Of each field the first; what it leaves open of an object, such as its kind, the next."""
    first: dict[str, Fact] = {}
    for fact in facts:
        known = first.setdefault(fact.field, fact)
        if isinstance(known.value, Mapping) and "ref" in known.value and known.value != fact.value:
            value = {name: known.value[name] or fact.value[name] for name in ("kind", "ref")}
            first[fact.field] = known._replace(value=value)
    return first


def resume(draft: Draft, tables: FormTables, now_ms: int) -> Turn:
    """Go on where the customer paused, or where the assistant's memory was lost."""
    if draft["step"] == "confirmed":
        return Turn(draft, Reply("confirmed"))
    turn = next_step(draft, tables, now_ms)
    if turn.reply.kind != "ask":
        return turn
    return replace(turn, reply=replace(turn.reply, kind="resumed"), says=(("form_resumed", {}),))


def take_answer(
    draft: Draft,
    words: str,
    tables: FormTables,
    facts: Iterable[Fact] = (),
    *,
    language: str,
    now_ms: int,
) -> Turn:
    """One message of the customer; ``facts`` is what was found in it."""
    draft = {**draft, "language": language}
    facts = list(facts)
    said = tables.words.is_said
    if draft["step"] == "confirmed":
        return Turn(draft, Reply("confirmed"))
    if said("cancel", words):
        return Turn(draft, Reply("cancelled"))
    if said("pause", words):
        return Turn(draft, Reply("paused"))
    if said("resume", words) or (said("go_on", words) and not may_leave(draft)):
        return replace(ask_again(draft, tables), says=(("form_resumed", {}),))
    if replaced := _put_right(draft, words, tables, facts, now_ms):
        return replaced
    if changed := _asked_to_change(draft, words, tables, facts, now_ms):
        return changed
    if said("help", words):
        return replace(ask_again(draft, tables), says=((why_asked(draft, tables), {}),))
    draft = with_loss(draft, words, tables)
    if draft["step"] == "summary" and loss_of(draft, tables):
        return next_step(draft, tables, now_ms)
    if draft["step"] == "summary":
        return _at_summary(draft, words, tables, facts, now_ms)
    if not draft["open"]:
        return _to_change(draft, words, tables, facts, now_ms)
    return answer_open(draft, words, tables, facts, now_ms)


def press(draft: Draft, button: str, tables: FormTables, now_ms: int) -> Turn:
    """A button of the form; one that does not fit any more asks the open question again."""
    _, _, rest = button.partition(":")
    verb, _, argument = rest.partition(":")
    if draft["step"] == "confirmed":
        return Turn(draft, Reply("confirmed"))
    if verb == "cancel":
        return Turn(draft, Reply("cancelled"))
    if verb == "pause":
        return Turn(draft, Reply("paused"))
    if verb == "resume":
        return resume(draft, tables, now_ms)
    if verb == "yes" and draft["step"] == "summary":
        return _confirmed(draft)
    if verb == "change":
        return _chosen(draft, argument, tables)
    if verb == "more":
        return Turn(draft, ask(draft, tables, shows_all=True))
    each = open_field(draft, tables)
    if verb == "skip" and each is None:
        return next_step(draft, tables, now_ms)
    if verb == "skip" and each and (each.unknown or may_skip(each, draft, tables)):
        return skip_open(draft, each, tables, now_ms)
    if verb == "value" and each and argument in options_of(draft, each, tables):
        return pick_option(draft, each, argument, tables, now_ms)
    return ask_again(draft, tables)


def add_evidence(
    draft: Draft, count: int, kinds: Iterable[str], tables: FormTables, now_ms: int
) -> Turn:
    """Files have come in: ``count`` in all. They are welcome at any moment.

    Where the open question is for an object that a picture can show, the file is the answer.
    """
    known = {*draft["evidence"]["kinds"], *kinds}
    draft = {**draft, "evidence": {"count": count, "kinds": sorted(known)}}
    draft = {**draft, "skipped": [name for name in draft["skipped"] if name != EVIDENCE]}
    each = open_field(draft, tables)
    if each and shows_object(draft, each, tables):
        taken = Taken({"kind": kind_told(draft, each), "ref": PICTURE})
        shown = with_value(draft, each, taken, "", "answer", tables)
        return replace(next_step(shown, tables, now_ms), says=(("form_evidence_received", {}),))
    turn = ask_again(draft, tables)
    if draft["open"] == EVIDENCE:
        return turn
    return replace(turn, says=(("form_evidence_received", {}),))


def _confirmed(draft: Draft) -> Turn:
    return Turn({**draft, "step": "confirmed"}, Reply("confirmed"))


def _asked_to_change(
    draft: Draft, words: str, tables: FormTables, facts: list[Fact], now_ms: int
) -> Turn | None:
    """A wish to change something, unless the words answer the open question."""
    what = tables.words.to_change(words)
    if what is None or any(fact.field == draft["open"] for fact in facts):
        return None
    name = named_field(draft, what, tables) if what else ""
    each = tables.field_of(draft["type"], name)
    if what and not name and draft["step"] != "summary":
        return None
    is_open = bool(name) and name == draft["open"]
    if each and draft["step"] != "summary" and not (is_open or is_answered(draft, each, tables)):
        return None
    own = [fact for fact in facts if fact.field == name]
    if not own and _asks_for_story(draft, tables) and not tables.words.is_told("change", words):
        return None
    if is_open:
        # Without a new value it is no answer and no failure: the question is what they ask for.
        return ask_again(draft, tables) if tables.words.is_told("change", words) else None
    draft, filled = with_facts(draft, own, tables, "answer", now_ms, overwrite=[name])
    if filled:
        return next_step(draft, tables, now_ms)
    return _chosen(draft, name, tables)


def _put_right(
    draft: Draft, words: str, tables: FormTables, facts: list[Fact], now_ms: int
) -> Turn | None:
    """A value for another one that was named: "350, not 250"."""
    replaced = replaced_in(draft, words, tables)
    own = [fact for fact in facts if replaced and fact.field == replaced[0]]
    draft, filled = with_facts(
        draft, own, tables, "answer", now_ms, overwrite=[f.field for f in own]
    )
    return next_step(draft, tables, now_ms) if filled else None


def _asks_for_story(draft: Draft, tables: FormTables) -> bool:
    """Whether the open question is for the customer's own words about what is wrong."""
    each = open_field(draft, tables)
    return each is not None and each.type == "free_text"


def _to_change(
    draft: Draft, words: str, tables: FormTables, facts: list[Fact], now_ms: int
) -> Turn:
    """The answer to the question what shall be changed, maybe with the right value."""
    if any(tables.words.is_said(name, words) for name in ("skip", "no", "go_on")):
        return next_step(draft, tables, now_ms)
    name, failures = named_field(draft, words, tables), draft["failures"] + 1
    own = [f for f in facts if f.value is not None and name in ("", f.field)]
    right, filled = with_facts(
        draft, own, tables, "answer", now_ms, overwrite=[f.field for f in own]
    )
    if filled:
        return next_step(right, tables, now_ms)
    if not name and failures >= MOST_FAILURES:
        return Turn(draft, Reply("person", reason="form_stuck"))
    turn = _chosen(draft, name, tables)
    return turn if name else replace(turn, draft={**turn.draft, "failures": failures})


def _chosen(draft: Draft, name: str, tables: FormTables) -> Turn:
    """Open a field for another answer; without a known name, ask which one."""
    known = name == TYPE or tables.field_of(draft["type"], name) is not None
    draft = {**at_field(draft, name if known else ""), "changing": True}
    return Turn(draft, ask(draft, tables))


def _at_summary(
    draft: Draft, words: str, tables: FormTables, facts: list[Fact], now_ms: int
) -> Turn:
    # "Yes?" wonders what is asked; nothing is sent for that.
    is_asking = words.rstrip().endswith(("?", "？"))
    if tables.words.is_said("yes", words) and not is_asking:
        return _confirmed(draft)
    if tables.words.is_said("no", words):
        return _chosen(draft, "", tables)
    added = add_listed(draft, words, facts, tables, "answer")
    told = [fact.field for fact in added.facts]
    draft, filled = with_facts(added.draft, added.facts, tables, "answer", now_ms, overwrite=told)
    more = added.beside if added.field else words
    is_more = is_long(more) and not tables.words.is_told("question", more)
    if filled or added.field:
        draft = with_story(draft, more, tables) if is_more else draft
        return replace(next_step(draft, tables, now_ms), says=added.says)
    if is_more:
        longer = with_story(draft, words, tables)
        return replace(next_step(longer, tables, now_ms), says=(("form_added", {}),))
    draft = {**draft, "failures": draft["failures"] + 1}
    if draft["failures"] >= MOST_FAILURES:
        return Turn(draft, Reply("person", reason="form_stuck"))
    return Turn(draft, summarise("form_summary_unclear"))
