"""Parts: the text under each heading of an article, and what sets one part apart from the others."""

from __future__ import annotations

from pipeline.split.actors import CAUSE_SPAN, Actors
from pipeline.split.boilerplate import Marked
from pipeline.split.headings import Heading


def causes_in(whole: list[str], actors: Actors) -> int:
    """How many sections speak of public welfare early on."""
    return sum(bool(actors.causes.search(part[:CAUSE_SPAN])) for part in whole)


def bodies_of(text: str, marked: list[Marked], chosen: list[Heading]) -> list[str]:
    """The text under each heading, without what is set aside."""
    ends = [heading.at for heading in chosen[1:]] + [len(marked)]
    bodies = []
    for heading, end in zip(chosen, ends):
        blocks = [one.block for one in marked[heading.at : end] if one.kind is None]
        bodies.append("\n".join(text[max(block.start, heading.body) : block.end] for block in blocks if block.end > heading.body))
    return bodies


def apart(names: list[str], whole: list[str], actors: Actors, spread: dict[str, int]) -> str | None:
    """The key of the first of a section's names that hardly any other section speaks of; `spread` keeps how many speak of each."""
    allowed = 1 if len(whole) == 2 else 1 + max(1, len(whole) // 6)
    for key in map(actors.key, names):
        if key not in spread:
            spread[key] = sum(key in part for part in whole)
        if spread[key] <= allowed:
            return key
    return None
