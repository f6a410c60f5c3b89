"""Gold: what people decided, as gold answers, kept apart from the gold that was labelled by hand.

Only a case that somebody read to its end (the desk's "the whole case is right") is complete gold; what was decided
about single values elsewhere judges those values alone (`pipeline.review.judged.judgements`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from pipeline.review.cases import values
from pipeline.review.dataset import Dataset
from pipeline.review.decided import place_in
from pipeline.review.words import Json
from pipeline.settle.ledger import Correction, in_force

LEFT_OUT = ("rule", "confidence", "company_id", "same_as")


def gold_of(dataset: Dataset, corrections: Sequence[Correction]) -> list[dict[str, Any]]:
    """Gold lines, one an article, with the cases that were read to their end; `dataset` has the corrections applied."""
    read = [c for c in in_force(corrections) if c.field == "case" and c.action == "accept"]
    found: dict[str, list[Json]] = defaultdict(list)
    for record in dataset.records:
        text = dataset.text(record["article"]["id"])
        spans = (place_in(c, record["article"], text) for c in read)
        if any(span and record["case"]["start"] <= span[0] and span[1] <= record["case"]["end"] for span in spans):
            found[record["article"]["id"]].append(record)
    return [line_of(records) for _, records in sorted(found.items())]


def no_cases(dataset: Dataset, corrections: Sequence[Correction]) -> dict[str, list[tuple[int, int]]]:
    """Where people said that there is no case: the places by article."""
    said = [c for c in in_force(corrections) if c.field == "case" and c.action == "reject"]
    wanted = {key for c in said for key in (c.article, c.sha256)}
    found: dict[str, list[tuple[int, int]]] = {}
    for row in dataset.articles():
        if row["status"] in ("ok", "no_case") and wanted & {row["id"], row["sha256"]}:
            spans = [place_in(c, row, dataset.text(row["id"])) for c in said]
            if places := [span for span in spans if span is not None]:
                found[row["id"]] = places
    return found


def line_of(records: Sequence[Json]) -> dict[str, Any]:
    """One article's gold line."""
    article = records[0]["article"]
    facts = {"article": article["id"], "file": article["path"], "published": article["published"], "source": article["source"]}
    return {**facts, "origin": "corrections", "cases": [case_of(record) for record in records]}


def case_of(record: Json) -> dict[str, Any]:
    """One case with its answers, as the gold files have them."""
    case = record["case"]
    lists: dict[str, Any] = {field: [] for field in ("companies", "partners", "programs", "beneficiaries", "amounts")}
    told: dict[str, Any] = {"heading": case["heading"], "start": case["start"], "end": case["end"], "start_year": None, **lists}
    for field, value in values(record):
        kept = {key: held for key, held in value.items() if key not in LEFT_OUT and held is not None}
        if field == "start_year":
            told["start_year"] = {**{key: held for key, held in kept.items() if key != "value"}, "year": value["value"]}
        elif field in lists:
            told[field].append(named(field, kept))
    return told


def named(field: str, value: dict[str, Any]) -> dict[str, Any]:
    """A name with its canonical form among its aliases where the text has another; a sum or count as it is."""
    if field not in ("companies", "partners", "programs"):
        return value
    form = value.pop("value")
    return value if form == value["text"] else {**value, "aliases": [form]}
