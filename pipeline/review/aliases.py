"""Aliases: two companies that a person found to be one, and the change to rules/companies.csv that follows from it."""

from __future__ import annotations

import csv
import difflib
import hashlib
import io
import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pipeline.review.bench import Bench
from pipeline.review.decision import Decision, Refused, clock, line, save
from pipeline.settle.corrections import PARTIES
from pipeline.settle.ledger import Correction, correction_from, in_force
from pipeline.settle.shapes import values_of

TABLE = "companies.csv"
COLUMNS = ["name", "aliases"]
JOINT = "|"


def merge(bench: Bench, asked: Decision, into: str) -> dict[str, Any]:
    """Save that the value a person points at is the company `into`; the answer shows the change that companies.csv needs."""
    with bench.lock:
        bench.refresh()
        record = bench.now.get(asked.record)
        held = values_of(record, asked.field) if record and asked.field in PARTIES else ()
        name = " ".join(into.split())
        if record is None or asked.at >= len(held) or not name:
            raise Refused("Point at a company first, and name the one that it is.")
        mention = held[asked.at]
        if mention.value == name:
            raise Refused("It has that name already.")
        old = {"value": mention.value, "company_id": mention.company_id}
        new = {"value": name, "company_id": bench.company_id(name)}
        span = (mention.start, mention.end)
        told = line(record, asked, "merge", asked.field, span, clock(), old=old, new=new)
        concerned = bench.catalogue.worst_first(bench.records_of(correction_from(json.dumps(told), "merge")))
        ids = save(bench, [told], concerned)
        changed = [key for key in concerned if any(v.value == name for f in PARTIES for v in values_of(bench.now[key], f))]
    table = proposal(bench.rules.folder, bench.corrections)
    return {"cases": bench.answer(changed), "count": len(changed), "ids": ids, "progress": bench.progress(), **table}


def proposal(folder: Path, corrections: Iterable[Correction]) -> dict[str, str]:
    """What the merges in force would change in companies.csv: a diff to read, and a digest of what it starts from."""
    path = folder / TABLE
    before = path.read_bytes().decode("utf-8-sig") if path.exists() else ",".join(COLUMNS) + "\n"
    after = with_aliases(before, corrections)
    name = f"rules/{TABLE}"
    diff = difflib.unified_diff(before.splitlines(keepends=True), after.splitlines(keepends=True), name, name, n=1)
    return {"diff": "".join(diff), "base": digest(before)}


def write_proposal(folder: Path, corrections: Iterable[Correction], base: str) -> None:
    """Put the proposed companies.csv in place, if the file still is the one that the proposal started from."""
    path = folder / TABLE
    before = path.read_bytes().decode("utf-8-sig") if path.exists() else ",".join(COLUMNS) + "\n"
    if digest(before) != base:
        raise Refused(f"rules/{TABLE} has changed meanwhile; look at the proposal again.")
    new = path.with_suffix(".csv.new")
    new.write_bytes(with_aliases(before, corrections).encode("utf-8", "replace"))
    os.replace(new, path)


def with_aliases(table: str, corrections: Iterable[Correction]) -> str:
    """companies.csv as text, with every merge in force in it.

    >>> from pipeline.settle.ledger import Correction
    >>> merged = Correction("1", "mia", "2026", "merge", "companies", old={"value": "Acme Co."}, new={"value": "Acme"})
    >>> with_aliases("name,aliases\\nBolt,\\n", [merged])
    'name,aliases\\nAcme,Acme Co.\\nBolt,\\n'
    """
    reader = csv.DictReader(io.StringIO(table, newline=""))
    columns = list(reader.fieldnames or COLUMNS)
    rows = list(reader)
    for correction in in_force(list(corrections)):
        if correction.action == "merge" and correction.old and correction.new:
            new = {"name": str(correction.new["value"]), "company_id": str(correction.new.get("company_id") or "")}
            rows = joined(rows, columns, str(correction.old["value"]), new)
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns, lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def joined(rows: list[dict[str, str]], columns: list[str], alias: str, new: dict[str, str]) -> list[dict[str, str]]:
    """The rows with `alias` among the aliases of a company; a row of its own that the alias had is taken up in it."""
    name = new["name"]
    home = next((row for row in rows if name in (row["name"], *forms(row))), None)
    if home is None:
        home = {column: new.get(column, "") for column in columns}
        rows = sorted([*rows, home], key=lambda row: row["name"].casefold()) if _sorted(rows) else [*rows, home]
    gone = [row for row in rows if row["name"] == alias and row is not home]
    more = [alias, *(form for row in gone for form in forms(row))]
    home["aliases"] = JOINT.join(dict.fromkeys(form for form in [*forms(home), *more] if form != home["name"]))
    return [row for row in rows if row not in gone]


def forms(row: dict[str, str]) -> list[str]:
    """The aliases of a row."""
    return [form.strip() for form in (row.get("aliases") or "").split(JOINT) if form.strip()]


def digest(text: str) -> str:
    """What tells two states of the table apart."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def _sorted(rows: list[dict[str, str]]) -> bool:
    names = [row["name"].casefold() for row in rows]
    return names == sorted(names)
