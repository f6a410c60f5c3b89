"""Needles: words of which one must stand in a text for a pattern to match there, told from the pattern itself.

Most rules look for words of a list, and most stretches of text hold none of them: looking a stretch's few words up in a table
is many times cheaper than trying each pattern on it. What is told here is always true, never a guess: a pattern of which
nothing can be told simply has no needles and is always tried.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Iterator, Sequence
from re import _constants as code  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

import regex

LONGEST, MOST, SETS = 9, 1500, 3  # letters of a needle, needles of a set, sets of a pattern
SPELLED = ((r"\p{L}", r"\w"), (r"\p{N}", r"\d"), ("(?r)", ""), (r"\G", "(?:)"))
GROUP, NAMED, CLASS = re.compile(r"\(\?P<\w+>"), re.compile(r"\(\?P=\w+\)"), re.compile(r"\\p\{\w+\}")
Items = Sequence[tuple[Any, Any]]
Heads = dict[str, bool]
"""Beginnings of words in small letters, each with whether the pattern goes on behind it; a blank says that the word ends."""


def needles(pattern: regex.Pattern[str]) -> list[frozenset[str]]:
    """Sets of beginnings of words, the rarest first; one of each set must stand in whatever the pattern matches.

    >>> [sorted(one) for one in needles(regex.compile(r"\\b(?:gave|gives?) .* to\\b"))]
    [['gave ', 'give ', 'gives '], ['to ']]
    """
    return sorted(set(_all(_parsed(pattern), False)), key=lambda one: (_common(one), sorted(one)))[:SETS]


def openers(pattern: regex.Pattern[str]) -> frozenset[str] | None:
    """Beginnings of words with one of which every match of a pattern begins, or None."""
    items = _parsed(pattern)
    if not items or not _edge(items[0], False) or pattern.flags & regex.REVERSE:
        return None
    found = frozenset(_heads(items[1:])) if items[0][0] in (code.AT, code.ASSERT_NOT) else frozenset()
    return found if found and "" not in found and len(found) <= MOST else None


def marks(pattern: regex.Pattern[str]) -> frozenset[str] | None:
    """The characters with one of which every match of a pattern begins, or None; "" stands for the text's own beginning."""
    items = _parsed(pattern)
    return None if pattern.flags & regex.REVERSE else _marks(items[:1])


def _marks(items: Items) -> frozenset[str] | None:
    if not items:
        return None
    kind, value = items[0]
    if kind is code.LITERAL:
        return frozenset(chr(value))
    if kind is code.AT and value is code.AT_BEGINNING_STRING:
        return frozenset([""])
    if kind is not code.IN and kind is not code.BRANCH:
        return None
    each = [_marks([one]) for one in value] if kind is code.IN else [_marks(_flat(one)[:1]) for one in value[1]]
    return None if None in each else frozenset().union(*(one for one in each if one))


def _parsed(pattern: regex.Pattern[str]) -> Items:
    """A pattern's items as the standard library reads them, what only `regex` knows put in its words; none where it cannot."""
    source = pattern.pattern
    for ours, theirs in SPELLED:
        source = source.replace(ours, theirs)
    source = CLASS.sub(r"\\S", NAMED.sub("(?:)", GROUP.sub("(?:", source)))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            parsed = parser.parse(source, pattern.flags & (re.VERBOSE | re.IGNORECASE))
    except (re.error, OverflowError, RecursionError):
        return []
    return _flat(parsed)


def plain(text: str) -> str:
    """A text as needles are written: letters that patterns without case take for the same are the same here."""
    return text.replace("İ", "i").casefold()


def _flat(items: Iterable[Any]) -> list[tuple[Any, Any]]:
    """A sequence with the groups that are no more than brackets dissolved."""
    flat: list[tuple[Any, Any]] = []
    for kind, value in items:
        if kind is code.SUBPATTERN:
            flat += _flat(value[3])
        elif kind is code.ATOMIC_GROUP:
            flat += _flat(value)
        else:
            flat.append((kind, value))
    return flat


def _all(items: Items, edge: bool) -> Iterator[frozenset[str]]:
    """The needles that each place of a sequence gives; `edge` says that no letter stands before it."""
    for at, item in enumerate(items):
        for found in (_inside(item, edge), frozenset(_heads(items[at:])) if edge else None):
            if found and "" not in found and len(found) <= MOST:
                yield found
        edge = _edge(item, edge)


def _needles(items: Items, edge: bool) -> frozenset[str] | None:
    """The rarest needles of a sequence."""
    return min(_all(items, edge), key=_common, default=None)


