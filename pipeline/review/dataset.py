"""A finished dataset folder, read back for review line by line, so that its size does not matter."""

from __future__ import annotations

import csv
import json
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, overload

from pipeline.write.dataset import text_name
from pipeline.write.place import REVIEW, TEXTS

Json = Mapping[str, Any]
RECORDS = "records.jsonl"
NOTHING: Json = {}
# A heading or a body may be longer than the csv module's own limit.
csv.field_size_limit(1 << 30)


class DatasetError(Exception):
    """A folder that cannot be reviewed: which file, what was expected, what to do."""


class Place(NamedTuple):
    """Where a record's line begins in records.jsonl, and its article's line in review.jsonl (-1 where there is none), in bytes."""

    record: int
    seen: int


class Found(NamedTuple):
    """A record with what the run saw of its article, and where both stand."""

    record: Json
    seen: Json
    place: Place


class Records:
    """The records in the order of the file, read again by everyone who goes through them."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __iter__(self) -> Iterator[Json]:
        return (record for _, record in lines_of(self.path))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    @overload
    def __getitem__(self, at: int) -> Json: ...
    @overload
    def __getitem__(self, at: slice) -> list[Json]: ...
    def __getitem__(self, at: int | slice) -> Json | list[Json]:
        if isinstance(at, slice):
            return list(islice(self, at.start, at.stop, at.step))
        return next(islice(self, at, None))


@dataclass(frozen=True, slots=True)
class Dataset:
    """What a run wrote, and what its run.json says; everything else is read when it is asked for."""

    folder: Path
    run: Json

    @property
    def records(self) -> Records:
        """The objects of records.jsonl."""
        return Records(self.folder / RECORDS)

    def articles(self) -> Iterator[Mapping[str, str]]:
        """The rows of articles.csv."""
        return rows_of(self.folder / "articles.csv")

    def companies(self) -> Iterator[Mapping[str, str]]:
        """The rows of companies.csv."""
        return rows_of(self.folder / "companies.csv")

    def rejected(self) -> Iterator[Json]:
        """The objects of rejected.jsonl."""
        return (line for _, line in lines_of(self.folder / "rejected.jsonl"))

    def seen(self) -> Iterator[Json]:
        """The objects of review.jsonl, one an article; none where the run did not write it."""
        return (line for _, line in lines_of(self.folder / REVIEW))

    def found(self, seeing: Callable[[Json], object] = bool) -> Iterator[Found]:
        """Every record with its article's line of review.jsonl: both files are in the order of articles.csv.

        `seeing` is called with every line of review.jsonl, those of articles without a record among them.
        """
        lines = ((at, line) for at, line in lines_of(self.folder / REVIEW) if seeing(line) or True)
        at, seen = -1, NOTHING
        for where, record in lines_of(self.folder / RECORDS):
            article = record["article"]["id"]
            if seen.get("article_id") != article:
                at, seen = next((pair for pair in lines if pair[1]["article_id"] == article), (-1, NOTHING))
            yield Found(record, seen, Place(where, at))
        for _ in lines:
            pass

    def at(self, place: Place) -> Found:
        """The record at a place that `found` told of."""
        seen = line_at(self.folder / REVIEW, place.seen) if place.seen >= 0 else NOTHING
        return Found(line_at(self.folder / RECORDS, place.record), seen, place)

    def text(self, article_id: str) -> str:
        """The exact text of an article, in which all offsets count."""
        path = self.folder / TEXTS / text_name(article_id)
        if not path.is_file():
            raise DatasetError(f"{path}: missing, though records.jsonl has a case of it. Run the pipeline again.")
        return path.read_bytes().decode("utf-8")


class Opened:
    """A dataset's records by their places, as they stood when it was opened: a run that replaces them meanwhile changes nothing here."""

    def __init__(self, dataset: Dataset) -> None:
        self.lock = threading.Lock()
        self.records = (dataset.folder / RECORDS).open("rb")
        self.reviewed = (dataset.folder / REVIEW).open("rb") if (dataset.folder / REVIEW).is_file() else None

    def at(self, place: Place) -> Found:
        """The record at a place that `found` told of."""
        with self.lock:
            seen = line_of(self.reviewed, place.seen) if self.reviewed and place.seen >= 0 else NOTHING
            return Found(line_of(self.records, place.record), seen, place)


def aside_of(seen: Json, record: Json) -> list[Json]:
    """The mentions that were found in a record's case and set aside, by its article's line of review.jsonl."""
    return next((r["aside"] for r in seen.get("records", ()) if r["record_id"] == record["record_id"]), [])


def read_dataset(folder: Path) -> Dataset:
    """The dataset in `folder`; DatasetError where there is none."""
    records = folder / RECORDS
    if not records.is_file():
        raise DatasetError(f"{records}: not found. Name the folder that `make pipeline` wrote, or run it first.")
    run_file = folder / "run.json"
    return Dataset(folder, json.loads(run_file.read_text("utf-8")) if run_file.is_file() else {})


def lines_of(path: Path) -> Iterator[tuple[int, Json]]:
    """The objects of a JSONL file, each with the byte that its line begins at; none where there is no such file."""
    if not path.is_file():
        return
    at = 0
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                try:
                    yield at, json.loads(line)
                except ValueError as error:
                    raise DatasetError(f"{path}:{number}: not JSON ({error}). Run the pipeline again.") from error
            at += len(line)


def line_at(path: Path, at: int) -> Json:
    """The object whose line begins at this byte."""
    with path.open("rb") as file:
        return line_of(file, at)


def line_of(file: BinaryIO, at: int) -> Json:
    """The object whose line begins at this byte of an open file."""
    file.seek(at)
    found: Json = json.loads(file.readline())
    return found


def rows_of(path: Path) -> Iterator[Mapping[str, str]]:
    """The rows of a CSV table; none where there is no such file."""
    if not path.is_file():
        return
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)
