"""Welfare: whether a stretch of text speaks of a public-welfare initiative at all, as features and a probability."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from math import exp, log1p, log2

import regex

from pipeline.mention import Mention
from pipeline.rulebook import Rulebook
from pipeline.settle.features import weigh

TOKEN = regex.compile(r"[a-z]{3,}")
ENDINGS = ("ing", "ed", "es", "s", "ly")
WORD = regex.compile(r"[^\W_]+(?:[-'’.()&][^\W_]+)*\)?")
LEAD, OPENING, MOST = 600, 500, 3.0
FIGURES = ("amount_given", "amount_invested", "served")
GIVING = ("donated", "granted", "raised", "pledged")


@lru_cache(maxsize=4)
def _lists(rules: Rulebook) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """For each list of rules/welfare.toml its single words and its phrases, in small letters."""
    lists = {}
    for name, words in rules.words["welfare"].items():
        small = sorted({w.casefold() for w in words})
        lists[name] = tuple(w for w in small if " " not in w), tuple(w for w in small if " " in w)
    return lists


def _counts(text: str, rules: Rulebook) -> dict[str, Counter[str]]:
    """How often each word and phrase of each list stands in a text in small letters."""
    words = Counter(WORD.findall(text))
    found = {}
    for name, (single, phrases) in _lists(rules).items():
        counts = Counter({w: words[w] for w in single if w in words})
        counts.update({p: n for p in phrases if (n := text.count(p))})
        found[name] = counts
    return found


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """A word without its commonest ending, where enough is left of it.

    >>> stem("donating"), stem("donates"), stem("bus")
    ('donat', 'donat', 'bus')
    """
    return next((word[: -len(end)] for end in ENDINGS if word.endswith(end) and len(word) - len(end) >= 4), word)


def spoken(title: str, small: str, rules: Rulebook) -> float:
    """What an article's own words speak for giving: the weights of rules/welfare_words.toml, summed over body and opening.

    The sum is bounded, so that a digest of forty sections is not judged by its length.
    """
    body, lead = rules.words["welfare_words"]["body"], rules.words["welfare_words"]["lead"]
    counts = Counter(map(stem, TOKEN.findall(small)))
    opening = set(map(stem, TOKEN.findall(f"{title} {small[:OPENING]}")))
    said = sum(body[w] * min(1.0, log1p(n) / 2) for w, n in counts.items() if w in body)
    said += sum(0.7 * lead[w] for w in sorted(opening) if w in lead)
    return max(-MOST, min(MOST, float(said)))


def welfare_features(title: str, body: str, amounts: Sequence[Mention], rules: Rulebook, served: int = 0) -> dict[str, float]:
    """Shares and levelled counts, each in 0..1, of the words of giving and of business in a title and a body.

    `amounts` are the sums of the body, `served` the number of its counts of people or institutions served.
    """
    row: dict[str, float] = {}
    small = " ".join(body.casefold().split())
    length = max(60.0, len(small) / 6)
    for name, found in _counts(title.casefold(), rules).items():
        row[f"title_{name}"] = min(found.total(), 2) / 2
    for name, found in _counts(small[:LEAD], rules).items():
        row[f"lead_{name}"] = min(found.total(), 4) / 4
    for name, found in _counts(small, rules).items():
        row[f"rate_{name}"] = min(1.0, 12 * found.total() / length)
        row[f"distinct_{name}"] = min(1.0, log2(1 + len(found)) / 4)
    row["any_strong"] = float(row["distinct_strong"] > 0)
    row["amount_given"] = float(any(m.field == "amount" and m.role in GIVING for m in amounts))
    row["amount_invested"] = float(any(m.field == "amount" and m.role == "invested" for m in amounts))
    row["served"] = min(served, 3) / 3
    row["spoken"] = spoken(title.casefold(), small, rules)
    return row


def best_case(row: dict[str, float], rules: Rulebook) -> dict[str, float]:
    """A row without figures as it would be if the figures spoke for welfare as loudly as they can."""
    weights = rules.words["weights"]["welfare"]
    return row | {name: 1.0 if weights.get(name, 0.0) > 0 else 0.0 for name in FIGURES}


def welfare_probability(row: dict[str, float], rules: Rulebook) -> float:
    """The probability that the text is about a public-welfare initiative, by the weights of weights.toml."""
    return 1 / (1 + exp(-max(-30.0, min(30.0, weigh(row, rules.words["weights"]["welfare"])))))