def _inside(item: tuple[Any, Any], edge: bool) -> frozenset[str] | None:
    """The needles of what must stand within one item."""
    kind, value = item
    if kind is code.BRANCH:
        each = [_needles(_flat(branch), edge) for branch in value[1]]
        return None if None in each else frozenset().union(*(one for one in each if one))
    if kind in (code.MAX_REPEAT, code.MIN_REPEAT, code.POSSESSIVE_REPEAT) and value[0]:
        return _needles(_flat(value[2]), edge and value[1] == 1)
    return _needles(_flat(value[1]), edge) if kind is code.ASSERT and value[0] > 0 else None


def _common(needles: frozenset[str]) -> float:
    """How common needles are, roughly: short ones are."""
    return sum(4.0 ** -len(one) for one in needles)


def _edge(item: tuple[Any, Any], edge: bool) -> bool:
    """Whether surely no letter stands right before what follows an item."""
    kind, value = item
    if kind in (code.LITERAL, code.IN, code.CATEGORY):
        return _letters(item) == set()
    if kind is code.AT:
        return edge or value in (code.AT_BOUNDARY, code.AT_BEGINNING, code.AT_BEGINNING_STRING)
    if kind is code.ASSERT_NOT:
        return edge or value[0] < 0 and _bars_letters(value[1])
    if kind is code.ASSERT:
        return edge
    if kind is code.BRANCH:
        return all(_after(_flat(branch), edge) for branch in value[1])
    if kind in (code.MAX_REPEAT, code.MIN_REPEAT, code.POSSESSIVE_REPEAT):
        return _after(_flat(value[2]), edge and not value[0]) and (edge or value[0] > 0)
    return False


def _after(items: Items, edge: bool) -> bool:
    for item in items:
        edge = _edge(item, edge)
    return edge


def _letters(item: tuple[Any, Any]) -> set[str] | None:
    """The letters, in small, that one item of a single character may be; None where they cannot be listed."""
    kind, value = item
    if kind is code.LITERAL:
        return {plain(chr(value))} if chr(value).isalpha() else set()
    if kind is code.CATEGORY:
        return set() if value in (code.CATEGORY_SPACE, code.CATEGORY_DIGIT) else None
    if kind is code.RANGE:
        return set() if value[1] < ord("A") else None
    if kind is code.IN and (code.NEGATE, None) in value:
        return set() if (code.CATEGORY, code.CATEGORY_NOT_SPACE) in value else None
    each = [_letters(one) for one in value] if kind is code.IN else [None]
    return None if None in each else set().union(*(one for one in each if one))


def _bars_letters(items: Iterable[Any]) -> bool:
    """Whether a negative look-around bars every letter."""
    listed = list(items)
    ones = listed[0][1] if len(listed) == 1 and listed[0][0] is code.IN else ()
    return (code.NEGATE, None) not in ones and (code.CATEGORY, code.CATEGORY_WORD) in ones


def _heads(items: Items) -> Heads:
    """What the word may begin with that begins where a sequence does."""
    heads: Heads = {"": True}
    for item in items:
        if not any(heads.values()) or len(heads) > MOST:
            break
        heads = _merged(_grown(old, item) if on else {old: False} for old, on in heads.items())
    return heads


def _grown(head: str, item: tuple[Any, Any]) -> Heads:
    """A beginning, continued by one item."""
    kind, value = item
    if len(head) >= LONGEST:
        return {head: False}
    if kind is code.AT:
        ends = head and value in (code.AT_BOUNDARY, code.AT_END, code.AT_END_STRING)
        return {head + " ": False} if ends else {head: True}
    if kind in (code.ASSERT, code.ASSERT_NOT):
        ends = head and kind is code.ASSERT_NOT and value[0] > 0 and _bars_letters(value[1])
        return {head + " ": False} if ends else {head: True}
    if kind is code.BRANCH:
        return _merged(_continued(head, branch) for branch in value[1])
    if kind in (code.MAX_REPEAT, code.MIN_REPEAT, code.POSSESSIVE_REPEAT):
        once = _continued(head, value[2])
        once = once if value[1] == 1 else {one: going and one == head for one, going in once.items()}
        return once if value[0] else _merged([once, {head: True}])
    letters = _letters(item)
    if letters is None:
        return {head: False}
    return {head + letter: True for letter in letters} or {(head + " ") if head else "": False}


def _continued(head: str, items: Iterable[Any]) -> Heads:
    heads: Heads = {head: True}
    for item in _flat(items):
        heads = _merged(_grown(old, item) if on else {old: False} for old, on in heads.items())
    return heads


def _merged(many: Iterable[Heads]) -> Heads:
    """Beginnings from several ways; where one of them may go on with any letters, that is all that is known."""
    merged: Heads = {}
    for heads in many:
        for head, going in heads.items():
            merged[head] = going and merged.get(head, True)
    return merged
