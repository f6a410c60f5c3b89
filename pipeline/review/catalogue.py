"""Catalogue: the desk's index of a dataset, on disk: where each case stands, and everything that cases are looked for by."""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from zlib import crc32

from pipeline.review.cases import case_view, doubt, values
from pipeline.review.dataset import Dataset, Found, Place
from pipeline.review.index import row_of
from pipeline.review.words import Json
from pipeline.settle.corrections import PARTIES

TABLES = """
PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -16000;
CREATE TABLE record (number INTEGER PRIMARY KEY, id TEXT UNIQUE, article TEXT, sha256 TEXT, confidence REAL, flags INTEGER, path TEXT,
  of_article INTEGER, start INTEGER, end INTEGER, at INTEGER, seen INTEGER, short TEXT, doubtful INTEGER, decided INTEGER);
CREATE TABLE facet (facet TEXT, key TEXT, record INTEGER, PRIMARY KEY (facet, key, record)) WITHOUT ROWID;
CREATE TABLE party (name TEXT, record INTEGER, PRIMARY KEY (name, record)) WITHOUT ROWID;
CREATE TABLE value (words INTEGER, record INTEGER, PRIMARY KEY (words, record)) WITHOUT ROWID;
CREATE TABLE known (name TEXT PRIMARY KEY, id TEXT) WITHOUT ROWID;
CREATE TABLE called (id TEXT PRIMARY KEY, name TEXT) WITHOUT ROWID;
CREATE TABLE title (article TEXT PRIMARY KEY, title TEXT) WITHOUT ROWID;
BEGIN;
"""
INDEXES = """
CREATE INDEX by_article ON record (article); CREATE INDEX by_text ON record (sha256); CREATE INDEX of_record ON facet (record);
CREATE INDEX by_doubt ON record (confidence, flags, path, of_article);
"""
WORST = "ORDER BY confidence, flags, path, of_article"
FACETS = ("flag", "field", "company", "source", "article", "conf", "rule")


