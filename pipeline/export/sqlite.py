"""An SQLite database of every table with types, keys, indexes, full-text search and views, and Datasette's metadata.yml for it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal
from pathlib import Path

from pipeline.export.datasette import METADATA, metadata_text, ours
from pipeline.export.error import ExportError
from pipeline.export.place import placed, written
from pipeline.export.tables import Source, Table, Value
from pipeline.write.columns import Column
from pipeline.write.line import plain

TYPES = {"integer": "INTEGER", "number": "NUMERIC", "list": "TEXT", "string": "TEXT"}
ORDER = ("articles", "companies", "records", "mentions", "texts")
INDEXES = {"records": ("article_id", "company_id", "start_year", "published"), "mentions": ("record_id", "field", "company_id", "rule")}
SEARCHED = ("article_title", "case_heading", "company", "partners", "program", "other_programs")
VIEWS = """
CREATE VIEW sums AS
SELECT m.record_id, r.company, r.program, r.published, r.url, m.quantity AS amount, m.value_max AS amount_max, m.currency, m.qualifier,
  m.role, m.text, m.confidence FROM mentions m JOIN records r USING (record_id) WHERE m.field = 'amounts' AND m.same_as IS NULL;
CREATE VIEW served AS
SELECT m.record_id, r.company, r.program, r.published, r.url, m.quantity AS count, m.value_max AS count_max, m.qualifier, m.unit,
  m.unit_class, m.text, m.confidence FROM mentions m JOIN records r USING (record_id) WHERE m.field = 'beneficiaries';
CREATE VIEW record_flags AS SELECT r.record_id, f.value AS flag FROM records r, json_each(r.flags) f;
CREATE VIEW record_partners AS SELECT r.record_id, p.value AS partner FROM records r, json_each(r.partners) p;
"""


def write(source: Source, output: Path) -> list[Path]:
    """Write the database `output` and, beside it, metadata.yml for Datasette."""
    beside = output.with_name(METADATA)
    if beside.exists() and not ours(beside):
        raise ExportError(f"{beside}: is not ours, and the facets for Datasette would go there. Name another folder.")
    with placed(output) as new, closing(sqlite3.connect(new, isolation_level=None)) as base:
        base.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF;")
        base.execute("BEGIN")
        for table in sorted(source.tables, key=lambda table: ORDER.index(table.name)):
            fill(base, table)
        base.execute("CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID")
        base.executemany("INSERT INTO about VALUES (?, ?)", sorted(source.about.items()))
        base.execute("COMMIT")
        base.executescript(VIEWS + search(base) + "ANALYZE;")
    return [output, written(beside, metadata_text(source, output.stem))]


def fill(base: sqlite3.Connection, table: Table) -> None:
    """Create a table and put its rows into it."""
    base.execute(table_sql(table))
    slots = ", ".join("?" * len(table.columns))
    base.executemany(f"INSERT INTO {table.name} VALUES ({slots})", ([stored(value) for value in row] for row in table.rows()))
    for name in INDEXES.get(table.name, ()):
        base.execute(f"CREATE INDEX {table.name}_{name} ON {table.name} ({name})")


def table_sql(table: Table) -> str:
    """The statement that creates a table with its keys."""
    keys = [f"PRIMARY KEY ({', '.join(table.key)})"]
    keys += [f"FOREIGN KEY ({field}) REFERENCES {other} ({key})" for field, other, key in table.references]
    return f"CREATE TABLE {table.name} (\n  " + ",\n  ".join([*(column_sql(table, c) for c in table.columns), *keys]) + "\n)"


def column_sql(table: Table, column: Column) -> str:
    """A column with its type; SQLite keeps whole sums exactly and others as 64-bit numbers, for it has no decimals."""
    kind = "REAL" if column.name == "confidence" else TYPES[column.type]
    return f'"{column.name}" {kind}' + (" NOT NULL" if column.name in table.key else "")


def stored(value: Value) -> str | int | float | None:
    """A value as SQLite stores it: a list as a JSON array, a decimal as its digits (a NUMERIC column reads them)."""
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False)
    return plain(value) if isinstance(value, Decimal) else value


def search(base: sqlite3.Connection) -> str:
    """The statements for full-text search in records, where this SQLite has it; Datasette then shows a search box."""
    options: Iterator[tuple[str]] = base.execute("PRAGMA compile_options")
    if ("ENABLE_FTS5",) not in set(options):
        return ""
    return (
        f"CREATE VIRTUAL TABLE records_fts USING fts5 ({', '.join(SEARCHED)}, content=\"records\");\n"
        "INSERT INTO records_fts (records_fts) VALUES ('rebuild');\n"
    )
