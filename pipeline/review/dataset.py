"""A finished dataset folder, read back for review: plain objects in the contract's shapes."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.write.dataset import text_name
from pipeline.write.place import TEXTS

Json = Mapping[str, Any]
# A heading or a body may be longer than the csv module's own limit.
csv.field_size_limit(1 << 30)


class DatasetError(Exception):
    """A folder that cannot be reviewed: which file, what was expected, what to do."""


@dataclass(frozen=True, slots=True)
class Dataset:
    """What a run wrote. `seen` is review.jsonl by article; `records` keep the order of records.jsonl."""

    folder: Path
    records: tuple[Json, ...]
    articles: Mapping[str, Mapping[str, str]]
    companies: tuple[Mapping[str, str], ...]
    rejected: tuple[Json, ...]
    run: Json
    seen: Mapping[str, Json] = field(default_factory=dict)

    def text(self, article_id: str) -> str:
        """The exact text of an article, in which all offsets count."""
        path = self.folder / TEXTS / text_name(article_id)
        if not path.is_file():
            raise DatasetError(f"{path}: missing, though records.jsonl has a case of it. Run the pipeline again.")
        return path.read_bytes().decode("utf-8")

    def aside(self, record: Json) -> list[Json]:
        """The mentions that were found in a record's case and set aside."""
        line = self.seen.get(record["article"]["id"], {})
        return next((r["aside"] for r in line.get("records", ()) if r["record_id"] == record["record_id"]), [])

    def sections(self, article_id: str) -> list[Json]:
        """How an article's characters were shared out; empty where the run did not say."""
        return list(self.seen.get(article_id, {}).get("sections", ()))


def read_dataset(folder: Path) -> Dataset:
    """Read the dataset in `folder`; DatasetError says what is missing."""
    records = folder / "records.jsonl"
    if not records.is_file():
        raise DatasetError(f"{records}: not found. Name the folder that `make pipeline` wrote, or run it first.")
    articles = {row["id"]: row for row in _rows(folder / "articles.csv")}
    run_file = folder / "run.json"
    run = json.loads(run_file.read_text("utf-8")) if run_file.is_file() else {}
    seen = {line["article_id"]: line for line in _lines(folder / "review.jsonl")}
    companies, rejected = tuple(_rows(folder / "companies.csv")), tuple(_lines(folder / "rejected.jsonl"))
    return Dataset(folder, tuple(_lines(records)), articles, companies, rejected, run, seen)


def _lines(path: Path) -> Iterator[Json]:
    if not path.is_file():
        return
    for number, line in enumerate(path.read_bytes().decode("utf-8").split("\n"), 1):
        if line.strip():
            try:
                yield json.loads(line)
            except ValueError as error:
                raise DatasetError(f"{path}:{number}: not JSON ({error}). Run the pipeline again.") from error


def _rows(path: Path) -> Iterator[Mapping[str, str]]:
    if not path.is_file():
        return
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)
