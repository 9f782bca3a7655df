"""Does one deed in a thread, so that it is done once, whatever is lost on the way."""

import asyncio
import logging
from dataclasses import replace

from handoff.desks.slack.api import SlackApi, SlackTrouble, Words
from handoff.desks.slack.card import CardFacts, Text, card_blocks, card_text, customer_name
from handoff.desks.slack.lines import line, together
from handoff.desks.slack.plan import Deed, Look, Open, Pass, Redraw, Say, Settle, digest_of
from handoff.ports_slack import Post, PostKind, Thread, Threads, ThreadState

log = logging.getLogger(__name__)

DARK_S = 1.5
"""How long a call that ended in the dark may still arrive, before it is looked for."""
GONE = frozenset({"message_not_found", "thread_not_found", "cant_update_message"})
"""Slack's words for a first message that does not stand any more."""


class TooLate(Exception):
    """Another copy of the service serves the Slack channel by now."""


class Hands:
    """Deeds in the threads of one Slack channel. Raises ``SlackTrouble`` and ``TooLate``."""

    def __init__(self, slack_channel: str, api: SlackApi, threads: Threads, text: Text) -> None:
        self.fence = 0
        self._slack_channel = slack_channel
        self._api = api
        self._threads = threads
        self._text = text

    async def do(self, deed: Deed, look: Look) -> None:
        if isinstance(deed, Open):
            await self._open(deed, look)
            return
        thread = look.thread
        if thread is None:
            raise ValueError("only a new thread can be opened without one")
        if isinstance(deed, Say):
            await self._say(deed, look.facts, thread)
        elif isinstance(deed, Redraw):
            await self._redraw(deed, look.facts, thread)
        elif isinstance(deed, Pass):
            await self._keep(replace(thread, last=deed.upto))
        elif isinstance(deed, Settle):
            await self._keep(replace(thread, state=deed.state))

    async def recover(self) -> None:
        """Find out how every message ended that nobody knows about; to be called with each new
        hold.
        """
        for post in await self._threads.unsettled(self._slack_channel):
            await self._find(post)

    async def _open(self, deed: Open, look: Look) -> None:
        card = look.facts.card
        thread = Thread(
            f"{card.conversation}:{card.handoff_id}:{self._slack_channel}:{deed.number}",
            card.conversation,
            card.handoff_id,
            self._slack_channel,
            deed.number,
            last=look.thread.last if look.thread else 0,
        )
        await self._keep(thread)
        post = Post(f"{thread.id}:card", thread.id, self._slack_channel, PostKind.CARD)
        ts = await self._post(post, self._card(look.facts))
        opened = replace(thread, state=ThreadState.OPEN, ts=ts)
        await self._keep(replace(opened, card=digest_of(look.facts, self._text)))

    async def _say(self, deed: Say, facts: CardFacts, thread: Thread) -> None:
        customer = customer_name(facts.card, self._text)
        one = len(deed.entries) == 1
        words = (line if one else together)(  # type: ignore[operator]
            deed.entries[0] if one else deed.entries, customer, self._text
        )
        post = Post(
            f"{thread.id}:{deed.upto}",
            thread.id,
            self._slack_channel,
            PostKind.ENTRY,
            deed.entries[0].id if one else "",
        )
        await self._post(post, words, thread.ts)
        await self._keep(replace(thread, last=deed.upto))

    async def _redraw(self, deed: Redraw, facts: CardFacts, thread: Thread) -> None:
        try:
            await self._api.update(self._slack_channel, thread.ts, self._card(facts))
        except SlackTrouble as trouble:
            if trouble.code not in GONE:
                raise
            # With the next look a new thread is opened, unless the matter is over.
            log.warning("%s: the first message of its thread is gone", thread.conversation)
            await self._keep(replace(thread, state=ThreadState.GONE))
            return
        await self._keep(replace(thread, card=deed.digest))

    async def _post(self, post: Post, words: Words, thread_ts: str = "") -> str:
        """What Slack calls the message, which is there exactly once afterwards."""
        if not await self._threads.begin_post(post, self.fence):
            known = await self._known(post)
            if known:
                return known
        try:
            ts = await self._api.post(self._slack_channel, words, post.id, thread_ts)
        except SlackTrouble as trouble:
            if not trouble.ambiguous:
                await self._threads.drop_post(post.id)
                raise
            await asyncio.sleep(DARK_S)
            ts = await self._find(post)
            if not ts:
                raise
            return ts
        await self._threads.settle_post(post.id, ts)
        return ts

    async def _known(self, post: Post) -> str:
        """Of a post that was begun before: what Slack calls it, or empty if it is not there."""
        for each in await self._threads.unsettled(self._slack_channel):
            if each.id == post.id:
                found = await self._find(each)
                if not found and not await self._threads.begin_post(post, self.fence):
                    raise TooLate
                return found
        found = await self._threads.find_post(post.id)
        if found is None:
            # Dropped meanwhile, or another copy has a newer hold.
            raise TooLate
        return found.ts

    async def _find(self, post: Post) -> str:
        """Look for it in Slack; settled if it is there, forgotten if not."""
        thread = await self._threads.load_thread(post.thread)
        if post.kind is PostKind.CARD or thread is None or not thread.ts:
            found = await self._api.cards_in(self._slack_channel, "")
        else:
            found = await self._api.posts_in(self._slack_channel, thread.ts)
        ts = found.get(post.id, "")
        if ts:
            await self._threads.settle_post(post.id, ts)
        else:
            await self._threads.drop_post(post.id)
        return ts

    async def _keep(self, thread: Thread) -> None:
        if not await self._threads.keep_thread(thread, self.fence):
            raise TooLate

    def _card(self, facts: CardFacts) -> Words:
        return Words(card_text(facts, self._text), card_blocks(facts, self._text))
