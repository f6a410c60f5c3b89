"""metadata.yml: what Datasette shows beside the tables of an exported database: titles, facets, the meaning of each column."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pipeline.export.plain_yaml import yaml_text
from pipeline.export.tables import Source, Table
from pipeline.write.package import LICENCE

METADATA = "metadata.yml"
MARK = "# Written by press-records"
FACETS: dict[str, list[Any]] = {
    "records": ["company", "amount_currency", "amount_role", "start_year", "source", {"array": "flags"}, {"array": "partners"}],
    "mentions": ["field", "currency", "role", "qualifier", "unit_class", "rule"],
    "companies": ["records"],
    "articles": ["status", "language", "source"],
}
LABELS = {"records": "record_id", "companies": "name", "articles": "title"}
SORTED = {"records": ("sort", "record_id"), "companies": ("sort_desc", "records")}


def ours(path: Path) -> bool:
    """Whether a metadata.yml is one that an earlier export wrote."""
    return path.is_file() and path.read_bytes().startswith(MARK.encode())


def metadata_text(source: Source, database: str) -> str:
    """The text of metadata.yml for a database by its name (its file's name without the ending)."""
    told = {
        "title": "Companies' public-welfare initiatives in press articles",
        "description": "Every value points at the characters of the article that it was read from.",
        "license": LICENCE["title"],
        "license_url": LICENCE["path"],
        "databases": {database: {"tables": {table.name: table_metadata(table) for table in source.tables}}},
    }
    return f"{MARK}. Use it with: datasette {database}.sqlite --metadata {METADATA}\n" + yaml_text(told)


def table_metadata(table: Table) -> dict[str, Any]:
    """What Datasette shows of one table."""
    told: dict[str, Any] = {"title": table.title}
    if table.name in LABELS:
        told["label_column"] = LABELS[table.name]
    if table.name in FACETS:
        told["facets"] = FACETS[table.name]
    if table.name in SORTED:
        key, column = SORTED[table.name]
        told[key] = column
    return {**told, "columns": {column.name: column.description for column in table.columns}}
