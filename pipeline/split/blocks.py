"""Blocks: the paragraphs, headings and list items that a text's lines make, broken ones put together again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import regex

LINE = regex.compile(r"[^\s\u200b\ufeff\x1c-\x1f][^\n\r\f\v\x85\u2028\u2029]*")
EMOJI = r"(?![©®™°])\p{So}\uFE0F?"
ITEM = regex.compile(
    r"[•·▪●◦‣➢✓*–—-]\s+|\#{1,6}\s|\(?\d{1,2}[.)、]\s|\(?[a-zA-Z][.)]\s|[|>]|[•·▪●◦‣➢✓]|" + EMOJI + r"\s"
    r"|(?:\p{Lu}[\p{L}&’'.-]*\s){1,4}\p{Lu}[\p{L}&’'.-]*:\s"
)
MARKED = regex.compile(r"\#{1,6}\s|\*\*[^*\n]+\*\*:?$|[|>]")
STOP = regex.compile(r"[.!?。！？…:：;；][\"”’'»）)\]*_]*$")
LOWER = regex.compile(r"\p{Ll}[\p{Ll}’'-]*(?:[\s,;:!?)”’]|\.(?!\p{L}{2})|$)(?!\S*@)")
ADDRESS = regex.compile(r"\s?(?:https?://|www\.)\S*$")
SOFT = regex.compile(r"(?<=[.!?:;”\"’')\]®™*])[ \u00a0\t]{2,}(?=[\p{Lu}\p{N}“\"‘'(*•·#$€£@-])")
LABEL = regex.compile(r"[\p{Lu} &’'-]{6,40}")
DATA = regex.compile(r"[:：|\d]")
WRAPPED, LONG, SOFTENED = range(45, 121), 120, 300
TITLE = 70
NEAR = 0.8


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, heading or item: `text[start:end]`, blank lines `above` it, `soft` if it is a part of a longer line."""

    start: int
    end: int
    above: int
    soft: bool = False


def blocks_of(text: str, joiners: frozenset[str]) -> list[Block]:
    """The blocks of a text in order; `joiners` are words that no paragraph ends with."""
    blocks: list[Block] = []
    for run in _runs(text):
        for block in _unwrapped(text, run):
            if blocks and _goes_on(text, blocks[-1], block, joiners):
                blocks[-1] = replace(blocks[-1], end=block.end)
            else:
                blocks.append(block)
    return [part for block in blocks for part in _softened(text, block)]


def _runs(text: str) -> Iterator[list[Block]]:
    """Lines with no blank line between them."""
    run: list[Block] = []
    end = 0
    for match in LINE.finditer(text):
        start = match.start()
        between = text[end:start]
        above = max(between.count("\n"), between.count("\r")) - 1 if end else 0
        end = start + len(match[0].rstrip())
        if run and above > 0:
            yield run
            run = []
        run.append(Block(start, end, max(above, 0)))
    if run:
        yield run


def _unwrapped(text: str, run: list[Block]) -> Iterator[Block]:
    """A run's paragraphs: lines that were broken because they were full are one."""
    width = max(line.end - line.start for line in run)
    if len(run) == 1 or width not in WRAPPED or (len(run) == 2 and not _is_pair(text, run)):
        yield from run
        return
    current = run[0]
    last = run[0]
    lone = _lone_longest(run, width)
    for line in run[1:]:
        word = len(text[line.start : line.start + 40].split()[0])
        full = last.end - last.start + 1 + word > width and not (lone and text[line.start].isupper())
        shouted = LABEL.fullmatch(text, line.start, line.end) and not text[last.start : last.end].isupper()
        if full and not shouted and not ITEM.match(text, line.start, line.end) and not MARKED.match(text, last.start, last.end):
            current = replace(current, end=line.end)
        else:
            yield current
            current = line
        last = line
    yield current


def _lone_longest(run: list[Block], width: int) -> bool:
    """Whether of several lines only one comes near the width: a headline over lines of data, not a paragraph that was broken."""
    return len(run) > 2 and sum(line.end - line.start > NEAR * width for line in run) == 1


def _is_pair(text: str, run: list[Block]) -> bool:
    """Whether two lines can be one: a heading over two lines or a short paragraph, not a line of data over a title."""
    return not DATA.search(text, run[0].start, run[0].end)


def _goes_on(text: str, one: Block, two: Block, joiners: frozenset[str]) -> bool:
    """Whether a second block is the rest of the first, cut off by a stray line break."""
    if STOP.search(text, max(one.start, one.end - 4), one.end) or ITEM.match(text, two.start, two.end) or two.above > 3:
        return False
    if MARKED.match(text, one.start, one.end) or ADDRESS.match(text, max(text.rfind(" ", one.start, one.end), one.start), one.end):
        return False
    if LOWER.match(text, two.start, two.end) and one.end - one.start > 12:
        return True
    if one.end - one.start < TITLE and text[two.start].isupper() and two.end - two.start > LONG:
        return False
    tail = text[max(one.start, one.end - 16) : one.end].rsplit(None, 1)[-1]
    return one.end - one.start > 20 and (tail.lower() in joiners or (tail[-1] == "," and one.end - one.start > LONG))


def _softened(text: str, block: Block) -> Iterator[Block]:
    """A long line whose paragraphs are told apart by double spaces only, in its parts."""
    if block.end - block.start < SOFTENED or not any(text.find(gap, block.start, block.end) > 0 for gap in ("  ", "\u00a0")):
        yield block
        return
    start, soft = block.start, False
    for gap in SOFT.finditer(text, block.start, block.end):
        yield Block(start, gap.start(), block.above if not soft else 0, soft)
        start, soft = gap.end(), True
    yield Block(start, block.end, block.above if not soft else 0, soft)
