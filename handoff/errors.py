"""Errors of the heart.

FootbridgeError
├── Refused            a person may be told why (carries the id of a content text)
├── StoreUnavailable   Redis did not answer; nothing was decided, try again
├── RecordsUnavailable SQL did not answer; the effect waits in the outbox
├── RecordsRejected    SQL does not take it; repeating cannot help
├── DeliveryError      a channel or desk did not take a message
└── AssistantError     the assistant did not answer as agreed
"""


class FootbridgeError(Exception):
    """Base of all errors that cross a port."""


class Refused(FootbridgeError):
    """A wish that is declined for a reason the person can understand.

    ``text_id`` names the content text that says why and what to do next, ``values`` fill it.
    """

    def __init__(self, text_id: str, **values: str) -> None:
        super().__init__(text_id)
        self.text_id = text_id
        self.values = values


class StoreUnavailable(FootbridgeError):
    """Redis did not answer in time or the connection broke; the call may be repeated."""


class RecordsUnavailable(FootbridgeError):
    """SQL did not answer; the call may be repeated."""


class RecordsRejected(FootbridgeError):
    """SQL answered, and does not take what it was given: a value too long, a ticket unknown."""


class DeliveryError(FootbridgeError):
    """A message was not taken.

    ``permanent``: repeating cannot help. ``retry_after_s``: the platform's own wish, if any.
    ``ambiguous``: it may have arrived all the same.
    """

    def __init__(
        self,
        reason: str,
        *,
        permanent: bool = False,
        retry_after_s: float | None = None,
        ambiguous: bool = False,
    ) -> None:
        super().__init__(reason)
        self.permanent = permanent
        self.retry_after_s = retry_after_s
        self.ambiguous = ambiguous


class AssistantError(FootbridgeError):
    """The assistant was unreachable, slow, silent or answered in an unknown form."""
