"""Voice: what an article says of its own sections: that there are several, each about somebody else, or that all are about "us"."""

from __future__ import annotations

import regex

from pipeline.split.actors import Actors

QUOTED = regex.compile(r"“[^”\n]{0,600}”|\"[^\"\n]{0,600}\"|«[^»\n]{0,600}»|„[^“”\n]{0,600}[“”]")
COUNTED = {2: "two", 3: "three", 4: "four", 5: "five", 6: "six", 7: "seven", 8: "eight", 9: "nine", 10: "ten", 11: "eleven", 12: "twelve"}


def speaks_of_itself(bodies: list[str], actors: Actors) -> bool:
    """Whether half the sections, or more, speak as "we" outside quotations: chapters of one organisation's report."""
    own = [bool(actors.rules["sections.own_voice"].pattern.search(QUOTED.sub(" ", body))) for body in bodies]
    return sum(own) >= 2 and 2 * sum(own) >= len(own)


def announces(before: str, title: str | None, count: int, actors: Actors) -> bool:
    """Whether a title or an introduction says that several companies or stories follow, or just as many as there are sections."""
    said = f"{title or ''}\n{before}"
    if actors.rules["sections.announced"].pattern.search(said):
        return True
    numbers = {str(count), COUNTED.get(count, str(count))}
    return any(match["count"].lower() in numbers for match in actors.rules["sections.announced_count"].pattern.finditer(said))
