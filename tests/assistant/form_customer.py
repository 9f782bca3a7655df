"""A customer in mid-form: real tables, readers of facts and actions; only what the model hears is
given."""

from typing import Any

from rasa_sdk import Tracker

from actions.form_turns import Turned, begin, take_turn

Ranked = dict[str, float]
LEVELS = {"answer": 0.7, "offer": 0.16, "lead": 4.0, "clear": 0.32}
"""About those of the model for English."""
NOW = 1_795_183_200_000
"""Friday 2026-11-20, 14:00 UTC."""


class Customer:
    """Somebody who has opened a form; each deed leaves the turn in ``turned``."""

    def __init__(
        self, kind: str, story: str, language: str = "en", platform: str = "short_video"
    ) -> None:
        self._language, self._platform = language, platform
        self.draft: dict[str, Any] = {}
        self._said: list[dict[str, Any]] = []
        self._keep(Turned(begin(self._tracker(story, "complaint"), kind)))

    def says(
        self,
        *messages: str,
        intent: str = "faq",
        topics: Ranked | None = None,
        complaints: Ranked | None = None,
    ) -> "Customer":
        """``topics`` and ``complaints`` are what the model hears, with a score each."""
        for words in messages:
            self._keep(take_turn(self._tracker(words, intent, topics, complaints)))
        return self

    def presses(self, button: str) -> "Customer":
        tracker = self._tracker("", "form_button")
        tracker.latest_message["entities"] = [{"entity": "button", "value": button}]
        self._keep(take_turn(tracker))
        return self

    @property
    def told(self) -> list[str]:
        """What is said before the question: texts, and the name of what is done beside it."""
        assert self.turned.turn
        beside = self.turned.beside
        said = [text for text, _ in self.turned.turn.says]
        return [*([beside.name()] if beside else []), *said]

    @property
    def asked(self) -> str:
        turn = self.turned.turn
        assert turn
        return turn.reply.field if turn.reply.kind != "summary" else "summary"

    @property
    def buttons(self) -> list[str]:
        assert self.turned.turn
        return [button.id for button in self.turned.turn.reply.buttons]

    def value(self, name: str) -> Any:
        return self.draft["values"][name]["value"]

    def _keep(self, turned: Turned) -> None:
        self.turned = turned
        self.draft = turned.turn.draft if turned.turn else self.draft

    def _tracker(
        self,
        words: str,
        intent: str,
        topics: Ranked | None = None,
        complaints: Ranked | None = None,
    ) -> Tracker:
        metadata = {"language": self._language, "platform": self._platform, "at_ms": NOW}
        heard = {
            "text": words, "intent": {"name": intent, "confidence": 0.9}, "entities": [],
            "metadata": metadata, "topic": {**LEVELS, "ranking": _ranking(topics)},
            "complaint": {"offer": 0.15, "ranking": _ranking(complaints)},
        }  # fmt: skip
        said = {"event": "user", "text": words, "metadata": metadata, "parse_data": heard}
        self._said.append(said)
        slots = {"draft": self.draft or None, "language": self._language}
        self.tracker = Tracker("c1", slots, heard, self._said, False, None, {}, "action_listen")
        return self.tracker


def _ranking(scores: Ranked | None) -> list[dict[str, Any]]:
    return [{"id": name, "score": score} for name, score in (scores or {}).items()]
