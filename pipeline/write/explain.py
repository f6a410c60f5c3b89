"""One record of a dataset in words: each value with its text, its rule and its surroundings."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipeline.write.dataset import text_name
from pipeline.write.line import FIELDS
from pipeline.write.place import TEXTS

AROUND = 50


def explained(folder: Path, record_id: str) -> list[str] | None:
    """The lines that explain a record of the dataset in `folder`; None where it has no such record."""
    record = find_record(folder, record_id)
    if record is None:
        return None
    article, case = record["article"], record["case"]
    text = (folder / TEXTS / text_name(article["id"])).read_bytes().decode()
    name = case["heading"] or article["title"] or "(no heading)"
    head = [f"{record_id}: {name}", f"{article['path']}, characters {case['start']} to {case['end']}"]
    tail = [f"flags: {', '.join(record['flags']) or 'none'}; confidence {record['confidence']}"]
    return [*head, *(line for field in FIELDS for line in field_lines(field, record[field], text)), *tail]


def find_record(folder: Path, record_id: str) -> dict[str, Any] | None:
    """A record by its id."""
    mark = json.dumps(record_id, ensure_ascii=False)
    with (folder / "records.jsonl").open(encoding="utf-8", newline="\n") as lines:
        for line in lines:
            if mark in line and (record := json.loads(line))["record_id"] == record_id:
                return dict(record)
    return None


def field_lines(field: str, value: Any, text: str) -> Iterator[str]:
    """The lines of one field's mentions."""
    for mention in [value] if isinstance(value, dict) else value or []:
        keys = ("value", "count", "value_max", "count_max", "currency", "qualifier", "unit", "role", "basis", "company_id")
        told = " ".join(str(mention[key]) for key in keys if mention.get(key) is not None)
        start, end = mention["start"], mention["end"]
        around = " ".join(f"{text[max(0, start - AROUND) : start]}[{text[start:end]}]{text[end : end + AROUND]}".split())
        yield f"{field}: {told}  ({mention['rule']}, {mention['confidence']})"
        yield f"    {around}"
