"""Corrections: the decisions of the ledger, applied to records again at the end of every run.

The run reads the ledger once, `Decisions(read_corrections(path))`, and applies it an article at a time with
`corrected_records`; whatever is in force and no article applied is an orphan of the run.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pipeline.article import Article
from pipeline.mention import Mention
from pipeline.record import Record
from pipeline.settle.anchor import find_quote
from pipeline.settle.flags import confidence_of, flags_of
from pipeline.settle.ledger import Correction, Decisions, concerns, in_force
from pipeline.settle.shapes import FIELDS, NAMES, meaning, mention_of, values_of

BY_HAND = "by_hand"
"""The rule of a mention whose value a person gave."""
SURE = 0.99
AGAIN = (
    *("no_company", "several_companies", "no_program", "derived_start_year"),
    *("start_after_publication", "conflicting_counts", "low_confidence"),
)
"""Flags that follow from a record's values alone, so that a corrected record is asked for them again."""
PARTIES = ("companies", "partners")
Values = tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class Corrected:
    """Records after corrections, what was applied to them, and the corrections that found no place."""

    records: tuple[Record, ...]
    applied: tuple[Correction, ...]
    orphans: tuple[Correction, ...]


def touches(correction: Correction, article: Article) -> bool:
    """Whether a decision can change records of this article; merging companies and undoing can touch any."""
    return correction.action in ("merge", "undo") or concerns(correction, article)


def place_of(correction: Correction, article: Article) -> tuple[int, int] | None:
    """Where in the article the decision's quotation stands today."""
    if correction.quote is None or not concerns(correction, article):
        return None
    return find_quote(article.text, correction.quote, same_text=correction.sha256 == article.sha256)


def apply_corrections(record: Record, corrections: Sequence[Correction]) -> Record:
    """The record with every decision applied that is in force and stands in its case; nothing else changes."""
    return correct([record], corrections, drop=False).records[0]


def correct(records: Sequence[Record], corrections: Sequence[Correction], *, drop: bool = True) -> Corrected:
    """Apply the decisions in force to the records of one run; a case that a person rejected is left out (`drop`)."""
    now = list(records)
    out: set[int] = set()
    applied: list[Correction] = []
    orphans: list[Correction] = []
    for correction in in_force(corrections):
        places = _standing(correction, now)
        for at, span in places:
            now[at] = _decide(now[at], correction, span)
            if correction.field == "case" and correction.action == "reject":
                out.add(at)
        (applied if places else orphans).append(correction)
    kept = tuple(_settled(old, new) for at, (old, new) in enumerate(zip(records, now, strict=True)) if not (drop and at in out))
    return Corrected(kept, tuple(applied), tuple(orphans))


def _standing(correction: Correction, records: Sequence[Record]) -> list[tuple[int, tuple[int, int]]]:
    """Which records a decision is about (by their place in the list), and where in their text."""
    if correction.action == "merge":
        return [
            (at, (0, 0))
            for at, record in enumerate(records)
            if any(_is_old(mention, correction) for field in PARTIES for mention in values_of(record, field))
        ]
    spans: dict[int, tuple[int, int] | None] = {}
    found = []
    for at, record in enumerate(records):
        if not concerns(correction, record.article):
            continue
        key = id(record.article)
        if key not in spans:
            spans[key] = place_of(correction, record.article)
        span = spans[key]
        if span and (record.case.start <= span[0] and span[1] <= record.case.end or _outside(record, correction, span)):
            found.append((at, span))
    return found


def _outside(record: Record, correction: Correction, span: tuple[int, int]) -> bool:
    """Whether the record took this very value from outside its case (a company that only the title names)."""
    named = correction.field in FIELDS and record.record_id == correction.record
    return named and any((m.start, m.end) == span for m in values_of(record, correction.field))


def _is_old(mention: Mention, correction: Correction) -> bool:
    old = correction.old or {}
    return mention.value == old.get("value") or bool(mention.company_id) and mention.company_id == old.get("company_id")


