"""CSV files of every table, with what an export adds to them: the same cells as in the dataset itself."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

from pipeline.export.place import folder_at, placed
from pipeline.export.tables import Source, Value
from pipeline.write.line import plain
from pipeline.write.row import cell, joined, plain_score


def write(source: Source, output: Path) -> list[Path]:
    """Write a CSV file a table to the folder `output`."""
    folder, paths = folder_at(output), []
    for table in source.tables:
        path = folder / f"{table.name}.csv"
        with placed(path) as new, new.open("w", encoding="utf-8", newline="") as file:
            rows = csv.writer(file, lineterminator="\n")
            rows.writerow(column.name for column in table.columns)
            rows.writerows([written(value, table.name == "texts") for value in row] for row in table.rows())
        paths.append(path)
    return paths


def written(value: Value, letter_for_letter: bool = False) -> str:
    """A value as a cell: a list joined, a sum without trailing zeros, nothing that a spreadsheet would run."""
    if isinstance(value, list):
        return cell(joined(value))
    if isinstance(value, str) and letter_for_letter:
        return value
    if isinstance(value, float):
        return plain_score(value)
    return cell(plain(value) if isinstance(value, int | Decimal) else value)
