"""Catalogue: whether sections are those of an organisation's page of its works, one section each: as its title says, or as each
heading is a name that its own section goes on to tell of."""

from __future__ import annotations

import regex

from pipeline.split.actors import Actors
from pipeline.split.headings import Heading

WORD = regex.compile(r"[\p{L}\p{N}][\p{L}\p{M}\p{N}’'&.-]*")
PLAIN = regex.compile(r"(?<![\p{L}\p{N}])\p{L}{3,}(?![\p{L}\p{N}])")
SHORT_FORM = regex.compile(r"\((\p{Lu}[\p{L}&]{1,9})\)")
FEW, EARLY, LONGEST, SMALL = 3, 400, 14, 3
"""From how many sections on, how early a section repeats its name, the most words of a name, and up to which length a word is small."""


def is_catalogue(headings: list[Heading], bodies: list[str]) -> bool:
    """Whether most headings are names that their own section repeats early on and no section before it has told of."""
    if len(headings) < FEW:
        return False
    named = [_names(heading.text, body) for heading, body in zip(headings, bodies, strict=True)]
    fresh = [not _names(heading.text, bodies[n - 1]) for n, heading in enumerate(headings) if n]
    return 3 * sum(named) >= 2 * len(named) and 3 * sum(fresh) >= 2 * len(fresh)


def is_page(title: str | None, headings: list[Heading], bodies: list[str], actors: Actors) -> bool:
    """Whether a title names a page, not a story ("Our Community Work"), and half of its sections tell of something that was done: there
    is a number in them."""
    words = [word.casefold() for word in WORD.findall(title or "")]
    spelt = sum(PLAIN.search(heading.text) is not None for heading in headings)
    if len(headings) < FEW or spelt < len(headings) or not words or not all(word in actors.words["page_titles"] for word in words):
        return False
    return 2 * sum(any(char.isdigit() for char in body) for body in bodies) >= len(bodies)


def _names(heading: str, body: str) -> bool:
    """Whether a heading is a name, every larger word with a capital, and the beginning of a section has its words with capitals too."""
    words = [word for word in WORD.findall(SHORT_FORM.sub(" ", heading)) if len(word) > SMALL]
    if not 1 < len(words) <= LONGEST or not all(word[0].isupper() or word[0].isdigit() for word in words):
        return False
    early = body[:EARLY]
    if (short := SHORT_FORM.search(heading)) and short[1] in early:
        return True
    said = {word.casefold() for word in WORD.findall(early) if not word[0].islower()}
    return 4 * sum(word.casefold() in said for word in words) >= 3 * len(words)
