"""Voice: what an article says of its own sections: that there are several, each about somebody else, or that all are about "us"."""

from __future__ import annotations

import regex

from pipeline.split.actors import Actors

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
