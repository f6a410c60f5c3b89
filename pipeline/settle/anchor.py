"""Anchors: where a quoted stretch of text stands today, found again by its words and their surroundings.

A quotation keeps what it quotes and `CONTEXT` characters on either side. Re-anchoring never guesses: a place is
taken only when words and surroundings single it out; otherwise the answer is None and the caller lists an orphan.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import regex

CONTEXT = 48
ENOUGH = 10
"""So many characters of surroundings must still agree, unless the quotation itself is `LONG` and occurs once."""
LONG = 24

SHADOW = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‑": "-", "‐": "-", "\u2028": "\n"})
SPACES = regex.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Quote:
    """A stretch of an article, `text[start:start + len(exact)] == exact`, with what stood before and after it."""

    start: int
    exact: str
    before: str = ""
    after: str = ""

    @property
    def end(self) -> int:
        """Where the quoted stretch ends."""
        return self.start + len(self.exact)


def quote_of(text: str, start: int, end: int) -> Quote:
    """Quote `text[start:end]` with its surroundings.

    >>> quote_of("It trained 441 students in Gansu.", 11, 23)
    Quote(start=11, exact='441 students', before='It trained ', after=' in Gansu.')
    """
    return Quote(start, text[start:end], text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT])


def quote_from(table: Mapping[str, Any]) -> Quote:
    """A quotation out of its JSON form; KeyError, TypeError or ValueError say that it is none."""
    quote = Quote(int(table["start"]), str(table["exact"]), str(table.get("before", "")), str(table.get("after", "")))
    if quote.start < 0 or not quote.exact:
        raise ValueError("a quotation needs a place and words")
    return quote


def find_quote(text: str, quote: Quote, *, same_text: bool = False) -> tuple[int, int] | None:
    """The half-open span at which `quote` stands in `text`, or None where that cannot be told.

    With `same_text` (the article is the one that was quoted) the place itself decides between equal surroundings.

    >>> find_quote("Since May it trained 441 students in Gansu.", quote_of("It trained 441 students in Gansu.", 11, 23))
    (21, 33)
    >>> find_quote("It trained 440 students in Gansu.", quote_of("It trained 441 students in Gansu.", 11, 23)) is None
    True
    """
    if same_text and text[quote.start : quote.end] == quote.exact:
        return quote.start, quote.end
    places = sorted(((_agreement(text, span, quote), span) for span in _places(text, quote.exact)), reverse=True)
    if not places:
        return None
    best, span = places[0]
    whole = len(_plain(quote.before)) + len(_plain(quote.after))
    if len(places) == 1:
        return span if len(quote.exact) >= LONG or best >= min(ENOUGH, whole) else None
    return span if best >= min(ENOUGH, whole) and best > places[1][0] else None


def _places(text: str, exact: str) -> list[tuple[int, int]]:
    """Every place that reads like `exact`, white space and kinds of quotation mark aside."""
    words = [regex.escape(word) for word in exact.translate(SHADOW).split()]
    if not words:
        return []
    return [match.span() for match in regex.finditer(r"\s+".join(words), text.translate(SHADOW))]


def _agreement(text: str, span: tuple[int, int], quote: Quote) -> int:
    """How many characters around `span` agree with the quoted surroundings, counted outward until they differ."""
    before, after = text[max(0, span[0] - 2 * CONTEXT) : span[0]], text[span[1] : span[1] + 2 * CONTEXT]
    return _common(_plain(before)[::-1], _plain(quote.before)[::-1]) + _common(_plain(after), _plain(quote.after))


def _plain(text: str) -> str:
    return str(SPACES.sub(" ", text.translate(SHADOW)))


def _common(one: str, other: str) -> int:
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
