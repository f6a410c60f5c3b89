"""Names: article ids that are unique over a dump, the same on every run, and safe as file names."""

from __future__ import annotations

import hashlib
import sqlite3
import unicodedata

import regex

UNSAFE = regex.compile(r"[^A-Za-z0-9._-]+")
DOTS = regex.compile(r"\.{2,}")
TABLES = """
PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
CREATE TABLE taken (name TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE last (key TEXT PRIMARY KEY, number INTEGER) WITHOUT ROWID;
BEGIN;
"""
FINE = regex.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_-]|\.(?!\.|$))*")


def safe(name: str, limit: int = 100) -> str:
    """A file name's worth of `name`: letters, digits, point, underscore, hyphen; what gets lost is told apart by a hash.

    >>> safe("Société Générale"), safe("../../etc/passwd")
    ('Societe-Generale', 'etc-passwd')
    """
    if FINE.fullmatch(name) and len(name) <= limit:
        return name
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    clean = DOTS.sub("", UNSAFE.sub("-", plain)).strip(".-")
    lost = 0 if name.isascii() else sum(character.isalnum() and not character.isascii() for character in unicodedata.normalize("NFC", name))
    if clean and len(clean) <= limit and lost * 2 <= len(clean):
        return clean
    mark = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{clean[: limit - 9].rstrip('.-') or 'article'}-{mark}"


class Names:
    """The ids given out so far, on disk; ids that differ only in case count as one, as on some file systems."""

    def __init__(self) -> None:
        self._base = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._base.executescript(TABLES)

    def __del__(self) -> None:
        self._base.close()

    def give(self, name: str) -> str:
        """`name` made safe; a repeated one gets "-2", "-3" ..."""
        base = safe(name)
        if self._take(base):
            return base
        key = base.casefold()
        (number,) = self._base.execute("SELECT number FROM last WHERE key = ?", [key]).fetchone() or (1,)
        while not self._take(chosen := f"{base}-{(number := number + 1)}"):
            pass
        self._base.execute("INSERT OR REPLACE INTO last VALUES (?, ?)", [key, number])
        return chosen

    def _take(self, name: str) -> bool:
        """Whether a name was free; it is so no longer."""
        return self._base.execute("INSERT OR IGNORE INTO taken VALUES (?)", [name.casefold()]).rowcount == 1
