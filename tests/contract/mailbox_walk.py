"""Random walks over the rules of the mailbox, without hypothesis."""

import random

from handoff.stores.mailbox import Lease
from tests.contract.mailbox_machine import MailboxMachine, leases_in
from tests.contract.mailbox_model import DEEDS, DOORS

STEPS = ["enqueue", "enqueue", "serve", "claim", "die", "ack", "nack", "more"]


def stroll(model: MailboxMachine, dice: random.Random, steps: int) -> None:
    """The same rules by dice alone, many times as fast as under hypothesis."""
    held: list[Lease] = []
    for _ in range(steps):
        lease = dice.choice(held[-3:]) if held else None
        deed = dice.choice(DEEDS)
        what = dice.choice(["enqueue", "enqueue", "serve", "claim", "die", "ack", "nack", "more"])
        if what == "enqueue":
            model.enqueue(dice.choice(DOORS), dice.choice("abcdef"), dice.choice([2, 5]))
        elif what == "serve":
            model.serve(dice.randrange(6), dice.random() < 0.3, deed)
        elif what == "claim":
            held += leases_in(model.claim(dice.randrange(6), 9_000, dice.choice([1, 3])))
        elif what == "die":
            held += leases_in(model.overtaken(dice.randrange(6)))
        elif what == "ack" and lease is not None:
            model.ack(lease, dice.choice([0, 0, 1]), dice.random() < 0.3, deed)
        elif what == "nack" and lease is not None:
            model.nack(lease, dice.choice([0, 1_500]), dice.choice([0, 1, 2]))
        else:
            dice.choice([model.sweep, model.lose_indexes, model.replay, model.workers_die])()
            if lease is not None:
                model.renew(lease, 9_000)
        model.every_lane_is_in_one_place()
    model.check_ends()
