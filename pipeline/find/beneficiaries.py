"""Counts: numbers with the things they count, told apart into beneficiaries and other counts."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from functools import cache

import regex

from pipeline.find.coordination import coordinated
from pipeline.find.nouns import SERVED, Nouns, nouns_of
from pipeline.find.sentences import sentences
from pipeline.find.units import Unit, read_unit
from pipeline.find.unsaid import class_of, elided, enrolled, noun_before, ordinals, sharing, things
from pipeline.mention import Mention
from pipeline.rulebook import Rule, Rulebook, load_rules

WINDOW = 110
CLAUSE = 100
MASSES = 10_000_000
LABELS = 100
LEAST = 5
STRONG = 0.7


def find_counts(text: str, numbers: list[Mention], rules: Rulebook | None = None) -> list[Mention]:
    """The counts among `numbers` (of `find_numbers`): those that a noun of a known class follows, in the order of the text.

    A count has field "beneficiary" or "other_count", the number's value and qualifier, the `unit` as written and its
    `unit_class`; what is only planned carries the flag "planned".

    >>> number = Mention("number", 13, 27, "more than 1200", "x", 1200, qualifier="more_than")
    >>> [(m.field, m.value, m.unit) for m in find_counts("Acme trained more than 1200 rural teachers.", [number])]
    [('beneficiary', 1200, 'rural teachers')]
    """
    book = rules or load_rules()
    nouns = nouns_of(book)
    spans = sentences(text, book) if numbers else []
    starts = [start for start, _ in spans]
    found: list[Mention] = []
    for number in numbers:
        place = bisect_right(starts, number.start) - 1
        sentence = spans[place] if place >= 0 else (0, len(text))
        found += _count(text, number, sentence, nouns, book)
    ordered = sorted([*found, *sharing(text, numbers, found, book), *ordinals(text, nouns, book)], key=lambda m: m.start)
    return coordinated(text, things(text, ordered, book), book)


def _count(text: str, number: Mention, sentence: tuple[int, int], nouns: Nouns, rules: Rulebook) -> Iterator[Mention]:
    """The count that a number makes with the words after it, if any."""
    end = min(number.end + WINDOW, max(sentence[1], number.end))
    if _glued(text, number, rules):
        return
    if not isinstance(number.value, (int, Decimal)):
        return
    if _atom(rules, "partitive").match(text, number.end) and not elided(text, number, sentence, rules):
        yield from _part(text, number, sentence, nouns, rules)
        return
    takes_of = _atom(rules, "either").search(number.text) and _atom(rules, "of").match(text, number.end)
    many = takes_of is not None or _atom(rules, "many").search(number.text) is not None
    unit = read_unit(text, number.end, end, one=number.value == 1, many=many, nouns=nouns)
    if unit is not None and not unit.plural and number.value != 1 and text[unit.end - 1 : unit.end] and _titled(text, unit):
        return
    if unit is not None and unit.kind == "unnamed" and not _cued(text, number, unit, sentence, rules):
        unit = None
    if unit is None:
        unit = elided(text, number, sentence, rules)
    elif unit.kind == "other" and (told := noun_before(text, number, sentence, nouns, rules)) and told.field == "beneficiary":
        yield told
        return
    if unit is not None:
        yield _judged(text, number, unit, sentence, rules)
    elif (noun := noun_before(text, number, sentence, nouns, rules) or enrolled(text, number, sentence, rules)) is not None:
        yield noun


def _part(text: str, number: Mention, sentence: tuple[int, int], nouns: Nouns, rules: Rulebook) -> Iterator[Mention]:
    """Some of many, where words beside the number say that they were served: "helped 800 of the city's poorest families"."""
    of = _atom(rules, "part_of").match(text, number.end)
    unit = read_unit(text, of.end(), min(of.end() + WINDOW, sentence[1]), one=False, many=False, nouns=nouns) if of else None
    if unit is not None and unit.plural and unit.kind in SERVED and _cued(text, number, unit, sentence, rules):
        count = _judged(text, number, unit, sentence, rules)
        if rules[count.rule].more["side"] in ("before", "after") and rules[count.rule].confidence >= STRONG:
            yield count


def _glued(text: str, number: Mention, rules: Rulebook) -> bool:
    """Whether the number is no count: a sum ("$500"), part of a word ("500-seat"), a share ("5%"), or "one" in letters."""
    before, after = text[max(0, number.start - 1) : number.start], text[number.end : number.end + 1]
    alone = number.value == 1 and not any(c.isdigit() for c in number.text)
    back = max(0, number.start - 12), number.start
    if _atom(rules, "each").search(text, *back) or (_small(number) and _atom(rules, "label").search(text, *back)):
        return True
    return alone or before in rules.words["beneficiaries"]["signs"] or (after != "" and after in "-–%")


def _small(number: Mention) -> bool:
    """Whether a number is short enough for a label: "day 12", but "to this day 1,140 patients"."""
    return isinstance(number.value, int) and number.value < LABELS and number.qualifier == "exact"


def _titled(text: str, unit: Unit) -> bool:
    """Whether a singular unit is a name: "19 Polytechnical School" is one school."""
    return all(word[0].isupper() for word in text[unit.start : unit.end].split())


def _judged(text: str, number: Mention, unit: Unit, sentence: tuple[int, int], rules: Rulebook) -> Mention:
    rule = _rule(text, number, unit, sentence, rules)
    planned = unit.kind in SERVED and _atom(rules, "planned").search(text, max(sentence[0], number.start - CLAUSE), number.start)
    field = str(rule.more["gives"])
    mention = Mention(
        field,
        number.start,
        unit.end,
        text[number.start : unit.end],
        rule.id,
        number.value,
        number.value_max,
        number.qualifier,
        text[unit.start : unit.end] or None,
        class_of(unit.kind, field),
        confidence=_confidence(rule, number, unit),
    )
    if planned and field == "beneficiary":
        return replace(mention, confidence=min(mention.confidence, 0.55), flags=("planned",))
    return mention


def _cued(text: str, number: Mention, unit: Unit, sentence: tuple[int, int], rules: Rulebook) -> bool:
    """Whether the words around a noun that no list has say that it names people: "trained 300 santri"."""
    return isinstance(number.value, int) and number.value >= LEAST and _rule(text, number, unit, sentence, rules).more["side"] != "always"


def _rule(text: str, number: Mention, unit: Unit, sentence: tuple[int, int], rules: Rulebook) -> Rule:
    """The first rule for this kind of noun that finds its cue."""
    if unit.kind == "elided":
        return rules["beneficiaries.elided"]
    stretches = {
        "before": (max(sentence[0], number.start - CLAUSE), number.start),
        "clause": (max(sentence[0], number.start - CLAUSE), number.start),
        "near": (max(sentence[0], number.start - 60), min(unit.end + 60, sentence[1])),
        "after": (unit.end, sentence[1]),
        "number": (number.start, number.end),
        "sentence": sentence,
        "line": (max(0, number.start - 12), number.start),
        "always": (unit.end, unit.end),
    }
    for rule in _rules_for(rules, unit.kind):
        if rule.pattern.search(text, *stretches[str(rule.more["side"])]):
            return rule
    raise LookupError(f"rules/beneficiaries.toml: no rule with side 'always' for {unit.kind}")


def _confidence(rule: Rule, number: Mention, unit: Unit) -> float:
    """A rule's confidence, less for bare small numbers, singular nouns and institutions."""
    sure = rule.confidence
    if unit.kind in ("people", "schools", "settlements", "institutions") and rule.more["gives"] == "beneficiary":
        sure -= 0.2 if unit.kind in ("schools", "settlements", "institutions") and rule.more["side"] == "clause" else 0.08
    if not unit.plural and number.value != 1:
        sure -= 0.15
    if isinstance(number.value, int) and number.value >= MASSES and unit.kind in SERVED:
        sure -= 0.12
    small = isinstance(number.value, int) and number.value <= 3 and number.qualifier == "exact"
    return round(max(0.05, sure - (0.2 if small else 0)), 2)


@cache
def _rules_for(rules: Rulebook, kind: str) -> tuple[Rule, ...]:
    return tuple(rule for rule in rules.rules["beneficiaries"] if kind in rule.more["kinds"])


@cache
def _atom(rules: Rulebook, name: str) -> regex.Pattern[str]:
    return rules.pattern(f"<<beneficiaries.{name}>>")
