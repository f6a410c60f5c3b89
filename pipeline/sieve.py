"""Sieve: of many rules those that can match in a stretch of text, told by its words.

Each word of a text is looked up once, in one table for all sieves (`Table`); a word that speaks for no rule costs nothing more.
What a word speaks for is a number with a bit for each rule, so that the words of a stretch are added up by `|`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import accumulate
from typing import Generic, TypeVar

import regex

from pipeline.needles import marks, needles, openers, plain
from pipeline.rulebook import Rule, Rulebook

WORD, LAST, WORDS = regex.compile(r"\p{L}+"), regex.compile(r"(?r)\p{L}+"), regex.compile(r"(\p{L}+)")
REMEMBERED, CHOSEN, LETTERS, GLUED = 30_000, 1_000, 3, 3
LINE = "(?m:^)"
Thing = TypeVar("Thing")
Spots = tuple[Sequence[int], Sequence[int]]


class Table(dict[str, int]):
    """From a word in small letters to the bits of what it speaks for; words are understood once and remembered, up to a bound."""

    def __init__(self) -> None:
        super().__init__()
        self.bits: dict[str, int] = {}
        self.sizes: tuple[int, ...] = ()
        self.firsts: frozenset[str] = frozenset()
        self.next = 0

    def add(self, found: frozenset[str]) -> int:
        """A bit of its own for needles."""
        bit, self.next = 1 << self.next, self.next + 1
        for needle in found:
            self.bits[needle] = self.bits.get(needle, 0) | bit
        self.sizes = tuple(sorted({len(needle) for needle in self.bits if needle[-1] != " "}))
        self.firsts = frozenset(needle[:2] for needle in self.bits)
        self.clear()
        return bit

    def __missing__(self, word: str) -> int:
        if len(self) >= REMEMBERED:
            self.clear()
        self[word] = found = self.read(word)
        return found

    def read(self, word: str) -> int:
        """The bits of a word: of the word itself, and of every beginning that it has."""
        if len(word) > 1 and word[:2] not in self.firsts and word[0] not in self.firsts:
            return 0
        found, get = self.bits.get(word + " ", 0), self.bits.get
        for size in self.sizes:
            found |= get(word[:size], 0)
        return found

    def cut(self, text: str, start: int, end: int) -> int:
        """The bits of the words that the ends of `text[start:end]` cut in two."""
        found = 0
        if start and text[start - 1 : start + 1].isalpha() and (hit := WORD.match(text, start, end)):
            found = self.read(plain(hit[0]))
        if text[end : end + 1].isalpha() and (hit := LAST.search(text, start, end)) and hit.end() == end:
            found |= self.read(plain(hit[0]))
        return found


TABLE = Table()


@lru_cache(maxsize=2)
def _words(text: str) -> tuple[Sequence[int], Sequence[str]]:
    """Where the words of a text begin, and the words."""
    parts = WORDS.split(text)
    return list(accumulate(map(len, parts)))[::2], parts[1::2]


@lru_cache(maxsize=2)
def _spots(text: str, _bits: int) -> Spots:
    """Where the words of a text begin that speak for anything, and their bits."""
    starts, words = _words(text)
    bits = map(TABLE.__getitem__, plain("\n".join(words)).split("\n"))
    spots = [(start, bit) for start, bit in zip(starts, bits) if bit]
    return [start for start, _ in spots], [bit for _, bit in spots]


@lru_cache(maxsize=2)
def _capitals(text: str) -> Sequence[int]:
    """Where a word with a capital begins, and what is glued to its front ("#", "l’", "al-", "3")."""
    starts, words = _words(text)
    capitals = [start for start, word in zip(starts, words) if not word.islower()]
    glued = [at for start in capitals if not text[start - 1 : start].isspace() for at in range(max(0, start - GLUED), start)]
    return sorted({*capitals, *glued}) if glued else capitals


def capitalised(pattern: regex.Pattern[str], text: str) -> Iterator[regex.Match[str]]:
    """What `finditer` gives of a pattern whose matches begin with a word that has a capital, or with what is glued to its front."""
    return _matches(pattern, text, _capitals(text))


def pattern_of(rule: Rule) -> regex.Pattern[str]:
    """A rule's pattern."""
    return rule.pattern


