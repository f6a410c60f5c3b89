"""An Excel workbook for analysts: a sheet a table and one that explains the columns; no cell is ever a formula or a link."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from pipeline.export.place import placed
from pipeline.export.tables import Source, Table, Value
from pipeline.write.line import plain
from pipeline.write.row import joined

SAFE = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "constant_memory": True}
CREATED = datetime(2000, 1, 1)
LONGEST_CELL = 32_000
LONGEST_SHEET = 1_000_000
EXACT = 15
"""More digits than these a spreadsheet does not keep; longer numbers are written as text."""
WIDE = {"case_heading", "article_title", "company", "program", "text", "description", "title"}
CUT = " […]"


def write(source: Source, output: Path) -> list[Path]:
    """Write the workbook `output`; the same dataset gives the same bytes with the same XlsxWriter."""
    from xlsxwriter import Workbook

    with placed(output) as new, Workbook(str(new), SAFE) as book:
        book.set_properties({"title": "press-records", "comments": about(source), "created": CREATED})
        head = book.add_format({"bold": True, "bottom": 1})
        for table in source.tables:
            fill(book, table, head)
        explain(book, source, head)
    return [output]


def about(source: Source) -> str:
    """What the workbook's properties say of the dataset."""
    return "; ".join(f"{name}: {value}" for name, value in source.about.items())


def fill(book: Any, table: Table, head: Any) -> None:
    """Write a table to a sheet, and to further ones where it is longer than a sheet may be."""
    names = [column.name for column in table.columns]
    sheet, line, number = None, 0, 0
    for row in table.rows():
        if sheet is None or line > LONGEST_SHEET:
            number, line = number + 1, 1
            sheet = opened(book, table.name + (f" {number}" if number > 1 else ""), names, head)
        for at, value in enumerate(row):
            put(sheet, line, at, value)
        line += 1
    if sheet is None:
        opened(book, table.name, names, head)


def opened(book: Any, title: str, names: list[str], head: Any) -> Any:
    """A new sheet with its header line, which stays in sight and filters."""
    sheet = book.add_worksheet(title)
    for at, name in enumerate(names):
        sheet.set_column(at, at, 40 if name in WIDE else 16)
        sheet.write_string(0, at, name, head)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, LONGEST_SHEET, len(names) - 1)
    return sheet


def put(sheet: Any, line: int, at: int, value: Value) -> None:
    """One cell: numbers as numbers, everything else as text that is never run; a text too long for a cell says that it is cut."""
    if value is None or value == []:
        return
    if isinstance(value, int | float | Decimal) and len(plain_digits(value)) <= EXACT:
        sheet.write_number(line, at, value)
        return
    text = joined(value) if isinstance(value, list) else value if isinstance(value, str) else plain_digits(value)
    sheet.write_string(line, at, text if len(text) <= LONGEST_CELL else text[:LONGEST_CELL] + CUT)


def plain_digits(value: int | float | Decimal) -> str:
    """A number's digits as written."""
    return str(value) if isinstance(value, float) else plain(value)


def explain(book: Any, source: Source, head: Any) -> None:
    """The sheet that says what each column means."""
    sheet = opened(book, "columns", ["table", "column", "type", "description"], head)
    for line, cells in enumerate(explained(source), 1):
        for at, cell in enumerate(cells):
            put(sheet, line, at, cell)


def explained(source: Source) -> Iterator[tuple[str, str, str, str]]:
    """Table, column, type and meaning of every column."""
    for table in source.tables:
        yield from ((table.name, c.name, c.type, c.description) for c in table.columns)
