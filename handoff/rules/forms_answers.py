"""What an answer to the open question does to the draft."""

import re
from dataclasses import replace
from typing import Any

from handoff.rules.cards import has_masked_card
from handoff.rules.forms_asides import part
from handoff.rules.forms_drafts import (
    Draft,
    Fact,
    is_answered,
    loss_of,
    with_facts,
    with_story,
    with_value,
)
from handoff.rules.forms_fields import parts_left, with_type
from handoff.rules.forms_listing import Added, Says, add_listed, kind_told, read_named
from handoff.rules.forms_replies import (
    Reply,
    Turn,
    ask,
    may_skip,
    open_field,
    option_typed,
    refuse,
)
from handoff.rules.forms_steps import next_step
from handoff.rules.forms_tables import DESCRIPTION, EVIDENCE, TYPE, FormField, FormTables
from handoff.rules.forms_values import Read, Refused, Taken, read_answer, weight_of

MOST_FAILURES = 3
"""Unusable answers to one question before a person takes over."""
MADE_OF_ANY_WORDS = frozenset({"short_text", "username", "free_text"})
LEAST_PLACE = 4
"""Letters beside a time that say where something is."""
TELLING_WORDS = 20
"""Characters (a Chinese one counts twice) from which words for no single option are kept."""
LONG_ANSWER = 40
"""Characters, links aside, from which an answer also tells more of the story."""
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+")


def answer_open(
    draft: Draft, words: str, tables: FormTables, facts: list[Fact], now_ms: int
) -> Turn:
    """An answer to the open question, or to others: nothing that was said is asked again."""
    each = open_field(draft, tables)
    if each is None:
        return next_step(draft, tables, now_ms)
    if option := option_typed(draft, each, words, tables):
        return pick_option(draft, each, option, tables, now_ms)
    if _is_all_links(each, words):
        facts = [fact for fact in facts if fact.field == each.name]
    elif not _leaves(each, words, tables):
        added = add_listed(draft, words, facts, tables, "answer")
        if added.field:
            return _listed(added, each, tables, now_ms)
        facts = added.facts
    corrects = tables.words.is_told("correction", words)
    own = [fact.field for fact in facts if corrects or fact.field == each.name]
    draft, filled = with_facts(draft, facts, tables, "answer", now_ms, overwrite=own)
    if each.name in filled:
        more = _with_more(draft, each, words, tables, has_others=len(filled) > 1)
        return next_step(more, tables, now_ms)
    if _leaves(each, words, tables) and (each.unknown or may_skip(each, draft, tables)):
        return skip_open(draft, each, tables, now_ms)
    if each.name == DESCRIPTION:
        return _described(draft, each, words, tables, now_ms, is_fact=bool(filled))
    # "Who sent it, and when?": an answer with the time alone is one as well.
    is_named = each.type == "object_ref" and bool(kind_told(draft, each))
    # What fills others and in which no reader has found a name is no name; of a device, a long one.
    is_told = each.type == "username" or (each.type == "short_text" and is_long(words))
    if filled and not is_named and (is_told or not parts_left(words, facts)):
        return _beside(draft, each, words, facts, tables)
    read = _read(draft, each, words, tables)
    if isinstance(read, Taken):
        return _taken(draft, each, read, words, tables, now_ms)
    if filled:
        return _beside(draft, each, words, facts, tables)
    return _refused(draft, each, read, words, tables, now_ms)


def keep_beside(
    draft: Draft, words: str, facts: list[Fact], tables: FormTables, now_ms: int
) -> Draft:
    """The draft with what a message told by the way that is about something else.

    What brings a person by itself is left for its own question: that is what may be meant.
    """
    grave = {e.condition.field for e in tables.types[draft["type"]].bypass if e.condition}
    own = [f for f in facts if f.field not in grave and not _is_any_words(draft, f, words, tables)]
    draft, _ = with_facts(draft, own, tables, "answer", now_ms, overwrite=[draft["open"]])
    return with_story(draft, words, tables) if is_long(words) else draft


def _is_any_words(draft: Draft, fact: Fact, words: str, tables: FormTables) -> bool:
    """Whether all of a message was read as the name or the few words that were asked for."""
    each = tables.field_of(draft["type"], fact.field)
    takes_any = each is not None and each.type in MADE_OF_ANY_WORDS
    return takes_any and fact.words.strip() == words.strip()


