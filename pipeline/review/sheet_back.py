"""Sheet back: corrections out of a spreadsheet that people have worked in, with a three-way check."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from pipeline.mention import Mention
from pipeline.record import Record
from pipeline.review.appending import append_lines
from pipeline.review.bench import Bench
from pipeline.review.dataset import read_dataset
from pipeline.review.decision import Decision, Refused, checked, clock, line
from pipeline.review.sheet import COLUMNS, DECISIONS, OPEN, cells_of
from pipeline.rulebook import Rulebook
from pipeline.settle.shapes import COUNTS, NAMES, SUMS, meaning, shape, values_of

CELLS = tuple(column for column in OPEN if column not in ("decision", "note"))


class SheetError(Exception):
    """A workbook that cannot be read back: what is wrong with it, and what to do."""


@dataclass(slots=True)
class Imported:
    """What a workbook came to: decisions saved, rows left alone, and rows that need a person."""

    saved: list[str] = field(default_factory=list)
    untouched: int = 0
    changed_since: list[str] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def import_sheet(path: Path, folder: Path, rules: Rulebook, ledger: Path, *, who: str) -> Imported:
    """Save every decision of a workbook made by `export_sheet`.

    A row that only I changed is saved; one that changed only since the export is left as it is now; one that both
    changed, differently, is a conflict and is not saved. `folder` is the dataset as it is today.
    """
    bench = Bench(read_dataset(folder), rules, ledger)
    outcome = Imported()
    when = clock()
    lines = [one for number, row in rows_in(path) for one in judged(bench, row, f"row {number}", who, when, outcome)]
    outcome.saved = append_lines(ledger, lines) if lines else []
    return outcome


def rows_in(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """The rows of the workbook's first sheet by column, with the number that the spreadsheet shows."""
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (InvalidFileException, BadZipFile, OSError, KeyError, ValueError) as error:
        raise SheetError(f"{path}: not a workbook that can be read ({error}). Save it as .xlsx.") from error
    lines = book.worksheets[0].iter_rows(values_only=True)
    head = [str(cell or "") for cell in next(lines, ())]
    if missing := [column for column, _ in COLUMNS if column not in head]:
        raise SheetError(f"{path}: the column {missing[0]!r} is missing. Use a workbook from `press-records export` and keep its header.")
    for number, cells in enumerate(lines, 2):
        row = dict(zip(head, cells, strict=False))
        if row["id"]:
            yield number, row
    book.close()


@dataclass(frozen=True, slots=True)
class Row:
    """One row, three ways: the value's cells as exported, as the person left them, and as they are now (None: gone)."""

    place: str
    reads: str
    field: str
    was: Mapping[str, str]
    mine: Mapping[str, str]
    now: Mapping[str, str] | None
    decision: str
    note: str | None
    record: Record | None
    mention: Mention | None

    @property
    def edited(self) -> bool:
        """Whether the person changed a cell."""
        return self.mine != self.was

    @property
    def since(self) -> bool:
        """Whether the value has changed since the export."""
        return self.now != self.was


def row_of(bench: Bench, cells: Mapping[str, Any], place: str) -> Row:
    """A row of the workbook beside what stands at its place now; Refused where its hidden cells were changed."""
    try:
        record_id, name, start, end, _ = json.loads(cells["id"])
        was = {key: plain(value) for key, value in json.loads(cells["was"]).items()}
        cell_names = MEANT[name]
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise Refused("its hidden cells were changed; export again") from error
    decision = plain(cells.get("decision")).lower()
    if decision not in ("", *DECISIONS) or set(was) - set(cell_names):
        raise Refused(f"decision {decision!r} is none of {', '.join(DECISIONS)}")
    record = bench.now.get(record_id)
    here = [m for m in values_of(record, name) if (m.start, m.end) == (start, end)] if record else []
    mention = next((m for m in here if told(name, m) == was), here[0] if len(here) == 1 else None)
    mine, now = {key: plain(cells.get(key)) for key in was}, told(name, mention) if mention else None
    note = plain(cells.get("note"))[:2000] or None
    return Row(place, plain(cells.get("reads")), name, was, mine, now, decision, note, record, mention)


def judged(bench: Bench, cells: Mapping[str, Any], place: str, who: str, when: str, outcome: Imported) -> Iterator[dict[str, Any]]:
    """The line that a row makes, if it makes one; what it comes to is noted in `outcome`."""
    try:
        row = row_of(bench, cells, place)
        if row.since and (row.edited or row.decision) and row.now != row.mine:
            now = "gone" if row.now is None else f"now {say(row.now)}"
            outcome.conflicts.append(f"{place}: {row.reads} is {now}; you wanted {row.decision or say(row.mine)}")
        elif row.record and row.mention and not row.since and (row.edited or row.decision):
            yield made(bench, row, row.record, row.mention, who, when)
        else:
            outcome.untouched += 1
            if row.since and not row.edited:
                outcome.changed_since.append(f"{place}: {row.reads}")
    except Refused as error:
        outcome.refused.append(f"{place}: {error}")


def made(bench: Bench, row: Row, record: Record, mention: Mention, who: str, when: str) -> dict[str, Any]:
    """The decision as a line of the ledger."""
    span, action = (mention.start, mention.end), "edit" if row.edited else row.decision
    asked = Decision(who=who, record=record.record_id, version="", action=action, field=row.field, note=row.note)
    new = checked(bench, record, row.field, meant(row.field, mention, row.mine), span) if row.edited else None
    return line(record, asked, action, row.field, span, when, old=shape(row.field, mention), new=new)


def told(name: str, mention: Mention) -> dict[str, Any]:
    """A value's cells as they would be exported now."""
    return {key: plain(value) for key, value in cells_of(name, meaning(name, mention)).items()}


MEANT: dict[str, dict[str, str]] = {
    **dict.fromkeys(NAMES, {"value": "value"}),
    "start_year": {"value": "value", "class, role or basis": "basis"},
    **dict.fromkeys(COUNTS, dict(zip(CELLS, ("count", "count_max", "unit", "qualifier", "unit_class"), strict=True))),
    **dict.fromkeys(SUMS, dict(zip(CELLS, ("value", "value_max", "currency", "qualifier", "role"), strict=True))),
}
"""Cell -> key of records.jsonl, by field."""


def meant(name: str, mention: Mention, mine: Mapping[str, Any]) -> dict[str, Any]:
    """The row's cells as a value of its field; what has no cell stays as it is."""
    value = {**meaning(name, mention), **{key: mine[cell] or None for cell, key in MEANT[name].items()}}
    for key in ("count", "count_max"):
        if value.get(key) is not None:
            value[key] = value[key].replace(",", "").replace(" ", "")
    return value


def plain(cell: object) -> str:
    """A cell as text, so that 441, 441.0 and "441" are one."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return str(cell).strip()


def say(cells: Mapping[str, str]) -> str:
    """A row's cells in few words."""
    return " ".join(value for value in cells.values() if value)
