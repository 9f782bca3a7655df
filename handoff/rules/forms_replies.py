"""What the form says: the question, its buttons, a refusal, the summary."""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from handoff.rules.forms_drafts import Draft, is_answered
from handoff.rules.forms_listing import kind_told
from handoff.rules.forms_tables import DESCRIPTION, EVIDENCE, TYPE, FormField, FormTables
from handoff.rules.forms_values import CHAT


@dataclass(frozen=True)
class Choice:
    """A button: ``label`` is a text id."""

    id: str
    label: str
    words: str = ""


@dataclass(frozen=True)
class Reply:
    """The signal ``form`` without its draft.

    ``kind``: ask, refused, summary, confirmed, cancelled, paused, resumed or person. ``text`` and
    ``question`` are text ids; ``question`` stands beside a refusal and is asked again.
    """

    kind: str
    field: str = ""
    text: str = ""
    question: str = ""
    values: dict[str, str] = dataclasses.field(default_factory=dict)
    buttons: tuple[Choice, ...] = ()
    reason: str = ""


@dataclass(frozen=True)
class Turn:
    """A step of the form: the new draft, what it says, and texts (id, values) said before that."""

    draft: Draft
    reply: Reply
    says: tuple[tuple[str, dict[str, str]], ...] = ()

    def signal(self) -> dict[str, Any]:
        """The fields of the signal ``form``."""
        reply = dataclasses.asdict(self.reply)
        return {**reply, "buttons": list(reply["buttons"]), "draft": self.draft}


CANCEL = Choice("form:cancel", "form_button_cancel")
CHANGE = Choice("form:change", "form_button_change")
YES = Choice("form:yes", "form_button_send")
KEEP = Choice("form:skip", "form_button_keep")
MORE = Choice("form:more", "form_button_more")


def ask(draft: Draft, tables: FormTables, *, shows_all: bool = False) -> Reply:
    """The question for the open field, or which field to change if none is open.

    Of the fields that can be changed those that the customer told come first, the others stand
    behind a button.
    """
    each = open_field(draft, tables)
    if each is None:
        return Reply("ask", text="form_change_which", buttons=_to_change(draft, tables, shows_all))
    return Reply(
        "ask", each.name, _question(draft, each, tables), buttons=_choices(draft, each, tables)
    )


def ask_types(draft: Draft, kinds: Sequence[str], tables: FormTables) -> Reply:
    """Which of the types, with a way to all the others; all of them where none is more likely."""
    asked = ask(draft, tables)
    first = {f"form:value:{kind}" for kind in kinds}
    likely = sorted(
        (choice for choice in asked.buttons if choice.id in first),
        key=lambda choice: kinds.index(choice.id.rpartition(":")[2]),
    )
    return dataclasses.replace(asked, buttons=(*likely, MORE, KEEP)) if likely else asked


def refuse(draft: Draft, tables: FormTables, text: str, values: dict[str, str]) -> Reply:
    """Why the answer cannot be taken, with an example, and the question once more."""
    again = ask(draft, tables)
    return Reply("refused", again.field, text, again.text, values, again.buttons)


def why_asked(draft: Draft, tables: FormTables, *, is_answered: bool = False) -> str:
    """The text that says what the open question is for: that of its field, else the general one."""
    own = f"form_why_{draft['open']}"
    if own in tables.labels:
        return own
    return "form_why" if is_answered else "form_help"


def summarise(text: str = "form_summary") -> Reply:
    return Reply("summary", text=text, buttons=(YES, CHANGE, CANCEL))


def open_field(draft: Draft, tables: FormTables) -> FormField | None:
    """The field that is asked about; the type can be changed as if it were one."""
    if draft["open"] == TYPE:
        return FormField(TYPE, "choice", True, tuple(tables.types_on(draft["platform"])))
    return tables.field_of(draft["type"], draft["open"]) if draft["open"] else None


def may_skip(each: FormField, draft: Draft, tables: FormTables) -> bool:
    """Whether the question can be left without a new answer."""
    is_kept = draft["changing"] and (each.name == TYPE or is_answered(draft, each, tables))
    return not each.required or is_kept


def options_of(draft: Draft, each: FormField, tables: FormTables) -> list[str]:
    """What ``form:value:<option>`` may name for the field."""
    if each.type == "choice":
        return list(each.options)
    if each.type == "boolean":
        return ["yes", "no"]
    if each.type == "contact":
        return [CHAT]
    if each.type == "object_ref" and not kind_told(draft, each):
        return tables.objects_for(each, draft["platform"])
    return ["none"] if each.none else []


def option_typed(draft: Draft, each: FormField, words: str, tables: FormTables) -> str:
    """The option whose button reads as the words do, in any language; empty if none does."""
    said = words.casefold().strip(" .!。！")
    options = options_of(draft, each, tables)
    return next((o for o in options if said in tables.labels.get(label_of(each, o), ())), "")


def label_of(each: FormField, option: str) -> str:
    """The text id of what a button reads."""
    if each.name == TYPE:
        return f"form_type_{option}"
    if each.type == "object_ref":
        return f"form_object_{option}"
    if each.type == "boolean":
        return f"form_button_{option}"
    return f"form_option_{each.name}_{option}"


def _question(draft: Draft, each: FormField, tables: FormTables) -> str:
    if each.name == EVIDENCE and draft["evidence"]["count"]:
        return "form_ask_evidence_more"
    if each.type == "object_ref" and (kind := kind_told(draft, each)):
        own, ways = f"form_name_{kind}", tables.objects.get(kind, ((), ()))[1]
        if own in tables.labels:
            return own
        return f"form_identify_{ways[0]}" if ways else f"form_ask_{each.name}"
    return f"form_ask_{each.name}"


def _choices(draft: Draft, each: FormField, tables: FormTables) -> tuple[Choice, ...]:
    options = options_of(draft, each, tables)
    choices = [Choice(f"form:value:{option}", label_of(each, option)) for option in options]
    if each.unknown:
        choices.append(Choice("form:skip", "form_button_unknown"))
    elif each.name == EVIDENCE and draft["evidence"]["count"]:
        choices.append(Choice("form:skip", "form_button_done"))
    elif may_skip(each, draft, tables):
        choices.append(KEEP if draft["changing"] else Choice("form:skip", "form_button_skip"))
    return tuple(choices)


def _to_change(draft: Draft, tables: FormTables, shows_all: bool) -> tuple[Choice, ...]:
    """Every field there is, in two parts: what was left out can be added as well."""
    names = [TYPE, *(each.name for each in tables.fields_of(draft["type"]))]
    names = [name for name in names if name != DESCRIPTION or draft["description"]]
    told = [name for name in names if name in (TYPE, DESCRIPTION) or _is_told(draft, name)]
    more = () if shows_all or len(told) == len(names) else (MORE,)
    shown = names if shows_all else told
    fields = [Choice(f"form:change:{name}", f"form_field_{name}") for name in shown]
    return (*fields, *more, KEEP, CANCEL)


def _is_told(draft: Draft, name: str) -> bool:
    """Whether the customer said it, in words or by a button."""
    entry = draft["values"].get(name, {})
    return bool(entry.get("words")) or entry.get("source") == "button"
