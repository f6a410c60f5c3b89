"""Decide: what the desk's keys do to the ledger, one person's decision at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from pipeline.mention import Mention
from pipeline.record import Record
from pipeline.review.appending import undo_of
from pipeline.review.bench import Bench
from pipeline.review.decision import Conflict, Decision, Refused, checked, clock, first_line, line, save, selection
from pipeline.review.elsewhere import elsewhere
from pipeline.review.grammar import read_selection
from pipeline.review.words import said
from pipeline.settle.ledger import in_force
from pipeline.settle.shapes import FIELDS, NAMES, meaning, shape, values_of

LEADS = {"partners": "companies"}
"""A partner that is made the lead becomes a company."""


def decide(bench: Bench, asked: Decision) -> dict[str, Any]:
    """Take one decision and save it; the answer holds the changed case and how often the same stands elsewhere."""
    with bench.lock:
        record = looked_at(bench, asked.record, asked.version)
        lines = list(LINES[asked.action](bench, record, asked)) if asked.action in LINES else []
        if not lines:
            raise Refused(f"Nothing to do: {asked.action!r} changes nothing here.")
        ids = save(bench, lines, [asked.record])
        others = len(elsewhere(bench, ids[-1]))
    return {"cases": bench.answer([asked.record]), "ids": ids, "elsewhere": others, "progress": bench.progress()}


def looked_at(bench: Bench, record_id: str, version: str) -> Record:
    """The record that a decision is about, if it still is as the person saw it."""
    bench.refresh()
    record = bench.now.get(record_id)
    if record is None:
        raise Refused("There is no such case.")
    if bench.view(record_id)["version"] != version:
        raise Conflict(record_id)
    return record


def value_at(record: Record, field: str, at: int) -> Mention:
    """The value that a decision points at."""
    held = values_of(record, field) if field in FIELDS else ()
    if at >= len(held):
        raise Refused("There is no such value any more.")
    return held[at]


def judged(bench: Bench, record: Record, asked: Decision) -> Iterator[dict[str, Any]]:
    """Accept or reject one value."""
    mention = value_at(record, asked.field, asked.at)
    yield line(record, asked, asked.action, asked.field, (mention.start, mention.end), clock(), old=shape(asked.field, mention))


def edited(bench: Bench, record: Record, asked: Decision) -> Iterator[dict[str, Any]]:
    """Give a value another meaning at the same place."""
    mention = value_at(record, asked.field, asked.at)
    span = (mention.start, mention.end)
    new = checked(bench, record, asked.field, asked.new or {}, span)
    if new != meaning(asked.field, mention):
        yield line(record, asked, "edit", asked.field, span, clock(), old=shape(asked.field, mention), new=new)


def added(bench: Bench, record: Record, asked: Decision) -> Iterator[dict[str, Any]]:
    """Give the selected words a meaning, the grammar's where none is given."""
    span = selection(record, asked.start, asked.end)
    new = asked.new or read_selection(asked.field, record.article, *span, bench.rules)
    if new is None:
        raise Refused(f"The grammar reads no value in “{record.article.text[slice(*span)]}”.")
    yield line(record, asked, "add", asked.field, span, clock(), new=checked(bench, record, asked.field, new, span))


def led(bench: Bench, record: Record, asked: Decision) -> Iterator[dict[str, Any]]:
    """Put a value first in its list; a partner becomes the lead company."""
    mention = value_at(record, asked.field, asked.at)
    field, span, when = LEADS.get(asked.field, asked.field), (mention.start, mention.end), clock()
    if field not in NAMES or (field == asked.field and asked.at == 0):
        return
    if field != asked.field:
        yield line(record, asked, "reject", asked.field, span, when, old=shape(asked.field, mention))
        new = checked(bench, record, field, meaning(field, mention), span)
        yield line(record, asked, "add", field, span, when, new=new)
        yield line(record, asked, "lead", field, span, when, old=new)
    else:
        yield line(record, asked, "lead", field, span, when, old=shape(field, mention))


def approved(bench: Bench, record: Record, asked: Decision) -> Iterator[dict[str, Any]]:
    """The whole case is right: every value that nobody has looked at is accepted, and the case is read."""
    when = clock()
    decided = {(v["f"], v["s"], v["e"]) for v in bench.view(record.record_id)["values"] if "by" in v}
    for field in FIELDS:
        for mention in values_of(record, field):
            if (field, mention.start, mention.end) not in decided:
                yield line(record, asked, "accept", field, (mention.start, mention.end), when, old=shape(field, mention))
    yield line(record, asked, "accept", "case", first_line(record), when)


def dropped(bench: Bench, record: Record, asked: Decision) -> Iterator[dict[str, Any]]:
    """This is no case: the next run leaves it out."""
    yield line(record, asked, "reject", "case", first_line(record), clock())


LINES: dict[str, Callable[[Bench, Record, Decision], Iterator[dict[str, Any]]]] = {
    "accept": judged, "reject": judged, "edit": edited, "add": added, "lead": led, "approve": approved, "drop": dropped,
}


def undo(bench: Bench, who: str) -> dict[str, Any]:
    """Take back the last decision of this person that is still in force."""
    with bench.lock:
        bench.refresh()
        mine = [c for c in in_force(bench.corrections) if c.who == who]
        if not mine:
            raise Refused("There is nothing left to undo.")
        group = [c for c in mine if c.when == mine[-1].when]
        touched = bench.catalogue.worst_first({r for c in group for r in bench.records_of(c)})
        before = {record_id: bench.view(record_id)["version"] for record_id in touched}
        when = clock()
        save(bench, [undo_of(c.id, who=who, when=when) for c in reversed(group)], touched)
        changed = [record_id for record_id in touched if bench.view(record_id)["version"] != before[record_id]]
    back = group[0]
    told = f"{back.action} {said(back.field, back.old or back.new or {}) if back.field != 'case' else 'the case'}"
    return {"cases": bench.answer(changed), "undone": told, "progress": bench.progress()}
