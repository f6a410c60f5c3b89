"""Dump: what only the whole dump tells: copies of a text, near-duplicates, and which company ids are one company."""

from __future__ import annotations

import json
import sqlite3
from array import array
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipeline.settle.resolve import joined
from pipeline.settle.sketch import SAME, containment, keys

TABLES = """
PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -16000;
CREATE TABLE text (digest BLOB PRIMARY KEY, id TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE sketch (number INTEGER PRIMARY KEY, id TEXT NOT NULL, hashes BLOB NOT NULL);
CREATE TABLE hash (hash INTEGER, number INTEGER);
CREATE TABLE near (id TEXT PRIMARY KEY, first TEXT NOT NULL) WITHOUT ROWID;
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
        self.forms: dict[str, set[str]] = defaultdict(set)
        self.shorts: dict[str, set[str]] = defaultdict(set)

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
        for key, names in head["forms"].items():
            self.forms[key].update(names)
        for key, names in head["shorts"].items():
            self.shorts[key].update(names)
        hashes = head["sketch"]
        number = self.base.execute("INSERT INTO sketch (id, hashes) VALUES (?, ?)", [article_id, array("I", hashes).tobytes()]).lastrowid
        self.base.executemany("INSERT INTO hash VALUES (?, ?)", [(h, number) for h in keys(hashes)])

    def company_ids(self) -> dict[str, str]:
        """From provisional company ids to final ones, where they differ."""
        return {key: final for key, final in joined(self.forms, self.shorts).items() if key != final}

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
        found = self.base.execute("SELECT first FROM near WHERE id = ?", [article_id]).fetchone()
        return str(found[0]) if found else None


def head_of(packed: bytes) -> dict[str, Any]:
    """The head of a result."""
    return dict(json.loads(packed))
