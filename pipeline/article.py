"""Article: one press article as read, before anything is understood."""

from __future__ import annotations

from dataclasses import dataclass


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


@dataclass(frozen=True, slots=True)
class Rejected:
    """An input that could not be read: where, at which stage, a reason code, and a sentence for the person who can fix it."""

    path: str
    stage: str
    reason: str
    message: str
    sha256: str | None = None