def _beside(
    draft: Draft, each: FormField, words: str, facts: list[Fact], tables: FormTables
) -> Turn:
    """Other questions were answered than the open one; a long answer is kept whole."""
    more = _with_more(draft, each, words, tables, has_others=True)
    if parts_left(words, facts):
        more = _with_detail(more, each, words, tables)
    return Turn(more, ask(more, tables))


def _described(
    draft: Draft, each: FormField, words: str, tables: FormTables, now_ms: int, *, is_fact: bool
) -> Turn:
    """A piece of the story, whatever else it tells: short pieces count together."""
    read, longer = _read(draft, each, words, tables), with_story(draft, words, tables)
    is_new = longer["description"] != draft["description"]
    is_short = isinstance(read, Refused) and read.text == "form_refused_too_short"
    if isinstance(read, Taken) or (is_short and is_new and is_answered(longer, each, tables)):
        return next_step(longer, tables, now_ms)
    if is_fact:
        return Turn(longer, ask(longer, tables))
    return _refused(draft, each, read, words, tables, now_ms)


def _listed(added: Added, each: FormField, tables: FormTables, now_ms: int) -> Turn:
    """A list has grown; what else was said counts too, and the open question stays open."""
    draft, filled = with_facts(added.draft, added.facts, tables, "answer", now_ms, overwrite=())
    draft = with_story(draft, added.beside, tables) if is_long(added.beside) else draft
    if added.field == each.name or each.name in filled:
        turn = next_step(draft, tables, now_ms)
    else:
        turn = Turn(draft, ask(draft, tables))
    return replace(turn, says=added.says)


def _is_all_links(each: FormField, words: str) -> bool:
    """Whether the answer is nothing but links, to a question that one answers: the original work is
    no copy of itself."""
    takes_links = each.type in ("short_text", "url")
    return takes_links and all(part.startswith(("http", "www.")) for part in words.split())


def may_leave(draft: Draft) -> bool:
    """Whether "continue" means without an answer: no proof, or the value as it was."""
    return draft["open"] == EVIDENCE or bool(draft["changing"])


def _leaves(each: FormField, words: str, tables: FormTables) -> bool:
    """Whether the customer has no answer, or none to give."""
    said = ("skip", "unknown", "no") if each.name == EVIDENCE else ("skip", "unknown")
    said = (*said, "go_on")  # where it can only mean this: see `may_leave`
    is_said = any(tables.words.is_said(name, words) for name in said)
    return is_said and each.type not in ("choice", "boolean")


def _read(draft: Draft, each: FormField, words: str, tables: FormTables) -> Read:
    # "Skip" is a good user name by its letters; of a time an estimate is asked for.
    has_none = each.none and tables.words.is_said("none", words)
    if each.type != "datetime" and not has_none and _leaves(each, words, tables):
        return Refused("form_refused_needed")
    if not has_none and _is_mere_yes(each, words, tables):
        name = each.type == "username"
        return Refused("form_refused_username" if name else "form_refused_no_words")
    if each.name == DESCRIPTION and tables.words.is_said("bare_wish", words):
        return Refused("form_refused_too_short", {"limit": str(tables.limits[each.type][0])})
    if each.type == "object_ref" and kind_told(draft, each):
        return _read_object(draft, each, words, tables)
    return read_answer(each, words, tables)


def _is_mere_yes(each: FormField, words: str, tables: FormTables) -> bool:
    """Whether yes or no stands where a name or a few words were asked for."""
    is_said = any(tables.words.is_said(name, words) for name in ("yes", "no"))
    return is_said and each.type in ("short_text", "username")


def _read_object(draft: Draft, each: FormField, words: str, tables: FormTables) -> Read:
    """What identifies an object whose kind is known; several are read by ``add_listed``."""
    if has_masked_card(words):
        return Refused("form_refused_card")
    if named := read_named(draft, each, words, tables).found:
        return Taken({"kind": "", "ref": named[0]})
    ways = tables.objects[kind_told(draft, each)][1]
    return Refused("form_refused_url" if ways == ("link",) else "form_refused_object")


def is_long(words: str) -> bool:
    """Whether an answer tells more than the fact that it may hold."""
    return len(_ADDRESS.sub("", words).strip()) >= LONG_ANSWER


