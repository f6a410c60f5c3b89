"""Changes: what differs between the datasets of two runs, record by record, and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.review.cases import MEANING, values
from pipeline.review.dataset import Dataset, read_dataset
from pipeline.review.words import Json, said
from pipeline.settle.corrections import BY_HAND

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Change:
    """One value that came, went or became another; `reason` is text, rule, model or correction."""

    record_id: str
    field: str
    kind: str
    old: str | None
    new: str | None
    reason: str


def diff_datasets(old: Path, new: Path) -> list[Change]:
    """What changed from the dataset in `old` to the one in `new`, in the order of the records."""
    return compare(read_dataset(old), read_dataset(new))


def compare(old: Dataset, new: Dataset) -> list[Change]:
    """The same for datasets already read. Cases are paired by article and heading, else by article and number."""
    left = _cases(old)
    right = _cases(new)
    changes: list[Change] = []
    for key in sorted({*left, *right}):
        before, after = left.get(key), right.get(key)
        one = after or before or {}
        moved = _moved(old, new, one)
        if before is None or after is None:
            kind = "added" if before is None else "removed"
            case = _titled(one)
            was_case, now_case = (case, None) if after is None else (None, case)
            changes.append(Change(one["record_id"], "case", kind, was_case, now_case, _reason(one, moved, old, new, "case", {})))
            continue
        changes.extend(_between(before, after, moved, old, new))
    return changes


def _cases(dataset: Dataset) -> dict[Key, Json]:
    """Records by article and heading; a heading that an article has twice, and no heading, count by number."""
    by_heading: dict[Key, list[Json]] = defaultdict(list)
    for record in dataset.records:
        by_heading[record["article"]["id"], record["case"]["heading"] or ""].append(record)
    found = {}
    for (article, heading), records in by_heading.items():
        for number, record in enumerate(records):
            found[article, f"{heading}#{number}"] = record
    return found


def _between(before: Json, after: Json, moved: bool, old: Dataset, new: Dataset) -> list[Change]:
    changes = []
    was, now = _by_field(before), _by_field(after)
    for field in [*was, *(field for field in now if field not in was)]:
        gone = [v for v in was.get(field, []) if _means(v) not in map(_means, now.get(field, []))]
        come = [v for v in now.get(field, []) if _means(v) not in map(_means, was.get(field, []))]
        for one, other in _pairs(gone, come):
            kind = "changed" if one and other else "added" if other else "removed"
            reason = _reason(after, moved, old, new, field, other or one or {})
            was_said, now_said = (None if v is None else said(field, v) for v in (one, other))
            changes.append(Change(after["record_id"], field, kind, was_said, now_said, reason))
    return changes


def _by_field(record: Json) -> dict[str, list[Json]]:
    found: dict[str, list[Json]] = {}
    for field, value in values(record):
        found.setdefault(field, []).append(value)
    return found


def _means(value: Json) -> tuple[Any, ...]:
    return tuple(value.get(key) for key in MEANING if key != "same_as")


def _pairs(gone: list[Json], come: list[Json]) -> list[tuple[Json | None, Json | None]]:
    """Values that took another's place: first those with the same words, then in order."""
    pairs: list[tuple[Json | None, Json | None]] = []
    rest = list(come)
    for value in gone:
        twin = next((v for v in rest if v["text"] == value["text"]), rest[0] if rest and len(gone) == len(come) == 1 else None)
        if twin is not None:
            rest.remove(twin)
        pairs.append((value, twin))
    return [*pairs, *((None, value) for value in rest)]


def _moved(old: Dataset, new: Dataset, record: Json) -> bool:
    """Whether the article's text is another one than in the last run."""
    key = record["article"]["id"]
    one, other = old.articles.get(key), new.articles.get(key)
    return one is None or other is None or one["sha256"] != other["sha256"]


def _reason(record: Json, moved: bool, old: Dataset, new: Dataset, field: str, value: Json) -> str:
    if value.get("rule") == BY_HAND or field in record.get("corrected", ()):
        return "correction"
    if moved:
        return "text"
    model = _model(new)
    return "model" if model != _model(old) and str(value.get("rule", "")).startswith("ner") else "rule"


def _model(dataset: Dataset) -> Any:
    """What run.json says about the model, wherever it says it."""
    return {key: value for key, value in dataset.run.items() if "model" in key or "ner" in key}


def _titled(record: Json) -> str:
    lead = record["companies"][0]["value"] if record.get("companies") else None
    return " · ".join(part for part in (lead, record["case"]["heading"]) if part) or record["record_id"]


def table(changes: list[Change]) -> Mapping[str, Mapping[str, int]]:
    """How many values of each field were added, removed, changed."""
    counts: dict[str, dict[str, int]] = {}
    for change in changes:
        row = counts.setdefault(change.field, {"added": 0, "removed": 0, "changed": 0})
        row[change.kind] += 1
    return counts


def change_lines(changes: list[Change]) -> list[str]:
    """Changes as lines of text: a sign, the record and field, what was and what is, why."""
    signs = {"added": "+", "removed": "-", "changed": "~"}
    told = [(c, " -> ".join(text for text in (c.old, c.new) if text is not None)) for c in changes]
    return [f"{signs[c.kind]} {c.record_id}  {c.field}: {text}  ({c.reason})" for c, text in told]
