"""Unheaded: the cases of a list that has no headings, one a paragraph or a line."""

from __future__ import annotations

from collections.abc import Callable

import regex

from pipeline.split.actors import Actors
from pipeline.split.boilerplate import Marked, is_prose
from pipeline.split.catalogue import names_page
from pipeline.split.headings import Heading
from pipeline.split.parts import apart, bodies_of, causes_in

FEW, SHORT, LONGEST, OPENS = 3, 1100, 300, 4
YEAR = regex.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
Opener = Callable[[Actors, str], str | None]
"""More than how many parts make a list, how long a short one is, how much of one may name who acts, and how many characters may stand
before a name with which it begins: "The "."""


def by_paragraph(text: str, title: str | None, marked: list[Marked], actors: Actors) -> list[Heading]:
    """The paragraphs of a list without headings, where the title says that it is one: most begin with a name that no other speaks of."""
    if not title or not actors.rules["sections.announced"].pattern.search(title):
        return []
    parts = [Heading(at, start, "", start, "paragraph") for at, start, _ in _paragraphs(text, marked)]
    return _begun(text, marked, parts, actors, Actors.first_name) or _begun(text, marked, parts, actors, _opener)


def _begun(text: str, marked: list[Marked], parts: list[Heading], actors: Actors, opener: Opener) -> list[Heading]:
    """The paragraphs that begin with a name by an `opener`, if they are most, short, and each has its own."""
    begun = [one for one in parts if opener(actors, text[one.start : one.start + LONGEST])]
    if len(begun) < FEW + 1 or begun[0] not in parts[:FEW] or 3 * len(begun) < 2 * (len(parts) - parts.index(begun[0])):
        return []
    bodies = bodies_of(text, marked, begun)
    spread: dict[str, int] = {}
    own = {apart([opener(actors, body) or ""], bodies, actors, spread) for body in bodies} - {None}
    short = sum(len(body) <= SHORT for body in bodies)
    return begun if 4 * min(len(own), short) >= 3 * len(begun) and 2 * causes_in(bodies, actors) >= len(begun) else []


def _opener(actors: Actors, body: str) -> str | None:
    """The name with which a paragraph begins, if somebody acts under it there; one of a single word, if it surely acts."""
    acting = (name for name, sure in actors.in_lead(body) if sure and 0 <= body.find(name) <= OPENS)
    return actors.first_name(body) or next(acting, None)


def by_deed(text: str, title: str | None, marked: list[Marked], actors: Actors, source: str | None) -> list[Heading]:
    """The lines of a page that lists deeds without more words, one a line, or the paragraphs behind a line that says that deeds follow."""
    rules = actors.rules
    story = [(at, one.block.start, text[one.block.start : one.block.end]) for at, one in enumerate(marked) if one.kind is None]
    deeds = [(at, start) for at, start, line in story if rules["sections.deed_line"].pattern.match(line)]
    if len(deeds) <= FEW or not names_page(title, source, actors):
        follow = next((at for at, _, line in story if rules["sections.deeds_follow"].pattern.search(line)), len(marked))
        told = [one for one in _paragraphs(text, marked) if one[0] > follow]
        dated = [(at, start) for at, start, line in told if YEAR.search(line) and rules["sections.gives"].pattern.search(line)]
        deeds = dated if 4 * len(dated) >= 3 * len(told) else []
    return [Heading(at, start, "", start, "line") for at, start in deeds] if len(deeds) > FEW else []


def _paragraphs(text: str, marked: list[Marked]) -> list[tuple[int, int, str]]:
    """The number, start and text of each paragraph that is not set aside."""
    found = ((at, one.block) for at, one in enumerate(marked) if one.kind is None and is_prose(text, one.block))
    return [(at, block.start, text[block.start : block.end]) for at, block in found]
