"""Voice: what an article says of its own sections: that there are several, each about somebody else, or that all are about "us"."""

from __future__ import annotations

from collections.abc import Collection

import regex

from pipeline.split.actors import Actors

NAMELESS = regex.compile(r"[^\p{L}’'-]+")
SITE = regex.compile(r"^(?:https?://)?(?:www\.)?([\p{L}\d-]+)(?:\.[\p{L}\d-]+)+(?:/\S*)?$")
SHORTEST = 5
RIGHT_BEFORE = 200
QUOTED = regex.compile(r"“[^”\n]{0,600}”|\"[^\"\n]{0,600}\"|«[^»\n]{0,600}»|„[^“”\n]{0,600}[“”]")


def speaks_of_itself(bodies: list[str], actors: Actors) -> bool:
    """Whether half the sections, or more, speak as "we" outside quotations: chapters of one organisation's report."""
    own = [bool(actors.rules["sections.own_voice"].pattern.search(QUOTED.sub(" ", body))) for body in bodies]
    return sum(own) >= 2 and 2 * sum(own) >= len(own)


def announces(before: str, title: str | None, count: int, actors: Actors) -> bool:
    """Whether a title or an introduction says that several companies or stories follow, or just as many as there are sections."""
    said = f"{title or ''}\n{before}"
    if actors.rules["sections.announced"].pattern.search(said):
        return True
    written = {word for word, value in actors.rules.words["quantities"]["small"].items() if value == count}
    counts = actors.rules["sections.announced_count"].pattern.finditer(said)
    return any(match["count"].lower() in {str(count), *written} for match in counts)


def gives_to_many(before: str, headings: list[str], bodies: list[str], source: str | None, actors: Actors) -> bool:
    """Whether the headings name those whom one giver gave to: so it says, or they are charities on its page ("we", the source's name)."""
    if actors.rules["sections.receivers_follow"].pattern.search(before.rstrip()[-RIGHT_BEFORE:]):
        return True
    charities = actors.words["charities"]
    kind = [any(word in charities for word in NAMELESS.sub(" ", heading.lower()).split()) for heading in headings]
    if 2 * sum(kind) < len(kind):
        return False
    own = actors.rules["sections.own_voice"].pattern
    said = sum(bool(own.search(QUOTED.sub(" ", part))) for part in [before, *bodies])
    named = publisher(source, actors.words["desks"])
    return said >= 2 or bool(named) and sum(named in _folded(part) for part in [before, *bodies]) >= 2


def publisher(source: str | None, desks: Collection[str]) -> str:
    """The name in a source, without words for its `desks`, folded to its letters, from its domain where it is one.

    >>> [publisher(source, ["newsroom"]) for source in ("www.lindohomes.co.uk", "Lindo Homes newsroom", "LDN")]
    ['lindohomes', 'lindohomes', '']
    """
    plain = SITE.sub(r"\1", (source or "").strip().lower())
    name = _folded(" ".join(word for word in plain.split() if word not in desks))
    return name if len(name) >= SHORTEST else ""


def _folded(text: str) -> str:
    return "".join(char for char in text.lower() if char.isalnum())
