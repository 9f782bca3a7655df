"""Forms over the tables as they are, and a customer who answers them."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from handoff.rules.forms import add_evidence, open_form, press, take_answer
from handoff.rules.forms_drafts import Draft, Fact
from handoff.rules.forms_replies import Turn
from handoff.rules.forms_tables import FormTables, read_forms, titles_of
from handoff.rules.texts import Content

DATA = Path(__file__).parents[2] / "data"
NOW = 1_795_183_200_000  # 2026-11-20 14:00 UTC
TODAY, YESTERDAY = "2026-11-20T09:00+00:00", "2026-11-19T00:00+00:00"

TWELVE_FIFTY = {"amount": "12.50", "currency": "EUR"}
FIFTEEN = {"amount": "15", "currency": "EUR"}


def _read(path: str) -> Any:
    return yaml.safe_load((DATA / path).read_text("utf-8"))


TEXTS: dict[str, dict[str, str]] = {
    name: by_language
    for path in sorted((DATA / "content/texts").glob("form*.yml"))
    for name, by_language in yaml.safe_load(path.read_text("utf-8"))["texts"].items()
}
RAW = _read("catalogue/complaint_types.yml")
OBJECTS = _read("catalogue/reportable_objects.yml")
WORDS = _read("catalogue/form_words.yml")
TABLES: FormTables = read_forms(RAW, OBJECTS, WORDS, TEXTS)
POLICY = {"report_limit": {"en": "100", "nl": "100", "zh": "100"}}
CONTENT = Content(texts={**TEXTS, **titles_of(RAW, OBJECTS)}, policy=POLICY)

Facts = dict[str, Any]
"""Field -> value, or (value, words)."""

KNOWN = {"account_name": "noor_yoga"}
STORY = "You took 12.50 from my account twice this month"


@dataclass
class Customer:
    """Somebody in the middle of a form; every deed gives the turn that follows."""

    kind: str = "billing_dispute"
    story: str = STORY
    language: str = "en"
    platform: str = "short_video"
    known: dict[str, str] = field(default_factory=lambda: dict(KNOWN))
    tables: FormTables = field(default_factory=lambda: TABLES)
    turn: Turn = field(init=False)

    def open(self, **found: Any) -> Turn:
        self.turn = open_form(
            self.kind, self.tables, story=[self.story], facts=facts(found, self.story),
            known=self.known, language=self.language, platform=self.platform, now_ms=NOW,
        )  # fmt: skip
        return self.turn

    def says(self, words: str, **found: Any) -> Turn:
        self.turn = take_answer(
            self.draft, words, self.tables, facts(found, words), language=self.language, now_ms=NOW
        )
        return self.turn

    def presses(self, button: str) -> Turn:
        self.turn = press(self.draft, button, self.tables, NOW)
        return self.turn

    def sends_files(self, count: int = 1) -> Turn:
        self.turn = add_evidence(self.draft, count, ["screenshot"], self.tables, NOW)
        return self.turn

    @property
    def draft(self) -> Draft:
        return self.turn.draft

    @property
    def asked(self) -> str:
        return self.turn.reply.field

    def value(self, name: str) -> Any:
        return self.draft["values"][name]["value"]


def facts(found: Facts, words: str) -> list[Fact]:
    pairs = {name: v if isinstance(v, tuple) else (v, words) for name, v in found.items()}
    return [Fact(name, value, said) for name, (value, said) in pairs.items()]


def at_summary(**about: Any) -> Customer:
    """A billing dispute that is complete, and waits for a yes."""
    customer = Customer(**about)
    customer.open(
        transaction_id="AB-12345", amount=TWELVE_FIFTY, charge_date=YESTERDAY,
        dispute_kind="double_charge", contact="chat",
    )  # fmt: skip
    customer.presses("form:skip")
    assert customer.turn.reply.kind == "summary"
    return customer
