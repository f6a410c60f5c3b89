"""Case and Section: how an article's characters are shared out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass


class LostText(Exception):
    """Sections that do not cover their article: some of its text would be gone from the dataset without a word."""


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

    def solid(self) -> Iterator[tuple[int, int]]:
        """The stretches of the case between its holes, in their order."""
        at = self.start
        for a, b in sorted(self.holes):
            yield at, a
            at = b
        yield at, self.end


def check_cover(sections: Sequence[Section], length: int) -> None:
    """Raise LostText unless the sections lie end to end and their lengths add up to the article's."""
    at = 0
    for section in sections:
        if section.start != at or section.end < at:
            told = f"The section {section.kind!r} begins at character {section.start}, the one before it ends at {at}"
            raise LostText(f"{told}: a bug in splitting.")
        at = section.end
    if at != length:
        raise LostText(f"The sections end at character {at}, the article at {length}: a bug in splitting.")
