"""Contents: a newsletter's list of its own headings, told by lines that return further down."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import regex

from pipeline.split.boilerplate import Marked, is_prose

MARKS = regex.compile(r"\A[\s•·▪*#\[–—-]*(?:\d{1,3}[.)、]?\s+)?|[\s.…–—-]*(?<!\d)\d{0,3}[\s.…*\]]*\Z")
SAID = regex.compile(r"(?<!\.)\.\Z")
LONGEST = 200


def mark_contents(text: str, marked: list[Marked]) -> list[Marked]:
    """Set aside lines that stand together and of which at least two return later as headings."""
    plain = [_plain(text, one) for one in marked]
    again = Counter(line for line in plain if line)
    if sum(count > 1 for count in again.values()) < 2:
        return marked
    heads = {line: at for at, line in enumerate(plain) if line and is_prose_at(text, marked, at + 1)}
    repeated = [bool(line) and again[line] > 1 and heads.get(line, -1) > at for at, line in enumerate(plain)]
    return [replace(one, kind="contents", reach="block") if one.kind is None and _in_list(repeated, plain, at) else one
            for at, one in enumerate(marked)]


def is_prose_at(text: str, marked: list[Marked], at: int) -> bool:
    """Whether block `at` is there and is a paragraph, so that the line above it is a heading."""
    return at < len(marked) and is_prose(text, marked[at].block)


def _plain(text: str, one: Marked) -> str:
    """A short line without its bullet, number or page; "" for anything else, and for what is said in a sentence."""
    if one.block.end - one.block.start > LONGEST or SAID.search(text, one.block.start, one.block.end):
        return ""
    line = MARKS.sub("", text[one.block.start : one.block.end].partition("](")[0]).casefold()
    return line if len(line) > 3 else ""


def _in_list(repeated: list[bool], plain: list[str], at: int) -> bool:
    """A line that returns, beside another one that does."""
    near = repeated[max(0, at - 1) : at] + repeated[at + 1 : at + 2]
    return repeated[at] and any(near)