class Catalogue:
    """Fed record by record as the run left them; told again of a case whose values people have changed."""

    def __init__(self, doubtful: float) -> None:
        self.doubtful = doubtful
        self.base = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self.base.executescript(TABLES)

    def add(self, found: Found) -> None:
        """Take in one record."""
        record, article, case = found.record, found.record["article"], found.record["case"]
        row = [record["record_id"], article["id"], article["sha256"], *doubt(record), case["start"], case["end"], *found.place]
        marks = ", ".join("?" * len(row))
        into = "id, article, sha256, confidence, flags, path, of_article, start, end, at, seen"
        number = self.base.execute(f"INSERT INTO record ({into}) VALUES ({marks})", row).lastrowid or 0
        held = values(record)
        names = {str(name) for field, v in held if field in PARTIES for name in (v["value"], v.get("company_id")) if name}
        self.base.executemany("INSERT INTO party VALUES (?, ?)", ((name, number) for name in sorted(names)))
        said = {mark(field, value["text"]) for field, value in held}
        self.base.executemany("INSERT INTO value VALUES (?, ?)", ((words, number) for words in said))
        view = case_view(record, {}, "")
        self.base.execute("INSERT OR IGNORE INTO title VALUES (?, ?)", [article["id"], view["title"]])
        self.fill(number, view)

    def end(self, dataset: Dataset) -> None:
        """All records have come: take in the companies."""
        self.base.executescript(INDEXES)
        for row in dataset.companies():
            forms = [row["name"], *(row.get("aliases") or "").split("; ")]
            self.base.executemany("INSERT OR IGNORE INTO known VALUES (?, ?)", ((form, row["company_id"]) for form in forms))
            self.base.execute("INSERT OR IGNORE INTO called VALUES (?, ?)", [row["company_id"], row["name"]])

    def update(self, record_id: str, view: Json) -> None:
        """Take in a case as it is now."""
        (number,) = self.base.execute("SELECT number FROM record WHERE id = ?", [record_id]).fetchone()
        self.base.execute("DELETE FROM facet WHERE record = ?", [number])
        self.fill(number, view)

    def fill(self, number: int, view: Json) -> None:
        """Everything that a case is looked for by."""
        row = row_of(view, [], self.doubtful)
        told = (row["id"], row["heading"], row["title"], row["lead"], row["program"], row["source"])
        decided = sum("by" in value for value in view["values"])
        change = "UPDATE record SET short = ?, doubtful = ?, decided = ? WHERE number = ?"
        self.base.execute(change, [" ".join(text or "" for text in told).lower(), row["doubtful"], decided, number])
        self.base.executemany("INSERT OR IGNORE INTO facet VALUES (?, ?, ?)", ((*pair, number) for pair in facets(view, row)))

    def place(self, record_id: str) -> Place | None:
        """Where a record's lines stand."""
        found = self.base.execute("SELECT at, seen FROM record WHERE id = ?", [record_id]).fetchone()
        return Place(*found) if found else None

    def about(self, articles: Iterable[str]) -> set[str]:
        """The records of articles by their id or the digest of their text."""
        question = "SELECT id FROM record WHERE article = ?1 UNION SELECT id FROM record WHERE sha256 = ?1"
        return {record for key in set(articles) for (record,) in self.base.execute(question, [key])}

    def naming(self, names: Iterable[str]) -> set[str]:
        """The records that name one of these companies or partners, by name or id."""
        question = "SELECT r.id FROM party p JOIN record r ON r.number = p.record WHERE p.name = ?"
        return {record for name in set(names) for (record,) in self.base.execute(question, [name])}

    def saying(self, field: str, text: str) -> set[str]:
        """The records that have a value of this field in these words."""
        question = "SELECT r.id FROM value v JOIN record r ON r.number = v.record WHERE v.words = ?"
        return {record for (record,) in self.base.execute(question, [mark(field, text)])}

    def company_id(self, name: str) -> str | None:
        """The id of a company by its name or an alias in this dump."""
        found = self.base.execute("SELECT id FROM known WHERE name = ?", [name]).fetchone()
        return found[0] if found else None

    def worst_first(self, records: Iterable[str]) -> list[str]:
        """These records, those most in doubt first."""
        question = "SELECT confidence, flags, path, of_article FROM record WHERE id = ?"
        return sorted(records, key=lambda record: tuple(self.base.execute(question, [record]).fetchone()))

    def cases(self, most: int = -1) -> Iterator[tuple[str, str, int, int]]:
        """Record, article and place of the cases, the worst first."""
        yield from self.base.cursor().execute(f"SELECT id, article, start, end FROM record {WORST} LIMIT ?", [most])

    def sums(self) -> tuple[int, int]:
        """How many values are in doubt, and how many decided."""
        left, done = self.base.execute("SELECT total(doubtful), total(decided) FROM record").fetchone()
        return int(left), int(done)

    def matching(self, wanted: Mapping[str, str], dataset: Dataset) -> array[int]:
        """The numbers of the cases that fit a search and filters, the worst first."""
        asked = [(facet, wanted[facet]) for facet in FACETS if wanted.get(facet)]
        tests, given = ["1"], []
        for facet, key in asked:
            missing = facet == "field" and key.startswith("-")
            tests.append(f"{'NOT ' if missing else ''}EXISTS (SELECT 1 FROM facet WHERE facet = ? AND key = ? AND record = number)")
            given += [facet, key.removeprefix("-") if missing else key]
        rows = self.base.execute(f"SELECT number, short, article, start, end FROM record WHERE {' AND '.join(tests)} {WORST}", given)
        words = wanted.get("q", "").lower().split()
        return array("q", (number for number, *told in rows if all(word in told[0] for word in words) or stands(words, dataset, *told)))

    def ids(self, numbers: Iterable[int]) -> list[str]:
        """Records by their numbers."""
        return [self.base.execute("SELECT id FROM record WHERE number = ?", [number]).fetchone()[0] for number in numbers]

    def number(self, record_id: str) -> int:
        """A record's number, 0 of one that is not here."""
        found = self.base.execute("SELECT number FROM record WHERE id = ?", [record_id]).fetchone()
        return found[0] if found else 0

    def options(self, facet: str, most: int) -> list[tuple[str, str, int]]:
        """The most frequent keys of a facet: key, what articles and companies are called, number of cases."""
        counted = "SELECT key, count(*) AS n FROM facet WHERE facet = ? GROUP BY key ORDER BY n DESC, key LIMIT ?"
        return [(key, self.called(facet, key), n) for key, n in self.base.execute(counted, [facet, most]).fetchall()]

    def called(self, facet: str, key: str) -> str:
        """What the key of a facet is called: an article by its title, a company by its name."""
        question = {"article": "SELECT title FROM title WHERE article = ?", "company": "SELECT name FROM called WHERE id = ?"}.get(facet)
        found = self.base.execute(question, [key]).fetchone() if question else None
        return found[0] if found else key


def facets(view: Json, row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What a case can be filtered by: facet and key."""
    yield from (("flag", flag) for flag in [*row["flags"], *(["corrected"] if row["corrected"] else [])])
    yield from (("field", field) for field in row["fields"])
    yield from (("company", key) for key in row["companies"])
    yield from [("source", row["source"])] if row["source"] else []
    yield "article", row["article"]
    yield from (("conf", str(band)) for band in [*row["bands"], *(["doubtful"] if row["doubtful"] else [])])
    yield from (("rule", rule) for rule in sorted({value["r"] for value in view["values"]}))


def mark(field: str, text: str) -> int:
    """What values of a field in the same words have in common."""
    return crc32(" ".join([field, *text.split()]).encode("utf-8", "replace"))


def stands(words: list[str], dataset: Dataset, short: str, article: str, start: int, end: int) -> bool:
    """Whether all words stand in a case, in its text or in what it is called."""
    text = short + " " + dataset.text(article)[start:end].lower()
    return all(word in text for word in words)
