"""Sheet: the values of a dataset as a spreadsheet that people correct in, the doubtful ones first."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from heapq import nsmallest
from pathlib import Path
from typing import Any
from urllib.parse import quote

from pipeline.review.cases import doubt, values
from pipeline.review.dataset import Dataset, read_dataset
from pipeline.review.words import Json, name, said, words
from pipeline.rulebook import Rulebook
from pipeline.settle.shapes import COUNTS, NAMES, SUMS

COLUMNS = (
    *(("id", 0), ("case", 22), ("company", 24), ("field", 14), ("in the text", 70), ("reads", 30)),
    *(("value", 26), ("to", 10), ("unit or currency", 20), ("qualifier", 12), ("class, role or basis", 16)),
    *(("confidence", 10), ("decision", 10), ("note", 30), ("was", 0)),
)
"""The columns and their widths; those of no width are hidden and carry what the import needs."""
OPEN = ("value", "to", "unit or currency", "qualifier", "class, role or basis", "decision", "note")
DECISIONS = ["accept", "reject"]
AROUND = 60
MOST = 20_000
"""So many values, those most in doubt, go into a workbook; nobody works through more of them in a spreadsheet."""
EXACT = 15
"""More digits than these a spreadsheet does not keep; longer numbers are written as text."""


def export_sheet(folder: Path, path: Path, rules: Rulebook, *, report: str = "report.html") -> int:
    """Write the dataset in `folder` as an .xlsx workbook to `path`; returns the number of rows.

    Of very many values those most in doubt are written. Only the columns in `OPEN` can be written to; `report` is where each
    case's link leads, as seen from the workbook.
    """
    from xlsxwriter import Workbook

    dataset = read_dataset(folder)
    held = ((doubt(one.record), one.place, n, value) for one in dataset.found() for n, (_, value) in enumerate(values(one.record)))
    found = ((value["confidence"], order, n, place) for order, place, n, value in held)
    rows = [row_of(dataset, dataset.at(place).record, number, rules) for _, _, number, place in nsmallest(MOST, found)]
    with Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}) as book:
        book.set_properties({"title": "Values to review", "created": datetime(2000, 1, 1)})
        fill(book, book.add_worksheet("values"), rows, rules, report)
    return len(rows)


def row_of(dataset: Dataset, record: Json, number: int, rules: Rulebook) -> dict[str, Any]:
    """The row of one of a record's values, by column."""
    text = dataset.text(record["article"]["id"])
    field, value = values(record)[number]
    before, after = text[max(0, value["start"] - AROUND) : value["start"]], text[value["end"] : value["end"] + AROUND]
    cells = cells_of(field, value)
    return {
        "id": row_id(record["record_id"], field, value, number),
        "case": record["record_id"],
        "company": record["companies"][0]["value"] if record["companies"] else "",
        "field": field,
        "label": name(rules, "fields", field),
        "in the text": " ".join(f"{before}[{value['text']}]{after}".split()),
        "reads": said(field, value),
        "confidence": value["confidence"],
        "was": json.dumps(cells, ensure_ascii=False),
        **cells,
    }


def row_id(record_id: str, field: str, value: Json, number: int) -> str:
    """What the import finds a row's value by."""
    return json.dumps([record_id, field, value["start"], value["end"], number], ensure_ascii=False)


def cells_of(field: str, value: Json) -> dict[str, Any]:
    """The cells of a value that a person may change; what a field does not have is left out."""
    if field in NAMES:
        return {"value": value["value"]}
    if field == "start_year":
        return {"value": value["value"], "class, role or basis": value["basis"]}
    if field in COUNTS:
        more = {"unit or currency": value["unit"], "qualifier": value["qualifier"], "class, role or basis": value["unit_class"]}
        return {"value": value["count"], "to": value["count_max"], **more}
    more = {"unit or currency": value["currency"], "qualifier": value["qualifier"], "class, role or basis": value["role"]}
    return {"value": number_of(value["value"]), "to": number_of(value["value_max"]), **more}


def number_of(digits: str | None) -> int | str | None:
    """A sum as a number where a spreadsheet keeps all its digits, else as the text it is."""
    return int(digits) if digits and digits.isdecimal() and len(digits) <= EXACT else digits


def fill(book: Any, sheet: Any, rows: list[dict[str, Any]], rules: Rulebook, report: str) -> None:
    """Write the table: a header that stays, locked and open cells, links, drop-downs."""
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    locked, link = (book.add_format({"valign": "top", "text_wrap": True, "font_color": color}) for color in ("#555555", "#2456a6"))
    open_cell = {"valign": "top", "text_wrap": True, "locked": False, "bg_color": "#fffbe6", "border": 1, "border_color": "#eeeeee"}
    free = book.add_format(open_cell)
    for at, (column, width) in enumerate(COLUMNS):
        sheet.set_column(at, at, width or 4, None, {"hidden": not width})
        sheet.write_string(0, at, column, head)
    for line, row in enumerate(rows, 1):
        for at, (column, _) in enumerate(COLUMNS):
            style = free if column in OPEN else locked
            if column == "case":
                sheet.write_url(line, at, f"external:{report}#view=cases&case={quote(row['case'])}", link, row["case"][:250])
            else:
                put(sheet, line, at, row["label"] if column == "field" else row.get(column), style)
    sheet.protect("", {"autofilter": True, "sort": True, "format_columns": True, "format_rows": True})
    sheet.autofilter(0, 0, max(len(rows), 1), len(COLUMNS) - 1)
    sheet.freeze_panes(1, 4)
    menus(sheet, rows, words(rules, "vocabulary"))


def put(sheet: Any, line: int, at: int, value: object, style: Any) -> None:
    """One cell: numbers as numbers, everything else as text that is never taken for a formula."""
    if value is None:
        sheet.write_blank(line, at, None, style)
    elif isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 10**EXACT:
        sheet.write_number(line, at, value, style)
    else:
        sheet.write_string(line, at, str(value)[:32_000], style)


def menus(sheet: Any, rows: list[dict[str, Any]], offered: Mapping[str, Any]) -> None:
    """The drop-downs: a decision everywhere, and the vocabulary of each field where it has one."""
    kinds = {"start_year": "basis", "beneficiaries": "unit_class", "amounts": "role", "other_counts": "other_class"}
    wanted: dict[tuple[str, str], list[int]] = {}
    for line, row in enumerate(rows, 1):
        wanted.setdefault(("decision", ""), []).append(line)
        if row["field"] in COUNTS + SUMS:
            wanted.setdefault(("qualifier", "qualifier"), []).append(line)
        if row["field"] in kinds:
            wanted.setdefault(("class, role or basis", kinds[row["field"]]), []).append(line)
    for (column, vocabulary), lines in wanted.items():
        at = [title for title, _ in COLUMNS].index(column)
        codes = list(offered[vocabulary]) if vocabulary else DECISIONS
        for first, last in runs(lines):
            sheet.data_validation(first, at, last, at, {"validate": "list", "source": codes, "ignore_blank": True})


def runs(lines: Iterable[int]) -> list[tuple[int, int]]:
    """Line numbers as stretches without gaps.

    >>> runs([1, 2, 3, 7, 8])
    [(1, 3), (7, 8)]
    """
    found: list[tuple[int, int]] = []
    for line in lines:
        if found and found[-1][1] == line - 1:
            found[-1] = (found[-1][0], line)
        else:
            found.append((line, line))
    return found
