"""Appending: new lines at the end of the ledger's file, whole and on the disk before anybody is told so."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pipeline.settle.anchor import quote_of
from pipeline.settle.ledger import correction_from, line_id
from pipeline.write.line import json_text

Json = Mapping[str, Any]


def append_lines(path: Path, lines: Iterable[Json]) -> list[str]:
    """Add decisions to a ledger and return their ids; each is checked as the ledger's reader checks it, before any is written."""
    tables = [{"id": line_id(line), **line} for line in lines]
    text = "".join(json_text(table) + "\n" for table in tables)
    for number, line in enumerate(text.splitlines(), 1):
        correction_from(line, f"new line {number}")
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as file:
        _locked(file.fileno())
        open_end = file.tell() > 0 and path.read_bytes()[-1:] != b"\n"
        file.write((b"\n" if open_end else b"") + text.encode("utf-8", "replace"))
        file.flush()
        os.fsync(file.fileno())
    return [table["id"] for table in tables]


def _locked(descriptor: int) -> None:
    """Wait for other writers of the same file, where the system can; closing the file lets the next one in."""
    try:
        from fcntl import LOCK_EX, flock
    except ImportError:
        return
    flock(descriptor, LOCK_EX)


def line_of(
    action: str, *, who: str, when: str, field: str, article: Json, record_id: str, text: str, span: Sequence[int],
    old: Json | None = None, new: Json | None = None, note: str | None = None,
) -> dict[str, Any]:
    """One decision as a line: who decided what about which words of which article (a line of records.jsonl names both)."""
    quote = quote_of(text, span[0], span[1])
    told = {"start": quote.start, "exact": quote.exact, "before": quote.before, "after": quote.after}
    place = {"article": article["id"], "sha256": article["sha256"], "record": record_id, "quote": told}
    line = {"who": who, "when": when, "action": action, "field": field, **place, "old": old, "new": new, "note": note}
    return {key: value for key, value in line.items() if value is not None}


def undo_of(correction_id: str, *, who: str, when: str) -> dict[str, Any]:
    """The line that takes a decision back."""
    return {"who": who, "when": when, "action": "undo", "undoes": correction_id}
