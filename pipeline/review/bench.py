"""Bench: the dataset on the review desk, with every decision of the ledger applied to it at once."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any, Generic, TypeVar

from pipeline.article import Article
from pipeline.case import Case
from pipeline.mention import Mention
from pipeline.record import Record
from pipeline.review.aside import near_miss
from pipeline.review.cases import case_view, value_view, values
from pipeline.review.catalogue import Catalogue
from pipeline.review.dataset import Dataset, Opened
from pipeline.review.decided import with_decisions
from pipeline.review.index import row_of
from pipeline.review.summary import Summary, doubtful_below, summed
from pipeline.review.words import Json
from pipeline.rulebook import Rulebook
from pipeline.settle.corrections import BY_HAND, apply_corrections
from pipeline.settle.ledger import Correction, Decisions, read_corrections
from pipeline.settle.resolve import slug
from pipeline.settle.shapes import FIELDS, meaning, mention_of, values_of
from pipeline.write.line import record_object

KEPT = 1000
"""So many cases are kept in memory, and so many go back to a page at a time."""
Made = TypeVar("Made")


class Bench:
    """The records as they are now. One lock around every change; the ledger's file is read again when it has grown.

    A record is made when it is asked for; only the last ones are kept, so that a dataset of any size can be opened.
    """

    def __init__(self, dataset: Dataset, rules: Rulebook, ledger: Path) -> None:
        self.dataset, self.rules, self.path = dataset, rules, ledger
        self.opened, self.lock = Opened(dataset), threading.RLock()
        self.doubtful = doubtful_below(rules)
        self.summary, self.catalogue = Summary(self.doubtful), Catalogue(self.doubtful)
        for found in summed(dataset, self.summary):
            self.catalogue.add(found)
        self.catalogue.end(dataset)
        self.corrections: list[Correction] = []
        self.decisions = Decisions(())
        self.touched: set[str] = set()
        self.views: Latest[dict[str, Any]] = Latest(KEPT)
        self.now: Latest[Record] = Latest(KEPT, self.current)
        self.stamp: tuple[int, int] | None = None
        self.refresh()

    def refresh(self) -> None:
        """Read the ledger again if its file has changed, and bring every record up to it."""
        with self.lock:
            stat = self.path.stat() if self.path.exists() else None
            if ((stat.st_mtime_ns, stat.st_size) if stat else (0, 0)) != self.stamp:
                before = set(self.touched)
                self.read_ledger()
                self.touched = {record for c in self.corrections for record in self.records_of(c)}
                self.update(before | self.touched)

    def read_ledger(self) -> None:
        """Read the decisions."""
        stat = self.path.stat() if self.path.exists() else None
        self.corrections, self.stamp = read_corrections(self.path), (stat.st_mtime_ns, stat.st_size) if stat else (0, 0)
        self.decisions = Decisions(self.corrections)

    def refresh_for(self, record_ids: Iterable[str]) -> None:
        """Read the ledger after our own lines were added to it: only these records can have changed."""
        with self.lock:
            self.read_ledger()
            changed = list(record_ids)
            self.touched.update(changed)
            self.update(changed)

    def records_of(self, correction: Correction) -> set[str]:
        """The records that a decision can have changed: of its article, or for a merge those with the company's name."""
        if correction.action == "merge":
            old = correction.old or {}
            named = self.catalogue.naming(str(old[key]) for key in ("value", "company_id") if old.get(key))
            return named | self.touched
        return self.catalogue.about((correction.article, correction.sha256)) if correction.action != "undo" else set()

    def company_id(self, name: str) -> str:
        """The id of a company by its name or an alias in this dump, or a new one made from the name."""
        return self.catalogue.company_id(name) or slug(name)

    def update(self, record_ids: Iterable[str]) -> None:
        """Work these records out anew."""
        for record_id in record_ids:
            self.now.forget(record_id)
            self.views.forget(record_id)
            self.catalogue.update(record_id, self.view(record_id))

    def current(self, record_id: str) -> Record | None:
        """A record with the decisions in force, and without those that were applied in the run and taken back since."""
        place = self.catalogue.place(record_id)
        if place is None:
            return None
        table, seen, _ = self.opened.at(place)
        base = record_of(table, article_of(table["article"], self.dataset.text(table["article"]["id"])))
        about = self.decisions.about(base.article.id, base.article.sha256, undone=True)
        kept = self.decisions.kept
        active = [c for c in about if c.id in kept]
        baked = set(seen.get("applied", ()))
        undone = [c for c in about if c.id in baked and c.id not in kept]
        return apply_corrections(restored(base, undone), active)

    def view(self, record_id: str) -> dict[str, Any]:
        """A record as the page shows it, with the version that a decision about it must name."""
        with self.lock:
            view = self.views.get(record_id)
            if view is None:
                record, place = self.now[record_id], self.catalogue.place(record_id)
                table, text = record_object(record), record.article.text
                view = case_view(table, self.opened.at(place).seen if place else {}, text)
                view["aside"] += [{**value_view(m["field"], m), "why": m["why"]} for m in map(near_miss, record.aside)]
                with_decisions(view, table, text, self.decisions)
                view["version"] = version(view)
                self.views.put(record_id, view)
            return view

    def answer(self, record_ids: Iterable[str]) -> list[dict[str, Any]]:
        """Views that go back to a page that already has them, each with its row of the list; of very many the first."""
        some = islice(record_ids, KEPT)
        return [{**self.view(one), "row": row_of(self.view(one), [], self.doubtful)} for one in some]

    def progress(self) -> dict[str, int]:
        """How much is decided, and how much is still in doubt."""
        left, done = self.catalogue.sums()
        return {"left": left, "done": done, "decisions": len(self.decisions.active)}


class Latest(Generic[Made]):
    """Things by record, made where they are missing; only the last ones are kept."""

    def __init__(self, most: int, make: Callable[[str], Made | None] = lambda _: None) -> None:
        self.most, self.make = most, make
        self.held: dict[str, Made] = {}

    def get(self, key: str) -> Made | None:
        """One of them, or none."""
        found = self.held.pop(key, None) or self.make(key)
        return None if found is None else self.put(key, found)

    def __getitem__(self, key: str) -> Made:
        found = self.get(key)
        if found is None:
            raise KeyError(key)
        return found

    def __contains__(self, key: str) -> bool:
        return self.get(key) is not None

    def put(self, key: str, made: Made) -> Made:
        """Keep one, and let go of the one that was asked for longest ago."""
        self.held[key] = made
        if len(self.held) > self.most:
            del self.held[next(iter(self.held))]
        return made

    def forget(self, key: str) -> None:
        """Let go of one."""
        self.held.pop(key, None)


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
