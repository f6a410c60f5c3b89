"""Dump: what only the whole dump tells: copies of a text, near-duplicates, and which company ids are one company."""

from __future__ import annotations

import json
import sqlite3
from array import array
from collections.abc import Mapping
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from pipeline.settle.resolve import renamed_to, shortened, slug
from pipeline.settle.sketch import SAME, containment, keys

TABLES = """
PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -4000;
CREATE TABLE text (digest BLOB PRIMARY KEY, id TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE sketch (number INTEGER PRIMARY KEY, id TEXT NOT NULL, hashes BLOB NOT NULL);
CREATE TABLE hash (hash INTEGER, number INTEGER);
CREATE TABLE near (id TEXT PRIMARY KEY, first TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE form (key TEXT, name TEXT, PRIMARY KEY (key, name)) WITHOUT ROWID;
CREATE TABLE short (key TEXT, name TEXT, PRIMARY KEY (key, name)) WITHOUT ROWID;
CREATE TABLE joined (key TEXT PRIMARY KEY, final TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE claim (key TEXT, owner TEXT, PRIMARY KEY (key, owner)) WITHOUT ROWID;
CREATE TABLE renamed (key TEXT PRIMARY KEY, owner TEXT NOT NULL) WITHOUT ROWID;
"""
FORMS = "SELECT key, name FROM form ORDER BY replace(key, '-', char(1)), key, name"
CLAIMS = "SELECT s.name, coalesce(j.final, s.key) FROM short s LEFT JOIN joined j USING (key)"
# A short form that one company has and that is an id of its own.
RENAMED = """
INSERT INTO renamed SELECT c.key, min(c.owner) FROM claim c GROUP BY c.key HAVING count(*) = 1 AND min(c.owner) <> c.key
  AND (SELECT final FROM joined j WHERE j.key = c.key) = c.key
"""
# Texts that share a hash, each with the first of them and with the one before it: as many pairs as texts, however many share it.
PAIRS = """
SELECT DISTINCT number, other FROM (
  SELECT number, first_value(number) OVER (PARTITION BY hash ORDER BY number) AS other FROM hash
  UNION SELECT number, lag(number) OVER (PARTITION BY hash ORDER BY number) FROM hash
) WHERE other < number ORDER BY number, other
"""


class Dump:
    """Fed article by article in their order; asked when all have come. On disk, so that memory stays flat."""

    def __init__(self, path: Path) -> None:
        path.unlink(missing_ok=True)
        self.path = path
        self.base = sqlite3.connect(path, isolation_level=None)
        self.base.executescript(TABLES + "BEGIN;")

    def close(self) -> None:
        """Remove the file."""
        self.base.close()
        self.path.unlink(missing_ok=True)

    def first_copy(self, digest: bytes, article_id: str) -> str | None:
        """The id of an earlier article with this digest of its text, if there is one."""
        if self.base.execute("INSERT OR IGNORE INTO text VALUES (?, ?)", [digest, article_id]).rowcount:
            return None
        (first,) = self.base.execute("SELECT id FROM text WHERE digest = ?", [digest]).fetchone()
        return str(first)

    def add(self, article_id: str, head: Mapping[str, Any]) -> None:
        """Take in the head of an article that gave records."""
        for table in ("form", "short"):
            told = ((key, name) for key, names in head[table + "s"].items() for name in names)
            self.base.executemany(f"INSERT OR IGNORE INTO {table} VALUES (?, ?)", told)
        hashes = head["sketch"]
        number = self.base.execute("INSERT INTO sketch (id, hashes) VALUES (?, ?)", [article_id, array("I", hashes).tobytes()]).lastrowid
        self.base.executemany("INSERT INTO hash VALUES (?, ?)", [(h, number) for h in keys(hashes)])

    def find_companies(self) -> None:
        """Find out which company ids are one company, in one pass over them in order."""
        named = self.base.cursor().execute(FORMS)
        ids = ((key, [name for _, name in held]) for key, held in groupby(named, key=itemgetter(0)))
        self.base.executemany("INSERT INTO joined VALUES (?, ?)", shortened(ids))
        claims = ((slug(name), owner) for name, owner in self.base.cursor().execute(CLAIMS))
        self.base.executemany("INSERT OR IGNORE INTO claim VALUES (?, ?)", claims)
        self.base.execute(RENAMED)

    def company_id(self, key: str) -> str:
        """The final id of a company by its provisional one."""
        return renamed_to(self.looked_up("SELECT final FROM joined WHERE key = ?", key) or key, self.renamed)

    def renamed(self, key: str) -> str | None:
        """The id of the company that a short form belongs to."""
        return self.looked_up("SELECT owner FROM renamed WHERE key = ?", key)

    def looked_up(self, question: str, key: str) -> str | None:
        """The one answer to a question, or none."""
        found = self.base.execute(question, [key]).fetchone()
        return str(found[0]) if found else None

    def find_near(self) -> None:
        """Link every article that retells an earlier one to the earliest such."""
        linked = -1
        for number, other in self.base.execute(PAIRS):
            if number == linked:
                continue
            (id_, mine), (first, its) = self.sketch(number), self.sketch(other)
            if containment(mine, its) >= SAME:
                self.base.execute("INSERT INTO near VALUES (?, ?)", [id_, first])
                linked = number

    def sketch(self, number: int) -> tuple[str, array[int]]:
        """An article's id and its sketch."""
        id_, hashes = self.base.execute("SELECT id, hashes FROM sketch WHERE number = ?", [number]).fetchone()
        return id_, array("I", hashes)

    def near(self, article_id: str) -> str | None:
        """The id of the earlier article that this one retells."""
        return self.looked_up("SELECT first FROM near WHERE id = ?", article_id)


def head_of(packed: bytes) -> dict[str, Any]:
    """The head of a result."""
    return dict(json.loads(packed))
