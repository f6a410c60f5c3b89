"""Bench: the dataset on the review desk, with every decision of the ledger applied to it at once."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from pipeline.article import Article
from pipeline.case import Case
from pipeline.mention import Mention
from pipeline.record import Record
from pipeline.review.aside import near_miss
from pipeline.review.cases import case_view, value_view, values, worst_first
from pipeline.review.dataset import Dataset
from pipeline.review.decided import with_decisions
from pipeline.review.index import row_of
from pipeline.review.report import Texts
from pipeline.review.words import Json, words
from pipeline.rulebook import Rulebook
from pipeline.settle.corrections import BY_HAND, apply_corrections, touches
from pipeline.settle.ledger import Correction, Decisions, read_corrections
from pipeline.settle.resolve import slug
from pipeline.settle.shapes import FIELDS, meaning, mention_of, values_of
from pipeline.write.line import record_object


class Bench:
    """The records as they are now. One lock around every change; the ledger's file is read again when it has grown."""

    def __init__(self, dataset: Dataset, rules: Rulebook, ledger: Path) -> None:
        self.dataset, self.rules, self.path = dataset, rules, ledger
        self.texts = Texts(dataset)
        self.lock = threading.RLock()
        self.articles = {r["article"]["id"]: article_of(r["article"], self.texts[r["article"]["id"]]) for r in dataset.records}
        ordered = worst_first(dataset.records)
        self.base = {r["record_id"]: record_of(r, self.articles[r["article"]["id"]]) for r in ordered}
        self.corrections: list[Correction] = []
        self.decisions = Decisions(())
        self.now: dict[str, Record] = {}
        self.views: dict[str, dict[str, Any]] = {}
        self.stamp: tuple[int, int] | None = None
        self.refresh()

    def refresh(self) -> None:
        """Read the ledger again if its file has changed, and bring every record up to it."""
        with self.lock:
            stat = self.path.stat() if self.path.exists() else None
            stamp = (stat.st_mtime_ns, stat.st_size) if stat else (0, 0)
            if stamp == self.stamp:
                return
            self.corrections, self.stamp = read_corrections(self.path), stamp
            self.decisions = Decisions(self.corrections)
            self.update(self.base)

    def refresh_for(self, record_ids: Iterable[str]) -> None:
        """Read the ledger after our own lines were added to it: only these records can have changed."""
        with self.lock:
            stat = self.path.stat()
            self.corrections, self.stamp = read_corrections(self.path), (stat.st_mtime_ns, stat.st_size)
            self.decisions = Decisions(self.corrections)
            self.update(dict.fromkeys(record_ids))

    def records_of(self, correction: Correction) -> list[str]:
        """The records that a decision can have changed: of its article, or for a merge of the whole dump."""
        return [key for key, record in self.base.items() if touches(correction, record.article)]

    def company_id(self, name: str) -> str:
        """The id of a company by its name or an alias in this dump, or a new one made from the name."""
        for row in self.dataset.companies:
            if name == row["name"] or name in (row.get("aliases") or "").split("; "):
                return row["company_id"]
        return slug(name)

    def update(self, record_ids: Iterable[str]) -> None:
        """Work these records out anew; their views follow when they are asked for."""
        for record_id in record_ids:
            self.now[record_id] = self.current(record_id)
            self.views.pop(record_id, None)

    def current(self, record_id: str) -> Record:
        """A record with the decisions in force, and without those that were applied in the run and taken back since."""
        base = self.base[record_id]
        about = self.decisions.about(base.article.id, base.article.sha256, undone=True)
        kept = self.decisions.kept
        active = [c for c in about if c.id in kept]
        baked = set(self.dataset.seen.get(base.article.id, {}).get("applied", ()))
        undone = [c for c in about if c.id in baked and c.id not in kept]
        return apply_corrections(restored(base, undone), active)

    def view(self, record_id: str) -> dict[str, Any]:
        """A record as the page shows it, with the version that a decision about it must name."""
        with self.lock:
            if record_id not in self.views:
                record = self.now[record_id]
                table, text = record_object(record), record.article.text
                view = case_view(table, self.dataset, text)
                view["aside"] += [{**value_view(m["field"], m), "why": m["why"]} for m in map(near_miss, record.aside)]
                with_decisions(view, table, text, self.decisions)
                view["version"] = version(view)
                self.views[record_id] = view
            return self.views[record_id]

    def answer(self, record_ids: Iterable[str]) -> list[dict[str, Any]]:
        """Views that go back to a page that already has them, each with its row of the list."""
        doubtful = float(words(self.rules, "settings").get("doubtful", 0.8))
        return [{**self.view(one), "row": row_of(self.view(one), [], doubtful)} for one in record_ids]

    def progress(self) -> dict[str, int]:
        """How much is decided, and how much is still in doubt."""
        doubtful = float(words(self.rules, "settings").get("doubtful", 0.8))
        views = [self.view(record_id) for record_id in self.base]
        left = sum(v["c"] < doubtful and "by" not in v for view in views for v in view["values"])
        done = sum("by" in v for view in views for v in view["values"])
        return {"left": left, "done": done, "decisions": len(self.decisions.active)}


