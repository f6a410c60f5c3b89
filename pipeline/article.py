"""Article: one press article as read, before anything is understood."""

from __future__ import annotations

import re
from dataclasses import dataclass

HOST = re.compile(r"\A(?:\w+://)?(?:www\.)?([^/?#\s]+)")


@dataclass(frozen=True, slots=True)
class Article:
    """One press article. `text` is what every offset counts in and is never rewritten.

    `published` is an ISO date ("2024-03-28", "2024-03", "2024") or None; `language` an ISO 639-1 code.
    """

    id: str
    path: str
    sha256: str
    text: str
    title: str | None = None
    published: str | None = None
    source: str | None = None
    author: str | None = None
    url: str | None = None
    language: str | None = None

    @property
    def published_by(self) -> str | None:
        """Its source and the host of its address: "Alder Homes newsroom alderhomes.co.uk"."""
        host = HOST.match(self.url or "")
        return " ".join(part for part in (self.source, host and host[1]) if part) or None


@dataclass(frozen=True, slots=True)
class Rejected:
    """An input that could not be read: where, at which stage, a reason code, and a sentence for the person who can fix it."""

    path: str
    stage: str
    reason: str
    message: str
    sha256: str | None = None
