"""What must hold after the last worker has drained everything, whoever died before."""

import json
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from handoff.rules.ids import ConversationId
from handoff.stores.client import RedisClient
from handoff.stores.keys import Keys

Told = dict[ConversationId, list[str]]
"""Accepted message ids of each conversation, in order."""


async def faults_in(url: str, prefix: str, journal: Path, told: Told) -> list[str]:
    """Everything that is wrong; empty is the only good answer."""
    client, keys = RedisClient(url), Keys(prefix=prefix)
    lines = [json.loads(line) for line in journal.read_text("utf-8").splitlines()]
    found = live_fences(lines)
    try:
        for base in [*keys.shards(), keys.line]:
            if dead := await client.call("XLEN", keys.dead(base)):
                found.append(f"{dead} dead letters in {base}")
        for conversation, messages in told.items():
            log = await client.call("XRANGE", keys.log(conversation), "-", "+")
            entries = [json.loads(fields[1]) for _, fields in log]
            numbers = [int(at.split("-")[0]) for at, _ in log]
            problems = gaps(numbers) + effects(entries, messages)
            problems += outside(lines, conversation, entries)
            found += [f"{conversation}: {problem}" for problem in problems]
    finally:
        await client.close()
    return found


def gaps(numbers: list[int]) -> list[str]:
    wanted = list(range(1, len(numbers) + 1))
    return [] if numbers == wanted else [f"log numbers {numbers}"]


def effects(entries: list[dict[str, Any]], messages: list[str]) -> list[str]:
    """Each message stands in the log once and in order, and nothing was said twice."""
    found = []
    ids = [entry["id"] for entry in entries]
    if len(ids) != len(set(ids)):
        found.append(f"entries twice: {sorted(i for i in ids if ids.count(i) > 1)}")
    written = [entry["id"] for entry in entries if entry["speaker"] == "customer"]
    if written != messages:
        found.append(f"accepted {messages}, in the log {written}")
    openings = [entry for entry in entries if entry["text_id"].startswith("handoff_")]
    if len(openings) > 1:
        found.append(f"handed over {len(openings)} times")
    said = Counter(entry["text_id"] for entry in entries)
    if not said["complaint_saving"] == said["complaint_receipt"] <= 1:
        found.append(f"filed {said['complaint_saving']} times, {said['complaint_receipt']} numbers")
    return found


def outside(
    lines: list[dict[str, Any]], conversation: str, entries: list[dict[str, Any]]
) -> list[str]:
    """What left for others: all of it, in order, and repeats marked as such."""
    found = []
    own = [line for line in lines if line.get("conversation") == conversation]
    recorded = {line["id"] for line in own if line["what"] == "entry"}
    if missing := {entry["id"] for entry in entries} - recorded:
        found.append(f"not recorded: {sorted(missing)}")
    sent: list[str] = []
    for line in (line for line in own if line["what"] == "send"):
        if line["id"] not in sent:
            sent.append(line["id"])
        elif line["id"] != sent[-1] or not line["again"]:
            found.append(f"sent again without saying so or late: {line['id']}")
    order = [entry["id"] for entry in entries if entry["id"] in sent]
    if sent != order:
        found.append(f"sent {sent}, said {order}")
    late = {e["id"] for e in entries if e["speaker"] == "system"} - set(sent)
    if late:
        found.append(f"never sent: {sorted(late)}")
    receipts = {e["id"] for e in entries if e["text_id"] == "complaint_receipt"}
    for line in lines:
        if line["what"] == "ticket" and line["id"].startswith(f"{conversation}:"):
            break
        if line["what"] == "send" and line["id"] in receipts and line in own:
            found.append("a number was told before the ticket was stored")
    stored = {(x["id"], x["effect"]) for x in lines if x["what"] == "ticket"}
    tickets = sorted(ticket for ticket in stored if ticket[0].startswith(f"{conversation}:"))
    if len(tickets) > 1:
        found.append(f"stored as {tickets}")
    return found


def live_fences(lines: list[dict[str, Any]]) -> list[str]:
    """In the order of the messages, fences only grow: no worker wrote after its successor."""
    acks = defaultdict(list)
    for line in lines:
        if line["what"] == "ack":
            acks[line["lane"]].append((line["seq"], int(line["fence"].split(":")[0])))
    found = []
    for lane, written in acks.items():
        seqs = [seq for seq, _ in written]
        fences = [fence for _, fence in sorted(written)]
        if len(seqs) != len(set(seqs)) or fences != sorted(fences):
            found.append(f"{lane}: acknowledged out of turn {sorted(written)}")
    return found
