"""datapackage.json: the dataset's manifest (Data Package v2), written last; it names every table, its columns, keys and digest."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from pipeline.write.columns import ARTICLES, COMPANIES, MENTIONS, RECORDS, SCHEMA_VERSION, Column

MANIFEST = "datapackage.json"
LICENCE = {"name": "CC0-1.0", "path": "https://creativecommons.org/publicdomain/zero/1.0/", "title": "CC0 1.0 Universal"}
TABLES = {"records": RECORDS, "mentions": MENTIONS, "companies": COMPANIES, "articles": ARTICLES}
TITLES = {
    "records": "One row a case: the primary value of each field",
    "mentions": "One row a mention: every value with its place in the text",
    "companies": "One row a company over the whole dump",
    "articles": "One row an input",
}
PRIMARY = {"records": ["record_id"], "mentions": ["record_id", "field", "number"], "companies": ["company_id"], "articles": ["id"]}
FOREIGN = {
    "records": [("article_id", "articles", "id"), ("company_id", "companies", "company_id")],
    "mentions": [("record_id", "records", "record_id"), ("company_id", "companies", "company_id")],
    "companies": [],
    "articles": [],
}


def package(folder: Path) -> dict[str, Any]:
    """The manifest of the dataset whose other files lie in `folder`; nothing in it depends on the clock."""
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "press-records",
        "title": "Companies' public-welfare initiatives in press articles",
        "description": "Extracted facts with their places in the articles. The texts of the articles belong to their publishers.",
        "version": SCHEMA_VERSION,
        "licenses": [LICENCE],
        "resources": [*(table(folder, name) for name in TABLES), lines(folder)],
    }


def table(folder: Path, name: str) -> dict[str, Any]:
    """A CSV table as a resource with its Table Schema."""
    keys = [
        {"fields": [field], "reference": {"resource": resource, "fields": [target]}} for field, resource, target in FOREIGN[name]
    ]
    schema: dict[str, Any] = {"fields": [field_of(name, column) for column in TABLES[name]], "primaryKey": PRIMARY[name]}
    if keys:
        schema["foreignKeys"] = keys
    dialect = {"delimiter": ",", "lineTerminator": "\n", "doubleQuote": True, "header": True}
    head = {"name": name, "type": "table", "title": TITLES[name], "path": f"{name}.csv", "format": "csv", "mediatype": "text/csv"}
    return {**head, "encoding": "utf-8", **digest(folder / f"{name}.csv"), "dialect": dialect, "schema": {**schema, "missingValues": [""]}}


def field_of(name: str, column: Column) -> dict[str, Any]:
    """A column as a field of a Table Schema."""
    needed = {"constraints": {"required": True}} if column.name in PRIMARY[name] else {}
    return {"name": column.name, "type": column.type, "description": column.description, **needed}


def lines(folder: Path) -> dict[str, Any]:
    """records.jsonl as a resource; its lines are described by records.schema.json."""
    head = {"name": "records-with-mentions", "type": "file", "title": "One object a case with every mention", "path": "records.jsonl"}
    return {**head, "format": "jsonl", "mediatype": "application/jsonl", "encoding": "utf-8", **digest(folder / "records.jsonl")}


def digest(path: Path) -> dict[str, Any]:
    """A file's length and SHA-256."""
    with path.open("rb") as file:
        return {"bytes": path.stat().st_size, "hash": "sha256:" + hashlib.file_digest(file, "sha256").hexdigest()}


def package_text(folder: Path) -> str:
    """The manifest as the text of datapackage.json."""
    return json.dumps(package(folder), indent=2, ensure_ascii=False) + "\n"
