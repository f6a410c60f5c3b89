"""The figures: hits, false alarms and misses by field, side answers, and how far confidence can be believed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from pipeline.score.answers import FIELDS

BINS = 10


@dataclass(slots=True)
class Tally:
    """Right, spurious and missed values of one field."""

    right: int = 0
    spurious: int = 0
    missed: int = 0

    @property
    def precision(self) -> float | None:
        """Share of the given values that are right; None where none was given."""
        return share(self.right, self.right + self.spurious)

    @property
    def recall(self) -> float | None:
        """Share of the gold values that were given; None where there are none."""
        return share(self.right, self.right + self.missed)

    @property
    def f1(self) -> float | None:
        """Harmonic mean of precision and recall; None where there is nothing to find and nothing was given."""
        return share(2 * self.right, 2 * self.right + self.spurious + self.missed)

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.right + other.right, self.spurious + other.spurious, self.missed + other.missed)

    def as_object(self) -> dict[str, Any]:
        """The tally with its figures, for JSON."""
        figures = {"precision": self.precision, "recall": self.recall, "f1": self.f1}
        counts = {"right": self.right, "spurious": self.spurious, "missed": self.missed}
        return counts | {name: None if value is None else round(value, 4) for name, value in figures.items()}


@dataclass(frozen=True, slots=True)
class Mistake:
    """One error: which article, case and field, missed or spurious (or a wrong side answer), and the text."""

    article: str
    case: str
    field: str
    kind: str
    answer: str
    rule: str = ""
    confidence: float | None = None
    snippet: str = ""


@dataclass(slots=True)
class Score:
    """Everything that one comparison with gold says."""

    strict: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    lenient: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    side: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    sure: dict[str, list[tuple[float, bool]]] = field(default_factory=lambda: defaultdict(list))
    mistakes: list[Mistake] = field(default_factory=list)
    articles: int = 0
    unread: list[str] = field(default_factory=list)

    @property
    def micro(self) -> Tally:
        """All fields of values together, cases aside."""
        return sum((self.strict[name] for name in FIELDS), Tally())

    def __add__(self, other: Score) -> Score:
        whole = Score(articles=self.articles + other.articles)
        for part in (self, other):
            for mine, theirs in ((whole.strict, part.strict), (whole.lenient, part.lenient), (whole.side, part.side)):
                for name, tally in theirs.items():
                    mine[name] = mine[name] + tally
            for name, pairs in part.sure.items():
                whole.sure[name].extend(pairs)
            whole.mistakes += part.mistakes
            whole.unread += part.unread
        return whole

    def as_object(self) -> dict[str, Any]:
        """The score for `--json`: stable keys, rounded figures."""
        everything = [pair for name in FIELDS for pair in self.sure[name]]
        return {
            "articles": self.articles,
            "not_among_the_records": self.unread,
            "fields": {name: tally.as_object() for name, tally in self.strict.items()},
            "lenient": {name: tally.as_object() for name, tally in self.lenient.items()},
            "micro": self.micro.as_object(),
            "accuracy": {name: tally.precision for name, tally in self.side.items()},
            "calibration_error": {"all": calibration_error(everything)} | {n: calibration_error(self.sure[n]) for n in FIELDS},
            "reliability": reliability(everything),
            "mistakes": [{key: getattr(m, key) for key in m.__slots__} for m in self.mistakes],
        }


def share(part: int, whole: int) -> float | None:
    """part / whole, or None of nothing."""
    return part / whole if whole else None


def bins(pairs: Iterable[tuple[float, bool]]) -> dict[int, list[tuple[float, bool]]]:
    """Pairs of confidence and truth in ten bins of confidence."""
    found: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for confidence, right in pairs:
        found[min(int(confidence * BINS + 1e-9), BINS - 1)].append((confidence, right))
    return found


def calibration_error(pairs: list[tuple[float, bool]]) -> float | None:
    """Expected calibration error: the mean distance of confidence and truth over ten bins, weighted by their size."""
    if not pairs:
        return None
    gaps = (abs(sum(c for c, _ in group) - sum(r for _, r in group)) for group in bins(pairs).values())
    return round(sum(gaps) / len(pairs), 4)


def reliability(pairs: list[tuple[float, bool]]) -> list[dict[str, float]]:
    """The reliability curve: by bin the number of values, their mean confidence, and the share that is right."""
    return [
        {"values": len(g), "confidence": round(sum(c for c, _ in g) / len(g), 4), "right": round(sum(r for _, r in g) / len(g), 4)}
        for _, g in sorted(bins(pairs).items())
    ]
