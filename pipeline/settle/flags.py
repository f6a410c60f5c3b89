"""Flags: the reasons why a person should look at a record, and the record's own confidence."""

from __future__ import annotations

from pipeline.mention import Mention
from pipeline.record import Record

DOUBTFUL = 0.5


def flags_of(record: Record) -> tuple[str, ...]:
    """Reason codes for review, in a fixed order."""
    published = record.article.published
    start = record.start_year
    marks = {
        "no_company": not record.companies,
        "several_companies": len(record.companies) > 1,
        "no_program": not record.programs,
        "derived_start_year": start is not None and start.basis == "derived",
        "start_after_publication": start is not None and published is not None and str(start.value) > published[:4],
        "conflicting_counts": _conflict(record.beneficiaries),
        "ambiguous_currency": any("ambiguous_currency" in m.flags for m in (*record.amounts, *record.other_amounts)),
        "planned": any("planned" in m.flags for m in record.beneficiaries),
        "low_confidence": record.confidence < DOUBTFUL,
    }
    return tuple(name for name, holds in marks.items() if holds)


def _conflict(counts: tuple[Mention, ...]) -> bool:
    """Whether two different numbers are given for the same unit."""
    by_unit: dict[str, set[object]] = {}
    for m in counts:
        by_unit.setdefault((m.unit or "").casefold(), set()).add((m.value, m.value_max))
    return any(len(values) > 1 for unit, values in by_unit.items() if unit)


def confidence_of(record: Record) -> float:
    """The confidence of the weakest value that the record's row shows first."""
    first = [*record.companies[:1], *record.programs[:1], *record.beneficiaries[:1], *record.amounts[:1]]
    shown = [*first, *([record.start_year] if record.start_year else [])]
    return min((m.confidence for m in shown), default=0.0) if record.companies else 0.2
