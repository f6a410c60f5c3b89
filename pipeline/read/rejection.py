"""BadInput: why an input cannot be read, raised where it is noticed and turned into a `Rejected` where the input's path is known."""

from __future__ import annotations


class BadInput(Exception):
    """An input that cannot be read: a reason code for machines and a sentence for the person who can mend it."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason
        self.message = message
