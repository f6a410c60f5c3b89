"""Decided: which values of a case somebody has decided about, and which decisions have no place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.review.dataset import Dataset
from pipeline.review.words import Json
from pipeline.settle.anchor import find_quote
from pipeline.settle.ledger import Correction, in_force


def with_decisions(view: dict[str, Any], record: Json, text: str, corrections: Sequence[Correction]) -> dict[str, Any]:
    """The view with `by` (id, action, who, when) at every value that a decision in force stands at, and `read` for the case."""
    article = record["article"]
    start, end = record["case"]["start"], record["case"]["end"]
    for correction in in_force(corrections):
        span = place_in(correction, article, text)
        if span is None or not (start <= span[0] and span[1] <= end or correction.record == record["record_id"]):
            continue
        by = {"id": correction.id, "action": correction.action, "who": correction.who, "when": correction.when}
        if correction.field == "case":
            view["read"] = by
        for value in view["values"]:
            if value["f"] == correction.field and value["s"] < span[1] and span[0] < value["e"]:
                value["by"] = by
    return view


def place_in(correction: Correction, article: Json, text: str) -> tuple[int, int] | None:
    """Where a decision stands in an article given as records.jsonl has it."""
    same = correction.sha256 == article["sha256"]
    if correction.quote is None or not (same or correction.article == article["id"]):
        return None
    return find_quote(text, correction.quote, same_text=same)


def orphans_of(dataset: Dataset, texts: Mapping[str, str], corrections: Sequence[Correction]) -> list[Correction]:
    """Decisions in force whose words stand in no case of the dataset (merging companies has no place and is none)."""
    cases = [(r["article"], r["case"]["start"], r["case"]["end"], r["record_id"]) for r in dataset.records]
    lost = []
    for correction in in_force(corrections):
        if correction.action == "merge" or (correction.field == "case" and correction.action == "reject"):
            continue
        here = [case for case in cases if _about(correction, case[0])]
        spans = ((place_in(correction, article, texts[article["id"]]), start, end, key) for article, start, end, key in here)
        if not any(span and (start <= span[0] and span[1] <= end or key == correction.record) for span, start, end, key in spans):
            lost.append(correction)
    return lost


def _about(correction: Correction, article: Json) -> bool:
    return bool(correction.sha256 == article["sha256"] or correction.article == article["id"])
