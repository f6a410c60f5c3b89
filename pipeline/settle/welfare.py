"""Welfare: whether a stretch of text speaks of a public-welfare initiative at all, as features and a probability."""

from __future__ import annotations

from functools import lru_cache
from math import exp, log2

import regex

from pipeline.mention import Mention
from pipeline.rulebook import Rulebook
from pipeline.settle.features import weigh

LISTS = ("strong", "soft", "business")


@lru_cache(maxsize=4)
def _scanner(rules: Rulebook) -> regex.Pattern[str]:
    lists = "|".join(rf"(?P<{name}><<welfare.words.{name}>>)" for name in LISTS)
    return rules.pattern(rf"(?<![\p{{L}}\p{{N}}])(?:{lists})(?![\p{{L}}\p{{N}}])")


def welfare_features(title: str, body: str, amounts: list[Mention], rules: Rulebook) -> dict[str, float]:
    """Shares and levelled counts, each in 0..1, of the words of giving and of business in a title and a body."""
    row: dict[str, float] = {}
    words = max(60, len(body) / 6)
    for part, text in (("title", title), ("lead", body[:600]), ("body", body)):
        counts = dict.fromkeys(LISTS, 0)
        distinct: set[str] = set()
        for hit in _scanner(rules).finditer(text):
            counts[str(hit.lastgroup)] += 1
            if hit.lastgroup == "strong":
                distinct.add(hit[0].casefold())
        if part == "title":
            row |= {f"title_{name}": min(n, 2) / 2 for name, n in counts.items()}
        elif part == "lead":
            row |= {f"lead_{name}": min(n, 4) / 4 for name, n in counts.items()}
        else:
            row |= {f"rate_{name}": min(1.0, 12 * n / words) for name, n in counts.items()}
            row["distinct"] = min(1.0, log2(1 + len(distinct)) / 4)
            row["any_strong"] = float(counts["strong"] > 0)
    given = [m for m in amounts if m.field == "amount" and m.role in ("donated", "granted", "raised", "pledged")]
    row["amount_given"] = float(bool(given))
    return row


def welfare_probability(row: dict[str, float], rules: Rulebook) -> float:
    """The probability that the text is about a public-welfare initiative, by the weights of weights.toml."""
    return 1 / (1 + exp(-weigh(row, rules.words["weights"]["welfare"])))
