"""Cache: what articles gave in earlier runs, so that unchanged work is never done twice and an interrupted run goes on."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import TracebackType

from pipeline.run.chunk import Done

FILE = "results.sqlite"
VERSION = 1
TABLES = """
CREATE TABLE IF NOT EXISTS result (
  key BLOB PRIMARY KEY, fingerprint INTEGER NOT NULL, head BLOB NOT NULL, body BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS fingerprint (number INTEGER PRIMARY KEY AUTOINCREMENT, digest TEXT UNIQUE NOT NULL);
"""
KEPT = 2  # of so many sets of rules and code, the last ones, results are kept
PAUSE = 1.0  # seconds between commits: what a killed run may lose


class Cache:
    """The results of one output folder. Only the process that holds the folder's lock opens it."""

    def __init__(self, folder: Path, fingerprint: str, *, fresh: bool = False) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / FILE
        if fresh:
            remove(self.path)
        self.base = opened(self.path)
        self.number = self.numbered(fingerprint)
        self.committed = time.monotonic()

    def __enter__(self) -> Cache:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.base.commit()
        self.base.close()

    def numbered(self, fingerprint: str) -> int:
        """The number that stands for a fingerprint."""
        self.base.execute("INSERT OR IGNORE INTO fingerprint (digest) VALUES (?)", [fingerprint])
        (number,) = self.base.execute("SELECT number FROM fingerprint WHERE digest = ?", [fingerprint]).fetchone()
        return int(number)

    def find(self, keys: Sequence[bytes]) -> dict[bytes, Done]:
        """What is known of these keys."""
        marks = ",".join("?" * len(keys))
        rows = self.base.execute(f"SELECT key, head, body FROM result WHERE key IN ({marks})", keys)
        return {key: Done(head, body) for key, head, body in rows}

    def keep(self, results: Mapping[bytes, Done]) -> None:
        """Keep the results of a chunk, all or none of them."""
        rows: Iterable[tuple[bytes, int, bytes, bytes]] = ((key, self.number, *done) for key, done in results.items())
        self.base.executemany("INSERT OR REPLACE INTO result VALUES (?, ?, ?, ?)", rows)
        if time.monotonic() - self.committed > PAUSE:
            self.base.commit()
            self.committed = time.monotonic()

    def tidy(self) -> None:
        """Forget the results of rules and code that are out of use."""
        last = "SELECT number FROM fingerprint ORDER BY number DESC LIMIT ?"
        self.base.execute(f"DELETE FROM fingerprint WHERE number < ? AND number NOT IN ({last})", [self.number, KEPT])
        gone = self.base.execute("DELETE FROM result WHERE fingerprint NOT IN (SELECT number FROM fingerprint)").rowcount
        self.base.commit()
        if gone > 10_000:
            self.base.execute("VACUUM")


def opened(path: Path) -> sqlite3.Connection:
    """The cache's file; one that is broken or of another version is begun anew, since everything in it can be computed again."""
    try:
        base = sqlite3.connect(path)
        (version,) = base.execute("PRAGMA user_version").fetchone()
        if version not in (0, VERSION) or base.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
            raise sqlite3.DatabaseError("not ours")
    except sqlite3.DatabaseError:
        base.close()
        remove(path)
        base = sqlite3.connect(path)
    base.executescript(f"PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA user_version = {VERSION}; {TABLES}")
    return base


def remove(path: Path) -> None:
    """Remove the cache's file and what SQLite puts beside it."""
    for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
        path.with_name(name).unlink(missing_ok=True)
