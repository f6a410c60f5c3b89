"""Owners: where a possessive ends one name and another begins, and where it is a part of the name it stands in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

import regex

from pipeline.find.lexicon import Lexicon

POSSESSIVE = regex.compile(r"(?:['’‘]s|(?<=s)['’])$")
LONGEST = 600
OWNER = regex.compile(r"\S{0,80}(?:['’‘]s|s['’])(?=\s)")
OWNS = re.compile("['’‘]")
EDGE, NO_OWNER = regex.compile(r"\b"), regex.compile(r"\b(?!['’‘])")
AND = regex.compile(r"[^\S\n]and[^\S\n]")
SMALL_SPLIT = regex.compile(r"\s+(of(?:\s+the)?|for(?:\s+the)?|and(?:\s+the)?|the|&amp;|&)\s+")


def possessives(text: str, start: int, end: int, words: Lexicon, heard: bool = False) -> Iterator[tuple[int, int]]:
    """Cut a sequence where a possessive ends one name and another begins; `heard` says that a model took it for one name."""
    at = start
    for hit in OWNER.finditer(text, start, end) if end - start < LONGEST and OWNS.search(text, start, end) else ():
        token, stem = hit[0], POSSESSIVE.sub("", text[at : hit.end()])
        rest = _until_and(text, hit.end(), end)
        if token.replace("'", "’") in words.own or not rest or _inner(stem, rest, words, heard):
            continue
        stands = stem in words.companies or standing(text, stem, NO_OWNER) or _office(stem, words)
        if heard and token[-1] in "'’" and not stands and not _stands_alone(text, token, rest, words):
            continue
        placed = rest[0] in words.places or rest[0] in words.alone
        brand = len(rest) <= 2 and not placed and (rest[-1] in words.company_heads or rest[-1] in words.branded)
        if stem in words.countries or _stands_alone(text, token, rest, words):
            yield at, hit.end()
            at = hit.end() + 1
            continue
        single = heard and not stands and " " not in stem
        if (single or token[-1] in "'’") and _headed(rest, words):
            continue
        joint = SMALL_SPLIT.search(text, hit.end() + 1, end)
        whole = not stands and text.count(text[at : joint.start() if joint else end]) > 1
        if (stands and not brand) or (len(rest) > 2 and not whole) or rest[-1] in words.programs:
            yield at, hit.end()
            at = hit.end() + 1
    yield at, end


def _inner(stem: str, rest: list[str], words: Lexicon, heard: bool) -> bool:
    """Whether a possessive belongs to a name: an office's fund ("Mayor's Relief Fund"), a saint's, a first name's ("Ada's Gift")."""
    office = stem[stem.rfind(" ") + 1 :] in words.offices and any(words.organisations.get(t) == "foundation" for t in rest)
    first = heard and stem in words.given or stem.partition(" ")[0] in words.saints
    return office or _office(stem, words) and words.tasks.issuperset(rest) or first and rest[-1] not in words.programs


def _stands_alone(text: str, token: str, rest: Sequence[str], words: Lexicon) -> bool:
    """Whether what is owned is a body that a text names without its owner too: "Ofelt Mills' Tamani Fund" where Tamani Fund paid."""
    first, name = rest[0], " ".join(rest)
    proper = len(rest) > 1 and not any(first in known for known in (words.tasks, words.alone, words.organisations, words.places))
    headed = proper and words.organisations.get(rest[-1]) in ("foundation", "charity", "school", "hospital")
    return headed and text.count(name) > text.count(f"{token} {name}")


def _office(name: str, words: Lexicon) -> bool:
    """Whether a name is an office's or a school's by its first word: "Ministry of Health", "University of Lindo"."""
    tokens = name.removeprefix("The ").split()
    return len(tokens) > 2 and tokens[0] in words.organisations and tokens[1] in ("of", "for")


def _headed(tokens: list[str], words: Lexicon) -> bool:
    """Whether words end in an organisation's head, or have one right before "of" or "for"."""
    return any(t in words.organisations and tokens[n + 1 : n + 2] in ([], ["of"], ["for"]) for n, t in enumerate(tokens))


def _until_and(text: str, start: int, end: int) -> list[str]:
    """The words of a sequence up to an "and" in it."""
    joint = AND.search(text, start, end)
    return text[start : joint.start() if joint else end].split()


def branded(text: str, start: int, end: int, words: Lexicon) -> bool:
    """Whether the possessive at the end of a name is a part of it: nothing is owned, and the text never leaves it out."""
    stem = POSSESSIVE.sub("", text[start:end])
    return stem != text[start:end] and words.unowned.match(text, end) is not None and not standing(text, stem, NO_OWNER)


@lru_cache(maxsize=128)
def standing(text: str, name: str, after: regex.Pattern[str]) -> bool:
    """Whether a name stands in a text by itself, with `after` behind it."""
    at = text.find(name)
    while at >= 0:
        if EDGE.match(text, at) and after.match(text, at + len(name)):
            return True
        at = text.find(name, at + 1)
    return False
