"""Does one deed in a thread, so that it is done once, whatever is lost on the way."""

import asyncio
import hashlib
import logging
import time
from collections.abc import Callable
from dataclasses import replace

from handoff.desks.slack.api import SlackApi, SlackTrouble, Words
from handoff.desks.slack.card import CardFacts, Text, card_blocks, card_text, customer_name
from handoff.desks.slack.lines import line, together
from handoff.desks.slack.pace import Pace
from handoff.desks.slack.plan import Deed, Look, Open, Pass, Redraw, Say, Settle, digest_of
from handoff.ports_slack import Begun, Post, PostKind, Thread, Threads, ThreadState

log = logging.getLogger(__name__)

DARK_S = 1.5
"""How long a call that ended in the dark may still arrive, before it is looked for."""
SURE_S = 60.0
"""How long a thread is taken to stand after it was last seen to, before it is looked for."""
MARGIN_S = 60
"""Our clock and Slack's are not the same."""
GONE = frozenset({"message_not_found", "thread_not_found", "cant_update_message"})
"""Slack's words for a first message that does not stand any more."""


class TooLate(Exception):
    """Another copy of the service serves the Slack channel by now."""


class Hands:
    """Deeds in the threads of one Slack channel. Raises ``SlackTrouble`` and ``TooLate``."""

    def __init__(
        self,
        slack_channel: str,
        api: SlackApi,
        threads: Threads,
        pace: Pace,
        text: Text,
        now_s: Callable[[], float] = time.time,
    ) -> None:
        self.fence = 0
        self._slack_channel = slack_channel
        self._api = api
        self._threads = threads
        self._pace = pace
        self._text = text
        self._now_s = now_s
        self._seen: dict[str, float] = {}

    async def do(self, deed: Deed, look: Look) -> None:
        """Bring the thread of ``look`` one step further."""
        thread = look.thread
        if isinstance(deed, Open):
            await self._open(deed, look)
            return
        if thread is None:
            raise ValueError("without a thread there is nothing but to open one")
        try:
            if isinstance(deed, Say):
                await self._say(deed, look.facts, thread)
            elif isinstance(deed, Redraw):
                await self._redraw(deed, look.facts, thread)
            elif isinstance(deed, Pass):
                await self._keep(replace(thread, last=deed.upto))
            elif isinstance(deed, Settle):
                self._seen.pop(thread.id, None)
                await self._keep(replace(thread, state=deed.state))
        except SlackTrouble as trouble:
            if trouble.code not in GONE:
                raise
            # The next look opens another thread, unless the matter is over.
            log.warning("%s: the first message of its thread is gone", thread.conversation)
            await self._keep(replace(thread, state=ThreadState.GONE))

    async def recover(self) -> None:
        """Find out how every message ended of which nobody knows; wanted with each new hold."""
        for post in await self._threads.unsettled(self._slack_channel):
            await self._find(post)

    async def _open(self, deed: Open, look: Look) -> None:
        card = look.facts.card
        name = f"{card.conversation} {card.handoff_id} {self._slack_channel} {deed.number}"
        # Whoever is in the workspace can read it, so it is made of nothing that means anything.
        thread_id = hashlib.sha256(name.encode()).hexdigest()[:32]
        thread = Thread(
            thread_id, card.conversation, card.handoff_id, self._slack_channel, deed.number
        )
        await self._keep(thread)
        ts = await self._post(thread, f"{thread_id}:card", PostKind.CARD, self._card(look.facts))
        digest = digest_of(look.facts, self._text)
        await self._keep(replace(thread, state=ThreadState.OPEN, ts=ts, card=digest))

    async def _say(self, deed: Say, facts: CardFacts, thread: Thread) -> None:
        await self._make_sure(thread)
        customer = customer_name(facts.card, self._text)
        first, *others = deed.entries
        if others:
            words = together(deed.entries, customer, self._text)
        else:
            words = line(first, customer, self._text)
        shows = "" if others else first.id
        await self._post(thread, f"{thread.id}:{deed.upto}", PostKind.ENTRY, words, shows)
        await self._keep(replace(thread, last=deed.upto))

    async def _redraw(self, deed: Redraw, facts: CardFacts, thread: Thread) -> None:
        await self._api.update(self._slack_channel, thread.ts, self._card(facts))
        self._seen[thread.id] = self._now_s()
        await self._keep(replace(thread, card=deed.digest))

    async def _make_sure(self, thread: Thread) -> None:
        """Slack would take a reply to a thread that is gone, and show it to the whole channel."""
        now = self._now_s()
        if now - self._seen.get(thread.id, 0.0) < SURE_S:
            return
        # Without a call to spare it is posted all the same: then it is taken back if need be.
        if await self._pace.take("look", self._slack_channel):
            if not await self._api.is_there(self._slack_channel, thread.ts):
                raise SlackTrouble("thread_not_found")
            self._seen[thread.id] = now

    async def _post(
        self, thread: Thread, post_id: str, kind: PostKind, words: Words, shows: str = ""
    ) -> str:
        """What Slack calls the message, which is there exactly once afterwards."""
        now = self._now_s()
        post = Post(post_id, thread.id, self._slack_channel, kind, shows, begun_s=int(now))
        begun = await self._threads.begin_post(post, self.fence)
        if begun is Begun.KNOWN:
            known = await self._threads.find_post(post_id)
            ts = known and (known.ts or await self._find(known))
            if ts:
                return ts
            begun = await self._threads.begin_post(post, self.fence)
        if begun is not Begun.NEW:
            raise TooLate
        try:
            ts = await self._api.post(self._slack_channel, words, post_id, thread.ts)
        except SlackTrouble as trouble:
            if not trouble.ambiguous:
                await self._threads.drop_post(post_id)
                raise
            await asyncio.sleep(DARK_S)
            ts = await self._find(post)
            if not ts:
                raise
        await self._threads.settle_post(post_id, ts)
        self._seen[thread.id] = now
        return ts

    async def _find(self, post: Post) -> str:
        """Look for it in Slack: settled if it is there, forgotten if not. Its name there, or
        empty.
        """
        thread = await self._threads.load_thread(post.thread)
        oldest = f"{max(0, post.begun_s - MARGIN_S)}.000000"
        if post.kind is PostKind.CARD or thread is None:
            found = await self._api.cards_in(self._slack_channel, oldest)
        else:
            found = await self._api.posts_in(self._slack_channel, thread.ts, oldest)
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
