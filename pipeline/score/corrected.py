"""Corrected: what people decided as gold of its own kind, against what the rules find by themselves today."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pipeline.article import Article
from pipeline.review.dataset import Dataset, read_dataset
from pipeline.review.gold import gold_of, no_cases
from pipeline.review.judged import Judgement
from pipeline.rulebook import Rulebook
from pipeline.score.answers import Object
from pipeline.score.compare import compare
from pipeline.score.match import overlap
from pipeline.score.tally import Score, calibration_error, reliability, share
from pipeline.settle.ledger import Correction
from pipeline.settle.shapes import FIELDS

Span = tuple[int, int]


def corrected_score(folder: Path, corrections: Sequence[Correction], rules: Rulebook, ner: str) -> Score | None:
    """The cases that people read to their end, and those that they said are none, against records extracted anew.

    `folder` is a dataset with the decisions applied. Records that nobody has looked at are left out; None where no case was read.
    """
    from pipeline.flow import extract_article
    from pipeline.write.line import record_object

    dataset = read_dataset(folder)
    gold = {str(line["article"]): line for line in gold_of(dataset, corrections)}
    traps = no_cases(dataset, corrections)
    records: list[Object] = []
    texts: dict[str, str] = {}
    for known in sorted({*gold, *traps}):
        article = article_in(dataset, known)
        texts[known] = article.text
        seen = [(case["start"], case["end"]) for case in gold.setdefault(known, {"article": known, "cases": []})["cases"]]
        found = [record_object(record) for record in extract_article(article, rules, ner=ner).records]
        records += [record for record in found if looked_at(record["case"], [*seen, *traps.get(known, ())])]
    return compare([gold[known] for known in sorted(gold)], records, texts) if gold else None


def article_in(dataset: Dataset, known: str) -> Article:
    """An article of a dataset as the reader gave it."""
    facts: Mapping[str, Any] | None = next((r["article"] for r in dataset.records if r["article"]["id"] == known), None)
    facts = facts or next(row for row in dataset.articles() if row["id"] == known)
    told: dict[str, Any] = {key: facts[key] or None for key in Article.__slots__ if key != "text"}
    return Article(**told, text=dataset.text(known))


def looked_at(case: Object, places: Sequence[Span]) -> bool:
    """Whether a case stands where somebody decided about a whole case."""
    return any(overlap((case["start"], case["end"]), place) for place in places)


def judged_object(judged: Sequence[Judgement]) -> dict[str, Any]:
    """What people said of single values, for JSON: by field how many were judged and how many right, and the confidence's truth."""
    pairs = [(one.confidence, one.right) for one in judged]
    fields = {name: {"judged": len(held), "right": sum(held)} for name, held in by_field(judged)}
    return {"fields": fields, "calibration_error": calibration_error(pairs), "reliability": reliability(pairs)}


def judged_lines(judged: Sequence[Judgement]) -> Iterator[str]:
    """The same as a table of plain text; nothing where nothing was judged."""
    if not judged:
        return
    yield f"corrections: {len(judged)} values judged one by one"
    yield f"  {'field':<15}{'judged':>8}{'right':>8}{'share':>8}"
    for name, held in [*by_field(judged), ("all values", [one.right for one in judged])]:
        yield f"  {name:<15}{len(held):>8}{sum(held):>8}{share(sum(held), len(held)) or 0:>8.3f}"
    yield f"  {'expected calibration error':<36}{calibration_error([(one.confidence, one.right) for one in judged]):>7.3f}"


def by_field(judged: Sequence[Judgement]) -> list[tuple[str, list[bool]]]:
    """Verdicts by field, in the fields' order."""
    found: dict[str, list[bool]] = defaultdict(list)
    for one in judged:
        found[one.field].append(one.right)
    return [(name, found[name]) for name in FIELDS if name in found]