def _decide(record: Record, correction: Correction, span: tuple[int, int]) -> Record:
    if correction.action == "merge":
        return _merged(record, correction)
    if correction.field == "case":
        return record
    before = values_of(record, correction.field)
    after, aside = _changed(before, correction, span, record.article.text)
    return _with(record, correction.field, after, aside)


def _changed(values: Values, correction: Correction, span: tuple[int, int], text: str) -> tuple[Values, Values]:
    """The values of a field after one decision, and those that it set aside."""
    field = correction.field
    target = _target(values, correction, span)
    if correction.action == "reject":
        gone = () if target is None else (replace(target, flags=(*target.flags, "rejected_by_hand")),)
        return tuple(m for m in values if m is not target), gone
    said = correction.old if correction.action in ("accept", "lead") else correction.new
    mention = mention_of(field, said or {}, text, *span, rule=BY_HAND, confidence=SURE)
    if target is not None and meaning(field, target) == meaning(field, mention):
        mention = replace(target, confidence=max(target.confidence, SURE) if correction.action != "lead" else target.confidence)
    rest = tuple(m for m in values if m is not target)
    if correction.action == "lead":
        return (mention, *rest), ()
    if field == "start_year":
        return (mention,), ()
    at = values.index(target) if target is not None else _slot(field, rest, mention)
    return (*rest[:at], mention, *rest[at:]), ()


def _slot(field: str, values: Values, mention: Mention) -> int:
    """Where a new value belongs: names after the others, counts and sums in the order of the text."""
    return len(values) if field in NAMES else sum(m.start <= mention.start for m in values)


def _target(values: Values, correction: Correction, span: tuple[int, int]) -> Mention | None:
    """The value that a decision is about: at its place and with its old or new meaning; for an edit, at its place."""
    field = correction.field
    here = [m for m in values if m.start < span[1] and span[0] < m.end]
    wanted = [said for said in (correction.old, correction.new) if said]
    for mention in here:
        if any(_same(field, mention, said) for said in wanted):
            return mention
    if correction.action in ("edit", "accept", "lead"):
        return next((m for m in here if (m.start, m.end) == span), None)
    return None


def _same(field: str, mention: Mention, said: Mapping[str, Any]) -> bool:
    ours = meaning(field, mention)
    ignored = {"company_id", "basis"}
    return all(ours[key] == said.get(key, ours[key] if key != "value" else None) for key in ours if key not in ignored)


def _merged(record: Record, correction: Correction) -> Record:
    new = correction.new or {}
    for field in PARTIES:
        values: list[Mention] = []
        for mention in values_of(record, field):
            if _is_old(mention, correction):
                mention = replace(mention, value=new.get("value"), company_id=new.get("company_id"))
            if all(mention.value != kept.value for kept in values):
                values.append(mention)
        record = _with(record, field, tuple(values), ())
    return record


def _with(record: Record, field: str, values: Values, aside: Iterable[Mention]) -> Record:
    held: Any = values if field != "start_year" else (values[0] if values else None)
    return replace(record, **{field: held}, aside=(*record.aside, *aside))


def _settled(old: Record, new: Record) -> Record:
    """Name the fields whose values a person changed, and look at confidence and flags again."""
    if new == old:
        return old
    changed = {f for f in FIELDS if [meaning(f, m) for m in values_of(old, f)] != [meaning(f, m) for m in values_of(new, f)]}
    new = replace(new, confidence=confidence_of(new), corrected=tuple(f for f in FIELDS if f in {*changed, *new.corrected}))
    again = flags_of(new)
    return replace(new, flags=tuple(dict.fromkeys([*again, *(f for f in old.flags if f not in AGAIN)])))


def corrected_records(article: Article, records: Sequence[Record], decisions: Decisions) -> list[Record]:
    """The records of one article as its run should write them: with every decision about it applied."""
    about = decisions.about(article.id, article.sha256)
    return list(correct(records, about).records) if about else list(records)
