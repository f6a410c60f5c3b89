"""Parquet files of every table: real types (lists, whole numbers, decimals), keys and descriptions in the files' metadata."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

from pipeline.export.place import folder_at, placed
from pipeline.export.tables import Source, Table, Value
from pipeline.write.columns import Column

ROWS = 20_000
DIGITS = 38
PLACES = {"conversion_rate": 12}
USUAL_PLACES = 6
"""Digits after the point of a decimal column."""


def write(source: Source, output: Path) -> list[Path]:
    """Write a Parquet file a table to the folder `output`."""
    folder = folder_at(output)
    return [write_table(table, folder / f"{table.name}.parquet", source.about) for table in source.tables]


def write_table(table: Table, path: Path, about: Mapping[str, str]) -> Path:
    """One table as a Parquet file; the same table gives the same bytes with the same pyarrow."""
    from pyarrow.parquet import ParquetWriter

    schema = schema_of(table, about)
    with placed(path) as new, ParquetWriter(new, schema, compression="zstd") as file:
        for batch in batches(table, schema):
            file.write_table(batch)
    return path


def schema_of(table: Table, about: Mapping[str, str]) -> Any:
    """The Arrow schema of a table."""
    import pyarrow

    keys = [{"columns": [f], "references": {"table": t, "columns": [k]}} for f, t, k in table.references]
    told = {**about, "title": table.title, "primary_key": json.dumps(table.key), "foreign_keys": json.dumps(keys)}
    return pyarrow.schema([field_of(column, table) for column in table.columns], metadata=told)


def field_of(column: Column, table: Table) -> Any:
    """A column as a field of the schema; only key columns are never empty."""
    import pyarrow

    told = {"description": column.description}
    return pyarrow.field(column.name, arrow_type(column), nullable=column.name not in table.key, metadata=told)


def arrow_type(column: Column) -> Any:
    """The Arrow type of a column: texts, lists of texts, whole numbers, decimals; a confidence is a double."""
    import pyarrow

    if column.type == "list":
        return pyarrow.list_(pyarrow.string())
    if column.type == "integer":
        return pyarrow.int64()
    if column.type == "number" and column.name == "confidence":
        return pyarrow.float64()
    return pyarrow.decimal128(DIGITS, places(column)) if column.type == "number" else pyarrow.string()


def places(column: Column) -> int:
    """How many digits a decimal column has after the point."""
    return PLACES.get(column.name, USUAL_PLACES)


def batches(table: Table, schema: Any) -> Iterator[Any]:
    """The rows of a table as Arrow tables of bounded size; at least one, so that an empty table is a file too."""
    import pyarrow

    rows, first = table.rows(), True
    while (some := list(islice(rows, ROWS))) or first:
        first = False
        columns = list(zip(*some)) or [()] * len(table.columns)
        arrays = [
            pyarrow.array([fitting(value, column) for value in values], type=field.type)
            for values, column, field in zip(columns, table.columns, schema)
        ]
        yield pyarrow.table(arrays, schema=schema)


def fitting(value: Value, column: Column) -> Value:
    """A decimal with the digits that its column has; every other value as it is."""
    if not isinstance(value, Decimal):
        return value
    return value.quantize(Decimal(1).scaleb(-places(column))) if value.as_tuple().exponent != 0 else value