class Sieve(Generic[Thing]):
    """Things with a pattern each, in their order; those are left out whose pattern surely does not match a stretch of text."""

    def __init__(self, things: Iterable[Thing], pattern: Callable[[Thing], regex.Pattern[str]]) -> None:
        self.things = tuple(things)
        self.bits = [sum(map(TABLE.add, needles(pattern(thing)))) for thing in self.things]
        self.all = sum(self.bits)
        self.chosen: dict[int, Sequence[Thing]] = {}

    def able(self, text: str) -> Sequence[Thing]:
        """The things whose pattern may match in a text."""
        found = 0
        for word in WORD.findall(plain(text)):
            found |= TABLE[word]
        return self._of(found & self.all)

    def within(self, text: str, start: int, end: int) -> Sequence[Thing]:
        """The things whose pattern may match in `text[start:end]`, cut out of the text or not."""
        starts, bits = _spots(text, TABLE.next)
        found = TABLE.cut(text, start, end)
        for one in bits[bisect_left(starts, start) : bisect_left(starts, end)]:
            found |= one
        return self._of(found & self.all)

    def _of(self, found: int) -> Sequence[Thing]:
        chosen = self.chosen.get(found)
        if chosen is None:
            if len(self.chosen) >= CHOSEN:
                self.chosen.clear()
            chosen = self.chosen[found] = tuple([thing for thing, bit in zip(self.things, self.bits) if found & bit == bit])
        return chosen


class Openers(Generic[Thing]):
    """Things with a pattern each, whose matches in a whole text are looked for only where a word stands that can open them."""

    def __init__(self, things: Iterable[Thing], pattern: Callable[[Thing], regex.Pattern[str]]) -> None:
        told = [(thing, pattern(thing)) for thing in things]
        found = [(thing, one, openers(one)) for thing, one in told]
        self.opened = [(thing, one, TABLE.add(words)) for thing, one, words in found if words is not None]
        self.marked = [(thing, one, _begins(one)) for thing, one, words in found if words is None]
        self.begins = list(dict.fromkeys(begins for _, _, begins in self.marked if begins))

    def finditer(self, text: str) -> Iterator[tuple[Thing, regex.Match[str]]]:
        """What `finditer` of each pattern gives, thing by thing."""
        places = {begins: [hit.start() for hit in begins.finditer(text)] for begins in self.begins}
        for thing, pattern, begins in self.marked:
            found = _matches(pattern, text, places[begins]) if begins else pattern.finditer(text)
            yield from ((thing, hit) for hit in found)
        starts, bits = _spots(text, TABLE.next)
        for thing, pattern, bit in self.opened:
            found = _matches(pattern, text, [start for start, one in zip(starts, bits) if one & bit])
            yield from ((thing, hit) for hit in found)


def _begins(pattern: regex.Pattern[str]) -> re.Pattern[str] | None:
    """Where a pattern may match that begins a line, or with a mark such as a full stop; None where it begins otherwise."""
    if pattern.pattern.startswith(LINE):
        return re.compile("(?m)^")
    found = marks(pattern)
    letters = "".join(re.escape(mark) for mark in sorted(found or ()))
    if found is None or any(mark.isalnum() or mark == " " for mark in found) or not letters:
        return None
    return re.compile(rf"\A|[{letters}]" if "" in found else f"[{letters}]")


def _matches(pattern: regex.Pattern[str], text: str, starts: Iterable[int]) -> Iterator[regex.Match[str]]:
    """The matches at places in order, one after another."""
    end = 0
    for start in starts:
        if start >= end and (hit := pattern.match(text, start)):
            end = hit.end()
            yield hit


class Ahead(Generic[Thing]):
    """Things with a pattern each that is matched where something ends; the letters there tell most of them apart.

    The patterns look at nothing before that place.
    """

    def __init__(self, things: Iterable[Thing], pattern: Callable[[Thing], regex.Pattern[str]]) -> None:
        self.told = [(thing, pattern(thing)) for thing in things]
        self.known: dict[str, Sequence[Thing]] = {}

    def able(self, text: str, at: int) -> Sequence[Thing]:
        """The things whose pattern may match at a place: those that could go on from the letters there, which are remembered."""
        letters = text[at : at + LETTERS]
        found = self.known.get(letters)
        if found is None:
            if len(self.known) >= REMEMBERED:
                self.known.clear()
            found = self.known[letters] = tuple([thing for thing, one in self.told if one.match(letters, partial=True)])
        return found


@cache
def sides_of(rules: Rulebook, table: str) -> dict[str, Sieve[Rule]]:
    """The rules of a table, sieved by the side of a name that they look at."""
    sides = dict.fromkeys(str(rule.more["side"]) for rule in rules.rules[table])
    return {side: Sieve([rule for rule in rules.rules[table] if rule.more["side"] == side], pattern_of) for side in sides}
