"""Surroundings: what the words around a figure, and its place in the case, say of it, as features."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache

import regex

from pipeline.case import Case
from pipeline.find.currencies import currencies
from pipeline.mention import Mention, Money
from pipeline.rulebook import Rule, Rulebook
from pipeline.sieve import Sieve, pattern_of

NEAR = 90
SENTENCE = 300
OPENING = 600
SIDES = ("before", "after", "near", "sentence", "figure")
END = regex.compile(r"(?<![\s.]\p{L})[.!?][”\"’')\]]*\s+(?=[\p{Lu}\d“\"‘'•*])|\n")


class Rivals(tuple[Mention, ...]):
    """All figures of a kind in a case, with how many there are of each size, told once for all of them."""

    sizes: Counter[float]
    biggest: float

    @classmethod
    def of(cls, mentions: Sequence[Mention], rules: Rulebook) -> Rivals:
        """The figures as rivals of each other."""
        if isinstance(mentions, cls):
            return mentions
        made = cls(mentions)
        made.sizes = Counter(size(m, rules) for m in made)
        made.biggest = max(made.sizes, default=0.0)
        return made


def surroundings(mention: Mention, text: str, case: Case, rivals: Sequence[Mention], kind: str, rules: Rulebook) -> dict[str, float]:
    """Features by rule of rules/surroundings.toml, and by place; `kind` is count or sum, `rivals` all figures of that kind in the case."""
    spans, sides = _spans(text, mention, case), _sides(rules, kind)
    able = [(rule, text[start:end]) for side, (start, end) in spans.items() for rule in sides[side].within(text, start, end)]
    row = {rule.id: 1.0 for rule, stretch in able if rule.pattern.search(stretch)}
    among, mine = Rivals.of(rivals, rules), size(mention, rules)
    return row | {
        "opening": float(mention.start - case.start < OPENING),
        "again": min(2.0, float(among.sizes[mine] - 1)) / 2,
        "biggest": float(bool(among) and mine >= among.biggest),
        "rivals": min(8, len(among)) / 8,
        "huge": float(mine >= 1e9),
    }


def size(mention: Mention, rules: Rulebook) -> float:
    """How large a figure is; a sum roughly in US dollars, so that 18 million yen are no fortune."""
    money = mention.value
    if isinstance(money, Money):
        return float(money.value) / 10.0 ** currencies(rules).digits.get(money.currency or "", 0)
    return float(money) if money is not None else 0.0  # type: ignore[arg-type]


def _spans(text: str, mention: Mention, case: Case) -> Mapping[str, tuple[int, int]]:
    """Where the stretches of text are that the sides of the rules name."""
    start, end = mention.start, mention.end
    first, last = max(case.start, start - SENTENCE), min(case.end, end + SENTENCE)
    ends = [stop.end() for stop in END.finditer(text[first:start])]
    stop = END.search(text[end:last])
    first, last = first + (ends[-1] if ends else 0), end + stop.start() if stop else last
    before, after = max(first, start - NEAR), min(last, end + NEAR)
    spans = (before, start), (end, after), (before, after), (first, last), (start, end)
    return dict(zip(SIDES, spans, strict=True))


@cache
def _sides(rules: Rulebook, kind: str) -> Mapping[str, Sieve[Rule]]:
    """The rules for figures of a kind, sieved by the side that they look at."""
    own = [rule for rule in rules.rules.get("surroundings", ()) if kind in rule.more["kinds"]]
    return {side: Sieve([rule for rule in own if rule.more["side"] == side], pattern_of) for side in SIDES}
