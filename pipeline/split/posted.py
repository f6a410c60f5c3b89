"""Posted: the news list of a school, a charity or a newsroom, where each heading has the day of its posting right above or under it."""

from __future__ import annotations

import regex

from pipeline.rulebook import Rulebook
from pipeline.split.boilerplate import Marked, is_prose
from pipeline.split.headings import Heading, as_line

YEAR = regex.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
NUMBER = regex.compile(r"\d[\d–-]*")
FEW, LARGEST = 3, 0.6


def posted(text: str, marked: list[Marked], title: str | None, rules: Rulebook) -> list[Heading]:
    """The headings of a news list, each of which begins a part; none where an article tells one story, whatever stands behind it."""
    days = [one.kind == "byline" and bool(YEAR.search(text, one.block.start, one.block.end)) for one in marked]
    lines = [at for at in range(len(marked) - 1) if _is_line(text, marked[at], title, rules)]
    above = [at for at in lines if at and days[at - 1] and marked[at + 1].kind is None]
    under = [at for at in lines if days[at + 1] and at + 2 < len(marked) and marked[at + 2].kind is None]
    chosen = max(above, under, key=len)
    body = 1 if chosen is above else 2
    alike = _alike(text, marked, chosen) if len(chosen) >= FEW else set()
    chosen = sorted({*chosen, *alike})
    if len(chosen) < FEW or _is_behind_a_story(text, marked, chosen):
        return []
    return [_heading(text, marked, at, rules, body=at + (1 if at in alike else body)) for at in chosen]


def _alike(text: str, marked: list[Marked], chosen: list[int]) -> set[int]:
    """The lines that differ from a chosen one in their numbers only ("2018 Charity Tour", "2017 Charity Tour")."""
    shapes = ["" if one.kind else _shape(text[one.block.start : one.block.end]) for one in marked[:-1]]
    kin = {shapes[at] for at in chosen} - {""}
    return {at for at, shape in enumerate(shapes) if shape in kin} - {*chosen}


def _shape(line: str) -> str:
    """A line without its numbers; "" where it has none, or little else.

    >>> _shape("2017 Charity Tour")
    'charity tour'
    """
    words = NUMBER.sub(" ", line).casefold().split()
    return " ".join(words) if len(words) > 1 and any(char.isdigit() for char in line) else ""


def _is_line(text: str, one: Marked, title: str | None, rules: Rulebook) -> bool:
    """Whether a block is a line that could head a part, and not the article's own headline."""
    if one.kind is not None or is_prose(text, one.block):
        return False
    line = as_line(text, one.block, rules)
    return line is not None and line[1].casefold() != (title or "").casefold()


def _is_behind_a_story(text: str, marked: list[Marked], chosen: list[int]) -> bool:
    """Whether paragraphs stand before the first heading, or most of the text under one of them."""
    if sum(one.kind is None and is_prose(text, one.block) for one in marked[: chosen[0]]) > 1:
        return True
    ends = [*chosen[1:], len(marked)]
    sizes = [sum(one.block.end - one.block.start for one in marked[a:b] if one.kind is None) for a, b in zip(chosen, ends)]
    return max(sizes) > LARGEST * sum(sizes)


def _heading(text: str, marked: list[Marked], at: int, rules: Rulebook, *, body: int) -> Heading:
    start, line, _ = as_line(text, marked[at].block, rules) or (marked[at].block.start, "", "")
    return Heading(at, start, line, marked[body].block.start, "posted")
