"""Rasa as the service sees it: questions over its HTTP API, and nothing else."""

from typing import Any

import aiohttp

from handoff.errors import AssistantError
from handoff.rules.ids import ConversationId
from handoff.rules.signals import check_signals

ASK_TIMEOUT_S = 18.0
"""Longer than any turn of a healthy assistant, shorter than the life of Rasa's lock (20 s)."""

NEVER_CUT = aiohttp.ClientTimeout(total=ASK_TIMEOUT_S, sock_connect=3.0)


class RasaAssistant:
    """The ``Assistant`` port over ``/webhooks/rest`` and the tracker API of one Rasa server."""

    def __init__(self, url: str, token: str) -> None:
        self._url = url.rstrip("/")
        self._token = {"token": token} if token else {}
        self._session: aiohttp.ClientSession | None = None

    async def start(self) -> None:
        connector = aiohttp.TCPConnector(limit=64, keepalive_timeout=3)
        self._session = aiohttp.ClientSession(timeout=NEVER_CUT, connector=connector)

    async def stop(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def is_ready(self) -> bool:
        """Whether a model is loaded, not only the port open."""
        try:
            status = await self._request("GET", "/status")
        except AssistantError:
            return False
        return bool(isinstance(status, dict) and status.get("model_file"))

    async def ask(
        self,
        conversation: ConversationId,
        ask_id: str,
        text: str,
        metadata: dict[str, Any],
        *,
        again: bool,
    ) -> tuple[dict[str, Any], ...]:
        """The signals for one message.

        A repeat looks into the tracker first: if the turn was completed there, its bot events are
        the answer, since the same words twice would count twice. An empty reply hides an error (or
        an assistant without a model) and is looked up in the same way.
        """
        if again and (found := await self._answered_before(conversation, ask_id)):
            return found
        body = {
            "sender": conversation,
            "message": text,
            "metadata": {**metadata, "message_id": ask_id},
        }
        reply = await self._request("POST", "/webhooks/rest/webhook", body)
        if not reply:
            found = await self._answered_before(conversation, ask_id)
            if found is None:
                raise AssistantError("the assistant said nothing")
            return found
        return _signals(reply)

    async def tell_handed_back(
        self, conversation: ConversationId, ask_id: str, language: str
    ) -> tuple[dict[str, Any], ...]:
        """Leave no open form or loop behind, and let the dialogue know about the person."""
        body = {"name": "EXTERNAL_handoff_ended", "entities": []}
        path = f"/conversations/{conversation}/trigger_intent?output_channel=latest"
        reply = await self._request("POST", path, body)
        messages = reply.get("messages") if isinstance(reply, dict) else None
        return _signals(messages or [])

    async def _answered_before(
        self, conversation: ConversationId, ask_id: str
    ) -> tuple[dict[str, Any], ...] | None:
        path = f"/conversations/{conversation}/tracker?include_events=ALL"
        tracker = await self._request("GET", path)
        return _turn(tracker.get("events") or [], ask_id) if isinstance(tracker, dict) else None

    async def _request(self, method: str, path: str, body: Any = None) -> Any:
        if self._session is None:
            raise AssistantError("the client was not started")
        try:
            async with self._session.request(
                method, self._url + path, json=body, params=self._token
            ) as response:
                if response.status != 200:
                    raise AssistantError(f"the assistant answered {response.status}")
                return await response.json()
        except (TimeoutError, aiohttp.ClientError, ValueError) as error:
            raise AssistantError(f"{type(error).__name__} at the assistant") from error


def _turn(events: list[dict[str, Any]], ask_id: str) -> tuple[dict[str, Any], ...] | None:
    """The signals of the turn that ``ask_id`` began, None if there was none or it stayed silent."""
    begins = [
        n
        for n, event in enumerate(events)
        if event.get("event") == "user"
        and (event.get("metadata") or {}).get("message_id") == ask_id
    ]
    if not begins:
        return None
    said = []
    for event in events[begins[-1] + 1 :]:
        if event.get("event") == "user":
            break
        custom = (event.get("data") or {}).get("custom") if event.get("event") == "bot" else None
        if custom:
            said.append({"custom": custom})
    return _signals(said) if said else None


def _signals(reply: Any) -> tuple[dict[str, Any], ...]:
    try:
        return check_signals(reply)
    except ValueError as error:
        raise AssistantError(str(error)) from error
