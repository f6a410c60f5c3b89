"""Weigh: how likely a candidate is what it may be, by the features of its row: by trees where a role model reads along, else by weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import exp

from pipeline.find.ner import Reading
from pipeline.models.trees import Trees, trees_in
from pipeline.rulebook import Rulebook

Row = Mapping[str, float]
MOST = 30.0
"""Beyond these log-odds nothing is surer."""


def chances(task: str, rows: Sequence[Row], rules: Rulebook, reading: Reading) -> list[float]:
    """How likely each of some candidates is what a task asks for ("program", "start", "beneficiary", "amount")."""
    if trees := _trees(task, rules, reading):
        return [yes for (yes,) in trees.chances(rows)]
    weights = rules.words["weights"][task]
    return [1 / (1 + exp(-weigh(row, weights))) for row in rows]


def part_chances(rows: Sequence[Row], rules: Rulebook, reading: Reading) -> list[tuple[float, float]]:
    """How likely each of some organisations leads, and how likely it is a partner; it may be neither."""
    if trees := _trees("role", rules, reading):
        return [(lead, partner) for _, lead, partner in trees.chances(rows)]
    return [_parts(row, rules.words["weights"]) for row in rows]


def _trees(task: str, rules: Rulebook, reading: Reading) -> Trees | None:
    """The trees for a task: they were grown on what a role model says, too."""
    return trees_in(rules.folder).get(task) if reading.told is not None else None


def _parts(row: Row, weights: Mapping[str, Mapping[str, float]]) -> tuple[float, float]:
    """The same by weights: three-way, the bystander's weight being 0."""
    lead, partner = (exp(max(-MOST, min(MOST, weigh(row, weights[part])))) for part in ("lead", "partner"))
    whole = 1 + lead + partner
    return lead / whole, partner / whole


def weigh(row: Row, weights: Mapping[str, float]) -> float:
    """The weighted sum of features, the weight "bias" counted once."""
    return weights.get("bias", 0.0) + sum([value * weights.get(name, 0.0) for name, value in row.items() if value])
