"""The dataset back into pandas: records.csv with the types that its columns have."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.write.columns import ARTICLES, COMPANIES, MENTIONS, RECORDS, Column
from pipeline.write.row import FORMULA

if TYPE_CHECKING:
    import pandas

TABLES = {"records": RECORDS, "mentions": MENTIONS, "companies": COMPANIES, "articles": ARTICLES}


def load_dataset(folder: str | Path, table: str = "records") -> pandas.DataFrame:
    """A table of a dataset as a DataFrame: "records" (the default), "mentions", "companies" or "articles".

    Texts are `string` (an empty cell is missing, "NA" the company is not, leading zeros stay), whole numbers `Int64`,
    `confidence` is a float, sums of money are `Decimal` objects. Raises FileNotFoundError where there is no dataset.
    """
    import pandas

    folder = Path(folder)
    if not (folder / "datapackage.json").exists():
        raise FileNotFoundError(f"{folder}: no dataset here (no datapackage.json). Make one with `make pipeline`.")
    columns = TABLES[table]
    text = pandas.StringDtype("python")
    frame = pandas.read_csv(folder / f"{table}.csv", dtype=text, keep_default_na=False, na_values=[""], encoding="utf-8", quotechar='"')
    with pandas.option_context("mode.string_storage", "python"):
        return pandas.DataFrame({column.name: typed(frame[column.name], column) for column in columns})


def typed(values: pandas.Series, column: Column) -> pandas.Series:
    """A column of texts with the type that the table's schema gives it."""
    if column.type == "integer":
        return values.astype("Int64")
    if column.name == "confidence":
        return values.astype("float64")
    if column.type == "number":
        return values.map(Decimal, na_action="ignore").astype(object)
    return values.map(bare, na_action="ignore").astype(values.dtype)


def bare(text: str) -> str:
    """A cell's text without the apostrophe that keeps a spreadsheet from running it."""
    return text[1:] if text.startswith("'") and FORMULA.match(text[1:]) else text


def load_records(folder: str | Path) -> list[dict[str, object]]:
    """Every line of records.jsonl as an object."""
    lines = (Path(folder) / "records.jsonl").read_bytes().split(b"\n")
    return [json.loads(line) for line in lines if line]
