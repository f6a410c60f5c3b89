"""Neighbours: what stands right around an organisation's mentions, and the lists that it stands in, as numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import regex

from pipeline.case import Case
from pipeline.rulebook import Rulebook
from pipeline.settle.entities import Entity

BETWEEN = regex.compile(r"\A\s*(?:\([^)]*\))?\s*(?:,|;|and|&|or|as\s+well\s+as|\s|–|-|•|\*)*\s*(?:the\s+)?\Z", regex.IGNORECASE)
SMALL_BEFORE = regex.compile(r"(?r)(?<![\p{L}])(\p{Ll}+),?[^\S\n]+(?:(?:the|a|an|its|their|our|local|The)[^\S\n]+)?\Z")
OWNER_BEFORE = regex.compile(r"(?r)['’]s?[^\S\n]+(?:\p{Ll}+[^\S\n]+){0,2}\Z")
PERSON_BEFORE = regex.compile(
    r"(?r)\p{Lu}\p{L}+[^\S\n]+(?:\p{Lu}\.[^\S\n]+)?\p{Lu}[\p{L}’'-]+(?:,|[^\S\n]\(|[^\S\n](?:of|from|with))[^\S\n]+(?:the[^\S\n]+)?\Z"
)
ITEM = regex.compile(r"[^\S\n]*(?P<sign>[*•·▪■►‣–—-]|\d{1,2}[.)])?[^\S\n]*(?:[*_\[(“\"']|The[^\S\n]|the[^\S\n])*\Z")
ITEM_LINE = regex.compile(r"[^\S\n]*(?:[*•·▪■►‣–—-]|\d{1,2}[.)])[^\S\n]")
ENDS = regex.compile(r"[®™*_\])”\"']*[^\S\n]*(?:$|\n|:|[-–—][^\S\n])")
NEXT_CAPITAL = regex.compile(r"[®™]?[^\S\n]+\p{Lu}\p{Ll}")
NEXT_COMMA = regex.compile(r"[®™]?(?:[^\S\n]\([^()\n]{1,30}\))?,")
NEXT_BRACKET = regex.compile(r"[®™]?[^\S\n]\(")
OPENER, NEAR, LINE, LIST, LONGEST = 170, 60, 600, 4000, 20_000
MENTIONS = 500
JOINED = 40
LONG_LIST = 4


@dataclass(frozen=True, slots=True)
class Place:
    """One mention of the entity number `who`, with the run of listed names that it belongs to."""

    start: int
    end: int
    who: int
    opens: int
    size: int


def places_of(text: str, entities: Sequence[Entity]) -> list[Place]:
    """The mentions of the entities (of each the first MENTIONS) in order of the text, with the start and the length of their lists."""
    spots = sorted((m.start, m.end, i) for i, e in enumerate(entities) for m in e.mentions[:MENTIONS])
    runs: list[list[tuple[int, int, int]]] = []
    for spot in spots:
        if runs and listed_after(text, runs[-1][-1][1], spot[0]):
            runs[-1].append(spot)
        else:
            runs.append([spot])
    return [Place(*spot, run[0][0], len(run)) for run in runs for spot in run]


def lists_of(text: str, entities: Sequence[Entity]) -> list[list[int]]:
    """The long lists in which entities stand that are named nowhere else: for each the numbers of these."""
    homes: dict[int, int] = {}
    elsewhere = set()
    for place in places_of(text, entities):
        homes.setdefault(place.who, place.opens)
        if place.size < LONG_LIST:
            elsewhere.add(place.who)
    lists: dict[int, list[int]] = {}
    for who, opens in homes.items():
        if who not in elsewhere:
            lists.setdefault(opens, []).append(who)
    return list(lists.values())


def listed_after(text: str, end: int, start: int) -> bool:
    """Whether the name that starts at `start` goes on the list of the name that ends at `end`."""
    return 0 <= start - end < JOINED and BETWEEN.match(text[end:start]) is not None


def around(text: str, case: Case, place: Place, rules: Rulebook) -> Iterator[str]:
    """The signs that one mention's surroundings give; `next_with` is the small word right before it."""
    left, right = text[max(case.start, place.start - NEAR) : place.start], text[place.end : place.end + NEAR]
    words = rules.words["roles"]
    if (small := SMALL_BEFORE.search(left)) and small[1] in words["small"]:
        yield f"next_{small[1]}"
    yield from (name for name, pattern in BEFORE if pattern.search(left))
    yield from (name for name, pattern in AFTER if pattern.match(right))
    line = text[_line_start(text, place.start, LINE) : place.start]
    if item := ITEM.match(line):
        yield "line_item" if item["sign"] else "line_opens"
        if ENDS.match(right):
            yield "line_alone"
    if line.count("“") > line.count("”") or line.count('"') % 2:
        yield "quoted"
    if left.endswith("("):
        yield "bracketed"


def _line_start(text: str, at: int, most: int) -> int:
    """Where the line begins that a place is in, or `most` characters before it where the line is longer."""
    least = max(0, at - most)
    return max(text.rfind("\n", least, at) + 1, least)


BEFORE = (("owned", OWNER_BEFORE), ("person_before", PERSON_BEFORE))
AFTER = (("capital_after", NEXT_CAPITAL), ("comma_after", NEXT_COMMA), ("bracket_after", NEXT_BRACKET))


def opener_of(text: str, case: Case, place: Place) -> str:
    """What stands before the list that a name is in: its own line up to the list, or the line above a list of lines."""
    first = max(_line_start(text, place.opens, LONGEST), case.start)
    inline = text[max(case.start, first, place.opens - OPENER) : place.opens]
    if not ITEM_LINE.match(text, first):
        return inline
    above = text[max(case.start, first - LIST) : first].rstrip("\n")
    lines = [line for line in reversed(above.split("\n")) if line.strip()]
    opener = next((line for line in lines if not ITEM_LINE.match(line)), "")
    return f"{opener[-OPENER:]}\n{inline}"
