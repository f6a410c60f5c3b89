"""Units: the noun phrase after a number, and what class of thing it counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import NamedTuple

import regex

from pipeline.rulebook import Rulebook

REACH = 9
LEAST = 6
SHORT = 3
NEAR = 5
SETS = ("stops", "sums", "adjectives", "no_agents", "opening", "between", "yearly", "ordinal", "risks", "forms")
AGENT = "people"
SERVED = ("served", "people", "households", "schools", "settlements", "institutions")
GIVEN = ("goods", "meals", "awards")
KINDS = (
    "other", "events", "hours", "goods", "trees", "meals", "animals", "awards", "sites", "homes", "places",
    "institutions", "settlements", "schools", "public", "people", "staff", "volunteers", "households", "served",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Unit:
    """What is counted: `text[start:end]`, the kind of its noun, and whether the noun stands in the plural."""

    start: int
    end: int
    kind: str
    plural: bool


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
    return Nouns(singular, plural, agents=agents, origins=origins, token=token, **sets)


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


def read_unit(text: str, at: int, end: int, *, one: bool, many: bool, nouns: Nouns) -> Unit | None:
    """The noun phrase that begins at `at`, no further than `end`; `one` if the number before it is 1,
    `many` if it needs an "of" ("dozens of").

    Adjectives are passed over; the first plural noun is the head, or the last singular one where there is no
    plural ("160 school"); nouns joined by "and" belong to the unit.
    """
    words = _words(text, at, end, nouns)
    of = bool(words) and words[0].low == "of"
    if not words or of is not many or words[0].low in ("and", "or", ","):
        return None
    words = words[1:] if of else words
    stop = next((i for i, word in enumerate(words) if _ends(word, nouns) and not _goes_on(words, i, nouns)), len(words))
    if stop < len(words) and words[stop].low in nouns.sums:
        return None
    head = _head(words[:stop], nouns, one=one) or _unnamed(words[:stop], nouns, one)
    if head is None:
        return None
    size, kind, plural = head
    last, kind = _joined(words, size, kind, nouns)
    return Unit(words[0].start, words[last - 1].end, kind, plural)


def _ends(word: Word, nouns: Nouns) -> bool:
    """Whether no noun phrase goes on over a word: a sign, a verb or preposition, a figure, a word of money."""
    return word.sign or word.low in nouns.stops or word.low in nouns.sums or word.low[0].isdigit()


def _goes_on(words: list[Word], at: int, nouns: Nouns) -> bool:
    """Whether a phrase goes on over a word that else ends it: "860 old people", "bright but needy pupils", "200 Grade 12 learners"."""
    low, before = words[at].low, words[at - 1].low if at else ""
    risk = next((n for n in (3, 2) if " ".join(w.low for w in words[:n]) in nouns.risks), 0)
    behind = [word.low for word in words[at + 1 : at + NEAR]]
    near = any(low in nouns.plural for low in (*behind, *map(" ".join, pairwise(behind))))
    passed = low in nouns.between or low in nouns.yearly and before in nouns.ordinal if at else low in nouns.opening or low in nouns.forms
    return near and (at < risk or passed or low.isdigit() and len(low) < SHORT and before in nouns.forms)


def _words(text: str, at: int, end: int, nouns: Nouns) -> list[Word]:
    words: list[Word] = []
    for match in nouns.token.finditer(text, at, end):
        name = str(match.lastgroup)
        low = match[name].lower().replace("’", "'")
        if low == "'" and words and words[-1].end == match.start(name):
            words[-1] = words[-1]._replace(low=words[-1].low + low)
            continue
        words.append(Word(match.start(name), match.end(name), low, name == "other", match[name][0].isupper()))
        if len(words) > REACH + 5 or low in ".;:!?":
            break
    return words


def _head(words: list[Word], nouns: Nouns, *, one: bool) -> tuple[int, str, bool] | None:
    """How many words reach to the head noun, its kind, and whether it is a plural."""
    found: tuple[int, str, bool] | None = None
    for i in range(min(len(words), REACH)):
        for size in (3, 2, 1):
            if i + size > len(words):
                continue
            phrase = " ".join(w.low for w in words[i : i + size])
            if phrase in nouns.plural and not (one and phrase not in nouns.singular):
                return _extended(words, i + size, nouns.plural[phrase], nouns)
            if phrase in nouns.singular:
                found = (i + size, nouns.singular[phrase], False)
                break
        else:
            kind = None if one or (i + 1 < len(words) and words[i + 1].low in nouns.plural) else _formed(words[i], nouns)
            if kind:
                return _extended(words, i + 1, kind, nouns)
        if found and one and i + 1 >= found[0] and not (i + 1 < len(words) and words[i + 1].low in nouns.singular):
            return found
        if i >= 5 and found is None:
            return None
    return found if found and (one or found[0] == len(words) or found[0] <= 2) else None


def _formed(word: Word, nouns: Nouns) -> str | None:
    """The kind of a plural that no list has, by its form: "tea-farmers" are farmers, "healers" and "Guyanese" are people."""
    last = word.low.rpartition("-")[2]
    if last in nouns.plural:
        return nouns.plural[last]
    if len(last) < LEAST or last in nouns.no_agents or last in nouns.singular:
        return None
    return AGENT if last.endswith(nouns.agents) or (word.name and last.endswith(nouns.origins)) else None


def _unnamed(words: list[Word], nouns: Nouns, one: bool) -> tuple[int, str, bool] | None:
    """The head of a short phrase of words in small letters that no list has: only strong cues make it people served."""
    fits = not one and 1 <= len(words) <= SHORT and not words[-1].name and len(words[-1].low) > SHORT and words[-1].low.isalpha()
    fits = fits and words[-1].low not in nouns.no_agents
    return (len(words), "unnamed", words[-1].low.endswith("s")) if fits else None


def _extended(words: list[Word], size: int, kind: str, nouns: Nouns) -> tuple[int, str, bool]:
    """A plural noun right after the head is the head ("girls schools"), unless it is what they get ("gave 550 students laptops")."""
    while size < len(words) and words[size].name == words[size - 1].name:
        low = words[size].low
        more = nouns.plural.get(low) or nouns.singular.get(low)
        if more is None or (kind in SERVED and (more in GIVEN or _verbal(words, size, nouns))):
            break
        kind, size = more, size + 1
    return size, kind, True


def _verbal(words: list[Word], at: int, nouns: Nouns) -> bool:
    """Whether a noun in the singular that ends its phrase after a plural is a verb: "300 children study in shifts"."""
    follows = words[at + 1].low if at + 1 < len(words) else ""
    return words[at].low not in nouns.plural and follows not in nouns.plural and follows not in nouns.singular


def _joined(words: list[Word], size: int, kind: str, nouns: Nouns) -> tuple[int, str]:
    """The end of the unit after "and students", "families and seniors", and the kind of the most telling noun."""
    last, at, listed = size, size, False
    served = kind in SERVED
    best = kind
    while at < len(words) and words[at].low in (",", "and", "&", "or"):
        listed = listed or words[at].low != ","
        at += 1
        if at < len(words) and words[at - 1].low == "," and words[at].low in ("and", "&", "or"):
            continue
        more = _next_noun(words, at, nouns)
        if more is None:
            break
        at, kind_more = more
        best = max(best, kind_more, key=KINDS.index) if served and kind_more in SERVED else best
        if listed:
            last, kind = at, best
    return last, kind


def _next_noun(words: list[Word], at: int, nouns: Nouns) -> tuple[int, str] | None:
    for i in range(at, min(at + 4, len(words))):
        low = words[i].low
        for size in (2, 1):
            phrase = " ".join(w.low for w in words[i : i + size])
            if i + size <= len(words) and phrase in nouns.plural:
                end, kind, _ = _extended(words, i + size, nouns.plural[phrase], nouns)
                return end, kind
        verbal = low.endswith(("ed", "ing")) and low not in nouns.adjectives and "-" not in low
        if words[i].sign or low in nouns.stops or low[0].isdigit() or verbal:
            return None
    return None
