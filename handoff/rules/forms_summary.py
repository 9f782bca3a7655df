"""What a finished draft amounts to: the summary a customer reads, and where the ticket goes."""

from collections.abc import Callable
from dataclasses import dataclass

from handoff.rules.forms_drafts import Draft, effects_of
from handoff.rules.forms_listing import refs_of
from handoff.rules.forms_lists import PICTURE
from handoff.rules.forms_replies import label_of
from handoff.rules.forms_tables import DESCRIPTION, EVIDENCE, TYPE, FormField, FormTables
from handoff.rules.forms_values import CHAT
from handoff.rules.texts import Content, Texts

SayTime = Callable[[str, str], str]
"""Puts an ISO time into words of a language."""
SayAmount = Callable[[str, str, str], str]
"""Writes an amount ("12.50") and its currency, which may be empty, as a language does."""
LONGEST_LIST = 2_000
"""Characters of a list in the summary; the ticket has all of it."""
LONGEST_QUOTE = 300
"""Characters of the customer's words in one line of the summary; the ticket has all of them."""


@dataclass(frozen=True)
class Route:
    """Where a draft goes: of several priorities the most urgent one.

    ``skills``: what the agent should be good at. ``target``: minutes until the first answer in the
    chat, 0 for those of the priority.
    """

    department: str
    priority: str
    also_inform: tuple[str, ...]
    skills: tuple[str, ...] = ()
    target: int = 0


def route_of(draft: Draft, tables: FormTables, now_ms: int) -> Route:
    """Department, priority and whom to inform, by the type and the answers."""
    form = tables.types[draft["type"]]
    effects = effects_of(draft, tables, now_ms)
    priority = min([form.priority, *(each.priority for each in effects if each.priority)])
    moved = [each.department for each in effects if each.department]
    department = moved[0] if moved else form.department
    informed = [*form.also_inform, *(each.inform for each in effects if each.inform)]
    others = [each for each in (form.department, *informed) if each != department]
    return Route(department, priority, tuple(dict.fromkeys(others)))


def plain_time(value: str, language: str) -> str:
    """An ISO time without its zone, and without the hour where only the day was told."""
    day, _, hour = value[:16].partition("T")
    return day if hour in ("", "00:00") else f"{day} {hour}"


def plain_amount(amount: str, currency: str, language: str) -> str:
    """An amount as it is stored."""
    return f"{amount} {currency}".strip()


@dataclass(frozen=True)
class Saying:
    """How values are written for people."""

    time: SayTime = plain_time
    amount: SayAmount = plain_amount


PLAIN = Saying()


def render_summary(
    draft: Draft, tables: FormTables, content: Content, saying: Saying = PLAIN
) -> str:
    """Every field that is known, a line each: what was understood, and the customer's words."""
    language = draft["language"]
    title = content.render_text(f"form_type_{draft['type']}", language, {})
    lines = [_line(content, language, TYPE, title)]
    for each in tables.fields_of(draft["type"]):
        if each.name == DESCRIPTION:
            lines += [_line(content, language, each.name, _cut(w)) for w in draft["description"]]
        elif each.name == EVIDENCE and draft["evidence"]["count"]:
            count = {"count": str(draft["evidence"]["count"])}
            files = content.render_text("form_value_files", language, count)
            lines.append(_line(content, language, each.name, files))
        elif each.name in draft["values"]:
            lines.append(_answer(draft, each, tables, content, saying))
    return "\n".join(lines)


def _answer(
    draft: Draft, each: FormField, tables: FormTables, content: Content, saying: Saying
) -> str:
    language, entry = draft["language"], draft["values"][each.name]
    value = render_value(each, entry["value"], language, content, saying)
    # Who does not know the name of their account has one.
    if entry["value"] is None and tables.words.is_said("unknown", entry["words"]):
        value = content.render_text("form_value_unknown", language, {})
    words = "" if entry["words"].casefold() == value.casefold() else _cut(entry["words"])
    return _line(content, language, each.name, value, words, about=entry["approximate"])


def _line(
    content: Content, language: str, name: str, value: str, words: str = "", *, about: bool = False
) -> str:
    label = content.render_text(f"form_field_{name}", language, {})
    values = {"label": label, "value": value, "words": words}
    kind = "form_row_about" if about else "form_row_words" if words else "form_row"
    return content.render_text(kind, language, values)


def render_value(
    each: FormField, value: object, language: str, content: Texts, saying: Saying = PLAIN
) -> str:
    """A value as people read it."""

    def text(text_id: str) -> str:
        return content.render_text(text_id, language, {})

    if value is None:
        return text(label_of(each, "none") if each.none else "form_value_unknown")
    if isinstance(value, bool):
        return text(label_of(each, "yes" if value else "no"))
    if isinstance(value, list):
        return _listed([str(one) for one in value], language, content)
    if isinstance(value, dict) and "amount" in value:
        return saying.amount(str(value["amount"]), str(value["currency"]), language)
    if isinstance(value, dict):
        kind = text(label_of(each, value["kind"])) if value["kind"] else ""
        shows = value["ref"] == PICTURE
        named = text("form_value_picture") if shows else _listed(refs_of(value), language, content)
        return ": ".join(part for part in (kind, named) if part)
    if each.type == "choice" or (each.type == "contact" and value == CHAT):
        return text(label_of(each, str(value)))
    if each.type == "datetime":
        return saying.time(str(value), language)
    return str(value)


def _listed(named: list[str], language: str, content: Texts) -> str:
    """One as it is; several counted and a line each, as long as there is room for them."""
    if len(named) <= 1:
        return "".join(named)
    lines, room = list[str](), LONGEST_LIST
    for one in named:
        room -= len(one)
        if room < 0:
            break
        lines.append(f"• {_cut(one)}")
    head = content.render_text("form_value_many", language, {"count": str(len(named))})
    if left := len(named) - len(lines):
        more = content.render_text("form_value_more", language, {"count": str(left)})
        lines.append(f"• {more}")
    return "\n".join([head, *lines])


def _cut(words: str) -> str:
    return words if len(words) <= LONGEST_QUOTE else f"{words[:LONGEST_QUOTE]}…"
