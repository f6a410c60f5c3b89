"""Case and Section: how an article's characters are shared out."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of an article, `text[start:end]`, and what it is.

    `kind` is "case", "introduction", or a kind of set-aside ("navigation", "share", "related", "about",
    "contact", "login", "comments", "caption", "footer", "contents", "byline", "gap" for the blank between).
    The sections of an article lie end to end and cover it: their lengths add up to the article's.
    """

    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Case:
    """One section about one company's initiative.

    `start` is where the heading (or, without one, the body) begins, `end` where the body ends; `heading` is
    the heading's text (None where there is none) and `body` the offset where the body begins.
    `holes` are half-open ranges inside the case that are set aside (a share bar, a caption, an "About us").
    """

    number: int
    heading: str | None
    start: int
    body: int
    end: int
    holes: tuple[tuple[int, int], ...] = ()

    def covers(self, start: int, end: int) -> bool:
        """Whether `[start, end)` lies in the case and touches none of its holes."""
        inside = self.start <= start and end <= self.end
        return inside and not any(start < b and a < end for a, b in self.holes)
