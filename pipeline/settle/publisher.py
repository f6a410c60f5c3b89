"""Publisher: whether an organisation that an article names is the one that published it."""

from __future__ import annotations

from pipeline.settle.entities import Entity

LEAST, INSIDE = 3, 6
"""How long a name must be to be a publisher's, and to be only a part of one word of an address."""


def publishes(entity: Entity, publisher: str) -> bool:
    """Whether a name stands in an article's source and address, folded: as words, or run together in an address."""
    if not publisher:
        return False
    spaced, words = f" {publisher} ", publisher.split()
    for form in entity.folded:
        joined = form.replace(" ", "")
        if len(joined) < LEAST:
            continue
        if f" {form} " in spaced or joined in words or (len(joined) >= INSIDE and any(joined in word for word in words)):
            return True
    return False
