"""Judgements: what people's decisions say about rules and about confidence."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import NamedTuple

from pipeline.review.summary import Summary
from pipeline.review.words import Json
from pipeline.rulebook import Rulebook
from pipeline.settle.ledger import Correction, in_force

VERDICTS = ("accept", "reject", "edit")


class Judgement(NamedTuple):
    """One value that a person looked at: which rule found it, how sure it was, whether it was right."""

    field: str
    rule: str
    confidence: float
    right: bool


def judgements(corrections: Sequence[Correction]) -> list[Judgement]:
    """What the decisions in force say; values that people added themselves judge no rule."""
    looked_at = (c for c in in_force(corrections) if c.action in VERDICTS and c.old and c.old.get("rule") and c.field != "case")
    return [_judged(c, c.old or {}) for c in looked_at]


def _judged(correction: Correction, old: Json) -> Judgement:
    return Judgement(correction.field, str(old["rule"]), float(old.get("confidence") or 0), correction.action == "accept")


class Point(NamedTuple):
    """One band of the reliability curve: what was claimed, what came true, and between which limits (95%)."""

    claimed: float
    right: float
    low: float
    high: float
    judged: int


def reliability(judged: Iterable[Judgement]) -> list[Point]:
    """Of the values that claimed a confidence, how many people found right, in bands of a tenth."""
    bands: dict[int, list[Judgement]] = defaultdict(list)
    for judgement in judged:
        bands[min(int(judgement.confidence * 10 + 1e-9), 9)].append(judgement)
    points = []
    for _, held in sorted(bands.items()):
        share = sum(j.right for j in held) / len(held)
        points.append(Point(sum(j.confidence for j in held) / len(held), share, *wilson(share, len(held)), len(held)))
    return points


def wilson(share: float, count: int, z: float = 1.96) -> tuple[float, float]:
    """The interval in which a share measured on `count` values truly lies, 19 times in 20.

    >>> [round(limit, 2) for limit in wilson(0.9, 20)]
    [0.7, 0.97]
    """
    middle = (share + z * z / (2 * count)) / (1 + z * z / count)
    half = z * sqrt(share * (1 - share) / count + z * z / (4 * count * count)) / (1 + z * z / count)
    return max(0.0, middle - half), min(1.0, middle + half)


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One rule in the table for rule authors."""

    rule: str
    hits: int
    aside: int
    confidence: float | None
    accepted: int
    rejected: int
    edited: int

    @property
    def held(self) -> str:
        """How many of the judged values were right, as text."""
        judged = self.accepted + self.rejected + self.edited
        return f"{self.accepted} of {judged}" if judged else ""


def rule_lines(summary: Summary, corrections: Sequence[Correction]) -> list[RuleLine]:
    """Every rule that found something or was judged: those that people corrected most come first."""
    hits, aside, sure = summary.hits, summary.aside, summary.sure
    verdicts = Counter((str(c.old["rule"]), c.action) for c in in_force(corrections) if c.old and c.old.get("rule"))
    rules = sorted({*hits, *aside, *(rule for rule, _ in verdicts)})
    lines = [
        RuleLine(rule, hits[rule], aside[rule], sure[rule] / hits[rule] if hits[rule] else None, *(verdicts[rule, a] for a in VERDICTS))
        for rule in rules
    ]
    return sorted(lines, key=lambda line: (-(line.rejected + line.edited), -line.hits, line.rule))


def silent(summary: Summary, rules: Rulebook) -> list[tuple[str, list[str]]]:
    """Rules that found nothing in this dump, by file; files none of whose rules make mentions are left out."""
    fired = {*summary.hits, *summary.aside}
    tables = []
    for stem, held in sorted(rules.rules.items()):
        ids = [rule.id for rule in held]
        if any(rule in fired for rule in ids):
            tables.append((stem, [rule for rule in ids if rule not in fired]))
    return [(stem, quiet) for stem, quiet in tables if quiet]


def conflicts(summary: Summary) -> list[tuple[str, str, int, str]]:
    """Pairs of rules that claimed the same characters for different values: kept, set aside, how often, an example."""
    order = sorted(summary.pairs.items(), key=lambda item: (-item[1], item[0]))[:30]
    return [(*pair, n, summary.example[pair]) for pair, n in order]
