"""Tables: a dataset's tables read back with their types, ready for any other shape."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.export.conversion import CONVERTED, Conversion
from pipeline.export.error import ExportError
from pipeline.export.rates import read_rates
from pipeline.write.columns import SCHEMA_VERSION, Column
from pipeline.write.dataset import text_name
from pipeline.write.load import bare
from pipeline.write.package import FOREIGN, MANIFEST, PRIMARY, TABLES, TITLES
from pipeline.write.place import TEXTS
from pipeline.write.row import JOINT

if TYPE_CHECKING:
    from pipeline.rulebook import Rulebook

Value = str | int | float | Decimal | list[str] | None
Cells = dict[str, Value]
LISTS = {"partners", "other_programs", "other_beneficiaries", "other_amounts", "flags", "corrected", "aliases"}
QUANTITY = Column("quantity", "number", "The value as a number, where it is one: a count, a sum, a year")
TEXT_COLUMNS = (Column("article_id", "string", "The article, as in articles"), Column("text", "string", "The text that places count in"))
FIELD_LIMIT = 1 << 30


@dataclass(frozen=True, slots=True)
class Table:
    """A table of an export: its columns (the type "list" for several texts), its keys, its rows from the first to the last."""

    name: str
    title: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    references: tuple[tuple[str, str, str], ...]
    cells: Callable[[], Iterator[Cells]]

    def rows(self) -> Iterator[list[Value]]:
        """The rows, each with a value for every column in order."""
        names = [column.name for column in self.columns]
        return ([cells.get(name) for name in names] for cells in self.cells())


@dataclass(frozen=True, slots=True)
class Source:
    """A dataset to export: where it lies, its tables, what is said about it."""

    folder: Path
    tables: tuple[Table, ...]
    about: dict[str, str]

    def table(self, name: str) -> Table:
        """One table by its name."""
        return next(table for table in self.tables if table.name == name)

    def lines(self) -> Iterator[Any]:
        """Every object of records.jsonl."""
        with (self.folder / "records.jsonl").open("rb") as file:
            yield from (json.loads(line) for line in file if line.strip())

    def text(self, article_id: str) -> str:
        """The text of an article, in which all places count."""
        return (self.folder / TEXTS / text_name(article_id)).read_bytes().decode("utf-8")


def read_source(folder: Path, *, convert: str | None, texts: bool, rules: Rulebook | None) -> Source:
    """The dataset in `folder`, its sums in the currency `convert` too; ExportError where there is no dataset or no such currency."""
    if not (folder / MANIFEST).exists():
        raise ExportError(f"{folder}: no dataset here (no {MANIFEST}). Make one with: press-records run RAW --output {folder}")
    conversion = None if convert is None else conversion_to(convert, rules)
    tables = [table_of(folder, name, conversion) for name in TABLES]
    if texts:
        key = ("article_id", "articles", "id")
        tables.append(Table("texts", "The articles' texts", TEXT_COLUMNS, key[:1], (key,), lambda: text_cells(folder)))
    return Source(folder, tuple(tables), about(folder, conversion))


def conversion_to(code: str, rules: Rulebook | None) -> Conversion:
    """How sums come into a currency; ExportError where the table has no rate for it."""
    from pipeline.rulebook import load_rules

    rates = read_rates((rules or load_rules()).folder)
    if code not in rates.currencies():
        raise ExportError(f"--convert {code}: no rate for it in exchange_rates.csv; there are {', '.join(rates.currencies())}.")
    return Conversion(rates, code)


def about(folder: Path, conversion: Conversion | None) -> dict[str, str]:
    """What an export says of itself: schema, version, rules, digest of the records; nothing that depends on the clock."""
    manifest = json.loads((folder / MANIFEST).read_bytes())
    run_file = folder / "run.json"
    run = json.loads(run_file.read_bytes()) if run_file.exists() else {}
    digests = {f"{r['name']} sha256": str(r["hash"]).removeprefix("sha256:") for r in manifest["resources"] if "hash" in r}
    told = {"schema_version": SCHEMA_VERSION, "version": str(run.get("version", "")), "rules sha256": str(run.get("rules", ""))}
    said = {} if conversion is None else {"converted to": conversion.code, "exchange rates": "; ".join(conversion.rates.sources)}
    return {**told, **digests, **said}


def table_of(folder: Path, name: str, conversion: Conversion | None) -> Table:
    """One of the dataset's tables with the columns that an export adds."""
    columns = [column._replace(type="list") if column.name in LISTS else column for column in TABLES[name]]
    if name == "mentions":
        columns.insert([c.name for c in columns].index("value_max"), QUANTITY)
    if conversion is not None and name in ("records", "mentions"):
        after = "amount_currency" if name == "records" else "currency"
        at = [c.name for c in columns].index(after) + 1
        columns[at:at] = CONVERTED

    def cells() -> Iterator[Cells]:
        rows = typed_rows(folder / f"{name}.csv", columns)
        if name == "mentions":
            rows = (with_quantity(row) for row in rows)
        if conversion is None or name not in ("records", "mentions"):
            return rows
        if name == "records":
            return (conversion.of_record(row) for row in rows)
        return conversion.of_mentions(rows, typed_rows(folder / "records.csv", TABLES["records"]))

    keys = tuple((f, t, k) for f, t, k in FOREIGN[name])
    return Table(name, TITLES[name], tuple(columns), tuple(PRIMARY[name]), keys, cells)


def typed_rows(path: Path, columns: Sequence[Column]) -> Iterator[Cells]:
    """The rows of a CSV table with the types of its columns."""
    csv.field_size_limit(FIELD_LIMIT)
    kinds = {column.name: column for column in columns}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield {name: typed(cell, kinds[name]) for name, cell in row.items()}


def typed(cell: str, column: Column) -> Value:
    """A cell as its column's type: unknown is None (of a list: empty), a sum is a Decimal, a confidence a float."""
    if column.type == "list":
        return bare(cell).split(JOINT) if cell else []
    if cell == "":
        return None
    if column.type == "integer":
        return int(cell)
    if column.type == "number":
        return float(cell) if column.name == "confidence" else Decimal(cell)
    return bare(cell)


def with_quantity(cells: Cells) -> Cells:
    """A mention's cells with its value as a number where it is one."""
    counted = cells["field"] in ("start_year", "beneficiaries", "amounts", "other_counts", "other_amounts")
    return {**cells, "quantity": Decimal(str(cells["value"])) if counted and cells["value"] is not None else None}


def text_cells(folder: Path) -> Iterator[Cells]:
    """The text of every article that has one."""
    for row in typed_rows(folder / "articles.csv", TABLES["articles"]):
        path = folder / TEXTS / text_name(str(row["id"]))
        if path.is_file():
            yield {"article_id": row["id"], "text": path.read_bytes().decode("utf-8")}
