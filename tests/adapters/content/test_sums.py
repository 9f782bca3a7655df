"""Amounts as customers read them."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.content import load
from bot.render import Draft, Renderer
from bot.sums import render_amount
from handoff.rules.conversation import Conversation
from handoff.rules.effects import Say
from handoff.rules.forms_drafts import new_draft
from handoff.rules.ids import ConversationId

LOADED = load(Path("data"))
NOON = int(datetime(2026, 11, 20, 12, 0, tzinfo=UTC).timestamp() * 1000)


@pytest.mark.parametrize(
    ("amount", "currency", "said"),
    [
        ("12.50", "EUR", ["€12.50", "€ 12,50", "€12.50"]),
        ("1234.5", "USD", ["US$1,234.50", "US$ 1.234,50", "US$1,234.50"]),
        ("12.50", "", ["12.50", "12,50", "12.50"]),
        ("300", "coins", ["300 coins", "300 munten", "300 金币"]),
        ("9.999", "EUR", ["€9.999", "€ 9,999", "€9.999"]),
        ("much", "EUR", ["much EUR", "much EUR", "much EUR"]),
    ],
)
def test_an_amount_is_written_as_its_language_does(amount: str, currency: str, said: list[str]):
    render = LOADED.content.render_text
    assert [render_amount(render, amount, currency, each) for each in ("en", "nl", "zh")] == said


def test_the_summary_shows_it_so():
    value = {"amount": "12.50", "currency": "EUR"}
    entry = {"value": value, "words": "", "approximate": False, "source": "button"}
    draft = {**new_draft("billing_dispute", "nl", "marketplace"), "values": {"amount": entry}}
    conversation = Conversation(ConversationId("web:1"), language="nl")
    rendered = Draft()
    Renderer(LOADED, NOON).add(rendered, "e1", conversation, [Say("form_summary", draft=draft)])
    assert "€ 12,50" in rendered.entries[0]
