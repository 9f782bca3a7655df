"""What the assistant tells the service; it only advises, the service does the deed.

A signal is the ``custom`` object of a Rasa message:

- ``topic``: ``kind`` (answer, offer, guess, unsure) and ``topics`` ``[{id, score}]``; for
  ``answer`` the first is the answer and the rest are the runners-up, for ``offer`` two or three to
  choose from, for ``guess`` the same with doubt whether one of them is meant
- ``say``: ``text`` (id of a content text) and ``values``
- ``handoff``: ``reason`` (id of ``data/catalogue/handoff_reasons.yml``)
- ``check``: it may be a matter of danger, but that is not sure; ``draft`` is that of the form it
  was said in, if any, with what was answered beside
- ``not_my_question``: ``topics`` that the objection itself speaks of, if any
- ``menu``, ``helped`` (``yes``)
- ``form``: a turn of a complaint form (docs/complaints.md). ``kind`` is ask, refused, summary,
  confirmed, cancelled, paused, resumed or person, ``draft`` always the whole draft, ``text`` and
  ``values`` what is said, ``question`` (after a refusal) the id of what is asked again, ``buttons``
  ``[{id, label, words}]`` with the id of a text or words as they stand, ``field`` the field that is
  open, ``reason`` why a person is needed
- ``purpose``: it is unclear whether the customer complains, asks how that goes, or asks where it
  stands; ``kind`` and ``topics`` as in ``topic``, for when they were asked that already
- ``status``: ``number`` of a ticket, or empty for all of the customer's own

Every signal carries ``language`` (en, nl, zh, other), ``intent`` and ``confidence``.
"""

from typing import Any

SIGNALS = frozenset(
    {
        *("topic", "say", "handoff", "check", "menu", "not_my_question", "helped"),
        *("form", "status", "purpose"),
    }
)
SPOKEN_KINDS = frozenset({"ask", "refused", "resumed", "summary"})
"""Those that leave a question open."""
FORM_KINDS = SPOKEN_KINDS | {"confirmed", "cancelled", "paused", "person"}
LANGUAGES = ("en", "nl", "zh")


def check_signals(messages: Any) -> tuple[dict[str, Any], ...]:
    """The signals in a reply of ``/webhooks/rest/webhook``.

    Raises ``ValueError`` when the reply has another shape or holds an unknown signal: a silent
    skip would leave the customer without an answer.
    """
    if not isinstance(messages, list):
        raise ValueError("the assistant's reply is not a list")
    signals = []
    for message in messages:
        custom = message.get("custom") if isinstance(message, dict) else None
        if not isinstance(custom, dict) or custom.get("signal") not in SIGNALS:
            raise ValueError("the assistant's reply holds a message that is no known signal")
        if custom["signal"] == "form":
            _check_form(custom)
        signals.append(custom)
    return tuple(signals)


def _check_form(signal: dict[str, Any]) -> None:
    draft = signal.get("draft")
    if signal.get("kind") not in FORM_KINDS or not isinstance(draft, dict):
        raise ValueError("the assistant's reply holds a form of no known kind")
    if signal["kind"] in SPOKEN_KINDS and not signal.get("text"):
        raise ValueError("the assistant's reply holds a form that says nothing")