def version(view: Json) -> str:
    """A digest of all that a view shows."""
    return hashlib.sha256(json.dumps(view, sort_keys=True, ensure_ascii=False, default=str).encode("utf-8", "replace")).hexdigest()[:16]


def article_of(table: Json, text: str) -> Article:
    """An article out of a line of records.jsonl and its text."""
    return Article(**{key: table[key] for key in Article.__slots__ if key != "text"}, text=text)


def record_of(table: Json, article: Article) -> Record:
    """A record out of its line of records.jsonl."""
    held: dict[str, list[Mention]] = {field: [] for field in FIELDS}
    for field, value in values(table):
        place = {"rule": value["rule"], "confidence": value["confidence"]}
        held[field].append(mention_of(field, value, article.text, value["start"], value["end"], **place))
    case = Case(table["case"]["number"], table["case"]["heading"], table["case"]["start"], table["case"]["start"], table["case"]["end"])
    told = {"flags": tuple(table["flags"]), "confidence": table["confidence"], "corrected": tuple(table["corrected"])}
    return with_values(Record(table["record_id"], article, case, **told), held)


def with_values(record: Record, held: Mapping[str, Sequence[Mention]]) -> Record:
    """The record with these values in these fields."""
    lists: dict[str, Any] = {field: tuple(mentions) for field, mentions in held.items()}
    if "start_year" in lists:
        lists["start_year"] = next(iter(lists["start_year"]), None)
    return replace(record, **lists)


def restored(record: Record, undone: Sequence[Correction]) -> Record:
    """A record without decisions that its run had applied, the last one taken back first."""
    for correction in reversed(undone):
        flipped = flip(correction)
        if flipped is not None:
            record = as_found(apply_corrections(record, [flipped]), flipped)
    fields = {c.field for c in undone}
    return replace(record, corrected=tuple(f for f in record.corrected if f not in fields)) if fields else record


def flip(correction: Correction) -> Correction | None:
    """The decision that takes this one back; None where that changes no value (a merge shows after the next run)."""
    opposite = {"edit": "edit", "accept": "edit", "add": "reject", "reject": "add"}.get(correction.action)
    if opposite is None or correction.field == "case":
        return None
    return replace(correction, action=opposite, old=correction.new or correction.old, new=correction.old)


def as_found(record: Record, flipped: Correction) -> Record:
    """The value that came back says again which rule found it and how sure that was."""
    old = flipped.new or {}
    field = flipped.field
    if flipped.action == "reject" or "rule" not in old:
        return record
    mentions = [
        replace(m, rule=str(old["rule"]), confidence=float(old.get("confidence", m.confidence)))
        if (m.rule == BY_HAND or m.confidence > float(old.get("confidence", 1))) and _means(field, m, old) else m
        for m in values_of(record, field)
    ]
    return with_values(record, {field: mentions})


def _means(field: str, mention: Mention, said: Json) -> bool:
    return all(said.get(key) == value for key, value in meaning(field, mention).items())
