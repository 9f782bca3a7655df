"""Compare what people did and saw with what was kept."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.faults.whole.history import CustomerHistory, History, Kept, Written
from tests.faults.whole.stack import Kill

WORD_WITHIN_S = 20.0
"""From "stored" until the customer sees an answer, or is told what is going on."""

STARTS_WITHIN_S = 6.0
"""A machine that is not overloaded starts the service or Redis again in less; what it takes longer
is the machine's, and no code can make up for it."""


@dataclass
class Findings:
    """``broken``: a promise that was not kept, in words. ``waits_s``: of each message, sorted.

    ``late`` are all waits beyond the promise, ``unexplained`` those that no slow start explains.
    """

    broken: list[str] = field(default_factory=list)
    late: list[str] = field(default_factory=list)
    unexplained: list[str] = field(default_factory=list)
    waits_s: list[float] = field(default_factory=list)
    replies: int = 0

    @property
    def worst_s(self) -> float:
        return max(self.waits_s, default=0.0)

    def percentile_s(self, percent: int) -> float:
        if not self.waits_s:
            return 0.0
        return self.waits_s[min(len(self.waits_s) - 1, len(self.waits_s) * percent // 100)]


def check(history: History, kills: list[Kill]) -> Findings:
    """Everything that is promised about messages, in one pass over all conversations."""
    found = Findings()
    found.broken += [f"given up: {letter}" for letter in history.dead_letters]
    found.broken += [f"never drained: {lane}" for lane in history.undrained]
    replies = [reply for agent in history.agents for reply in agent.replies]
    replies.sort(key=lambda reply: reply.done_at)
    for customer in history.customers:
        kept = history.kept[customer.conversation]
        said = [r.id for r in replies if r.conversation == customer.conversation]
        problems = [
            *_lost_doubled_or_reordered(customer, kept),
            *_seen_with_gaps(customer, kept),
            *_replies_wrong(said, kept),
            *_transcript_differs(kept),
            *_talked_over(kept),
            *_filed_otherwise_than_once(kept),
        ]
        found.broken += [f"{customer.name}: {problem}" for problem in problems]
        found.replies += len(said)
        _measure(customer, kills, found)
    found.waits_s.sort()
    return found


def _lost_doubled_or_reordered(customer: CustomerHistory, kept: Kept) -> Iterator[str]:
    ids = [f"web:{customer.conversation}:{each.client_id}" for each in customer.written]
    logged = [each for each in kept.log if each.speaker == "customer"]
    count = Counter(each.id for each in logged)
    texts = {each.id: each.text for each in logged}
    for written, message_id in zip(customer.written, ids, strict=True):
        if not written.stored_at:
            yield f"never stored: {written.text}"
        elif count[message_id] != 1:
            yield f"{count[message_id]} times in the log: {written.text}"
        elif texts[message_id] != written.text:
            yield f"other words in the log: {written.text} is {texts[message_id]}"
    if strangers := count.keys() - set(ids):
        yield f"in the log, but never written: {sorted(strangers)}"
    if [each.id for each in logged] != [each for each in ids if count[each]]:
        yield "customer messages are not in the order in which they were written"


def _seen_with_gaps(customer: CustomerHistory, kept: Kept) -> Iterator[str]:
    numbers = [each.seq for each in kept.log]
    if numbers != list(range(1, len(numbers) + 1)):
        yield "the numbers of the log have gaps or doubles"
    if len(kept.log) != len({each.id for each in kept.log}):
        yield f"doubled in the log: {_doubled([each.id for each in kept.log])}"
    expected = [(each.seq, each.id) for each in kept.log if each.for_customer]
    if [(each.seq, each.id) for each in customer.seen] != expected:
        seen = [each.seq for each in customer.seen]
        missing = sorted({seq for seq, _ in expected} - set(seen))
        yield f"the widget saw other entries: missing {missing}, doubled {_doubled(seen)}"
    if customer.resets:
        yield f"the log forgot what the widget had, {customer.resets} times"


def _replies_wrong(said: list[str], kept: Kept) -> Iterator[str]:
    delivered = [each.id for each in kept.log if each.speaker == "agent" and each.for_customer]
    if delivered == said:
        return
    lost, strange = sorted(set(said) - set(delivered)), sorted(set(delivered) - set(said))
    kinds = f"not delivered {lost}, never acknowledged {strange}, doubled {_doubled(delivered)}"
    yield f"replies of agents differ from those delivered: {kinds}, or in another order"


def _transcript_differs(kept: Kept) -> Iterator[str]:
    log = [(each.id, each.speaker, each.text) for each in kept.log]
    transcript = [(each.id, each.speaker, each.text) for each in kept.transcript]
    if log == transcript:
        return
    missing = {entry[0] for entry in log} - {entry[0] for entry in transcript}
    more = {entry[0] for entry in transcript} - {entry[0] for entry in log}
    kind = "in another order" if not missing and not more else f"lacks {missing}, has more {more}"
    yield f"the transcript differs from the log: {kind}"


def _talked_over(kept: Kept) -> Iterator[str]:
    """From "joined" to "handed back" a person owns the chat, and no bot speaks."""
    has_person = False
    for each in kept.log:
        if each.text_id in ("agent_joined", "agent_back"):
            has_person = True
        elif each.text_id in ("handed_back", "handed_back_done", "resolved"):
            has_person = False
        elif has_person and each.speaker == "bot":
            yield f"the bot spoke while a person had the chat: {each.seq} {each.text_id}"


def _filed_otherwise_than_once(kept: Kept) -> Iterator[str]:
    """Each yes to a summary is one ticket, and its number was told once."""
    said = Counter(each.text_id for each in kept.log)
    numbers = sum(n for text_id, n in said.items() if text_id.startswith("complaint_receipt"))
    if not said["complaint_saving"] == numbers == kept.complaints:
        sent = said["complaint_saving"]
        yield f"{sent} complaints sent, {kept.complaints} tickets stored, {numbers} numbers told"


def _measure(customer: CustomerHistory, kills: list[Kill], found: Findings) -> None:
    """How long each message stood without any word after it."""
    places = {each.id: place for place, each in enumerate(customer.seen)}
    for written in customer.written:
        message_id = f"web:{customer.conversation}:{written.client_id}"
        place = places.get(message_id)
        words = [] if place is None else customer.seen[place:]
        word = next((each for each in words if each.speaker != "customer"), None)
        if word is None:
            found.broken.append(f"{customer.name}: no word at all after {written.text}")
            continue
        waited_s = max(0.0, word.at - written.stored_at)
        found.waits_s.append(waited_s)
        if waited_s > WORD_WITHIN_S:
            near = [k for k in kills if k.at < word.at and k.ready_at > written.stored_at - 10]
            why = _what_happened(written, near)
            found.late.append(f"{customer.name}: {waited_s:.1f} s after {written.text}; {why}")
            if waited_s - _slow_starts_s(near) > WORD_WITHIN_S:
                found.unexplained.append(found.late[-1])


def _slow_starts_s(kills: list[Kill]) -> float:
    starts = [k.away_s for k in kills if k.part in ("service", "redis")]
    return sum(max(0.0, away_s - STARTS_WITHIN_S) for away_s in starts)


def _what_happened(written: Written, near: list[Kill]) -> str:
    """The kills that may explain a wait, in seconds from "stored"."""
    said = [
        f"{k.part} killed at {k.at - written.stored_at:+.1f} s, away {k.away_s:.1f} s" for k in near
    ]
    return ", ".join(said) or "nothing was killed near it"


def _doubled(values: list[int] | list[str]) -> list[int | str]:
    return [value for value, count in Counter(values).items() if count > 1]
