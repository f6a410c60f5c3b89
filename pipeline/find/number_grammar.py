"""Grammar: what a quantity is, and the patterns that look around a number."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import regex

from pipeline.find.atoms import Atom
from pipeline.find.currencies import Currencies, Sign, currencies
from pipeline.mention import Number
from pipeline.rulebook import Rulebook

WINDOW = 44


class Quantity(NamedTuple):
    """A number or a range of numbers in its text: `start` is where its qualifier begins, `at` where its first figure does.

    `signs` are the currency signs beside it (none for a plain number); `counts` is False for labels, years, ages.
    """

    start: int
    at: int
    end: int
    value: Number
    value_max: Number | None
    qualifier: str
    signs: tuple[Sign, ...]
    counts: bool
    atom: Atom


@dataclass(frozen=True)
class Grammar:
    """The patterns of rules/quantities.toml that look around a number."""

    label: regex.Pattern[str]
    unlike: regex.Pattern[str]
    no_one: regex.Pattern[str]
    other_one: regex.Pattern[str]
    yearly: regex.Pattern[str]
    plural: regex.Pattern[str]
    link: regex.Pattern[str]
    opened: regex.Pattern[str]
    zip: regex.Pattern[str]
    named: regex.Pattern[str]
    counted: regex.Pattern[str]
    inner: regex.Pattern[str]
    goes_on: regex.Pattern[str]
    growth: regex.Pattern[str]
    before: regex.Pattern[str]
    after: regex.Pattern[str]
    again: regex.Pattern[str]
    letter: regex.Pattern[str]
    glued: regex.Pattern[str]
    qualifiers: dict[str, str]
    last_words: frozenset[str]
    trailing: dict[str, str]
    letters: dict[str, int]
    money: Currencies


@cache
def _grammars(digest: str) -> dict[str, Grammar]:
    return {}


def grammar(rules: Rulebook) -> Grammar:
    """The grammar of a rulebook, compiled once."""
    held = _grammars(rules.digest)
    if "grammar" not in held:
        held["grammar"] = _build(rules)
    return held["grammar"]


def _build(rules: Rulebook) -> Grammar:
    words = rules.words["quantities"]

    def atom(name: str, case: bool = False) -> regex.Pattern[str]:
        return rules.pattern(f"<<quantities.{name}>>", case=case)

    return Grammar(
        label=atom("label", case=True),
        unlike=atom("unlike", case=True),
        no_one=atom("no_one"),
        other_one=atom("other_one"),
        yearly=rules.pattern(r"(?<!\w)<<quantities.words.yearly>>\s*\Z"),
        plural=atom("plural", case=True),
        link=atom("link"),
        opened=atom("open_range"),
        zip=atom("zip", case=True),
        named=atom("named", case=True),
        counted=atom("counted", case=True),
        inner=atom("inner", case=True),
        goes_on=atom("goes_on", case=True),
        growth=atom("growth"),
        before=atom("before"),
        after=atom("after"),
        again=atom("again"),
        letter=atom("loose_letter", case=True),
        glued=atom("glued_letter", case=True),
        qualifiers=words["before"],
        last_words=frozenset(phrase.split()[-1] for phrase in words["before"]),
        trailing=words["after"],
        letters=words["letter"],
        money=currencies(rules),
    )
