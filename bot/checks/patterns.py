"""What is wrong with a pattern, told of what the editor wrote and not of what is made of it."""

import re


def fault_of(written: str, error: re.error) -> str:
    """The fault in words, with its character counted from 1 where it lies in ``written`` itself.

    ``error`` comes from the pattern that was made of ``written``: its place may be another one.
    """
    try:
        re.compile(written)
    except re.error as own:
        return own.msg if own.pos is None else f"{own.msg}, at its character {own.pos + 1}"
    return error.msg
