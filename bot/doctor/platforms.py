"""Looks at Telegram and Slack: is each token the right one?"""

from typing import Any

import aiohttp

from bot.doctor.findings import Finding
from handoff.settings import Settings

WITHIN_S = 10.0
TELEGRAM_REMEDY = "Get the token of your bot from @BotFather and put it into TELEGRAM_BOT_TOKEN."
SLACK_REMEDY = "Copy the token again from the pages of your Slack app into {name}."


async def check_telegram(settings: Settings) -> list[Finding]:
    token = settings.telegram_bot_token.get_secret_value()
    if not token:
        return [Finding("telegram", "not connected (no TELEGRAM_BOT_TOKEN)")]
    answer = await _ask(f"{settings.telegram_api_url.rstrip('/')}/bot{token}/getMe")
    if isinstance(answer, str):
        remedy = "Check the network, or TELEGRAM_API_URL."
        return [Finding("telegram", f"Telegram cannot be reached: {answer}.", remedy)]
    if not answer.get("ok"):
        reason = answer.get("description", "no reason given")
        return [Finding("telegram", f"Telegram refuses the token: {reason}.", TELEGRAM_REMEDY)]
    return [Finding("telegram", f"connected as @{answer['result'].get('username', '?')}")]


async def check_slack(settings: Settings) -> list[Finding]:
    bot, app = settings.slack_bot_token, settings.slack_app_token
    if not bot.get_secret_value():
        return [Finding("slack", "not connected (no SLACK_BOT_TOKEN)")]
    base = settings.slack_api_url.rstrip("/")
    return [
        await _try_slack(f"{base}/auth.test", bot.get_secret_value(), "SLACK_BOT_TOKEN"),
        await _try_slack(
            f"{base}/apps.connections.open", app.get_secret_value(), "SLACK_APP_TOKEN"
        ),
    ]


async def _try_slack(url: str, token: str, name: str) -> Finding:
    answer = await _ask(url, token=token)
    if isinstance(answer, str):
        return Finding("slack", f"Slack cannot be reached: {answer}.", "Check the network.")
    if not answer.get("ok"):
        reason = answer.get("error", "no reason given")
        remedy = SLACK_REMEDY.format(name=name)
        return Finding("slack", f"Slack refuses {name}: {reason}.", remedy)
    team = answer.get("team")
    return Finding("slack", f"{name} is accepted" + (f" by {team}" if team else ""))


async def _ask(url: str, *, token: str = "") -> dict[str, Any] | str:
    """The platform's JSON answer, or why there is none; the token is in neither."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    timeout = aiohttp.ClientTimeout(total=WITHIN_S)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout, headers=headers) as session,
            session.post(url) as answer,
        ):
            body = await answer.json(content_type=None)
    except TimeoutError:
        return f"no answer within {WITHIN_S:.0f} s"
    except (aiohttp.ClientError, ValueError) as error:
        # The text of an error may hold the address, and Telegram's address holds the token.
        return type(error).__name__
    return body if isinstance(body, dict) else "an answer that is not its own"
