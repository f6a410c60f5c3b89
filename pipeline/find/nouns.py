"""Nouns: the word lists by which the noun phrase after a number is read, with the kinds of things that they count, and its words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import regex

from pipeline.rulebook import Rulebook

SETS = ("stops", "sums", "adjectives", "no_agents", "opening", "between", "yearly", "ordinal", "risks", "forms", "doings")
SERVED = ("served", "people", "households", "schools", "settlements", "institutions")
KINDS = (
    "other", "events", "hours", "goods", "trees", "meals", "animals", "awards", "sites", "homes", "places",
    "institutions", "settlements", "schools", "public", "people", "staff", "volunteers", "households", "served",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Nouns:
    """The word lists that a noun phrase is read by: nouns (singular and plural) to kinds, and the words that end it."""

    singular: Mapping[str, str]
    plural: Mapping[str, str]
    stops: frozenset[str]
    sums: frozenset[str]
    adjectives: frozenset[str]
    no_agents: frozenset[str]
    opening: frozenset[str]
    between: frozenset[str]
    yearly: frozenset[str]
    ordinal: frozenset[str]
    risks: frozenset[str]
    forms: frozenset[str]
    doings: frozenset[str]
    numerals: frozenset[str]
    agents: tuple[str, ...]
    origins: tuple[str, ...]
    token: regex.Pattern[str]


class Word(NamedTuple):
    """A word or a sign of the text; `low` is its lower-case form, `name` whether it has a capital."""

    start: int
    end: int
    low: str
    sign: bool
    name: bool = False


@cache
def nouns_of(rules: Rulebook) -> Nouns:
    """The nouns of a rulebook; of a word in two lists the later kind counts."""
    lists = rules.words["beneficiaries"]
    fixed = frozenset(lists["always_plural"])
    odd: dict[str, list[str]] = {}
    for many, one in lists["plurals"].items():
        odd.setdefault(one, []).append(many)
    singular: dict[str, str] = {}
    plural: dict[str, str] = {}
    for kind in KINDS:
        for noun in lists[kind]:
            singular[noun] = kind
            for many in [*odd.get(noun, [_plural(noun, odd)]), *([noun] if noun in fixed else [])]:
                plural[many] = kind
    sets = {name: frozenset(lists[name]) for name in SETS}
    agents, origins, token = tuple(lists["agents"]), tuple(lists["origins"]), rules.pattern("<<beneficiaries.token>>")
    numerals = frozenset(word for name in ("small", "tens") for word in rules.words["quantities"][name])
    return Nouns(singular, plural, agents=agents, origins=origins, token=token, numerals=numerals, **sets)


def _plural(noun: str, odd: Mapping[str, list[str]]) -> str:
    """The plural of a noun; of a phrase, that of its last word.

    >>> [_plural(n, {"child": ["children"]}) for n in ("family", "lunch", "foster child", "toy", "hour of service")]
    ['families', 'lunches', 'foster children', 'toys', 'hours of service']
    """
    head, of, rest = noun.partition(" of ")
    *first, last = head.split()
    if last in odd:
        last = odd[last][0]
    elif last.endswith("y") and last[-2:-1] not in "aeiou":
        last = last[:-1] + "ies"
    else:
        last += "es" if last.endswith(("s", "x", "z", "ch", "sh")) else "s"
    return " ".join([*first, last]) + of + rest
