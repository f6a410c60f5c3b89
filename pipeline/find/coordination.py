"""Coordination: counts that stand in one list ("38 schools and 11 clinics") share the verb that governs the list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import regex

from pipeline.mention import Mention
from pipeline.rulebook import Rulebook

CLASSES = ("people", "households", "institutions")
"""The classes of counts that can be of beneficiaries."""
WEAK = ("sentence", "clause", "always", "line")
APART = 60
SURE = 0.8


def coordinated(text: str, counts: Sequence[Mention], rules: Rulebook) -> list[Mention]:
    """The counts, those of a list judged alike: by the words before the list's first, else by those after its last.

    >>> from pipeline.rulebook import load_rules
    >>> rules = load_rules(); text = "It equips 38 schools and 11 clinics."
    >>> one = Mention("beneficiary", 10, 20, "38 schools", "beneficiaries.object", 38, unit="schools", unit_class="institutions")
    >>> two = Mention("other_count", 25, 35, "11 clinics", "beneficiaries.gift", 11, unit="clinics", unit_class="institutions")
    >>> [(m.field, m.rule) for m in coordinated(text, [one, two], rules)]
    [('beneficiary', 'beneficiaries.object'), ('beneficiary', 'beneficiaries.object')]
    """
    link = rules.pattern("<<beneficiaries.link>>")
    return [m for group in _lists(text, counts, link) for m in _alike(group, rules)]


def _lists(text: str, counts: Sequence[Mention], link: regex.Pattern[str]) -> Iterator[list[Mention]]:
    """The counts in stretches of one or more, each a list."""
    group: list[Mention] = []
    for m in counts:
        near = group and m.start - group[-1].end <= APART and m.unit_class in CLASSES and group[-1].unit_class in CLASSES
        if not (near and link.fullmatch(text, group[-1].end, m.start)):
            if group:
                yield group
            group = []
        group.append(m)
    if group:
        yield group


def _alike(group: list[Mention], rules: Rulebook) -> list[Mention]:
    """The counts of a list, the weakly judged among them with the rule that governs the list."""
    sides = [str(rules[m.rule].more["side"]) for m in group]
    heads = [m for m, side in ((group[0], sides[0]), (group[-1], sides[-1])) if side == ("before" if m is group[0] else "after")]
    if len(group) == 1 or not heads:
        return group
    head = heads[0]
    return [
        replace(m, field=head.field, rule=head.rule, confidence=min(head.confidence, SURE)) if side in WEAK else m
        for m, side in zip(group, sides, strict=True)
    ]
