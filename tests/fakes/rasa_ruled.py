"""The form of the Rasa on loopback, led by the product's own rules and readers of facts.

Only the model is missing: which words begin a complaint is taught.
"""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from handoff.extract.facts import fields_of
from handoff.extract.vocabulary import vocabulary_of
from handoff.rules.forms import add_evidence, open_form, press, take_answer
from handoff.rules.forms_drafts import Draft, Fact
from handoff.rules.forms_replies import Turn
from handoff.rules.forms_tables import read_forms

Signal = dict[str, Any]
_COMMAND = re.compile(r"/(form_open|form_button|evidence_added)(\{.*\})", re.DOTALL)


class RuledForms:
    """Takes the place of ``RasaFake.forms``."""

    def __init__(self, data: Path) -> None:
        catalogue = data / "catalogue"
        named = ("complaint_types", "reportable_objects", "form_words")
        texts = [_load(path) for path in sorted((data / "content/texts").glob("form*.yml"))]
        said = {name: each for file in texts for name, each in file["texts"].items()}
        self._tables = read_forms(*(_load(catalogue / f"{name}.yml") for name in named), said)
        facts = ("choices", "answers", "clues")
        self._words = vocabulary_of(*(_load(catalogue / "facts" / f"{name}.yml") for name in facts))
        self._stories: dict[str, str] = {}
        self._drafts: dict[str, Draft] = {}

    def teach(self, beginning: str, complaint: str) -> None:
        """A message that begins like this begins a complaint of this type."""
        self._stories[beginning] = complaint

    def turn(self, sender: str, text: str, metadata: Mapping[str, Any]) -> list[Signal] | None:
        """What the form says to a message, None if it is none of its business."""
        draft = self._drafts.get(sender)
        command = _COMMAND.fullmatch(text)
        now_ms = int(metadata["at_ms"])
        if draft is None:
            begins = (kind for story, kind in self._stories.items() if text.startswith(story))
            kind = next(begins, None)
            return self._told(sender, self._opened(kind, text, metadata)) if kind else None
        if command is None:
            facts, language = self._facts(draft, text, metadata), metadata["language"]
            taken = take_answer(draft, text, self._tables, facts, language=language, now_ms=now_ms)
            return self._told(sender, taken)
        given = json.loads(command[2])
        if command[1] == "evidence_added":
            more = add_evidence(draft, given["count"], given["kinds"], self._tables, now_ms)
            return self._told(sender, more)
        return self._told(sender, press(draft, given["button"], self._tables, now_ms))

    def _opened(self, kind: str, text: str, metadata: Mapping[str, Any]) -> Turn:
        draft = {"type": kind, "open": ""}
        return open_form(
            kind, self._tables, story=[text], facts=self._facts(draft, text, metadata),
            language=metadata["language"], platform=metadata["platform"],
            now_ms=int(metadata["at_ms"]),
        )  # fmt: skip

    def _facts(self, draft: Draft, text: str, metadata: Mapping[str, Any]) -> list[Fact]:
        found = fields_of(
            self._tables.fields_of(draft["type"]), text, now_ms=int(metadata["at_ms"]),
            zone=ZoneInfo(metadata["timezone"]), language=metadata["language"],
            words=self._words, asked=draft["open"],
        )  # fmt: skip
        return [Fact(*fact) for fact in found]

    def _told(self, sender: str, turn: Turn) -> list[Signal]:
        self._drafts[sender] = turn.draft
        if turn.reply.kind not in ("ask", "refused", "summary", "resumed"):
            del self._drafts[sender]
        says = [{"signal": "say", "text": text, "values": dict(v)} for text, v in turn.says]
        return [*says, {"signal": "form", **turn.signal()}]


def _load(path: Path) -> Any:
    return yaml.safe_load(path.read_text("utf-8"))
