"""Changes: what differs between the datasets of two runs, record by record, and why."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.review.cases import MEANING, values
from pipeline.review.dataset import RECORDS, Dataset, line_at, lines_of, read_dataset
from pipeline.review.words import Json, said
from pipeline.settle.corrections import BY_HAND

SHOWN = 2000
"""So many changes stand in the report."""
# On disk, so that two large datasets can be compared.
TABLES = """
CREATE TABLE article (id TEXT, side INTEGER, sha256 TEXT, PRIMARY KEY (id, side)) WITHOUT ROWID;
CREATE TABLE record (id TEXT, side INTEGER, at INTEGER, PRIMARY KEY (id, side, at)) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Change:
    """One value that came, went or became another; `reason` is text, rule, model or correction."""

    record_id: str
    field: str
    kind: str
    old: str | None
    new: str | None
    reason: str


def diff_datasets(old: Path, new: Path) -> Iterator[Change]:
    """What changed from the dataset in `old` to the one in `new`, in the order of the articles' ids."""
    return compare(read_dataset(old), read_dataset(new))


def compare(old: Dataset, new: Dataset) -> Iterator[Change]:
    """The same for datasets already found. Cases are paired by article and heading, else by article and number."""
    sides = (Side(old), Side(new))
    with closing(sqlite3.connect("")) as base:
        base.executescript(TABLES)
        for number, side in enumerate(sides):
            articles = ((row["id"], number, row["sha256"]) for row in side.dataset.articles())
            records = ((record["article"]["id"], number, at) for at, record in lines_of(side.dataset.folder / RECORDS))
            base.executemany("INSERT OR REPLACE INTO article VALUES (?, ?, ?)", articles)
            base.executemany("INSERT INTO record VALUES (?, ?, ?)", records)
        for (article,) in base.execute("SELECT DISTINCT id FROM record ORDER BY id"):
            yield from _of_article(article, base, *sides)


class Side:
    """One of the two datasets: what is asked of it again and again."""

    def __init__(self, dataset: Dataset) -> None:
        self.dataset = dataset
        self.model = {key: value for key, value in dataset.run.items() if "model" in key or "ner" in key}


def _of_article(article: str, base: sqlite3.Connection, old: Side, new: Side) -> Iterator[Change]:
    """What changed in the cases of one article."""
    places: tuple[list[int], list[int]] = ([], [])
    for side, at in base.execute("SELECT side, at FROM record WHERE id = ? ORDER BY side, at", [article]):
        places[side].append(at)
    left, right = (_cases([line_at(one.dataset.folder / RECORDS, at) for at in held]) for one, held in zip((old, new), places))
    if left == right:
        return
    texts = base.execute("SELECT sha256 FROM article WHERE id = ?", [article]).fetchall()
    moved = len(texts) < 2 or len(set(texts)) > 1
    for key in sorted({*left, *right}):
        yield from _of_case(left.get(key), right.get(key), moved, old, new)


def _of_case(before: Json | None, after: Json | None, moved: bool, old: Side, new: Side) -> Iterator[Change]:
    """What changed in one case; all of it where it came or went."""
    if before is not None and after is not None:
        yield from _between(before, after, moved, old, new)
        return
    one = after or before or {}
    case, kind = _titled(one), "added" if before is None else "removed"
    was_case, now_case = (case, None) if after is None else (None, case)
    yield Change(one["record_id"], "case", kind, was_case, now_case, _reason(one, moved, old, new, "case", {}))


def _cases(records: Iterable[Json]) -> dict[str, Json]:
    """An article's records by heading; a heading that it has twice, and no heading, count by number."""
    by_heading: dict[str, list[Json]] = defaultdict(list)
    for record in records:
        by_heading[record["case"]["heading"] or ""].append(record)
    return {f"{heading}#{number}": record for heading, held in by_heading.items() for number, record in enumerate(held)}


def _between(before: Json, after: Json, moved: bool, old: Side, new: Side) -> list[Change]:
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


def _reason(record: Json, moved: bool, old: Side, new: Side, field: str, value: Json) -> str:
    if value.get("rule") == BY_HAND or field in record.get("corrected", ()):
        return "correction"
    if moved:
        return "text"
    return "model" if new.model != old.model and str(value.get("rule", "")).startswith("ner") else "rule"


def _titled(record: Json) -> str:
    lead = record["companies"][0]["value"] if record.get("companies") else None
    return " · ".join(part for part in (lead, record["case"]["heading"]) if part) or record["record_id"]


class Changes:
    """What the report says of changes: how many, by field, and the first of them."""

    def __init__(self, changes: Iterable[Change]) -> None:
        self.total = 0
        self.first: list[Change] = []
        self.fields: dict[str, dict[str, int]] = {}
        for change in changes:
            self.total += 1
            self.fields.setdefault(change.field, {"added": 0, "removed": 0, "changed": 0})[change.kind] += 1
            if len(self.first) < SHOWN:
                self.first.append(change)


def change_line(change: Change) -> str:
    """A change as a line of text: a sign, the record and field, what was and what is, why."""
    sign = {"added": "+", "removed": "-", "changed": "~"}[change.kind]
    told = " -> ".join(text for text in (change.old, change.new) if text is not None)
    return f"{sign} {change.record_id}  {change.field}: {told}  ({change.reason})"
