"""The dataset's files from a stream of results: written in one pass, put in place in one step."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from hashlib import sha256
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any
from urllib.parse import quote

from pipeline.article import Article, Rejected
from pipeline.write.columns import ARTICLES, COMPANIES, MENTIONS, RECORDS, SCHEMA_VERSION, Column, names
from pipeline.write.companies import Companies
from pipeline.write.counts import Counts
from pipeline.write.finished import Entry, FinishedRecord, finish
from pipeline.write.line import OffsetError, json_text
from pipeline.write.package import MANIFEST, package_text
from pipeline.write.place import REVIEW, TEXTS, replacing
from pipeline.write.row import Row, article_row, cell

if TYPE_CHECKING:
    from pipeline.flow import Extraction

    Results = Iterable[Extraction | Entry | Rejected]

Finish = Callable[[Path], None]
LONGEST_NAME = 150


def write_dataset(
    output: Path,
    results: Results | Callable[[Path], Results],
    about: Mapping[str, Any] | Callable[[], Mapping[str, Any]],
    *,
    finish: Finish | None = None,
) -> Counts:
    """Write every file of the dataset to `output` and return what was counted.

    `results` come in the order of the rows: by article path; a function that gives them is called with the new folder and
    writes the articles' texts itself, with `write_text`. `about` is what run.json says beside the counts; a function
    is called when the last result has come. `finish` may add files of its own to the new folder before the manifest.
    """
    with replacing(output) as folder:
        with Tables(folder) as tables:
            for result in results(folder) if callable(results) else results:
                tables.add(result)
            tables.end()
        (folder / "records.schema.json").write_text(schema_text(), "utf-8")
        told = about() if callable(about) else about
        run = {"schema_version": SCHEMA_VERSION, **told, "counts": tables.counts.as_object()}
        (folder / "run.json").write_text(json.dumps(run, indent=2, ensure_ascii=False) + "\n", "utf-8")
        if finish is not None:
            finish(folder)
        (folder / MANIFEST).write_text(package_text(folder), "utf-8")
    return tables.counts


def schema_text() -> str:
    """The text of records.schema.json; imports pydantic only here."""
    from pipeline.write.schema import json_schema_text

    return json_schema_text()


class Tables:
    """The open files of a dataset in the making, and the little that must be remembered between articles."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files = ExitStack()
        self.counts = Counts()
        self.companies = Companies()
        self.first_copy: dict[bytes, str] = {}
        self.rejected_ids: set[str] = set()
        self.review: IO[str] | None = None

    def __enter__(self) -> Tables:
        (self.folder / TEXTS).mkdir()
        self.records = self.opened("records", RECORDS)
        self.mentions = self.opened("mentions", MENTIONS)
        self.articles = self.table("articles", ARTICLES)
        self.lines = self.file("records.jsonl")
        self.rejected = self.file("rejected.jsonl")
        return self

    def __exit__(self, *_: object) -> None:
        self.companies.close()
        self.files.close()

    def file(self, name: str) -> IO[str]:
        """A new text file of the dataset, with `\\n` for line ends."""
        return self.files.enter_context((self.folder / name).open("w", encoding="utf-8", newline=""))

    def opened(self, name: str, columns: tuple[Column, ...]) -> IO[str]:
        """A new CSV table with its header."""
        file = self.file(f"{name}.csv")
        csv.writer(file, lineterminator="\n").writerow(names(columns))
        return file

    def table(self, name: str, columns: tuple[Column, ...]) -> Callable[[Row], object]:
        """A new CSV table with its header; what comes back writes one row."""
        return csv.writer(self.opened(name, columns), lineterminator="\n").writerow

    def add(self, result: Extraction | Entry | Rejected) -> None:
        """Write one result. An article whose mentions do not quote it is set aside whole."""
        if isinstance(result, Rejected):
            self.reject(result)
        elif isinstance(result, Entry):
            self.enter(result)
        else:
            self.finish(result)

    def finish(self, result: Extraction) -> None:
        """Write what was extracted from one article, and its text."""
        article = result.article
        first = self.first_copy.setdefault(text_digest(article), article.id)
        records = result.records if first == article.id else []
        try:
            finished = finish(article, records, result.reason)
        except OffsetError as error:
            return self.reject(Rejected(article.path, "write", "offset_mismatch", str(error), article.sha256))
        write_text(self.folder, article)
        if first != article.id:
            return self.enter(Entry(article, finished, "duplicate_of", first))
        return self.enter(Entry(article, finished, "ok" if records else "no_case", finished.reason))

    def enter(self, entry: Entry) -> None:
        """Write an article's rows."""
        finished = entry.finished
        self.articles(article_row(entry.article, len(finished.records), entry.status, entry.reason))
        for record in finished.records:
            self.write(entry.article.id, record)
        if finished.beside is not None:
            self.review = self.review or self.file(REVIEW)
            self.review.write(finished.beside + "\n")
        self.counts.add(finished, entry.status)

    def write(self, article_id: str, record: FinishedRecord) -> None:
        """Write one record into every table that shows it."""
        self.lines.write(record.line + "\n")
        self.records.write(record.row)
        self.mentions.write(record.mentions)
        self.companies.add(article_id, record.companies)

    def reject(self, rejected: Rejected) -> None:
        """Write an input that could not be read; its id in articles.csv is its path."""
        facts = {"path": rejected.path, "stage": rejected.stage, "reason": rejected.reason, "message": rejected.message}
        self.rejected.write(json_text({**facts, "sha256": rejected.sha256}) + "\n")
        self.counts.add_rejected(rejected)
        if rejected.path not in self.rejected_ids:
            self.rejected_ids.add(rejected.path)
            blank = [None] * (len(ARTICLES) - 6)
            row = [rejected.path, rejected.path, rejected.sha256, *blank, 0, "rejected", rejected.reason]
            self.articles([cell(value) for value in row])

    def end(self) -> None:
        """Write what only the whole dump tells."""
        write = self.table("companies", COMPANIES)
        for row in self.companies.rows():
            write(row)


def text_digest(article: Article) -> bytes:
    """What two articles with the same text have in common."""
    return sha256(article.text.encode()).digest()[:16]


def write_text(folder: Path, article: Article) -> None:
    """Write an article's text into the dataset in the making."""
    (folder / TEXTS / text_name(article.id)).write_bytes(article.text.encode())


def text_name(article_id: str) -> str:
    """The file's name for an article's text: its id, with what a file name cannot hold written as %2F; too long ones are cut.

    >>> text_name("2024/03/gift"), text_name(".."), text_name("Qualité 7")
    ('2024%2F03%2Fgift.txt', '%2E..txt', 'Qualité 7.txt')
    """
    safe = "".join(quote(c, safe="") if c in '/\\:*?"<>|%' or ord(c) < 32 or ord(c) == 127 else c for c in article_id)
    safe = "%2E" + safe[1:] if safe.startswith(".") else safe
    if len(safe.encode()) > LONGEST_NAME:
        safe = safe.encode()[:LONGEST_NAME].decode(errors="ignore") + "-" + sha256(article_id.encode()).hexdigest()[:12]
    return safe + ".txt"
