"""The companies of the whole dump: how often each is named, and in which forms."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence

from pipeline.write.row import JOINT, Row, cell

TABLES = """
PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
CREATE TABLE company (id TEXT PRIMARY KEY, records INTEGER, articles INTEGER, article TEXT) WITHOUT ROWID;
CREATE TABLE form (id TEXT, form TEXT, named INTEGER, PRIMARY KEY (id, form)) WITHOUT ROWID;
"""
# `article` is the last one that named the company: articles come one after the other.
RECORD = """
INSERT INTO company VALUES (?1, 1, 1, ?2)
ON CONFLICT DO UPDATE SET records = records + 1, articles = articles + (article <> ?2), article = ?2
"""
FORM = "INSERT INTO form VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET named = named + excluded.named"


class Companies:
    """companies.csv in the making: fed record by record, on disk, so that memory stays flat however many companies there are."""

    def __init__(self) -> None:
        self.base = sqlite3.connect("", isolation_level=None)
        self.base.executescript(TABLES + "BEGIN;")

    def close(self) -> None:
        """Forget everything."""
        self.base.close()

    def add(self, article_id: str, companies: Iterable[Sequence[str]]) -> None:
        """Count the companies of one record: their ids, canonical names and forms."""
        held = list(companies)
        self.base.executemany(RECORD, [(key, article_id) for key in dict.fromkeys(key for key, _, _ in held)])
        self.base.executemany(FORM, [(key, name, 1) for key, name, _ in held])
        self.base.executemany(FORM, [(key, form, 0) for key, _, form in held])

    def rows(self) -> Iterator[Row]:
        """The rows of companies.csv, by company_id."""
        for key, records, articles in self.base.execute("SELECT id, records, articles FROM company ORDER BY id"):
            forms = dict(self.base.execute("SELECT form, named FROM form WHERE id = ?", [key]))
            name = name_of(forms)
            aliases = JOINT.join(alias.replace(JOINT, ", ") for alias in sorted(forms) if alias != name)
            yield [cell(key), name, aliases, str(records), str(articles)]


def name_of(forms: dict[str, int]) -> str:
    """The canonical name most often given; the longer, then the first in the alphabet, breaks a tie.

    >>> name_of({"Acme": 2, "Acme Steel": 2, "ACME": 0})
    'Acme Steel'
    """
    named = [form for form, times in forms.items() if times]
    return min(named, key=lambda form: (-forms[form], -len(form), form))
