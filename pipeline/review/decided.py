"""Decided: which values of a case somebody has decided about, and which decisions have no place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from pipeline.review.dataset import Dataset
from pipeline.review.words import Json
from pipeline.settle.anchor import find_quote
from pipeline.settle.ledger import Correction, Decisions, in_force


def with_decisions(view: dict[str, Any], record: Json, text: str, decisions: Decisions) -> dict[str, Any]:
    """The view with `by` (id, action, who, when) at every value that a decision in force stands at, and `read` for the case."""
    article = record["article"]
    start, end = record["case"]["start"], record["case"]["end"]
    for correction in decisions.about(article["id"], article["sha256"]):
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


def orphans_of(dataset: Dataset, corrections: Sequence[Correction]) -> list[Correction]:
    """Decisions in force whose words stand in no case of the dataset (merging companies has no place and is none).

    A run knows best, for it saw the cases before people's decisions left some out: what run.json says goes before looking.
    """
    told = dataset.run.get("corrections")
    if told is not None:
        return [correction for correction in in_force(corrections) if correction.id in told["orphans"]]
    looked_for = [c for c in in_force(corrections) if c.action != "merge" and not (c.field == "case" and c.action == "reject")]
    named = {key for correction in looked_for for key in (correction.article, correction.sha256)}
    cases: dict[str, list[Json]] = defaultdict(list)
    for record in dataset.records if named else ():
        for key in named & {record["article"]["id"], record["article"]["sha256"]}:
            cases[key].append(record)
    lost = []
    for correction in looked_for:
        here = [*cases.get(correction.article, ()), *cases.get(correction.sha256, ())]
        if not any(stands_in(correction, record, dataset.text(record["article"]["id"])) for record in here):
            lost.append(correction)
    return lost


def stands_in(correction: Correction, record: Json, text: str) -> bool:
    """Whether a decision's words stand in a record's case, or it was this very record's and they stand outside."""
    span = place_in(correction, record["article"], text)
    inside = span is not None and record["case"]["start"] <= span[0] and span[1] <= record["case"]["end"]
    return inside or (span is not None and record["record_id"] == correction.record)
