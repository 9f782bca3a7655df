"""Ticket numbers that can be read out on the phone."""

from hashlib import sha256

ALPHABET = "23456789CDFHJKMNPQRTVWXY"
"""No 0/O, 1/I/L, 5/S, 8/B, 2/Z or 6/G, and no A, E, U: nothing to mix up and no words."""
LENGTH = 6


def ticket_number(ticket_id: str, attempt: int) -> str:
    """The number for a ticket, such as ``FB-7K3QX9``; the same id gives the same number.

    ``attempt`` counts from 0 and grows only when another ticket has the number already: there are
    191 million of them, so it is rarely more than 0.
    """
    rest = int.from_bytes(sha256(f"{ticket_id}#{attempt}".encode()).digest()[:8], "big")
    letters = []
    for _ in range(LENGTH):
        rest, letter = divmod(rest, len(ALPHABET))
        letters.append(ALPHABET[letter])
    return "FB-" + "".join(letters)
