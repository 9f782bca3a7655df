"""Amounts as customers write them: € 12,50 in Dutch, €12.50 in English, 300 金币 in Chinese."""

from decimal import Decimal, InvalidOperation

from babel.numbers import format_currency, format_decimal

from bot.times import FORMS, Render

COINS = {"coins": "currency_coins", "diamonds": "currency_diamonds"}
"""Currencies of our own, and the texts that name them."""


def render_amount(render: Render, amount: str, currency: str, language: str) -> str:
    """``amount`` is a decimal number ("12.50"), ``currency`` a code of ISO 4217, one of ``COINS``
    or empty. What is no number stays as it is."""
    place, *_ = FORMS.get(language, FORMS["en"])
    try:
        value = Decimal(amount)
    except InvalidOperation:
        return f"{amount} {currency}".strip()
    if currency and currency not in COINS:
        shown = format_currency(value, currency, locale=place, decimal_quantization=False)
    else:
        form = "#,##0.00" if value % 1 else "#,##0"
        shown = format_decimal(value, form, locale=place, decimal_quantization=False)
        if currency:
            shown = f"{shown} {render(COINS[currency], language, {})}"
    return shown.replace("\u00a0", " ")