def _with_more(
    draft: Draft, each: FormField, words: str, tables: FormTables, *, has_others: bool = False
) -> Draft:
    """A long answer is kept as part of the story: it may hold more than the fact.

    One that is a value as it stands is not kept twice, unless it told of other fields as well.
    """
    is_value = draft["values"].get(each.name, {}).get("words") == words.strip()
    is_kept = is_value and each.type in ("free_text", "short_text") and not has_others
    return with_story(draft, words, tables) if is_long(words) and not is_kept else draft


def _with_detail(draft: Draft, each: FormField, words: str, tables: FormTables) -> Draft:
    """Where proof is asked for, words that are none tell more of the story, however short."""
    story = tables.field_of(draft["type"], DESCRIPTION)
    asked = part(words, tables.words)
    if each.name != EVIDENCE or story is None or (asked and not asked.answer):
        return draft
    is_story = isinstance(read_answer(story, words, tables), Taken)
    return with_story(draft, words, tables) if is_story else draft


def _taken(
    draft: Draft, each: FormField, read: Taken, words: str, tables: FormTables, now_ms: int
) -> Turn:
    if each.name == TYPE:
        return next_step(with_type(draft, str(read.value), tables), tables, now_ms)
    if each.type == "object_ref":
        read = Taken({"kind": read.value["kind"] or kind_told(draft, each),
                      "ref": read.value["ref"] or _ref_of(draft, each)})  # fmt: skip
    draft = with_value(draft, each, read, words, "answer", tables)
    return next_step(_with_more(draft, each, words, tables), tables, now_ms)


def _ref_of(draft: Draft, each: FormField) -> Any:
    """What was named before its kind: one or a list."""
    if draft["changing"]:
        return ""
    value = draft["values"].get(each.name, {}).get("value") or {}
    return value.get("ref", "")


def _refused(
    draft: Draft, each: FormField, read: Refused, words: str, tables: FormTables, now_ms: int
) -> Turn:
    draft = {**draft, "failures": draft["failures"] + 1}
    story = draft["description"]
    asked = part(words, tables.words)
    if each.type != "free_text" and (not asked or asked.answer):
        draft = _with_detail(_with_more(draft, each, words, tables), each, words, tables)
    if each.type == "choice" and each.name != TYPE and weight_of(words) >= TELLING_WORDS:
        # Who names two kinds at once tells more than the one that is chosen then.
        draft = with_story(draft, words, tables)
    loss = loss_of(draft, tables)
    urgent = next_step(draft, tables, now_ms) if loss else None
    if urgent and urgent.reply.field != each.name:
        return urgent
    is_told = draft["description"] != story and not has_masked_card(words)
    says: Says = (("form_added", {}),) if is_told else ()
    if draft["failures"] >= MOST_FAILURES:
        if may_skip(each, draft, tables):
            return replace(skip_open(draft, each, tables, now_ms), says=says)
        return Turn(draft, Reply("person", each.name, reason=loss.reason if loss else "form_stuck"))
    if is_told and each.name == EVIDENCE:
        return Turn(draft, ask(draft, tables), says)
    return Turn(draft, refuse(draft, tables, read.text, read.values), says)


def skip_open(draft: Draft, each: FormField, tables: FormTables, now_ms: int) -> Turn:
    """Left open, kept as it was, or not known to the customer."""
    if each.unknown:
        unknown = with_value(draft, each, Taken(None), "", "button", tables)
        return next_step(unknown, tables, now_ms)
    if each.name == TYPE or (draft["changing"] and is_answered(draft, each, tables)):
        return next_step(draft, tables, now_ms)
    left = {**draft, "skipped": [*draft["skipped"], each.name]}
    return next_step(left, tables, now_ms)


def pick_option(
    draft: Draft, each: FormField, option: str, tables: FormTables, now_ms: int
) -> Turn:
    """The option of a button."""
    if each.name == TYPE:
        return next_step(with_type(draft, option, tables), tables, now_ms)
    value: object = option
    if each.type == "boolean":
        value = option == "yes"
    elif each.type == "object_ref":
        value = {"kind": option, "ref": _ref_of(draft, each)}
    elif each.none:
        value = None
    draft = with_value(draft, each, Taken(value), "", "button", tables)
    return next_step(draft, tables, now_ms)
