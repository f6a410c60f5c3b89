"""Catalogue: whether sections are those of an organisation's page of its works, one section each: as its title says, or as each
heading is a name that its own section goes on to tell of."""

from __future__ import annotations

from collections import Counter

import regex

from pipeline.split.actors import Actors
from pipeline.split.headings import Heading

WORD = regex.compile(r"[\p{L}\p{N}][\p{L}\p{M}\p{N}’'&.-]*")
PLAIN = regex.compile(r"(?<![\p{L}\p{N}])\p{L}{3,}(?![\p{L}\p{N}])")
SHORT_FORM = regex.compile(r"\((\p{Lu}[\p{L}&]{1,9})\)")
BAR = regex.compile(r"\s(?:[|\u2013\u2014-]|l(?=\s\p{Lu}))\s")
FEW, EARLY, LONGEST, SMALL, SEVERAL, BRIEF = 3, 400, 14, 3, 3, 3
"""From how many sections on, how early a section repeats its name, the most words of a name, up to which length a word is small, and how
many names a section has that tells of something."""


def is_catalogue(headings: list[Heading], bodies: list[str]) -> bool:
    """Whether most headings are names that their own section repeats early on and no section before it has told of."""
    if len(headings) < FEW:
        return False
    named = [_names(heading.text, body) for heading, body in zip(headings, bodies, strict=True)]
    fresh = [not _names(heading.text, bodies[n - 1]) for n, heading in enumerate(headings) if n]
    return 3 * sum(named) >= 2 * len(named) and 3 * sum(fresh) >= 2 * len(fresh)


def names_page(title: str | None, source: str | None, actors: Actors) -> bool:
    """Whether a title, without the site's name, names a page, not a story: "Our Community Work", "Supporting Others | Lindo".

    The site's name is its `source`, or a few words before a bar: "The Lindo Post | CSR Newsletter".
    """
    site = {word.casefold() for word in WORD.findall(source or "")}
    parts = [[word.strip("-.").casefold() for word in WORD.findall(part)] for part in BAR.split(title or "")]
    own = parts[-1:] if len(parts) == 2 and len(parts[0]) <= BRIEF else []
    known = ([word for word in part if word not in site] for part in [parts[0], *own])
    return any(words and all(word in actors.words["page_titles"] or word.isdigit() for word in words) for words in known)


def own_title(title: str) -> str:
    """A title without the site's name behind a bar or a dash.

    >>> own_title("Social Responsibility | Roe Mills"), own_title("Social Responsibility - Roe Mills Report 2016")
    ('Social Responsibility', 'Social Responsibility')
    """
    return BAR.split(title, 1)[0]


def is_page(headings: list[Heading], bodies: list[str], named: list[set[str]]) -> bool:
    """Whether half of a page's sections tell of something that was done: there is a number in them, or several names that are in no
    other; `named` are the names in each. Headings are spelt out."""
    if len(headings) < FEW or not all(PLAIN.search(heading.text) for heading in headings):
        return False
    spread = Counter(name for names in named for name in names)
    own = [sum(spread[name] == 1 for name in names) for names in named]
    told = sum(any(char.isdigit() for char in body) or count >= SEVERAL for body, count in zip(bodies, own, strict=True))
    return 2 * told >= len(bodies)


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
