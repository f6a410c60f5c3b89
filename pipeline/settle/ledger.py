"""Ledger: the file of what people decided about values, read and checked.

A line of rules/corrections.jsonl is one decision and is never changed or removed; undoing is one more line.

    {"id": "3f0c…", "who": "mia", "when": "2026-03-02T09:30:00Z", "action": "edit", "field": "beneficiaries",
     "article": "spring-digest", "sha256": "…", "record": "spring-digest-03",
     "quote": {"start": 812, "exact": "441 students", "before": "…", "after": "…"},
     "old": {"count": 441, …}, "new": {"count": 414, …}, "note": null}

`action` is accept, reject, edit, add, lead (first of its list), merge (two companies are one) or undo (with `undoes`,
the id of a line). `old` and `new` are shaped as in records.jsonl. The field "case" stands for the case as a whole:
accept says that somebody read all of it, reject that it is no case. A decision belongs to the case that its quotation
stands in, whatever number that case has today.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.article import Article
from pipeline.settle.anchor import Quote, quote_from
from pipeline.settle.shapes import FIELDS

ACTIONS = ("accept", "reject", "edit", "add", "lead", "merge", "undo")


class CorrectionError(ValueError):
    """A line of the corrections file that cannot be used: which file, which line, what to do."""


@dataclass(frozen=True, slots=True)
class Correction:
    """One decision of one person about one value (or, with `action` undo, about an earlier decision)."""

    id: str
    who: str
    when: str
    action: str
    field: str = ""
    article: str = ""
    sha256: str = ""
    record: str = ""
    quote: Quote | None = None
    old: Mapping[str, Any] | None = None
    new: Mapping[str, Any] | None = None
    undoes: str | None = None
    note: str | None = None


def read_corrections(path: Path) -> list[Correction]:
    """Every line of a corrections file, in order; a missing file has none. CorrectionError names file and line."""
    if not path.exists():
        return []
    lines = path.read_bytes().decode("utf-8-sig", "replace").split("\n")
    return [correction_from(line, f"{path.name}:{number}") for number, line in enumerate(lines, 1) if line.strip()]


def correction_from(line: str, place: str) -> Correction:
    """One line as a Correction, checked; `place` is what an error calls it."""
    try:
        table = json.loads(line)
        quote = quote_from(table["quote"]) if table.get("quote") else None
        known = {key: table[key] for key in Correction.__slots__ if key in table and key != "quote"}
        correction = Correction(**{**known, "id": table.get("id") or line_id(table), "quote": quote})
        _check(correction)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise CorrectionError(f"{place}: not a correction: {error}. Mend or remove that line; the others stay as they are.") from error
    return correction


def line_id(table: Mapping[str, Any]) -> str:
    """The id of a decision: a digest of all that it says."""
    said = {key: value for key, value in table.items() if key != "id"}
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode("utf-8", "replace")).hexdigest()[:16]


def _check(correction: Correction) -> None:
    if correction.action not in ACTIONS:
        raise ValueError(f"action {correction.action!r} is none of {', '.join(ACTIONS)}")
    if correction.action == "undo":
        if not isinstance(correction.undoes, str):
            raise ValueError("an undo needs `undoes`, the id of the line that it takes back")
        return
    if correction.field not in (*FIELDS, "case"):
        raise ValueError(f"field {correction.field!r} is none of {', '.join(FIELDS)}, case")
    if correction.quote is None and correction.action != "merge":
        raise ValueError("has no `quote` to find its place by")
    needed = {"accept": "old", "reject": "old", "lead": "old", "edit": "new", "add": "new", "merge": "new"}[correction.action]
    if correction.field != "case" and not isinstance(getattr(correction, needed), dict):
        raise ValueError(f"has no `{needed}` value")


def standing(corrections: Sequence[Correction]) -> list[Correction]:
    """The lines that no later line takes back, in order, undos among them."""
    undone: set[str] = set()
    kept = []
    for correction in reversed(corrections):
        if correction.id in undone:
            continue
        kept.append(correction)
        if correction.action == "undo":
            undone.add(str(correction.undoes))
    return kept[::-1]


def in_force(corrections: Sequence[Correction]) -> list[Correction]:
    """The decisions that nothing has taken back, in order; undoing an undo brings the decision back."""
    return [correction for correction in standing(corrections) if correction.action != "undo"]


def concerns(correction: Correction, article: Article) -> bool:
    """Whether a decision was made on this article: the same text, or the same id with another text."""
    return correction.sha256 == article.sha256 or correction.article == article.id


class Decisions:
    """A ledger looked up by article: what is in force, and what was ever said, each in the order of its lines."""

    def __init__(self, corrections: Sequence[Correction]) -> None:
        self.lines = tuple(corrections)
        self.active = tuple(in_force(self.lines))
        self.kept = frozenset(c.id for c in self.active)
        self.order = {id(c): n for n, c in enumerate(self.lines)}
        self.everywhere = [c for c in self.lines if c.action == "merge"]
        self.of: dict[str, list[Correction]] = {}
        for correction in self.lines:
            if correction.action not in ("merge", "undo"):
                for key in {correction.article, correction.sha256}:
                    self.of.setdefault(key, []).append(correction)

    def about(self, article_id: str, sha256: str, *, undone: bool = False) -> list[Correction]:
        """The decisions in force that can concern an article (merges can concern any); with `undone` those taken back too."""
        found = {id(c): c for c in (*self.everywhere, *self.of.get(article_id, ()), *self.of.get(sha256, ()))}
        held = [c for c in found.values() if undone or c.id in self.kept]
        return sorted(held, key=lambda c: self.order[id(c)])
