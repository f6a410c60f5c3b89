"""Headlines: the lines of a text in which nearly every word has a capital, so that names there are told by other signs."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache
from operator import itemgetter

import regex

from pipeline.find.lexicon import Lexicon

LINE = regex.compile(r"(?m)^[^\n]{12,240}?(?<![.!?:;,\s])[^\S\n]*$")
WITHIN = regex.compile(r"(?r)\p{Ll}[^\S\n]\Z")
SAID = ("The", "Messrs", "Thanks")
TOKEN = regex.compile(r"\S+")


@lru_cache(maxsize=2)
def headlines(text: str) -> tuple[tuple[int, int], ...]:
    """The lines of a text in which nearly every word has a capital: names cannot be told there by capitals alone."""
    found = []
    for line in LINE.finditer(text):
        words = [w for w in line[0].split() if len(w) > 3]
        if len(words) > 2 and sum(w[0].isupper() or not w[0].isalpha() for w in words) > 0.7 * len(words):
            found.append(line.span())
    return tuple(found)


def cut_at_verbs(text: str, start: int, end: int, words: Lexicon) -> Iterator[tuple[int, int]]:
    """A headline's capitalised sequence without its verbs; in a line all in capitals nothing is told apart."""
    at = start
    if text[start:end].isupper() and " " in text[start:end]:
        return
    for token in TOKEN.finditer(text, start, end):
        if token[0] in words.verbs:
            if token.start() > at:
                yield at, token.start()
            at = token.end() + 1
    if at < end:
        yield at, end


def within_sentence(text: str, start: int, end: int, token: str) -> bool:
    """Whether a word that opens sentences has its capital inside one, before another: it is a part of a name ("jeweller Soon Heng")."""
    rest = text[start + len(token) : end].lstrip()
    spelt = len(token) > 2 and token.isalpha() and token[1:].islower() and token not in SAID
    inside = spelt and rest[:1].isupper() and WITHIN.search(text, max(0, start - 2), start) is not None
    if not inside:
        return False
    lines = headlines(text)
    at = bisect_right(lines, start, key=itemgetter(0)) - 1
    return at < 0 or start >= lines[at][1]
