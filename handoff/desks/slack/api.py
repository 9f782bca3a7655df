"""The calls of Slack's Web API that the desk makes, with errors it can decide upon.

Nothing is sent again here: a post whose answer was lost may be there all the same, so the library's
own repeats are switched off, and whoever called looks before it tries again.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from handoff.errors import DeliveryError

WITHIN_S = 10
POST = "footbridge_post"
"""The kind of metadata that our messages carry; whoever is in the workspace can read it."""
PAGE = 200
MOST_PAGES = 50

Method = Callable[..., Awaitable[AsyncSlackResponse]]
_UNCLEAR = frozenset({"internal_error", "fatal_error", "service_unavailable", "request_timeout"})
_DONE_BEFORE = frozenset({"already_reacted", "no_reaction"})


class SlackTrouble(DeliveryError):
    """``code`` is Slack's own word for it, or empty where there was no clear answer."""

    def __init__(self, code: str, retry_after_s: float | None = None) -> None:
        super().__init__(
            f"Slack: {code or 'no clear answer'}",
            permanent=bool(code) and retry_after_s is None,
            retry_after_s=retry_after_s,
            ambiguous=not code,
        )
        self.code = code


@dataclass(frozen=True)
class Words:
    """A message: ``text`` is what notifications say and what is shown without ``blocks``.

    ``name`` and ``icon`` stand for the sender, if another than the app.
    """

    text: str
    blocks: Sequence[Mapping[str, Any]] = ()
    name: str = ""
    icon: str = ""


class SlackApi:
    """One workspace. All methods raise ``SlackTrouble``."""

    def __init__(self, token: str, base_url: str) -> None:
        """``base_url`` ends with a slash."""
        self.client = AsyncWebClient(
            token=token, base_url=base_url, timeout=WITHIN_S, retry_handlers=[]
        )

    async def post(self, channel: str, words: Words, post_id: str, thread_ts: str = "") -> str:
        """Post a message that can be found again by ``post_id``; its name (``ts``).

        A reply to a thread that is gone lands in the channel, and Slack calls that a success: it
        is taken back, and told as ``thread_not_found``.
        """
        answer = await self._call(
            self.client.chat_postMessage,
            channel=channel,
            **_content(words),
            **({"thread_ts": thread_ts} if thread_ts else {}),
            **({"username": words.name} if words.name else {}),
            **({"icon_emoji": words.icon} if words.icon else {}),
            metadata={"event_type": POST, "event_payload": {"id": post_id}},
            parse="none",
            link_names=False,
            unfurl_links=False,
            unfurl_media=False,
        )
        ts = str(answer["ts"])
        if thread_ts and (answer.get("message") or {}).get("thread_ts") != thread_ts:
            await self.delete(channel, ts)
            raise SlackTrouble("thread_not_found")
        return ts

    async def update(self, channel: str, ts: str, words: Words) -> None:
        await self._call(
            self.client.chat_update,
            channel=channel,
            ts=ts,
            **_content(words),
            parse="none",
            link_names=False,
        )

    async def delete(self, channel: str, ts: str) -> None:
        await self._call(self.client.chat_delete, channel=channel, ts=ts)

    async def whisper(self, channel: str, user: str, words: Words, thread_ts: str = "") -> None:
        """Shown to one person, until they reload; nobody knows whether it was seen."""
        await self._call(
            self.client.chat_postEphemeral,
            channel=channel,
            user=user,
            **_content(words),
            **({"thread_ts": thread_ts} if thread_ts else {}),
            parse="none",
            link_names=False,
        )

    async def react(self, channel: str, ts: str, name: str) -> None:
        """Harmless when repeated, as the next one is."""
        await self._call(self.client.reactions_add, channel=channel, timestamp=ts, name=name)

    async def unreact(self, channel: str, ts: str, name: str) -> None:
        await self._call(self.client.reactions_remove, channel=channel, timestamp=ts, name=name)

    async def is_there(self, channel: str, ts: str) -> bool:
        """Whether the first message of a thread still stands. A reply to one that does not would
        land in the channel, without any error.
        """
        try:
            found = await self._call(
                self.client.conversations_replies, channel=channel, ts=ts, limit=1
            )
        except SlackTrouble as trouble:
            if trouble.code in ("thread_not_found", "message_not_found"):
                return False
            raise
        messages = found.get("messages") or []
        return bool(messages) and messages[0].get("subtype") != "tombstone"

    async def channels(self) -> dict[str, tuple[str, bool]]:
        """Those that are not archived and that the app can see: name to id, and whether it is in
        it.
        """
        found: dict[str, tuple[str, bool]] = {}
        cursor = ""
        for _ in range(MOST_PAGES):
            page = await self._call(
                self.client.conversations_list,
                types="public_channel,private_channel",
                exclude_archived=True,
                limit=PAGE,
                **({"cursor": cursor} if cursor else {}),
            )
            for one in page.get("channels") or ():
                found[str(one["name"])] = (str(one["id"]), bool(one.get("is_member")))
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                break
        return found

    async def join(self, channel: str) -> None:
        """A public one."""
        await self._call(self.client.conversations_join, channel=channel)

    async def posts_in(self, channel: str, thread_ts: str, oldest: str = "") -> dict[str, str]:
        """Our messages that stand in a thread: their ids, and what Slack calls them."""
        return await self._ours(
            self.client.conversations_replies, channel=channel, ts=thread_ts, oldest=oldest
        )

    async def cards_in(self, channel: str, oldest: str) -> dict[str, str]:
        """The same for messages in the channel itself, from a time on."""
        return await self._ours(self.client.conversations_history, channel=channel, oldest=oldest)

    async def _ours(self, method: Method, **arguments: Any) -> dict[str, str]:
        found: dict[str, str] = {}
        cursor = ""
        for _ in range(MOST_PAGES):
            page = await self._call(
                method,
                **{name: value for name, value in arguments.items() if value},
                include_all_metadata=True,
                limit=PAGE,
                **({"cursor": cursor} if cursor else {}),
            )
            for message in page.get("messages") or ():
                meta = message.get("metadata") or {}
                if meta.get("event_type") == POST:
                    found[str(meta.get("event_payload", {}).get("id"))] = str(message["ts"])
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                break
        return found

    async def _call(self, method: Method, **arguments: Any) -> Mapping[str, Any]:
        try:
            answer = await method(**arguments)
        except SlackApiError as error:
            return _judged(error)
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            raise SlackTrouble("") from error
        except (SlackClientError, ValueError) as error:
            # An answer that is none of Slack's, such as the page of a proxy.
            raise SlackTrouble("") from error
        return answer.data if isinstance(answer.data, dict) else {}


def _judged(error: SlackApiError) -> Mapping[str, Any]:
    response = error.response
    status = getattr(response, "status_code", 0)
    data = getattr(response, "data", None)
    code = str(data.get("error") or "") if isinstance(data, dict) else ""
    if code in _DONE_BEFORE:
        return {}
    if status == 429 or code in ("ratelimited", "rate_limited"):
        headers = {str(k).lower(): v for k, v in (getattr(response, "headers", None) or {}).items()}
        after = headers.get("retry-after", "1")
        after = after[0] if isinstance(after, list) else after
        raise SlackTrouble("ratelimited", float(after)) from error
    if status >= 500 or not code or code in _UNCLEAR:
        raise SlackTrouble("") from error
    raise SlackTrouble(code) from error


def _content(words: Words) -> dict[str, Any]:
    return {"text": words.text, **({"blocks": list(words.blocks)} if words.blocks else {})}
