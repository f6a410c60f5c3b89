"""Which predicted value answers which gold one, and which record which gold case."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pipeline.score.answers import NAMES, Answer, CaseAnswers
from pipeline.score.names import contained, fold, same_unit

Same = Callable[[Answer, Answer], bool]
Span = tuple[int, int]
LENIENT = 0.5


@dataclass(frozen=True, slots=True)
class Matched:
    """How the values of one field came out. Optional gold answers, and what was predicted for them, are in no list."""

    pairs: tuple[tuple[Answer, Answer], ...]
    missed: tuple[Answer, ...]
    spurious: tuple[Answer, ...]


def match(gold: Sequence[Answer], found: Sequence[Answer], *, lenient: bool = False) -> Matched:
    """Pair predictions with gold answers one to one, as many as can be; a second prediction of an answer is spurious.

    A prediction that only answers an optional gold answer counts neither way, however often it is given.
    """
    same = alike if lenient else equal
    required = [answer for answer in gold if not answer.optional]
    pairing = assign(required, found, same)
    pairs = tuple((required[g], found[f]) for g, f in sorted(pairing.items()))
    used = set(pairing.values())
    excused = [answer for answer in gold if answer.optional]
    left = [f for n, f in enumerate(found) if n not in used]
    spurious = tuple(f for f in left if not any(same(g, f) for g in excused))
    return Matched(pairs, tuple(g for n, g in enumerate(required) if n not in pairing), spurious)


def assign(gold: Sequence[Answer], found: Sequence[Answer], same: Same) -> dict[int, int]:
    """The largest one-to-one pairing of gold answers (keys) and predictions, by augmenting paths; earlier ones first."""
    owner: dict[int, int] = {}
    edges = [sorted((f for f in range(len(found)) if same(answer, found[f])), key=lambda f: not meet(answer, found[f])) for answer in gold]

    def place(g: int, seen: set[int]) -> bool:
        for f in edges[g]:
            if f not in seen:
                seen.add(f)
                if f not in owner or place(owner[f], seen):
                    owner[f] = g
                    return True
        return False

    for g in range(len(gold)):
        place(g, set())
    return {g: f for f, g in owner.items()}


def equal(gold: Answer, found: Answer) -> bool:
    """The main figure's measure: the same name (or an alias, or the same place), number and unit, sum and currency, year."""
    if gold.field in NAMES:
        if gold.span is not None and gold.span == found.span:
            return True
        return bool({fold(name) for name in gold.names} & {fold(name) for name in found.names})
    if gold.field == "start_year":
        return found.value in (gold.value, *gold.others)
    if (gold.value, gold.value_max) != (found.value, found.value_max):
        return False
    return gold.currency == found.currency if gold.field == "amounts" else same_unit(gold.unit, found.unit) or meet(gold, found)


def alike(gold: Answer, found: Answer) -> bool:
    """The lenient measure: equal, or a name at an overlapping place with half its words, or the same number whatever its unit."""
    if equal(gold, found):
        return True
    if gold.field in NAMES:
        near = meet(gold, found) or gold.span is None
        return near and max(contained(g, f) for g in gold.names for f in found.names) >= LENIENT
    return gold.value == found.value and gold.currency == found.currency


def meet(gold: Answer, found: Answer) -> bool:
    """Whether two answers stand at overlapping places; False where the gold does not say where."""
    return overlap(gold.span, found.span) > 0


def overlap(one: Span | None, other: Span | None) -> int:
    """How many characters two stretches share."""
    return max(0, min(one[1], other[1]) - max(one[0], other[0])) if one and other else 0


def pair_cases(gold: Sequence[CaseAnswers], found: Sequence[CaseAnswers]) -> list[tuple[int, int]]:
    """Pair gold cases with records: by the largest overlap where gold has bounds, else by company, else in order."""
    ranked = sorted(
        ((-likeness(g, f), n, m) for n, g in enumerate(gold) for m, f in enumerate(found)),
    )
    pairs: dict[int, int] = {}
    for score, g, f in ranked:
        if score < 0 and g not in pairs and f not in pairs.values():
            pairs[g] = f
    loose = [f for f in range(len(found)) if f not in pairs.values()]
    rest = [g for g in range(len(gold)) if g not in pairs and gold[g].span is None]
    return sorted([*pairs.items(), *zip(rest, loose)])


def likeness(gold: CaseAnswers, found: CaseAnswers) -> int:
    """How well a record fits a gold case: shared characters, or without bounds shared companies."""
    if gold.span is not None:
        return overlap(gold.span, found.span)
    return len(match(gold.answers["companies"], found.answers["companies"], lenient=True).pairs)
