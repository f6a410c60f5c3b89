"""Surroundings: what the words around a figure, and its place in the case, say of it, as features."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

import regex

from pipeline.case import Case
from pipeline.find.currencies import currencies
from pipeline.mention import Mention, Money
from pipeline.rulebook import Rule, Rulebook

NEAR = 90
SENTENCE = 300
OPENING = 600
END = regex.compile(r"(?<![\s.]\p{L})[.!?][”\"’')\]]*\s+(?=[\p{Lu}\d“\"‘'•*])|\n")


def surroundings(mention: Mention, text: str, case: Case, rivals: Sequence[Mention], kind: str, rules: Rulebook) -> dict[str, float]:
    """Features by rule of rules/surroundings.toml, and by place; `kind` is count or sum, `rivals` all figures of that kind in the case."""
    stretches = _stretches(text, mention, case)
    row = {rule.id: 1.0 for rule in _rules(rules, kind) if rule.pattern.search(stretches[str(rule.more["side"])])}
    sizes = [size(m, rules) for m in rivals]
    mine = size(mention, rules)
    return row | {
        "opening": float(mention.start - case.start < OPENING),
        "again": min(2.0, float(sizes.count(mine) - 1)) / 2,
        "biggest": float(bool(sizes) and mine >= max(sizes)),
        "rivals": min(8, len(sizes)) / 8,
        "huge": float(mine >= 1e9),
    }


def size(mention: Mention, rules: Rulebook) -> float:
    """How large a figure is; a sum roughly in US dollars, so that 18 million yen are no fortune."""
    money = mention.value
    if isinstance(money, Money):
        return float(money.value) / 10.0 ** currencies(rules).digits.get(money.currency or "", 0)
    return float(money) if money is not None else 0.0  # type: ignore[arg-type]


def _stretches(text: str, mention: Mention, case: Case) -> Mapping[str, str]:
    """The stretches of text that the sides of the rules name."""
    before = text[max(case.start, mention.start - SENTENCE) : mention.start]
    after = text[mention.end : min(case.end, mention.end + SENTENCE)]
    ends = [end.end() for end in END.finditer(before)]
    stop = END.search(after)
    before, after = before[ends[-1] if ends else 0 :], after[: stop.start() if stop else len(after)]
    return {
        "before": before[-NEAR:],
        "after": after[:NEAR],
        "near": f"{before[-NEAR:]}{mention.text}{after[:NEAR]}",
        "sentence": f"{before}{mention.text}{after}",
        "figure": mention.text,
    }


@cache
def _rules(rules: Rulebook, kind: str) -> tuple[Rule, ...]:
    return tuple(rule for rule in rules.rules.get("surroundings", ()) if kind in rule.more["kinds"])
